/*
 * sheet_pdf_draw: one sheet on one page of A4.
 *
 * A page is laid out without drawing in ever smaller letters until it fits, and
 * is then drawn. The sheet words are always of the same, large size.
 */
#include <hpdf.h>
#include <string.h>

#include "sheet_pdf_int.h"

/* Points. */
enum {
	PAGE_WIDTH = 595,
	PAGE_HEIGHT = 842,
	MARGIN = 34, /* 12 mm: what any printer leaves free */
	RIGHT = PAGE_WIDTH - MARGIN,
	TOP = PAGE_HEIGHT - MARGIN
};

static const double SIZE_MOST = 14;
static const double SIZE_LEAST = 8;
static const double SIZE_STEP = 0.25;
static const double LINE = 1.15;
static const double BASELINE = 0.92; /* of the size, below the top of a line */
static const double INDENT = 1.4;
static const double FILL_IN = 1.35; /* the height of a line to write on */
static const double TITLE = 1.5;
static const double GAP = 0.4; /* above a heading */

struct pen {
	struct pdf *pdf;
	void *page; /* NULL: only lay out */
	double size;
	double y;   /* the top of what comes next */
	double end; /* where the last line that was wrapped ended */
	unsigned step;
	struct err *e;
};

static double line_of(const struct pen *pen)
{
	return LINE * pen->size;
}

static void put(struct pen *pen, enum pdf_font font, double size, double x, struct slice text)
{
	if (pen->page != NULL && text.n > 0)
		pdf_text(pen->pdf, pen->page, font, size, x, pen->y - BASELINE * size, text);
}

static void rule(struct pen *pen, double x, double to, double y)
{
	if (pen->page == NULL || to <= x)
		return;
	HPDF_Page_SetLineWidth(pen->page, (HPDF_REAL)0.75);
	HPDF_Page_MoveTo(pen->page, (HPDF_REAL)x, (HPDF_REAL)y);
	HPDF_Page_LineTo(pen->page, (HPDF_REAL)to, (HPDF_REAL)y);
	HPDF_Page_Stroke(pen->page);
}

static void tag(struct pen *pen, const char *kind)
{
	if (pen->page != NULL)
		pdf_tag_begin(pen->pdf->tags, kind);
}

static void untag(struct pen *pen)
{
	if (pen->page != NULL)
		pdf_tag_end(pen->pdf->tags);
}

/*
 * Take what fits into width off *text: whole words, but for one longer than a
 * line. The blank behind them stays, or who listens would hear one word.
 */
static struct slice take_line(
    const struct pdf *pdf, enum pdf_font font, struct slice *text, double width)
{
	struct slice all = *text;
	struct slice rest = *text;
	size_t n = 0;     /* that fits */
	size_t blank = 0; /* the last one before that */
	double used = 0;

	while (rest.n > 0) {
		struct slice one = pdf_letter(&rest);

		used += pdf_width(pdf, font, one);
		if (used > width && n > 0)
			break;
		if (one.p[0] == ' ')
			blank = n;
		n += one.n;
	}
	if (n < all.n && all.p[n] != ' ' && blank > 0)
		n = blank;
	if (n < all.n && all.p[n] == ' ')
		n++;
	*text = slice_after(all, n);
	return slice_of(all.p, n);
}

static void wrapped(struct pen *pen, enum pdf_font font, double x, struct slice text)
{
	do {
		struct slice line = take_line(pen->pdf, font, &text, (RIGHT - x) / pen->size);

		put(pen, font, pen->size, x, line);
		pen->end = x + pdf_width(pen->pdf, font, line) * pen->size;
		pen->y -= line_of(pen);
	} while (text.n > 0);
}

static void title(struct pen *pen, struct slice text)
{
	put(pen, PDF_BOLD, TITLE * pen->size, MARGIN, text);
}

/* On the line of the title, at its end. */
static void warning(struct pen *pen, struct slice text)
{
	double wide = pdf_width(pen->pdf, PDF_BOLD, text) * pen->size;

	pen->y -= (TITLE - 1) * BASELINE * pen->size;
	put(pen, PDF_BOLD, pen->size, RIGHT - wide, text);
	pen->y += (TITLE - 1) * BASELINE * pen->size - TITLE * line_of(pen);
}

static void heading(struct pen *pen, struct slice text)
{
	pen->y -= GAP * pen->size;
	wrapped(pen, PDF_BOLD, MARGIN, text);
	pen->step = 0;
}

static void heading_rule(struct pen *pen)
{
	rule(pen, MARGIN, RIGHT, pen->y - GAP * pen->size + 1);
}

static void field(struct pen *pen, const char *label, struct slice text)
{
	struct buf both = {0};
	struct slice name;
	double x = MARGIN;

	buf_printf(&both, "%s: ", label);
	name = buf_slice(&both);
	if (text.n == 0)
		pen->y -= (FILL_IN - 1) * line_of(pen);
	put(pen, PDF_PLAIN, pen->size, x, name);
	x += pdf_width(pen->pdf, PDF_PLAIN, name) * pen->size;
	buf_finish(&both);
	if (text.n > 0) {
		wrapped(pen, PDF_BOLD, x, text);
		return;
	}
	pen->y -= line_of(pen);
	rule(pen, x, RIGHT, pen->y + 2);
}

static void step(struct pen *pen, struct slice text)
{
	struct buf number = {0};

	buf_printf(&number, "%u. ", ++pen->step);
	put(pen, PDF_PLAIN, pen->size, MARGIN, buf_slice(&number));
	buf_finish(&number);
	wrapped(pen, PDF_PLAIN, MARGIN + INDENT * pen->size, text);
}

/* Behind the text of its step, if it has one. */
static void command(struct pen *pen, struct slice text)
{
	double x = MARGIN + INDENT * pen->size;

	if (pen->step > 0) {
		x = pen->end + 0.5 * pen->size;
		pen->y += line_of(pen);
		put(pen, PDF_PLAIN, pen->size, pen->end, slice_str(" "));
	}
	wrapped(pen, PDF_MONO, x, text);
}

static void sign(struct pen *pen)
{
	static const char *const LABELS[] = {"Name ", "Signature ", "Date "};
	static const double FROM[] = {MARGIN, 240, 450};

	pen->y -= 0.9 * pen->size;
	for (int i = 0; i < 3; i++) {
		struct slice label = slice_str(LABELS[i]);
		double x = FROM[i] + pdf_width(pen->pdf, PDF_PLAIN, label) * pen->size;

		put(pen, PDF_PLAIN, pen->size, FROM[i], label);
		rule(
		    pen, x, i < 2 ? FROM[i + 1] - 6 : RIGHT, pen->y - BASELINE * pen->size - 1);
	}
	pen->y -= line_of(pen);
}

static const char *tag_of(enum block_kind kind)
{
	switch (kind) {
	case BLOCK_TITLE:
		return "H1";
	case BLOCK_HEADING:
		return "H2";
	case BLOCK_STEP:
		return "LI";
	default:
		return "P";
	}
}

static void simple(struct pen *pen, const struct block *b, struct slice text)
{
	switch (b->kind) {
	case BLOCK_TITLE:
		title(pen, text);
		break;
	case BLOCK_HEADING:
		heading(pen, text);
		break;
	case BLOCK_WARNING:
		warning(pen, text);
		break;
	case BLOCK_FIELD:
		field(pen, b->label, text);
		break;
	case BLOCK_STEP:
		step(pen, text);
		break;
	case BLOCK_COMMAND:
		command(pen, text);
		break;
	case BLOCK_PIECES:
		wrapped(pen, PDF_MONO, MARGIN + INDENT * pen->size, text);
		break;
	case BLOCK_SIGN:
		sign(pen);
		break;
	default:
		wrapped(pen, PDF_PLAIN, MARGIN, text);
	}
}

static enum rc words(struct pen *pen, struct slice text)
{
	double top = pen->y;

	pen->y -= pdf_words_height(text);
	return pen->page == NULL
		   ? RC_OK
		   : pdf_words(pen->pdf, pen->page, text, MARGIN, RIGHT, top, pen->e);
}

/* One block, as one part of what is read; a command belongs to its step. */
static void tagged(struct pen *pen, const struct sheet_page *page, size_t i)
{
	const struct block *b = &page->blocks[i];
	bool goes_on = b->kind == BLOCK_STEP && b[1].kind == BLOCK_COMMAND;

	if (b->kind == BLOCK_HEADING) {
		tag(pen, NULL);
		heading_rule(pen);
		untag(pen);
	}
	if (!(b->kind == BLOCK_COMMAND && pen->step > 0))
		tag(pen, tag_of(b->kind));
	simple(pen, b, sheet_page_text(page, i));
	if (!goes_on)
		untag(pen);
}

static enum rc draw(struct pen *pen, const struct sheet_page *page)
{
	enum rc rc = RC_OK;

	pen->y = TOP;
	for (size_t i = 0; i < page->n && rc == RC_OK; i++)
		if (page->blocks[i].kind == BLOCK_WORDS)
			rc = words(pen, sheet_page_text(page, i));
		else
			tagged(pen, page, i);
	return rc;
}

enum rc pdf_page(struct pdf *pdf, const struct sheet_page *page, struct err *e)
{
	struct pen pen = {.pdf = pdf, .size = SIZE_MOST + SIZE_STEP, .e = e};
	enum rc rc;

	do {
		pen.size -= SIZE_STEP;
		if ((rc = draw(&pen, page)) != RC_OK)
			return rc;
	} while (pen.y < MARGIN && pen.size > SIZE_LEAST);
	if ((pen.page = HPDF_AddPage(pdf->doc)) == NULL)
		return err_nomem(e);
	HPDF_Page_SetSize(pen.page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
	pdf_tags_page(pdf->tags, pen.page);
	return draw(&pen, page);
}
