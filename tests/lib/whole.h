/*
 * whole: all that a vault tells one of its members, in parts to compare.
 *
 * A part is what one question is answered with: all rows of a table, the
 * roster, the names of the collections, one version of one item, the item of a
 * title, the log with its details. Each is asked for by itself, so that one
 * that is refused does not hide another.
 */
#ifndef STRONGROOM_TESTS_WHOLE_H
#define STRONGROOM_TESTS_WHOLE_H

#include "base/buf.h"

struct session;

enum { WHOLE_PARTS = 32 };

struct part {
	char name[40];
	bool row;   /* ciphertext as it lies in a table */
	enum rc rc; /* RC_OK, or why there is no answer */
	struct err e;
	struct buf bytes; /* the answer */
};

struct whole {
	struct part parts[WHOLE_PARTS];
	size_t n;
};

/* Ask everything; items 1 … items in all their versions. */
void whole_read(struct whole *w, struct session *s, int64_t items);
void whole_finish(struct whole *w);

/* The first part that is answered in both, but not alike; NULL if there is none. */
const struct part *whole_altered(const struct whole *a, const struct whole *b, bool rows);
/* The first part without an answer, or NULL. */
const struct part *whole_refused(const struct whole *w);

/*
 * Reveal each item as a member does, recorded and committed, and add what was
 * given out as parts of their own.
 */
void whole_reveal(struct whole *w, struct session *s, int64_t items);

#endif
