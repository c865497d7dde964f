/*
 * sheet_pdf_unicode: what the codes in the text of a page stand for.
 *
 * libharu writes the codes of UTF-16 and calls that "UTF-8", in a form that
 * readers do not take for a ToUnicode CMap (ISO 32000-1, 9.10.3): each code
 * stands for itself. Without one, text is seen, but neither read out nor found.
 */
#include "sheet_pdf_int.h"

#include <hpdf_conf.h>
#include <hpdf_consts.h>
#include <hpdf_doc.h>

enum { BLOCK = 100, ROWS = 256 }; /* at most so many ranges stand in one list */

static const char BEGIN[] =
    "/CIDInit /ProcSet findresource begin\n"
    "12 dict begin\n"
    "begincmap\n"
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
    "/CMapName /Adobe-Identity-UCS def\n"
    "/CMapType 2 def\n"
    "1 begincodespacerange\n"
    "<0000> <FFFF>\n"
    "endcodespacerange\n";

static const char END[] = "endcmap\n"
			  "CMapName currentdict /CMap defineresource pop\n"
			  "end\n"
			  "end\n";

/* A range may not go beyond its last byte. */
static void ranges(struct buf *out)
{
	for (unsigned i = 0; i < ROWS; i++) {
		if (i % BLOCK == 0)
			buf_printf(
			    out, "%u beginbfrange\n", ROWS - i < BLOCK ? ROWS - i : BLOCK);
		buf_printf(out, "<%02X00> <%02XFF> <%02X00>\n", i, i, i);
		if (i % BLOCK == BLOCK - 1 || i == ROWS - 1)
			buf_add_str(out, "endbfrange\n");
	}
}

bool pdf_unicode(void *font)
{
	HPDF_Dict cmap = HPDF_Dict_GetItem(font, "ToUnicode", HPDF_OCLASS_DICT);
	struct buf text = {0};
	bool done = false;

	buf_add_str(&text, BEGIN);
	ranges(&text);
	buf_add_str(&text, END);
	if (cmap != NULL && buf_ok(&text)) {
		HPDF_MemStream_FreeData(cmap->stream);
		done = HPDF_Stream_Write(cmap->stream, text.p, (HPDF_UINT)text.n) == HPDF_OK;
	}
	buf_finish(&text);
	return done;
}
