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
	if (c->sealed && roster_has_envelope(&r->roster) &&
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

/* The newest version of the item, which the record's has to follow. */
static enum rc version_before(
    struct pin *now, const struct replay *r, const struct record *rec, struct err *e)
{
	enum rc rc = pins_item(now, r->pins, rec->subject, e);

	return rc == RC_NOTFOUND ? rule_malformed(rec, e) : rc;
}

/* What an item has to be for a new version in the same collection. */
static enum rc check_item(
    const struct pin *now, const struct record *rec, struct collection *c, struct err *e)
{
	const bool removed = is_zero(now->digest, HASH_SIZE);

	if (now->c != c->id || (removed && rec->action != ACT_ITEM_RESTORE))
		return rule_broken(rec, e, "there is no such item in that collection");
	if (removed)
		c->items++;
	return RC_OK;
}

/*
 * A credential that an opening gave out has to be changed. Where an older
 * version comes back, it may be the one that was given out.
 */
static void tick_off(struct roster *t, const struct record *rec, const struct public_item *p)
{
	struct revealed *v = roster_revealed(t, rec->subject);

	if (v == NULL)
		return;
	if (rec->action == ACT_ITEM_RESTORE)
		v->done = false;
	else if (rec->action == ACT_ITEM_REMOVE || p->secret)
		v->done = true;
}

enum rc rule_item_write(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct collection *c = NULL;
	struct public_item p;
	struct pin now = {0};
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
	} else if ((rc = version_before(&now, r, rec, e)) != RC_OK ||
		   (rc = check_item(&now, rec, c, e)) != RC_OK) {
		return rc;
	}
	if (rec->version - 1 != now.b)
		return rule_broken(rec, e, "it is not the next version of its item");
	if (rec->action == ACT_ITEM_REMOVE)
		c->items--;
	tick_off(&r->roster, rec, &p);
	if (c->sealed)
		roster_changed(&r->roster, rec->seq, rec->time_ms);
	return rule_pin(r, rec, PIN_ITEM, rec->subject, rec->version, c->id, e);
}

/* Both collections change: who may change only one of them may not take or give. */
enum rc rule_item_move(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct collection *to = NULL;
	struct collection *from;
	struct public_item p;
	struct pin now;
	enum rc rc;

	if (!public_get_item(&p, rec->public))
		return rule_malformed(rec, e);
	if ((rc = check_write(&to, r, rec, &p, e)) != RC_OK ||
	    (rc = version_before(&now, r, rec, e)) != RC_OK)
		return rc;
	from = roster_collection(&r->roster, now.c);
	if (!may_write(r, actor, to) || !may_write(r, actor, from))
		return rule_no_right(rec, e);
	if (is_zero(now.digest, HASH_SIZE))
		return rule_broken(rec, e, "it moves an item that was removed");
	if (from == to)
		return rule_broken(rec, e, "it moves an item to where it is");
	if (rec->version - 1 != now.b)
		return rule_broken(rec, e, "it is not the next version of its item");
	from->items--;
	to->items++;
	if (from->sealed || to->sealed)
		roster_changed(&r->roster, rec->seq, rec->time_ms);
	return rule_pin(r, rec, PIN_ITEM, rec->subject, rec->version, to->id, e);
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
	if (actor->role != ROLE_EMERGENCY)
		return RC_OK;
	return roster_add_revealed(&r->roster,
	    &(struct revealed){.item = rec->subject,
		.version = rec->version,
		.time_ms = rule_latest(r, rec),
		.serial = r->roster.envelope.serial},
	    e);
}

/* Its number is new, so what was attached once stays as it is. */
enum rc rule_attachment_add(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	const struct collection *c;
	int64_t collection;

	if (!public_get_attachment(&collection, rec->public) || rec->version != 0 ||
	    rec->subject - 1 != r->roster.attachments)
		return rule_malformed(rec, e);
	c = roster_collection(&r->roster, collection);
	if (c == NULL || !may_write(r, actor, c))
		return rule_no_right(rec, e);
	r->roster.attachments++;
	return rule_pin(r, rec, PIN_ATTACHMENT, rec->subject, 0, 0, e);
}
