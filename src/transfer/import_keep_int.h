/*
 * import_keep: the entry that is being added, until its attachments have come.
 */
#ifndef STRONGROOM_TRANSFER_IMPORT_KEEP_INT_H
#define STRONGROOM_TRANSFER_IMPORT_KEEP_INT_H

#include <stdint.h>

#include "base/buf.h"

struct content;
struct session;

struct import_keep {
	struct buf overview; /* of its content; empty: there is none */
	struct buf secret;
	struct buf names;  /* of its attachments, each ended by a NUL */
	struct buf folded; /* the same without case */
	struct buf values; /* of their fields */
	size_t n; /* of names */
};

/* Keep a copy of a content under another title. RC_FAIL if memory ran out. */
MUST_CHECK enum rc import_keep_item(
    struct import_keep *k, const struct content *c, struct slice title, struct err *e);

/*
 * Put behind the names what a file of that name is to be called: a name that it
 * can be saved by, which none of the others has. k->n is theirs still.
 */
MUST_CHECK enum rc import_keep_name(struct import_keep *k, struct slice name, struct err *e);

/* Add a file for it; nothing happens where there is none. */
MUST_CHECK enum rc import_keep_file(struct import_keep *k, struct session *s,
    int64_t collection, struct slice name, struct slice bytes, struct err *e);

/* Add the item, if there is one, and be empty. */
MUST_CHECK enum rc import_keep_add(
    struct import_keep *k, struct session *s, int64_t collection, struct err *e);

void import_keep_finish(struct import_keep *k);

#endif
