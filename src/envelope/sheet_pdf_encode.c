/* sheet_pdf_encode: text in the encoding of the fonts of the document. */
#include "base/text.h"
#include "sheet_pdf_int.h"

/*
 * What the standard fonts have beside Latin-1 (ISO 32000-1, annex D.2), and the
 * letters of Welsh, which they lack, without their marks.
 */
static const struct {
	const char *utf8;
	char code;
} OTHERS[] = {{"€", '\x80'}, {"…", '\x85'}, {"‘", '\x91'}, {"’", '\x92'}, {"“", '\x93'},
    {"”", '\x94'}, {"•", '\x95'}, {"–", '\x96'}, {"—", '\x97'}, {"Š", '\x8A'}, {"š", '\x9A'},
    {"Œ", '\x8C'}, {"œ", '\x9C'}, {"Ž", '\x8E'}, {"ž", '\x9E'}, {"Ÿ", '\x9F'}, {"Ŵ", 'W'},
    {"ŵ", 'w'}, {"Ŷ", 'Y'}, {"ŷ", 'y'}};

static char latin(struct slice one)
{
	if (one.n == 1)
		return (char)one.p[0];
	/* U+00A0 … U+00FF, two bytes in UTF-8, are the same in WinAnsiEncoding */
	if (one.n == 2 && (one.p[0] == 0xC3 || (one.p[0] == 0xC2 && one.p[1] >= 0xA0)))
		return (char)((one.p[0] & 3) << 6 | (one.p[1] & 0x3F));
	for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
		if (slice_eq_str(one, OTHERS[i].utf8))
			return OTHERS[i].code;
	return '?';
}

struct slice pdf_letter(struct slice *text)
{
	size_t n = 1;
	struct slice one;

	while (n < text->n && (text->p[n] & 0xC0) == 0x80)
		n++;
	one = slice_of(text->p, n);
	*text = slice_after(*text, n);
	return one;
}

void pdf_encode(struct buf *out, const struct pdf *pdf, struct slice text)
{
	struct buf composed = {0};

	if (!pdf->latin) {
		buf_add_slice(out, text);
		return;
	}
	/* A letter and its mark may be two characters. */
	if (text_nfc(&composed, text, NULL) == RC_OK)
		for (struct slice rest = buf_slice(&composed); rest.n > 0;)
			buf_add_char(out, latin(pdf_letter(&rest)));
	out->failed |= !buf_ok(&composed);
	buf_finish(&composed);
}
