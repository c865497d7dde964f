/*
 * pins: which digest the log gives each row.
 *
 * A pin is what the newest record of a row said about it. Pins lie in pages of
 * neighbouring rows, and a page that nobody asks for need not be read: the
 * remembered state gives only where each page lies and what it hashes to.
 */
#ifndef STRONGROOM_VAULT_PINS_H
#define STRONGROOM_VAULT_PINS_H

#include "base/buf.h"
#include "crypto/hash.h"

enum pin_table {
	PIN_MEMBER = 1,          /* a: member */
	PIN_GENERATION = 2,      /* a: collection, b: generation */
	PIN_COLLECTION_SEAL = 3, /* a: collection, b: generation, c: member */
	PIN_PERIOD_SEAL = 4,     /* a: period, c: member */
	PIN_ENVELOPE_SEAL = 5,   /* a: serial, c: member */
	PIN_ITEM = 6,            /* a: item, b: version, c: its collection, which is no key */
	PIN_ATTACHMENT = 7       /* a: attachment */
};

struct pin {
	enum pin_table table;
	int64_t a;
	int64_t b;
	int64_t c;
	uint8_t digest[HASH_SIZE]; /* zero: there is no row (an item that was removed) */
};

struct pins;

MUST_CHECK enum rc pins_new(struct pins **p, struct err *e);
void pins_free(struct pins *p);

/* Add a pin, or replace the one of the same row. */
MUST_CHECK enum rc pins_set(struct pins *p, const struct pin *pin, struct err *e);

/*
 * The pin of a row into *out. RC_NOTFOUND if there is none; other codes if its
 * page could not be read.
 */
MUST_CHECK enum rc pins_get(struct pin *out, struct pins *p, enum pin_table table, int64_t a,
    int64_t b, int64_t c, struct err *e);

/* The pin of an item's newest version. */
MUST_CHECK enum rc pins_item(struct pin *out, struct pins *p, int64_t item, struct err *e);

/* Every pin of a table in the order of its keys; each may set pins too. */
MUST_CHECK enum rc pins_each(struct pins *p, enum pin_table table,
    enum rc (*each)(void *arg, const struct pin *pin, struct err *e), void *arg, struct err *e);

/* How many rows a table has to have. */
MUST_CHECK enum rc pins_count(int64_t *n, struct pins *p, enum pin_table table, struct err *e);

/*
 * Pages in a file. Writing appends the pages that changed (all, if the file
 * is new) to the open descriptor fd at its end, which is at offset; the
 * directory says where each page lies.
 */
MUST_CHECK enum rc pins_write(struct pins *p, int fd, uint64_t offset, bool all, struct err *e);
void pins_put_directory(struct buf *out, const struct pins *p);

/* Has a page changed since it was last written? */
bool pins_dirty(const struct pins *p);

/* Bytes that the directory points at. */
uint64_t pins_size(const struct pins *p);

/*
 * Pins from a directory (fd: where its pages are; the pins own it from then
 * on, also on failure). Pages are read when they are asked for, and checked;
 * folder is what the message about a damaged one says to remove.
 */
struct dec;
MUST_CHECK enum rc pins_get_directory(
    struct pins **p, struct dec *d, int fd, const char *folder, struct err *e);

#endif
