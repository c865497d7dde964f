/*
 * titles: which items a collection has already, by title and by content.
 *
 * An index over one collection for the time of an import. It holds hashes
 * under a key of its own, no text, and opens an item's secret only to compare
 * it with another of the same title, one at a time.
 */
#ifndef STRONGROOM_TRANSFER_TITLES_INT_H
#define STRONGROOM_TRANSFER_TITLES_INT_H

#include <stdint.h>

#include "base/buf.h"

struct content;
struct session;
struct titles;

/*
 * Index a collection that the member can open. A login is the same by title,
 * user name, first address and password; if exact, as for a copy of a vault
 * that has to come back whole, by all its addresses and fields. *t belongs to the caller.
 */
enum { TITLES_OF_NONE = -1 /* a collection that is not there yet */ };
MUST_CHECK enum rc titles_new(
    struct titles **t, struct session *s, int64_t collection, bool exact, struct err *e);

/* Accepts NULL. */
void titles_free(struct titles *t);

enum {
	TITLES_SAME = 0,         /* the collection has that item */
	TITLES_FREE = 1,         /* nothing has the title */
	TITLES_NO_ROOM = 1 << 30 /* the title is too long to have a number behind it */
};

/*
 * Under which number a content can be added: one of the above, or the N of
 * "TITLE (N)", from 2. Unless it is the same or too long, it is taken to be
 * there from then on. If it is the same, *more is given the names of what the
 * one that is there has not, "notes, totp"; attachments come after.
 */
MUST_CHECK enum rc titles_place(uint32_t *number, struct buf *more, struct titles *t,
    const struct content *c, struct err *e);

/*
 * An attachment of the content that was placed last: *known says whether that
 * has one of that name and size already. It is taken to be there from then on.
 */
MUST_CHECK enum rc titles_file(
    bool *known, struct titles *t, struct slice name, uint64_t size, struct err *e);

/* Was a secret of the vault opened, to compare it? */
bool titles_compared(const struct titles *t);

/* Append the title for a number. */
void titles_put(struct buf *out, struct slice title, uint32_t number);

#endif
