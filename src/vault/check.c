#include "vault/check.h"

#include <string.h>

#include "crypto/secret.h"
#include "item_int.h"

struct checking {
	struct session *session;
	struct check_counts *counts;
};

static enum rc check_version(void *arg, const struct pin *pin, struct err *e)
{
	struct checking *c = arg;
	struct item it = {0};
	enum rc rc;

	if (is_zero(pin->digest, HASH_SIZE))
		return RC_OK;
	if (!collection_granted(c->session, pin->c)) {
		c->counts->unopened++;
		return RC_OK;
	}
	if ((rc = item_load(&it, c->session, pin, e)) != RC_OK)
		return rc;
	rc = item_open_unseen(&it, c->session, e);
	item_finish(&it);
	c->counts->items++;
	return rc;
}

enum rc check_items(struct check_counts *n, struct session *s, struct err *e)
{
	struct checking c = {s, n};

	return pins_each(s->replay->pins, PIN_ITEM, check_version, &c, e);
}

static enum rc check_grant(struct session *s, const struct grant *g, struct err *e)
{
	const struct member *to = roster_member(&s->replay->roster, g->member);
	const struct secret *key;
	struct seal_row row = {0};
	uint8_t want[SEAL_SIZE];
	enum rc rc;

	if ((rc = collection_key(&key, s, g->collection, g->generation, e)) != RC_OK)
		return rc;
	seal_key(want, key->p, to->keys.seal);
	rc = store_seal_get(
	    &row, s->store, "collection", g->collection, g->generation, g->member, e);
	if (rc == RC_NOTFOUND)
		return err_set(e, RC_TAMPER,
		    "the seal of collection #%lld to member #%lld is missing",
		    (long long)g->collection, (long long)g->member);
	if (rc != RC_OK)
		return rc;
	if (!slice_eq(row.sealed, slice_of(want, sizeof want)))
		rc = err_set(e, RC_TAMPER,
		    "what was sealed to member #%lld does not open collection #%lld",
		    (long long)g->member, (long long)g->collection);
	seal_row_finish(&row);
	return rc;
}

enum rc check_seals(struct session *s, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < t->n_grants && rc == RC_OK; i++)
		if (collection_granted(s, t->grants[i].collection))
			rc = check_grant(s, &t->grants[i], e);
	return rc;
}
