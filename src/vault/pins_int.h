/*
 * pins_int: the pages of pins, in memory and in a file.
 */
#ifndef STRONGROOM_VAULT_PINS_INT_H
#define STRONGROOM_VAULT_PINS_INT_H

#include "vault/pins.h"

/* Rows whose first key differs only in these low bits share a page. */
enum { PAGE_BITS = 6 };

struct page {
	enum pin_table table;
	int64_t number; /* first key >> PAGE_BITS */
	struct pin *pins;
	size_t n;
	size_t cap;
	bool loaded;
	bool dirty;
	uint64_t offset;
	uint32_t size;
	uint8_t hash[HASH_SIZE];
};

struct pins {
	struct page *pages; /* by table, then number */
	size_t n;
	size_t cap;
	int fd;
	char *folder; /* of fd, for messages; NULL: all pages are in memory */
};

/* Where the page is, or would be. */
size_t pins_page_at(const struct pins *p, enum pin_table table, int64_t number);

/* How a pin compares with these keys, as they count in its table: below 0, 0, above 0. */
int pins_order(const struct pin *x, int64_t a, int64_t b, int64_t c);

/*
 * Read a page of the file, unless it is in memory. RC_TAMPER if it is not the
 * one that the directory has, RC_IO if it cannot be read.
 */
MUST_CHECK enum rc pins_load(struct pins *p, struct page *g, struct err *e);

#endif
