/*
 * title_search: the items whose titles fit what a person typed.
 */
#ifndef STRONGROOM_VAULT_TITLE_SEARCH_INT_H
#define STRONGROOM_VAULT_TITLE_SEARCH_INT_H

#include "vault/item.h"

struct title_search {
	const char *text;
	bool whole; /* the whole title has to be the text, not a part of it */
	struct buf folded;
	size_t n;
	int64_t found;
	struct buf names; /* of the first few, for an error */
};

/* To be finished also after a failure; text has to last as long. */
MUST_CHECK enum rc title_search_init(
    struct title_search *q, const char *text, bool whole, struct err *e);
void title_search_finish(struct title_search *q);

/* Look at one item, with its overview. */
MUST_CHECK enum rc title_search_match(
    struct title_search *q, const struct item *it, bool removed, struct err *e);

/* The one that fits; *id is 0 if none does, RC_USAGE, naming some, if several do. */
MUST_CHECK enum rc title_search_found(int64_t *id, struct title_search *q, struct err *e);

#endif
