/* sheet_pdf_words: the grid of the sheet words, and their QR code beside it. */
#include <hpdf.h>

#include "envelope/qr.h"
#include "sheet_pdf_int.h"

enum {
	PER_ROW = 4,
	ROW = 24, /* points */
	CELL = 101,
	QR = 120,
	QUIET = 4, /* light modules around the code, as ISO 18004 asks */
	WORD_SIZE = 15,
	NUMBER_SIZE = 11,
	NUMBER_WIDTH = 19
};

double pdf_words_height(struct slice text)
{
	unsigned n = 0;
	double rows;

	while (text.n > 0) {
		(void)sheet_next_piece(&text);
		n++;
	}
	rows = (n + PER_ROW - 1) / PER_ROW * (double)ROW;
	return rows > QR ? rows : QR;
}

/* The number close to its word, or programs take them for two columns. */
static void word(struct pdf *pdf, void *page, unsigned n, struct slice text, double x, double y)
{
	struct buf number = {0};
	double wide;

	buf_printf(&number, "%u ", n);
	wide = pdf_width(pdf, PDF_PLAIN, buf_slice(&number)) * NUMBER_SIZE;
	pdf_tag_begin(pdf->tags, "LI");
	pdf_text(
	    pdf, page, PDF_PLAIN, NUMBER_SIZE, x + NUMBER_WIDTH - wide, y, buf_slice(&number));
	pdf_text(pdf, page, PDF_MONO, WORD_SIZE, x + NUMBER_WIDTH, y, text);
	pdf_tag_end(pdf->tags);
	buf_finish(&number);
}

static void grid(struct pdf *pdf, void *page, struct slice text, double left, double top)
{
	for (unsigned n = 0; text.n > 0; n++)
		word(pdf, page, n + 1, sheet_next_piece(&text),
		    left + n % PER_ROW * (double)CELL, top - (n / PER_ROW + 0.75) * ROW);
}

static void draw(void *page, const struct qr *code, double left, double top)
{
	double module = QR / (double)(code->width + 2 * QUIET);

	for (unsigned y = 0; y < code->width; y++) {
		unsigned n;

		for (unsigned x = 0; (n = qr_run(code, &x, y)) > 0; x += n)
			HPDF_Page_Rectangle(page, (HPDF_REAL)(left + (x + QUIET) * module),
			    (HPDF_REAL)(top - (y + QUIET + 1) * module),
			    (HPDF_REAL)(n * module), (HPDF_REAL)module);
	}
	HPDF_Page_Fill(page);
}

enum rc pdf_words(struct pdf *pdf, void *page, struct slice text, double left, double right,
    double top, struct err *e)
{
	struct qr code;
	enum rc rc;

	grid(pdf, page, text, left, top);
	if ((rc = qr_make(&code, text, QR_ON_PAPER, e)) != RC_OK)
		return rc;
	pdf_tag_alt(pdf->tags, "QR code of the same words");
	pdf_tag_begin(pdf->tags, "Figure");
	draw(page, &code, right - QR, top);
	pdf_tag_end(pdf->tags);
	qr_finish(&code);
	return RC_OK;
}
