#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "crypto/secret.h"
#include "transfer/json.h"

enum { WAYS = 48, SEEDS = 128 };

static size_t kept; /* secrets that the target holds from its start */
static struct fuzz_count counts[WAYS] = {{.name = "refused"}};
static size_t n_counts = 1;
static struct buf seeds[SEEDS];
static size_t n_seeds;

void fuzz_check(bool holds, const char *what, const char *file, int line)
{
	if (holds)
		return;
	fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, what);
	abort();
}

unsigned fuzz_way(const char *name)
{
	fuzz_must(n_counts < WAYS);
	counts[n_counts].name = name;
	return (unsigned)n_counts++;
}

void fuzz_accept(unsigned way)
{
	fuzz_must(way > 0 && way < n_counts);
	counts[way].gone = true;
}

const struct fuzz_count *fuzz_counts(size_t *n)
{
	*n = n_counts;
	return counts;
}

static void count_input(void)
{
	counts[0].gone = true;
	for (size_t i = 1; i < n_counts; i++)
		counts[0].gone &= !counts[i].gone;
	for (size_t i = 0; i < n_counts; i++) {
		counts[i].inputs += counts[i].gone;
		counts[i].gone = false;
	}
}

void fuzz_seed(struct slice input)
{
	fuzz_must(n_seeds < SEEDS);
	buf_add_slice(&seeds[n_seeds], input);
	fuzz_must(buf_ok(&seeds[n_seeds++]));
}

void fuzz_seed_as(uint8_t how, struct slice input)
{
	struct buf b = {0};

	buf_add(&b, &how, 1);
	buf_add_slice(&b, input);
	fuzz_seed(buf_slice(&b));
	buf_finish(&b);
}

bool fuzz_seed_get(struct slice *input, size_t n)
{
	if (n >= n_seeds)
		return false;
	*input = buf_slice(&seeds[n]);
	return true;
}

static void write_seeds(const char *folder)
{
	char name[32];
	char *path;

	for (size_t i = 0; i < n_seeds; i++) {
		snprintf(name, sizeof name, "seed-%zu", i);
		path = file_join(folder, name);
		fuzz_must(path != NULL);
		fuzz_must(file_write(path, seeds[i].p, seeds[i].n, NULL) == RC_OK);
		free(path);
	}
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_must(crypto_init(NULL) == RC_OK);
	json_use_wiped_memory();
	fuzz_init();
	kept = secret_live();
	if (getenv("STRONGROOM_SEEDS") != NULL)
		write_seeds(getenv("STRONGROOM_SEEDS"));
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct slice input = slice_of(size > 0 ? data : (const uint8_t *)"", size);
	struct buf first = {0};
	struct buf second = {0};

	fuzz_one(&first, input);
	fuzz_must(secret_live() == kept);
	fuzz_one(&second, input);
	fuzz_must(secret_live() == kept);
	fuzz_must(buf_ok(&first) && buf_ok(&second));
	fuzz_must(slice_eq(buf_slice(&first), buf_slice(&second)));
	count_input();
	buf_finish(&first);
	buf_finish(&second);
	return 0;
}

void fuzz_sentence(const char *text)
{
	const struct slice s = slice_str(text);
	struct buf safe = {0};

	fuzz_must(s.n > 0 && s.p[s.n - 1] != '.');
	fuzz_must(text_valid_line(s));
	text_safe(&safe, s, false);
	fuzz_must(slice_eq(buf_slice(&safe), s));
	buf_finish(&safe);
}

void fuzz_answer(struct buf *result, enum rc rc, const struct err *e, unsigned allowed)
{
	fuzz_must((unsigned)rc < 32 && (allowed & FUZZ_RC(rc)) != 0);
	if (rc != RC_OK) {
		fuzz_must(e->rc == rc);
		fuzz_must(memchr(e->text, '\0', sizeof e->text) != NULL);
		fuzz_sentence(e->text);
		buf_add_str(result, e->text);
	}
	buf_add_char(result, (char)rc);
}

struct slice feed_bytes(struct slice *feed, size_t n)
{
	struct slice s = slice_of(feed->p, n < feed->n ? n : feed->n);

	*feed = slice_of(feed->p + s.n, feed->n - s.n);
	return s;
}

uint8_t feed_u8(struct slice *feed)
{
	struct slice s = feed_bytes(feed, 1);

	return s.n == 1 ? s.p[0] : 0;
}

uint16_t feed_u16(struct slice *feed)
{
	uint16_t high = feed_u8(feed);

	return (uint16_t)(high << 8 | feed_u8(feed));
}

uint64_t feed_u64(struct slice *feed)
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v = v << 8 | feed_u8(feed);
	return v;
}

struct slice feed_text(struct slice *feed)
{
	size_t n = feed_u8(feed);

	return feed_bytes(feed, n);
}
