#include "envelope/kit.h"

#include <string.h>

#include "crypto/hash.h"
#include "tap.h"

/* Holds for a build with the page, and for one without. */
static void test_page(void)
{
	uint8_t hash[HASH_SIZE];
	struct slice page;
	bool there = kit_page(&page);

	ok(there == (kit_page_hash() != NULL), "the page has a hash if there is one");
	ok(there == (page.n > 0), "and bytes");
	sha256(hash, page);
	ok(!there || memcmp(hash, kit_page_hash(), sizeof hash) == 0, "the hash is its own");
	ok(!there || memcmp(page.p, "<!DOCTYPE html>", 15) == 0, "it is a page from its start");
	ok(!there || memcmp(page.p + page.n - 8, "</html>\n", 8) == 0, "to its end");
}

static bool has(const struct buf *b, const char *text)
{
	return memmem(b->p, b->n, text, strlen(text)) != NULL;
}

static void test_readme(bool page)
{
	struct kit_readme r = {.council = slice_str("Ashby\x1b[31m\r\nCouncil"),
	    .date = slice_str("21 Nov 2026 09:30"),
	    .serial = 7,
	    .need = 2,
	    .page = page};
	struct buf b = {0};

	kit_readme(&b, &r);
	ok(buf_ok(&b), "a text");
	ok(has(&b, "number 7\r\n") && has(&b, "2 of that envelope are needed"),
	    "with what the envelope needs");
	ok(has(&b, "21 Nov 2026 09:30\r\n"), "and when it was sealed");
	ok(memchr(b.p, 0x1b, b.n) == NULL && has(&b, "Council\r\nEnvelope"),
	    "a name makes no line of its own");
	ok(has(&b, "OPEN.html") == page, "it speaks of the page where there is one");
	ok(has(&b, "sha256sum OPEN.html") == page, "and how to compare it");
	ok(has(&b, "\r\n") && !has(&b, "\n\n"), "its lines end as those of Windows");
	buf_finish(&b);
}

int main(void)
{
	test_page();
	test_readme(true);
	test_readme(false);
	return tap_done();
}
