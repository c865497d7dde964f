/*
 * The armor of an age file.
 *
 * Input: in how large pieces it is read, then a text; or, where the first byte
 * is odd, bytes to put into armor and to take out of it again.
 */
#include <string.h>

#include "age_int.h"
#include "fuzz.h"

static unsigned armored;
static unsigned plain;

/* What it is read from, of which a source gives at most a piece at a time. */
struct feed {
	struct slice rest;
	size_t piece;
};

static enum rc give(void *arg, void *p, size_t n, size_t *got, struct err *e)
{
	struct feed *f = arg;
	struct slice s = feed_bytes(&f->rest, n < f->piece ? n : f->piece);

	(void)e;
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	*got = s.n;
	return RC_OK;
}

static enum rc take(void *arg, const void *p, size_t n, struct err *e)
{
	(void)e;
	buf_add(arg, p, n);
	return RC_OK;
}

static void put_armored(struct buf *text, struct slice bytes)
{
	struct age_armor_writer *w = age_armor_writer_new((struct age_sink){take, text});
	struct age_sink sink;

	fuzz_must(w != NULL);
	sink = age_armor_writer_sink(w);
	fuzz_must(sink.write(sink.arg, bytes.p, bytes.n, NULL) == RC_OK);
	fuzz_must(age_armor_writer_close(w, NULL) == RC_OK);
	age_armor_writer_free(w);
}

static void seed(size_t n, const char *before, const char *behind)
{
	static const uint8_t bytes[200];
	struct buf input = {0};

	buf_add_char(&input, 20);
	buf_add_str(&input, before);
	put_armored(&input, slice_of(bytes, n));
	buf_add_str(&input, behind);
	fuzz_seed(buf_slice(&input));
	buf_finish(&input);
}

void fuzz_init(void)
{
	armored = fuzz_way("an armored text");
	plain = fuzz_way("no armor");
	seed(1, "", "");
	seed(48, "\n\t\n", "");
	seed(143, "", "\r\n \n");
	fuzz_seed(slice_str("\x02" AGE_VERSION));
}

/* All that comes out, or why it does not. */
static enum rc read_all(
    struct buf *out, struct age_armor *a, struct slice text, size_t piece, struct err *e)
{
	struct feed feed = {text, piece};
	uint8_t bytes[100];
	size_t got = 1;
	enum rc rc = age_armor_open(a, (struct age_source){give, &feed}, e);

	while (rc == RC_OK && got > 0) {
		rc = age_armor_read(a, bytes, sizeof bytes, &got, e);
		if (rc == RC_OK)
			buf_add(out, bytes, got);
	}
	return rc;
}

static bool white(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A text as the writer has it: nothing around it, and no CR. */
static void put_canonical(struct buf *out, struct slice text)
{
	while (text.n > 0 && white(text.p[0]))
		text = slice_after(text, 1);
	while (text.n > 0 && white(text.p[text.n - 1]))
		text.n--;
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != '\r' || i + 1 == text.n || text.p[i + 1] != '\n')
			buf_add_char(out, (char)text.p[i]);
	buf_add_char(out, '\n');
}

/* There is one text for any bytes, but for what may be around it. */
static void check_canonical(struct slice text, struct slice bytes)
{
	struct buf want = {0};
	struct buf have = {0};

	put_canonical(&want, text);
	if (bytes.n > 0)
		put_armored(&have, bytes);
	else
		buf_add_str(&have, AGE_ARMOR_BEGIN "\n" AGE_ARMOR_END "\n");
	fuzz_must(slice_eq(buf_slice(&want), buf_slice(&have)));
	buf_finish(&want);
	buf_finish(&have);
}

static void one_text(struct buf *result, struct slice text, size_t piece)
{
	struct age_armor a;
	struct buf out = {0};
	struct err e;
	enum rc rc = read_all(&out, &a, text, piece, &e);

	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_INPUT));
	fuzz_must(a.armored || (rc == RC_OK && slice_eq(buf_slice(&out), text)));
	if (a.armored && rc == RC_OK) {
		fuzz_accept(armored);
		check_canonical(text, buf_slice(&out));
	} else if (!a.armored) {
		fuzz_accept(plain);
	}
	buf_finish(&out);
}

static void there_and_back(struct slice bytes, size_t piece)
{
	struct age_armor a;
	struct buf text = {0};
	struct buf out = {0};

	if (bytes.n == 0)
		return;
	put_armored(&text, bytes);
	fuzz_must(read_all(&out, &a, buf_slice(&text), piece, NULL) == RC_OK);
	fuzz_must(a.armored && slice_eq(buf_slice(&out), bytes));
	buf_finish(&text);
	buf_finish(&out);
}

void fuzz_one(struct buf *result, struct slice input)
{
	uint8_t first = feed_u8(&input);

	if (first % 2 == 0)
		one_text(result, input, (size_t)first + 1);
	else
		there_and_back(input, first);
}
