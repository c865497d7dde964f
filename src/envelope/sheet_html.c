/* sheet_html: sheets as one document that needs nothing but a browser. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "envelope/qr.h"
#include "sheet_int.h"

/*
 * Points, as CSS has them. A page is 186 by 273 millimetres within its margins;
 * how wide letters are is an average of the usual fonts, and the browser's own
 * may differ, so some of the height is left empty.
 */
enum { WIDTH = 527, HEIGHT = 752, WORDS_HEIGHT = 120 };

static const double SIZE_MOST = 14;
static const double SIZE_LEAST = 9;
static const double SIZE_STEP = 0.25;
static const double LETTER = 0.47; /* of the size of the font */
static const double BOLD = 0.51;
static const double MONO = 0.6;
static const double LINE = 1.15;

static const char SIGN[] = "<p "
			   "class=\"sign\">Name<span>&nbsp;</span>Signature<span>&nbsp;</"
			   "span>Date<span>&nbsp;</span></p>\n";

/* Black on white alone, so that any printer will do. Nothing may be fetched. */
static const char HEAD[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"en-GB\">\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    "style-src 'unsafe-inline'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<title>Sheets of the sealed envelope</title>\n"
    "<style>\n"
    "@page { size: A4; margin: 12mm; }\n"
    ":root { color-scheme: light; }\n"
    "body { margin: 0 auto; max-width: 186mm; background: #fff; color: #000;\n"
    "\tfont-family: Arial, \"Liberation Sans\", Helvetica, \"Nimbus Sans\", FreeSans, "
    "sans-serif; line-height: 1.15; }\n"
    "section { break-after: page; }\n"
    "section:last-child { break-after: auto; }\n"
    "h1 { font-size: 1.5em; margin: 0; }\n"
    "h2 { font-size: 1em; margin: .45em 0 0; border-top: 1px solid #000; }\n"
    "p, ol, dl { margin: 0; }\n"
    "dl { display: grid; grid-template-columns: max-content 1fr; column-gap: .5em; }\n"
    "dd { margin: 0; font-weight: bold; overflow-wrap: anywhere; }\n"
    "dd.fill { padding-top: .35em; }\n"
    "dd.fill, .sign span { border-bottom: 1px solid #000; }\n"
    "header { display: flex; align-items: baseline; justify-content: space-between; }\n"
    "header p { font-weight: bold; }\n"
    "ol.steps { padding-left: 1.6em; }\n"
    "code { font-family: \"Liberation Mono\", Consolas, \"Courier New\", monospace;\n"
    "\tfont-weight: bold; }\n"
    "p.command { padding-left: 1.6em; }\n"
    ".words { display: flex; align-items: center; justify-content: space-between;\n"
    "\tfont-size: 14pt; }\n"
    ".words ol { flex: auto; display: grid; grid-template-columns: repeat(4, auto);\n"
    "\tlist-style: none; padding: 0; line-height: 1.6; }\n"
    ".words svg { flex: none; width: 40mm; height: 40mm; shape-rendering: crispEdges; }\n"
    ".words b { font-weight: normal; font-size: .8em; display: inline-block;\n"
    "\twidth: 1.5em; text-align: right; }\n"
    ".sign { display: flex; padding-top: 1.1em; }\n"
    ".sign span { flex: auto; margin: 0 .6em 0 .3em; }\n"
    "</style>\n"
    "</head>\n"
    "<body>\n";

enum list { NO_LIST, FIELDS, STEPS };

struct pen {
	struct buf *out;
	enum list list; /* that has begun and not ended */
	bool item;      /* of it, likewise */
	struct err *e;
};

static void escaped(struct buf *out, struct slice text)
{
	for (size_t i = 0; i < text.n; i++)
		switch (text.p[i]) {
		case '&':
			buf_add_str(out, "&amp;");
			break;
		case '<':
			buf_add_str(out, "&lt;");
			break;
		case '>':
			buf_add_str(out, "&gt;");
			break;
		case '"':
			buf_add_str(out, "&quot;");
			break;
		default:
			buf_add_char(out, (char)text.p[i]);
		}
}

static void element(struct buf *out, const char *begin, struct slice text, const char *end)
{
	buf_add_str(out, begin);
	escaped(out, text);
	buf_add_str(out, end);
	buf_add_char(out, '\n');
}

static void end_item(struct pen *pen)
{
	if (pen->item)
		buf_add_str(pen->out, "</li>\n");
	pen->item = false;
}

/* Be in that list, and in no other. */
static void be_in(struct pen *pen, enum list list)
{
	static const char *const BEGIN[] = {
	    [NO_LIST] = "", [FIELDS] = "<dl>\n", [STEPS] = "<ol class=\"steps\">\n"};
	static const char *const END[] = {
	    [NO_LIST] = "", [FIELDS] = "</dl>\n", [STEPS] = "</ol>\n"};

	if (pen->list == list)
		return;
	end_item(pen);
	buf_add_str(pen->out, END[pen->list]);
	buf_add_str(pen->out, BEGIN[list]);
	pen->list = list;
}

/* A step is open until the next, since what is to be typed belongs to it. */
static void step(struct pen *pen, struct slice text)
{
	be_in(pen, STEPS);
	end_item(pen);
	buf_add_str(pen->out, "<li>");
	escaped(pen->out, text);
	pen->item = true;
}

static void command(struct pen *pen, struct slice text)
{
	if (pen->item)
		element(pen->out, " <code>", text, "</code>");
	else
		element(pen->out, "<p class=\"command\"><code>", text, "</code></p>");
}

static void field(struct pen *pen, const char *label, struct slice text)
{
	buf_printf(pen->out, "<dt>%s:</dt>", label);
	if (text.n > 0)
		element(pen->out, "<dd>", text, "</dd>");
	else
		buf_add_str(pen->out, "<dd class=\"fill\">&nbsp;</dd>\n");
}

/* A path of rectangles, four modules of light around them as the standard asks. */
static void qr_path(struct buf *out, const struct qr *qr)
{
	enum { QUIET = 4 };
	unsigned size = qr->width + 2 * QUIET;

	buf_printf(out,
	    "<svg role=\"img\" aria-label=\"QR code of the same words\" viewBox=\"0 0 %u %u\">"
	    "<path d=\"",
	    size, size);
	for (unsigned y = 0; y < qr->width; y++) {
		unsigned n;

		for (unsigned x = 0; (n = qr_run(qr, &x, y)) > 0; x += n)
			buf_printf(out, "M%u %uh%uv1h-%uz", x + QUIET, y + QUIET, n, n);
	}
	buf_add_str(out, "\"/></svg>\n");
}

static enum rc words(struct pen *pen, struct slice text)
{
	struct qr qr;
	enum rc rc;

	if ((rc = qr_make(&qr, text, QR_ON_PAPER, pen->e)) != RC_OK)
		return rc;
	buf_add_str(pen->out, "<div class=\"words\">\n<ol>\n");
	for (unsigned n = 1; text.n > 0; n++) {
		buf_printf(pen->out, "<li><b>%u</b> <code>", n);
		element(pen->out, "", sheet_next_piece(&text), "</code></li>");
	}
	buf_add_str(pen->out, "</ol>\n");
	qr_path(pen->out, &qr);
	buf_add_str(pen->out, "</div>\n");
	qr_finish(&qr);
	return RC_OK;
}

static enum rc block(struct pen *pen, const struct block *b, struct slice text)
{
	if (b->kind == BLOCK_FIELD)
		be_in(pen, FIELDS);
	else if (b->kind != BLOCK_STEP && b->kind != BLOCK_COMMAND)
		be_in(pen, NO_LIST);
	switch (b->kind) {
	case BLOCK_TITLE:
		element(pen->out, "<header><h1>", text, "</h1>");
		break;
	case BLOCK_WARNING:
		element(pen->out, "<p>", text, "</p></header>");
		break;
	case BLOCK_HEADING:
		element(pen->out, "<h2>", text, "</h2>");
		break;
	case BLOCK_FIELD:
		field(pen, b->label, text);
		break;
	case BLOCK_STEP:
		step(pen, text);
		break;
	case BLOCK_COMMAND:
	case BLOCK_PIECES:
		command(pen, text);
		break;
	case BLOCK_WORDS:
		return words(pen, text);
	case BLOCK_SIGN:
		buf_add_str(pen->out, SIGN);
		break;
	case BLOCK_TEXT:
		element(pen->out, "<p>", text, "</p>");
	}
	return RC_OK;
}

/* How many lines text takes, letters being so wide on average. */
static double lines(struct slice text, double letter, double width)
{
	double wide = (double)text_width(text) * letter;

	return wide <= width ? 1 : ceil(wide / (width - 4 * letter));
}

/* The height of a block, in points; size is that of the letters. */
static double height(const struct block *b, struct slice text, double size)
{
	double line = LINE * size;
	double label = b->label == NULL ? 0 : ((double)strlen(b->label) + 2) * LETTER * size;

	switch (b->kind) {
	case BLOCK_TITLE:
		return 1.5 * line;
	case BLOCK_WARNING:
		return 0;
	case BLOCK_HEADING:
		return line + 0.45 * size + 1;
	case BLOCK_FIELD:
		if (text.n == 0)
			return 1.35 * line;
		return line * lines(text, BOLD * size, WIDTH - label);
	case BLOCK_STEP:
		return line * lines(text, LETTER * size, WIDTH - 1.6 * size);
	case BLOCK_COMMAND:
	case BLOCK_PIECES:
		return line * lines(text, MONO * size, WIDTH - 1.6 * size);
	case BLOCK_WORDS:
		return WORDS_HEIGHT;
	case BLOCK_SIGN:
		return line + 1.1 * size;
	default:
		return line * lines(text, LETTER * size, WIDTH);
	}
}

/* The largest letters with which the page is one page. */
static double size_of(const struct sheet_page *page)
{
	double size = SIZE_MOST + SIZE_STEP;
	double sum;

	do {
		size -= SIZE_STEP;
		sum = 0;
		for (size_t i = 0; i < page->n; i++)
			sum += height(&page->blocks[i], sheet_page_text(page, i), size);
	} while (sum > HEIGHT && size > SIZE_LEAST);
	return size;
}

enum rc sheet_html(struct buf *out, const struct sheet_page *pages, size_t n, struct err *e)
{
	enum rc rc = RC_OK;

	buf_add_str(out, HEAD);
	for (size_t k = 0; k < n && rc == RC_OK; k++) {
		struct pen pen = {.out = out, .e = e};

		buf_printf(out, "<section style=\"font-size: %.2fpt\">\n", size_of(&pages[k]));
		for (size_t i = 0; i < pages[k].n && rc == RC_OK; i++)
			rc = block(&pen, &pages[k].blocks[i], sheet_page_text(&pages[k], i));
		be_in(&pen, NO_LIST);
		buf_add_str(out, "</section>\n");
	}
	buf_add_str(out, "</body>\n</html>\n");
	return rc;
}
