/*
 * The list of stolen passwords. Input: the first byte says which hashes are in
 * lines that are made, how many the next ones say, or that what follows is the
 * list; before that are three bytes of a hash to be looked for.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "crypto/breach_hash.h"
#include "crypto/encode.h"
#include "fuzz.h"
#include "report/breach.h"

static unsigned opened;
static unsigned found;
static unsigned absent;

void fuzz_init(void)
{
	static const uint8_t LINES[] = {1, 0, 0, 1, 5};
	static const uint8_t OTHERS[] = {2, 7, 7, 9, 200};
	static const char LIST[] = "\0\x88\x46\xF7"
				   "884600000000000000000000000000AA:3\r\n";

	opened = fuzz_way("a list");
	found = fuzz_way("a password that is in it");
	absent = fuzz_way("one that is not");
	fuzz_seed(slice_of(LINES, sizeof LINES));
	fuzz_seed(slice_of(OTHERS, sizeof OTHERS));
	fuzz_seed(slice_of(LIST, sizeof LIST - 1));
}

/* Lines in order, each so much greater than the one before. */
static void make(struct buf *text, unsigned n, size_t size)
{
	uint8_t hash[BREACH_MAX] = {0};
	unsigned value = 0;

	for (unsigned i = 0; i < n; i++) {
		value += 1 + i * 37 % 4000;
		hash[0] = (uint8_t)(value >> 16);
		hash[1] = (uint8_t)(value >> 8);
		hash[2] = (uint8_t)value;
		hex_encode(text, hash, size);
		buf_printf(text, ":%u%s", 1 + i % 5000, i % 3 == 0 ? "\r\n" : "\n");
	}
}

/* Is it there? By reading all; false for *told if the list is not as it should be. */
static bool search(bool *told, struct slice text, size_t size, const uint8_t *hash)
{
	uint8_t before[BREACH_MAX] = {0};
	bool there = false;

	*told = false;
	while (text.n > 0) {
		const uint8_t *end = memchr(text.p, '\n', text.n);
		struct slice line =
		    feed_bytes(&text, end == NULL ? text.n : (size_t)(end - text.p) + 1);
		uint8_t here[BREACH_MAX];

		if (line.n < 2 * size + 2 ||
		    !hex_decode(here, size, slice_of(line.p, 2 * size)) ||
		    line.p[2 * size + 1] < '1' || line.p[2 * size + 1] > '9' ||
		    memcmp(here, before, size) < 0)
			return false;
		memcpy(before, here, size);
		there = there || memcmp(here, hash, size) == 0;
	}
	*told = true;
	return there;
}

static void look(struct buf *result, struct breach *b, struct slice text, struct slice given)
{
	uint8_t hash[BREACH_MAX] = {0};
	int64_t count;
	bool there;
	bool told;
	struct err e;
	enum rc rc;

	if (given.n > 0)
		memcpy(hash, given.p, given.n);
	rc = breach_find(&count, b, hash, &e);
	fuzz_must(rc == RC_OK || rc == RC_INPUT);
	buf_add(result, &rc, sizeof rc);
	there = search(&told, text, breach_size(b), hash);
	if (rc != RC_OK || !told)
		return;
	fuzz_must((count > 0) == there);
	fuzz_accept(there ? found : absent);
}

void fuzz_one(struct buf *result, struct slice input)
{
	unsigned kind = feed_u8(&input) % 3;
	struct slice hash = feed_bytes(&input, 3);
	int fd = memfd_create("list", MFD_CLOEXEC);
	struct breach *b = NULL;
	struct buf text = {0};
	char path[64];
	struct err e;
	enum rc rc;

	fuzz_must(fd >= 0);
	if (kind == 0)
		buf_add_slice(&text, feed_bytes(&input, input.n));
	else
		make(&text, feed_u8(&input) * 8U, kind == 1 ? BREACH_SHA1 : BREACH_NT);
	fuzz_must(text.n == 0 || write(fd, text.p, text.n) == (ssize_t)text.n);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	rc = breach_open(&b, path, &e);
	fuzz_must(rc == RC_OK || rc == RC_INPUT);
	if (rc != RC_OK)
		fuzz_sentence(e.text);
	fuzz_must((rc == RC_OK) == (b != NULL));
	if (rc == RC_OK) {
		fuzz_accept(opened);
		look(result, b, buf_slice(&text), hash);
	}
	breach_close(b);
	close(fd);
	buf_finish(&text);
}
