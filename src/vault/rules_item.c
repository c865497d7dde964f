/*
 * rules_item: records about items.
 */
#include "rules_int.h"

#include <stdlib.h>
#include <string.h>

/* A write must be under the newest key, and nobody may hold that without a right. */
static enum rc check_write(struct collection **out, struct replay *r, const struct record *rec,
    const struct public_item *p, struct err *e)
{
	struct collection *c = roster_collection(&r->roster, p->collection);

	if (c == NULL || p->generation != c->generation)
		return rule_broken(rec, e, "it writes under a key that is not the newest");
	if (c->stale || c->orphaned)
		return rule_broken(rec, e,
		    "it writes under a key that somebody holds who lost the right to it");
	if (c->sealed && r->roster.envelope.serial != 0 &&
	    roster_grant(&r->roster, c->id, r->roster.envelope.member) == NULL)
		return rule_broken(rec, e,
		    "it writes to a sealed collection that the envelope would not open");
	*out = c;
	return RC_OK;
}

static bool may_write(
    const struct replay *r, const struct member *actor, const struct collection *c)
{
	const struct grant *g = roster_grant(&r->roster, c->id, actor->id);

	return g != NULL && g->edit && roster_may(actor, RIGHT_WRITE);
}

enum rc rule_item_write(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct collection *c = NULL;
	struct public_item p;
	struct pin now;
	int64_t version = 0;
	enum rc rc;

	if (!public_get_item(&p, rec->public))
		return rule_malformed(rec, e);
	if ((rc = check_write(&c, r, rec, &p, e)) != RC_OK)
		return rc;
	if (!may_write(r, actor, c))
		return rule_no_right(rec, e);
	if (rec->action == ACT_ITEM_ADD) {
		if (rec->subject - 1 != r->roster.items)
			return rule_malformed(rec, e);
		r->roster.items++;
		c->items++;
	} else {
		if ((rc = pins_item(&now, r->pins, rec->subject, e)) != RC_OK)
			return rc == RC_NOTFOUND ? rule_malformed(rec, e) : rc;
		if (now.c != c->id || is_zero(now.digest, HASH_SIZE))
			return rule_broken(rec, e, "there is no such item in that collection");
		version = now.b;
	}
	if (rec->version - 1 != version)
		return rule_broken(rec, e, "it is not the next version of its item");
	if (rec->action == ACT_ITEM_REMOVE)
		c->items--;
	if (c->sealed)
		r->roster.envelope.changed_seq = rec->seq;
	return rule_pin(r, rec, PIN_ITEM, rec->subject, rec->version, c->id, e);
}

/* The same version under the newest key. */
enum rc rule_item_rekey(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct collection *c = NULL;
	struct public_item p;
	struct pin now;
	enum rc rc;

	if (!public_get_item(&p, rec->public))
		return rule_malformed(rec, e);
	if ((rc = check_write(&c, r, rec, &p, e)) != RC_OK)
		return rc;
	if (roster_grant(&r->roster, c->id, actor->id) == NULL)
		return rule_no_right(rec, e);
	if ((rc = pins_item(&now, r->pins, rec->subject, e)) != RC_OK)
		return rc == RC_NOTFOUND ? rule_malformed(rec, e) : rc;
	if (now.b != rec->version || now.c != c->id || is_zero(now.digest, HASH_SIZE))
		return rule_broken(rec, e, "it is not the newest version of its item");
	return rule_pin(r, rec, PIN_ITEM, rec->subject, rec->version, c->id, e);
}

enum rc rule_item_reveal(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct pin now;
	enum rc rc;

	if (rec->public.n != 0)
		return rule_malformed(rec, e);
	rc = pins_get(&now, r->pins, PIN_ITEM, rec->subject, rec->version, 0, e);
	if (rc != RC_OK)
		return rc == RC_NOTFOUND ? rule_malformed(rec, e) : rc;
	if (roster_grant(&r->roster, now.c, actor->id) == NULL)
		return rule_no_right(rec, e);
	return RC_OK;
}
