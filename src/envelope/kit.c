#include "envelope/kit.h"

#include "base/text.h"
#include "kit_int.h"
#include "kit_page_int.h"

bool kit_page(struct slice *page)
{
	*page = slice_of(kit_page_bytes, kit_page_size);
	return kit_page_size > 0;
}

const uint8_t *kit_page_hash(void)
{
	return kit_page_size > 0 ? kit_page_sha256 : NULL;
}

/* Notepad of older Windows knows no other line ends. */
static void put_lines(struct buf *out, const char *const *lines)
{
	for (; *lines != NULL; lines++) {
		buf_add_str(out, *lines);
		buf_add_str(out, "\r\n");
	}
}

static void put_fact(struct buf *out, const char *label, struct slice text)
{
	buf_printf(out, "%-11s ", label);
	text_safe(out, text, false);
	buf_add_str(out, "\r\n");
}

void kit_readme(struct buf *out, const struct kit_readme *r)
{
	put_lines(out, kit_text_head);
	put_fact(out, "Council:", r->council);
	buf_printf(out, "%-11s number %lld\r\n", "Envelope:", (long long)r->serial);
	buf_printf(out, "%-11s %u of that envelope %s needed to open it\r\n",
	    "Sheets:", r->need, r->need == 1 ? "is" : "are");
	put_fact(out, "Sealed on:", r->date);
	put_lines(out, kit_text_when);
	if (r->page)
		put_lines(out, kit_text_has_page);
	put_lines(out, kit_text_has);
	if (r->page)
		put_lines(out, kit_text_browser);
	put_lines(out, kit_text_programs);
	put_lines(out, r->page ? kit_text_type_page : kit_text_type);
	put_lines(out, kit_text_end);
}
