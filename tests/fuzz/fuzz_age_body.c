/*
 * An age file that was written, altered, and read.
 *
 * Input: how long the text is, in how large pieces it is written and read, then
 * the alterations: where (three bytes), what kind, and a value.
 */
#include <string.h>

#include "age_int.h"
#include "crypto/secret.h"
#include "crypto/x25519.h"
#include "fuzz.h"

enum { TEXT_MAX = 2 * AGE_CHUNK + 1, EDITS = 8 };

static unsigned whole;
static unsigned beginning;
static struct secret *identity;
static uint8_t recipient[AGE_KEY];
static uint8_t text[TEXT_MAX];

void fuzz_init(void)
{
	whole = fuzz_way("a whole file");
	beginning = fuzz_way("a true beginning");
	identity = secret_new(AGE_KEY);
	fuzz_must(identity != NULL);
	memset(identity->p, 0x42, AGE_KEY);
	x25519_base(recipient, identity->p);
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (uint8_t)(i ^ i >> 8);
}

static enum rc take(void *arg, const void *p, size_t n, struct err *e)
{
	(void)e;
	buf_add(arg, p, n);
	return RC_OK;
}

struct source {
	struct slice rest;
	size_t piece;
};

static enum rc give(void *arg, void *p, size_t n, size_t *got, struct err *e)
{
	struct source *from = arg;
	struct slice s = feed_bytes(&from->rest, n < from->piece ? n : from->piece);

	(void)e;
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	*got = s.n;
	return RC_OK;
}

static void write_file(struct buf *file, size_t n, size_t piece)
{
	struct age_writer *w;
	size_t at = 0;

	fuzz_must(
	    age_writer_new(&w, recipient, 1, (struct age_sink){take, file}, NULL) == RC_OK);
	while (at < n) {
		size_t some = n - at < piece ? n - at : piece;

		fuzz_must(age_write(w, text + at, some, NULL) == RC_OK);
		at += some;
	}
	fuzz_must(age_close(w, NULL) == RC_OK && buf_ok(file));
	age_writer_free(w);
}

/* Chunks of a file, by their number, from the end of its header. */
static size_t chunk_at(const struct buf *file, size_t number)
{
	size_t from = 0;

	return age_header_size(buf_slice(file), &from) + AGE_NONCE + number * AGE_SEALED;
}

static void swap_chunks(struct buf *file, size_t a, size_t b)
{
	size_t x = chunk_at(file, a);
	size_t y = chunk_at(file, b);

	for (size_t i = 0; i < AGE_SEALED && y + i < file->n && x + i < file->n; i++) {
		uint8_t kept = file->p[x + i];

		file->p[x + i] = file->p[y + i];
		file->p[y + i] = kept;
	}
}

/*
 * Add a byte, that which was there before or, the same each time, another: a
 * value of the input would be one or the other by chance.
 */
static void grow(struct buf *file, const struct buf *before, uint8_t value)
{
	if (file->n < before->n)
		value ^= before->p[file->n];
	buf_add(file, &value, 1);
}

static void edit(struct buf *file, const struct buf *before, struct slice *feed)
{
	size_t at = (size_t)feed_u8(feed) << 16;
	uint8_t kind;
	uint8_t value;

	at = (at | feed_u16(feed)) % (file->n + 1);
	kind = feed_u8(feed);
	value = feed_u8(feed);
	if (kind % 6 <= 1 && at < file->n)
		file->p[at] ^= value;
	else if (kind % 6 == 2)
		file->n = at;
	else if (kind % 6 == 3)
		grow(file, before, value);
	else if (kind % 6 == 4)
		swap_chunks(file, at % 3, value % 3);
	else if (file->n > chunk_at(file, 1))
		file->n = chunk_at(file, at % 3) < file->n ? chunk_at(file, at % 3) : file->n;
}

static enum rc read_file(struct buf *plain, const struct buf *file, size_t piece, struct err *e)
{
	const struct secret *const identities[] = {identity};
	struct source from = {buf_slice(file), piece};

	return age_read((struct age_source){give, &from}, (struct age_sink){take, plain},
	    &(struct age_keys){.identities = identities, .count = 1}, e);
}

/* The file is another each time, and so is what an alteration makes of it. */
void fuzz_one(struct buf *result, struct slice input)
{
	size_t n = (size_t)feed_u8(&input) << 16;
	size_t piece;
	struct buf file = {0};
	struct buf before = {0};
	struct buf plain = {0};
	struct buf sentence = {0};
	struct err e;
	enum rc rc;

	n = (n | feed_u16(&input)) % (TEXT_MAX + 1);
	piece = (size_t)1 + n / 64 + feed_u16(&input);
	write_file(&file, n, piece);
	buf_add_slice(&before, buf_slice(&file));
	for (int i = 0; i < EDITS && input.n > 0; i++)
		edit(&file, &before, &input);
	rc = read_file(&plain, &file, piece, &e);
	fuzz_answer(&sentence, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_INPUT));
	/* Whole and unaltered, or refused after no more than its true beginning. */
	fuzz_must((rc == RC_OK) == slice_eq(buf_slice(&file), buf_slice(&before)));
	fuzz_must(plain.n <= n && slice_eq(buf_slice(&plain), slice_of(text, plain.n)));
	fuzz_must(rc != RC_OK || plain.n == n);
	if (rc == RC_OK)
		fuzz_accept(whole);
	else if (plain.n > 0)
		fuzz_accept(beginning);
	buf_add_char(result, (char)rc);
	buf_finish(&file);
	buf_finish(&before);
	buf_finish(&plain);
	buf_finish(&sentence);
}
