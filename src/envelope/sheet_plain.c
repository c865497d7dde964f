/* sheet_plain: sheets as text for any printer, a form feed between two. */
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "sheet_int.h"

enum {
	INDENT = 2,
	PER_ROW = 5,
	WORD_PLACE = 11, /* a word, eight letters at most, and the gap behind it */
	NUMBER = 3       /* "1. " */
};

/* Where a block begins and goes on, how wide it may be. */
struct shape {
	size_t first; /* columns in use already */
	size_t indent;
};

/* loose: with empty lines, where there is room for them. */
struct pen {
	struct buf *out;
	bool loose;
	unsigned step;
};

static void fill(struct buf *out, char c, size_t n)
{
	while (n-- > 0)
		buf_add_char(out, c);
}

/*
 * Take up to columns of valid UTF-8 off *rest; where it must be broken, at the
 * last blank, if there is one.
 */
static struct slice take_line(struct slice *rest, size_t columns)
{
	size_t n = text_fit(*rest, columns);
	size_t cut = n;
	struct slice line;

	if (n < rest->n) {
		while (cut > 0 && rest->p[cut] != ' ')
			cut--;
		cut = cut > 0 ? cut : n;
	}
	line = slice_of(rest->p, cut);
	while (cut < rest->n && rest->p[cut] == ' ')
		cut++;
	*rest = slice_after(*rest, cut);
	return line;
}

static void wrapped(struct buf *out, struct slice text, struct shape shape)
{
	size_t used = shape.first;

	do {
		if (used < shape.indent) {
			fill(out, ' ', shape.indent - used);
			used = shape.indent;
		}
		buf_add_slice(out, take_line(&text, SHEET_COLUMNS - used));
		buf_add_char(out, '\n');
		used = 0;
	} while (text.n > 0);
}

static void capitals(struct buf *out, struct slice text)
{
	for (size_t i = 0; i < text.n; i++)
		buf_add_char(out, (char)toupper(text.p[i]));
}

static void field(struct buf *out, const char *label, struct slice text)
{
	size_t used = INDENT + strlen(label) + 2;

	fill(out, ' ', INDENT);
	buf_printf(out, "%s: ", label);
	if (text.n > 0) {
		wrapped(out, text, (struct shape){used, used});
		return;
	}
	fill(out, '_', SHEET_COLUMNS - used);
	buf_add_char(out, '\n');
}

/* In rows, each word with its number. */
static void words(struct buf *out, struct slice text)
{
	for (unsigned n = 1; text.n > 0; n++) {
		struct slice word = sheet_next_piece(&text);

		buf_printf(out, "  %2u ", n);
		buf_add_slice(out, word);
		if (n % PER_ROW == 0 || text.n == 0)
			buf_add_char(out, '\n');
		else
			fill(out, ' ', WORD_PLACE - 1 - word.n);
	}
}

static void sign(struct pen *pen)
{
	if (pen->loose)
		buf_add_char(pen->out, '\n');
	buf_add_str(pen->out,
	    "  Name ____________________  Signature ____________________  Date ________\n");
}

static void heading(struct pen *pen, struct slice text)
{
	if (pen->loose)
		buf_add_char(pen->out, '\n');
	capitals(pen->out, text);
	buf_add_char(pen->out, '\n');
	pen->step = 0;
}

static void block(struct pen *pen, const struct block *b, struct slice text)
{
	static const struct shape PLAIN = {0, INDENT};

	switch (b->kind) {
	case BLOCK_HEADING:
		heading(pen, text);
		break;
	case BLOCK_TITLE:
		capitals(pen->out, text);
		buf_add_str(pen->out, "   ");
		break;
	case BLOCK_WARNING:
		capitals(pen->out, text);
		buf_add_char(pen->out, '\n');
		fill(pen->out, '=', SHEET_COLUMNS);
		buf_add_char(pen->out, '\n');
		break;
	case BLOCK_FIELD:
		field(pen->out, b->label, text);
		break;
	case BLOCK_STEP:
		buf_printf(pen->out, "  %u. ", ++pen->step);
		wrapped(pen->out, text, (struct shape){INDENT + NUMBER, INDENT + NUMBER});
		break;
	case BLOCK_COMMAND:
		wrapped(pen->out, text, (struct shape){0, 4 * INDENT});
		break;
	case BLOCK_WORDS:
		words(pen->out, text);
		break;
	case BLOCK_SIGN:
		sign(pen);
		break;
	default:
		wrapped(pen->out, text, PLAIN);
	}
}

static void draw(struct buf *out, const struct sheet_page *page, bool loose)
{
	struct pen pen = {.out = out, .loose = loose};

	for (size_t i = 0; i < page->n; i++)
		block(&pen, &page->blocks[i], sheet_page_text(page, i));
}

static size_t count_lines(const struct buf *b)
{
	size_t lines = 0;

	for (size_t i = 0; i < b->n; i++)
		lines += b->p[i] == '\n';
	return lines;
}

void sheet_plain(struct buf *out, const struct sheet_page *pages, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct buf page = {0};

		draw(&page, &pages[i], true);
		if (count_lines(&page) > SHEET_LINES) {
			buf_clear(&page);
			draw(&page, &pages[i], false);
		}
		if (i > 0)
			buf_add_char(out, '\f');
		buf_add_slice(out, buf_slice(&page));
		out->failed |= !buf_ok(&page);
		buf_finish(&page);
	}
}
