/*
 * check: what only a member's keys can show to be sound.
 */
#ifndef STRONGROOM_VAULT_CHECK_H
#define STRONGROOM_VAULT_CHECK_H

#include "vault/session.h"

struct check_counts {
	int64_t items;    /* versions of items that were opened */
	int64_t unopened; /* that were not granted */
};

/* Open every version of every item that is granted, without giving any out. */
MUST_CHECK enum rc check_items(struct check_counts *n, struct session *s, struct err *e);

/*
 * Make every seal of the collections that are granted again, the envelope's
 * too, and compare: what was sealed to each member opens the collection.
 */
MUST_CHECK enum rc check_seals(struct session *s, struct err *e);

#endif
