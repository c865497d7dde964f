/*
 * sheet_int: what a sheet says, and those who draw it.
 *
 * A page is a list of blocks in the order in which it is read. Whoever draws
 * it decides what a block looks like, never what it says.
 */
#ifndef STRONGROOM_ENVELOPE_SHEET_INT_H
#define STRONGROOM_ENVELOPE_SHEET_INT_H

#include "envelope/sheet.h"

enum block_kind {
	BLOCK_TITLE,
	BLOCK_WARNING,
	BLOCK_HEADING,
	BLOCK_TEXT,
	BLOCK_FIELD,   /* has a label; without a text it is a line to fill in */
	BLOCK_STEP,    /* numbered from 1 behind each heading */
	BLOCK_COMMAND, /* to be typed as it stands */
	BLOCK_WORDS,   /* secret: the sheet words with single blanks, in lower case */
	BLOCK_PIECES,  /* secret or not: one long text in pieces, blanks between */
	BLOCK_SIGN     /* lines for name, signature and date */
};

/* One block. The text is a part of the page's. */
struct block {
	enum block_kind kind;
	const char *label;
	size_t at;
	size_t n;
};

enum { BLOCKS_MAX = 48 };

struct sheet_page {
	struct block blocks[BLOCKS_MAX];
	size_t n;
	struct buf text; /* safe to print, valid UTF-8 */
};

/* What the sheet says; the page belongs to the caller, also on failure. */
MUST_CHECK enum rc sheet_page_make(
    struct sheet_page *page, const struct sheet *s, struct err *e);
/* Wipes it. */
void sheet_page_finish(struct sheet_page *page);

struct slice sheet_page_text(const struct sheet_page *page, size_t i);

/* Take the next piece off *text, whose pieces are parted by single blanks. */
struct slice sheet_next_piece(struct slice *text);

/* Append n pages. What fails by memory is left to buf_ok of out. */
void sheet_plain(struct buf *out, const struct sheet_page *pages, size_t n);
MUST_CHECK enum rc sheet_html(
    struct buf *out, const struct sheet_page *pages, size_t n, struct err *e);
/* fonts: a folder with those of Liberation, or the standard ones if it has none. */
MUST_CHECK enum rc sheet_pdf(struct buf *out, const struct sheet_page *pages, size_t n,
    const char *fonts, struct err *e);

#endif
