/*
 * folders: which folders the entries of an export are in, and which of those
 * are to be taken.
 */
#ifndef STRONGROOM_TRANSFER_FOLDERS_H
#define STRONGROOM_TRANSFER_FOLDERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/slice.h"

struct content;
struct parse_entry;
struct parse_source;

struct folder {
	char *name;   /* a path, as the export has it; "" for what is in no folder */
	char *fold;   /* the same, to compare without case */
	char *titles; /* of the first few entries, for people */
	size_t entries;
	size_t in_titles;
	bool wanted;
};

struct folders {
	struct folder *list; /* in the order in which they first appear */
	size_t n, cap;
};

/* RC_INPUT as parse_read. All are wanted. *f is the caller's to finish. */
MUST_CHECK enum rc folders_read(struct folders *f, const struct parse_source *s, struct err *e);
void folders_finish(struct folders *f);

/*
 * Want the folder of that name and those below it ("A" is above "A/B"), or (want
 * false) do not. RC_NOTFOUND, naming those there are, if there is none.
 */
MUST_CHECK enum rc folders_want(struct folders *f, const char *name, bool want, struct err *e);
/* Want none. */
void folders_want_none(struct folders *f);

/* Is an entry wanted: is one of its folders? */
bool folders_take(
    const struct folders *f, const struct content *c, const struct parse_entry *at);

#endif
