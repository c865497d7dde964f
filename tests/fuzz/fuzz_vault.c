/*
 * The whole file: a small vault with alterations.
 *
 * The vault is made anew in each process, with keys of its own, but its parts
 * lie in the same places. Input: alterations of six bytes and more, each a
 * kind, a page, a place in it, and a length or value; what is written may come
 * from elsewhere in the file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "judge.h"

enum { PAGE = 4096, EDITS = 16, PAGES_MORE = 4, RUN = 64 };

static struct judge j;
static unsigned identical;
static unsigned partial;

static void remove_folder(void)
{
	fixture_finish(&j.sample.f);
}

void fuzz_init(void)
{
	identical = fuzz_way("the same vault");
	partial = fuzz_way("one of which a part is sound");
	judge_init(&j, false);
	(void)atexit(remove_folder);
}

static size_t place(const struct buf *file, struct slice *feed)
{
	size_t page = feed_u8(feed) % (file->n / PAGE + 1);
	size_t at = page * PAGE + feed_u16(feed) % PAGE;

	return at < file->n ? at : file->n;
}

static void put(struct buf *file, size_t at, struct slice bytes)
{
	for (size_t i = 0; i < bytes.n && at + i < file->n; i++)
		file->p[at + i] = bytes.p[i];
}

/* From and to may overlap. */
static void move(struct buf *file, size_t to, size_t from, size_t n)
{
	if (from + n <= file->n && to + n <= file->n)
		memmove(file->p + to, file->p + from, n);
}

static void append_page(struct buf *file, size_t like, size_t limit)
{
	uint8_t page[PAGE];

	like = like / PAGE * PAGE;
	if (file->n >= limit || like + PAGE > file->n)
		return;
	memcpy(page, file->p + like, PAGE);
	buf_add(file, page, PAGE);
}

static void edit(struct buf *file, struct slice *feed, size_t limit)
{
	uint8_t kind = feed_u8(feed) % 8;
	size_t at = place(file, feed);
	uint16_t value = feed_u16(feed);

	if (kind == 0 && at < file->n)
		file->p[at] ^= (uint8_t)value;
	else if (kind == 1 || kind == 2)
		put(file, at, feed_bytes(feed, 1 + value % RUN));
	else if (kind == 3)
		move(file, at, place(file, feed), 1 + value % (2 * RUN));
	else if (kind == 4)
		move(file, at / PAGE * PAGE, place(file, feed) / PAGE * PAGE, PAGE);
	else if (kind == 5)
		move(file, at / PAGE * PAGE + value % PAGE, at, value % RUN);
	else if (kind == 6 && value % 4 == 0)
		file->n = at;
	else if (kind == 7)
		append_page(file, at, limit);
}

void fuzz_one(struct buf *result, struct slice input)
{
	struct buf file = {0};
	struct err e = {0};
	enum verdict v;

	buf_add_slice(&file, buf_slice(&j.sample.bytes));
	fuzz_must(buf_ok(&file));
	for (int i = 0; i < EDITS && input.n > 0; i++)
		edit(&file, &input, j.sample.bytes.n + PAGES_MORE * PAGE);
	v = judge(&j, buf_slice(&file), &e);
	if (e.text[0] != '\0')
		fuzz_sentence(e.text);
	if (v == WRONG)
		fprintf(stderr, "%s\n", e.text);
	fuzz_must(v != WRONG);
	if (v == IDENTICAL)
		fuzz_accept(identical);
	if (v == PARTIAL)
		fuzz_accept(partial);
	buf_add_char(result, (char)v);
	buf_finish(&file);
}
