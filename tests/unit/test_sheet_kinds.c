#include "envelope/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "envelope/qr.h"
#include "sheet_int.h"
#include "sheets.h"
#include "tap.h"

static bool has(struct buf *b, const char *text)
{
	return memmem(b->p, b->n, text, strlen(text)) != NULL;
}

static unsigned count(struct buf *b, const char *text)
{
	struct slice rest = buf_slice(b);
	const uint8_t *at;
	unsigned n = 0;

	while (rest.n > 0 && (at = memmem(rest.p, rest.n, text, strlen(text))) != NULL) {
		rest = slice_after(rest, (size_t)(at - rest.p) + 1);
		n++;
	}
	return n;
}

static void test_names(void)
{
	enum sheet_kind kind = SHEET_TEXT;

	ok(sheet_kind_find(&kind, "pdf") && kind == SHEET_PDF, "pdf");
	ok(sheet_kind_find(&kind, "html") && kind == SHEET_HTML, "html");
	ok(sheet_kind_find(&kind, "text") && kind == SHEET_TEXT, "text");
	ok(!sheet_kind_find(&kind, "PDF") && !sheet_kind_find(&kind, "") &&
		!sheet_kind_find(&kind, "tex"),
	    "and no other");
}

/* The words between tags, for a browser shows nothing else. */
static void text_of(struct buf *out, struct buf *html)
{
	bool inside = false;

	for (size_t i = 0; i < html->n; i++) {
		if (html->p[i] == '<')
			inside = true;
		else if (!inside)
			buf_add_char(out, (char)html->p[i]);
		inside &= html->p[i] != '>';
	}
}

static void check_words(struct buf *html, struct slice words)
{
	struct buf text = {0};
	const char *at;
	bool all = true;

	text_of(&text, html);
	at = strstr(buf_cstr(&text), "along the rows");
	for (unsigned n = 1; words.n > 0 && at != NULL; n++) {
		struct slice word = sheet_next_piece(&words);
		char want[64];

		snprintf(want, sizeof want, "\n%u %.*s\n", n, SLICE_ARG(word));
		all &= (at = strstr(at, want)) != NULL;
		at = at == NULL ? NULL : at + strlen(want) - 1;
	}
	ok(all && at != NULL, "every word stands behind its number, in order");
	buf_finish(&text);
}

static void test_html(void)
{
	struct sheets s;
	struct buf out = {0};

	sheets_init(&s, 2, 3);
	is_int(sheet_write(&out, s.sheet, 3, SHEET_HTML, NULL), RC_OK, "HTML");
	ok(has(&out, "<!DOCTYPE html>\n<html lang=\"en-GB\">"), "it says its language");
	ok(has(&out, "<title>") && has(&out, "size: A4"), "and its title, and the paper");
	is_int(count(&out, "<section "), 3, "a section each");
	is_int(count(&out, "</section>"), 3, "which end");
	is_int(count(&out, "<h1>"), 3, "one title each");
	is_int(count(&out, "<svg role=\"img\" aria-label=\"QR code"), 3,
	    "a code each, with its description");
	ok(!has(&out, "://") && !has(&out, "src=") && !has(&out, "url(") &&
		!has(&out, "@import") && !has(&out, "<script"),
	    "it fetches nothing");
	ok(has(&out, "default-src 'none'"), "and may not");
	check_words(&out, s.sheet[0].words);
	buf_finish(&out);
	sheets_finish(&s);
}

/* Names that would be markup, or would reorder what stands beside them. */
static void test_html_hostile(void)
{
	struct sheets s;
	struct buf out = {0};

	sheets_init(&s, 1, 1);
	s.sheet[0].council = slice_str("</dd><script>alert(\"1\")</script>&amp;\x1b[2J");
	s.sheet[0].holder = slice_str("A\xE2\x80\xAE"
				      "B\xE2\x80\x8B"
				      "C\xFF\n<h2>");
	s.sheet[0].export_at = slice_str("");
	is_int(sheet_write(&out, s.sheet, 1, SHEET_HTML, NULL), RC_OK, "odd names");
	ok(!has(&out, "<script") &&
		has(&out, "&lt;/dd&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script"
			  "&gt;&amp;amp;\xEF\xBF\xBD[2J"),
	    "are text");
	ok(has(&out, ">A\xEF\xBF\xBD"
		     "B\xEF\xBF\xBD"
		     "C\xEF\xBF\xBD\xEF\xBF\xBD&lt;h2&gt;<"),
	    "and cannot reorder or break a line");
	is_int(count(&out, "<dd class=\"fill\">"), 1, "an unknown place is a line to fill in");
	is_int(count(&out, "AGE-SECRET-KEY-1"), 1, "the key is there, once");
	buf_finish(&out);
	sheets_finish(&s);
}

static void test_pdf(void)
{
	struct sheets s;
	struct buf out = {0};

	sheets_init(&s, 2, 3);
	is_int(sheet_write(&out, s.sheet, 3, SHEET_PDF, NULL), RC_OK, "PDF");
	ok(out.n > 8 && memcmp(out.p, "%PDF-1.4", 8) == 0, "of version 1.4, for the tags");
	ok(has(&out, "/Count 3"), "three pages");
	ok(has(&out, "/Lang (en-GB)") && has(&out, "/Title (") && has(&out, "/Marked true"),
	    "with language, title and tags");
	is_int(count(&out, "/Alt (QR code"), 3, "and a description of each code");
	/* "/URI" alone may be spelt by chance in a compressed font. */
	ok(!has(&out, "/S /URI") && !has(&out, "/JavaScript") && !has(&out, "/EmbeddedFile"),
	    "and nothing that acts");
	buf_finish(&out);
	sheets_finish(&s);
}

static enum rc standard_fonts(struct buf *out, const struct sheet *s)
{
	struct sheet_page page;
	enum rc rc = sheet_page_make(&page, s, NULL);

	if (rc == RC_OK)
		rc = sheet_pdf(out, &page, 1, "/nonexistent", NULL);
	sheet_page_finish(&page);
	return rc;
}

/* Without the fonts, the standard ones, which have the letters of Latin-1. */
static void test_pdf_standard(void)
{
	struct sheets s;
	struct buf out = {0};

	sheets_init(&s, 1, 1);
	s.sheet[0].council = slice_str("Cyngor Tŷ-mawr (Ŵ) \\ \xE6\x9D\x91 \xF0\x9F\x94\x91");
	s.sheet[0].holder = slice_str("Ren\xC3\xA9 e\xCC\x81 \xE2\x80\x99 \xE2\x80\xAE");
	is_int(standard_fonts(&out, s.sheet), RC_OK, "without the fonts");
	ok(has(&out, "/BaseFont /Helvetica") && has(&out, "/BaseFont /Courier-Bold"),
	    "the standard ones are taken");
	ok(has(&out, "(Cyngor Ty-mawr \\(W\\) \\\\ ? ?)") ||
		has(&out, "(Cyngor Ty-mawr \\050W\\051 \\134 ? ?)"),
	    "the letters of Welsh lose their marks, others are question marks");
	ok(has(&out, "(Ren\\351 \\351 \\222 ?)"), "and those of Latin-1 are themselves");
	is_int(
	    count(&out, "BDC"), count(&out, "EMC") - count(&out, "BMC"), "every mark is ended");
	buf_finish(&out);
	sheets_finish(&s);
}

/* Whatever stands there, there is one page a sheet, and it ends. */
static void test_pdf_hostile(void)
{
	struct sheets s;
	struct buf out = {0};
	struct buf name = {0};

	sheets_init(&s, 1, 1);
	for (int i = 0; i < 400; i++)
		buf_add_str(&name, i % 50 ? "W" : "\xF0\x9F\x94\x91\xEF\xBF\xBD\xCC\x81");
	s.sheet[0].council = s.sheet[0].holder = s.sheet[0].date = s.sheet[0].export_at =
	    s.sheet[0].computer = buf_slice(&name);
	is_int(sheet_write(&out, s.sheet, 1, SHEET_PDF, NULL), RC_OK, "wide letters, no blank");
	ok(has(&out, "/Count 1"), "one page");
	buf_clear(&out);
	is_int(standard_fonts(&out, s.sheet), RC_OK, "the same in the standard fonts");
	ok(has(&out, "/Count 1"), "one page");
	buf_finish(&out);
	buf_finish(&name);
	sheets_finish(&s);
}

static void test_page_of_kit(void)
{
	static const enum sheet_kind KINDS[] = {SHEET_TEXT, SHEET_HTML};
	uint8_t hash[SHEET_PAGE];
	struct sheets s;
	struct buf out = {0};

	for (unsigned i = 0; i < SHEET_PAGE; i++)
		hash[i] = (uint8_t)(i + 0xA0);
	sheets_init(&s, 2, 2);
	for (unsigned k = 0; k < sizeof KINDS / sizeof *KINDS; k++) {
		is_int(sheet_write(&out, s.sheet, 1, KINDS[k], NULL), RC_OK, "without a kit");
		ok(!has(&out, "OPEN.html"), "there is no word of it");
		buf_clear(&out);
		s.sheet[0].page = slice_of(hash, sizeof hash);
		is_int(sheet_write(&out, s.sheet, 1, KINDS[k], NULL), RC_OK, "with a kit");
		ok(has(&out, "OPEN.html") && has(&out, "internet"), "it is said how to use it");
		ok(has(&out, "a0a1 a2a3 a4a5") && has(&out, "bebf"),
		    "and the hash is there in groups");
		buf_clear(&out);
		s.sheet[0].page = slice_of(NULL, 0);
	}
	buf_finish(&out);
	sheets_finish(&s);
}

/* The finder pattern of the upper left corner: 7 dark, in it 5 light, in it 3 dark. */
static void test_qr(void)
{
	struct qr qr;
	struct buf most = {0};
	unsigned x = 0;

	is_int(qr_make(&qr, slice_str("academic acid"), QR_ON_PAPER, NULL), RC_OK, "a QR code");
	ok(qr.width >= 21 && (qr.width - 21) % 4 == 0, "of a size that there is");
	is_int(qr_run(&qr, &x, 0), 7, "it begins with 7 dark modules");
	x = 1;
	is_int(qr_run(&qr, &x, 1), 1, "then with 1");
	is_int(x, 6, "behind 5 light ones");
	x = qr.width;
	is_int(qr_run(&qr, &x, 0), 0, "there is nothing beyond the edge");
	qr_finish(&qr);
	for (int i = 0; i < 3000; i++)
		buf_add_char(&most, 'a');
	is_int(qr_make(&qr, buf_slice(&most), QR_ON_PAPER, NULL), RC_FAIL, "too much for one");
	buf_finish(&most);
}

/* A sheet that would not open stops all of them, and nothing is printed. */
static void test_refused(void)
{
	static const enum sheet_kind KINDS[] = {SHEET_TEXT, SHEET_HTML, SHEET_PDF};
	struct sheets s;
	struct buf out = {0};

	sheets_init(&s, 2, 3);
	s.sheet[2].words.n -= 5;
	for (unsigned k = 0; k < sizeof KINDS / sizeof *KINDS; k++) {
		is_int(sheet_write(&out, s.sheet, 3, KINDS[k], NULL), RC_FAIL,
		    "a torn word on the last sheet");
		is_int((long long)out.n, 0, "nothing is printed");
	}
	buf_finish(&out);
	sheets_finish(&s);
}

int main(void)
{
	struct err e;

	if (crypto_init(&e) != RC_OK)
		return 1;
	test_names();
	test_html();
	test_html_hostile();
	test_pdf();
	test_pdf_standard();
	test_pdf_hostile();
	test_page_of_kit();
	test_qr();
	test_refused();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
