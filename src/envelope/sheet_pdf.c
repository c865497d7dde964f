/* sheet_pdf: sheets as a PDF document, through libharu. */
#include "sheet_pdf_int.h"

#include <hpdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "crypto/secret.h"

/* Memory for libharu, which does not wipe what it frees: its size is before it. */
union header {
	size_t n;
	max_align_t align;
};

static void *take(HPDF_UINT n)
{
	union header *h = malloc(sizeof *h + n);

	if (h == NULL)
		return NULL;
	h->n = n;
	return h + 1;
}

static void give_back(void *p)
{
	union header *h = p;

	if (h == NULL)
		return;
	h--;
	wipe(h + 1, h->n);
	free(h);
}

/* Errors stick to the document, and are asked for once, at the end. */
static void no_handler(HPDF_STATUS error, HPDF_STATUS detail, void *arg)
{
	(void)error;
	(void)detail;
	(void)arg;
}

static enum rc failure(const struct pdf *pdf, struct err *e)
{
	HPDF_STATUS error =
	    pdf->doc == NULL ? HPDF_FAILD_TO_ALLOC_MEM : HPDF_GetError(pdf->doc);

	if (error == HPDF_OK)
		return RC_OK;
	if (error == HPDF_FAILD_TO_ALLOC_MEM)
		return err_nomem(e);
	return err_set(e, RC_FAIL,
	    "the PDF could not be made (libharu error 0x%lx); \"--sheet html\" and "
	    "\"--sheet text\" say the same",
	    (unsigned long)error);
}

static void *load_font(void *doc, const char *folder, const char *file)
{
	char path[1024];
	const char *name;

	snprintf(path, sizeof path, "%s/%s", folder, file);
	if (access(path, R_OK) != 0 ||
	    (name = HPDF_LoadTTFontFromFile(doc, path, HPDF_TRUE)) == NULL)
		return NULL;
	return HPDF_GetFont(doc, name, "UTF-8");
}

/* The fonts of the folder, all of them or none. */
static void fonts(struct pdf *pdf, const char *folder)
{
	static const char *const FILES[PDF_FONTS] = {
	    "LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf", "LiberationMono-Bold.ttf"};
	static const char *const STANDARD[PDF_FONTS] = {
	    "Helvetica", "Helvetica-Bold", "Courier-Bold"};

	HPDF_UseUTFEncodings(pdf->doc);
	/* The fonts, that is: what a page says is not to pass through memory of zlib */
	HPDF_SetCompressionMode(pdf->doc, HPDF_COMP_METADATA);
	for (int i = 0; i < PDF_FONTS; i++) {
		pdf->fonts[i] = load_font(pdf->doc, folder, FILES[i]);
		pdf->latin |= pdf->fonts[i] == NULL;
	}
	for (int i = 0; i < PDF_FONTS && !pdf->latin; i++)
		pdf->failed |= !pdf_unicode(pdf->fonts[i]);
	if (!pdf->latin)
		return;
	HPDF_ResetError(pdf->doc);
	for (int i = 0; i < PDF_FONTS; i++)
		pdf->fonts[i] = HPDF_GetFont(pdf->doc, STANDARD[i], "WinAnsiEncoding");
}

double pdf_width(const struct pdf *pdf, enum pdf_font font, struct slice text)
{
	struct buf line = {0};
	HPDF_TextWidth width;

	pdf_encode(&line, pdf, text);
	width = HPDF_Font_TextWidth(pdf->fonts[font], line.p, (HPDF_UINT)line.n);
	buf_finish(&line);
	return width.width / 1000.0;
}

void pdf_text(struct pdf *pdf, void *page, enum pdf_font font, double size, double x, double y,
    struct slice text)
{
	struct buf line = {0};
	const char *s;

	pdf_encode(&line, pdf, text);
	if ((s = buf_cstr(&line)) != NULL) {
		HPDF_Page_BeginText(page);
		HPDF_Page_SetFontAndSize(page, pdf->fonts[font], (HPDF_REAL)size);
		HPDF_Page_TextOut(page, (HPDF_REAL)x, (HPDF_REAL)y, s);
		HPDF_Page_EndText(page);
	}
	pdf->failed |= s == NULL;
	buf_finish(&line);
}

static enum rc begin(struct pdf *pdf, const char *folder, struct err *e)
{
	pdf->doc = HPDF_NewEx(no_handler, take, give_back, 0, NULL);
	if (pdf->doc == NULL)
		return err_nomem(e);
	fonts(pdf, folder);
	HPDF_SetInfoAttr(pdf->doc, HPDF_INFO_TITLE, "Sheets of the sealed envelope");
	HPDF_SetInfoAttr(pdf->doc, HPDF_INFO_CREATOR, "strongroom");
	return pdf_tags_new(&pdf->tags, pdf->doc, e);
}

static enum rc write_out(struct buf *out, struct pdf *pdf, struct err *e)
{
	HPDF_UINT32 n;
	uint8_t *p;
	enum rc rc;

	HPDF_SaveToStream(pdf->doc);
	if ((rc = failure(pdf, e)) != RC_OK || pdf->failed)
		return rc != RC_OK ? rc : err_nomem(e);
	n = HPDF_GetStreamSize(pdf->doc);
	if ((p = buf_extend(out, n)) == NULL)
		return err_nomem(e);
	HPDF_ResetStream(pdf->doc);
	HPDF_ReadFromStream(pdf->doc, p, &n);
	return failure(pdf, e);
}

enum rc sheet_pdf(struct buf *out, const struct sheet_page *pages, size_t n, const char *folder,
    struct err *e)
{
	struct pdf pdf = {0};
	enum rc rc = begin(&pdf, folder, e);

	for (size_t i = 0; i < n && rc == RC_OK; i++)
		rc = pdf_page(&pdf, &pages[i], e);
	if (rc == RC_OK) {
		pdf_tags_finish(pdf.tags);
		rc = write_out(out, &pdf, e);
	}
	pdf_tags_free(pdf.tags);
	if (pdf.doc != NULL)
		HPDF_Free(pdf.doc);
	wipe_stack();
	return rc;
}
