/*
 * sheet_pdf_int: a PDF document while it is made.
 *
 * libharu has two sets of headers, which cannot be included together: its
 * public one, and its own objects, of which the tags are made. So its handles
 * are passed as what they are in the public one, pointers to nothing known.
 */
#ifndef STRONGROOM_ENVELOPE_SHEET_PDF_INT_H
#define STRONGROOM_ENVELOPE_SHEET_PDF_INT_H

#include "sheet_int.h"

enum pdf_font { PDF_PLAIN, PDF_BOLD, PDF_MONO, PDF_FONTS };

struct pdf_tags;

struct pdf {
	void *doc;
	void *fonts[PDF_FONTS];
	bool latin; /* the standard fonts, which have the letters of Latin-1 only */
	struct pdf_tags *tags;
	bool failed; /* memory ran out, but not in libharu, which has its own errors */
};

/* sheet_pdf_encode.c */
/* Append text in the encoding of the fonts; what they lack becomes "?". */
void pdf_encode(struct buf *out, const struct pdf *pdf, struct slice text);
/* Take the next character of UTF-8 off *text, which is not empty. */
struct slice pdf_letter(struct slice *text);

/* sheet_pdf.c */
/* The width of text in letters of one point. */
double pdf_width(const struct pdf *pdf, enum pdf_font font, struct slice text);
/* One line, its baseline at x, y in points from the lower left corner. */
void pdf_text(struct pdf *pdf, void *page, enum pdf_font font, double size, double x, double y,
    struct slice text);

/* sheet_pdf_words.c: how high the words stand, and they themselves, in points */
double pdf_words_height(struct slice text);
MUST_CHECK enum rc pdf_words(struct pdf *pdf, void *page, struct slice text, double left,
    double right, double top, struct err *e);

/* sheet_pdf_draw.c: one more page of the document */
MUST_CHECK enum rc pdf_page(struct pdf *pdf, const struct sheet_page *page, struct err *e);

/*
 * sheet_pdf_tags.c: what each part of a page is, in the order in which it is to
 * be read (ISO 32000-1, 14.8), for who listens to it.
 */
MUST_CHECK enum rc pdf_tags_new(struct pdf_tags **tags, void *doc, struct err *e);
void pdf_tags_free(struct pdf_tags *tags);
void pdf_tags_page(struct pdf_tags *tags, void *page);
/* What is drawn until pdf_tag_end is one element: "H1", "P", "LI", or NULL for no part. */
void pdf_tag_begin(struct pdf_tags *tags, const char *kind);
void pdf_tag_end(struct pdf_tags *tags);
/* Say in words what the next element shows. */
void pdf_tag_alt(struct pdf_tags *tags, const char *alt);
/* When all pages are drawn. */
void pdf_tags_finish(struct pdf_tags *tags);

/*
 * sheet_pdf_unicode.c: which characters the text of a font of libharu stands for,
 * for who listens to the page or copies from it. False: memory ran out.
 */
bool pdf_unicode(void *font);

#endif
