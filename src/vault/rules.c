/*
 * rules: who may sign which record, and what it changes.
 *
 * One function for each action whose record takes effect. They see only what
 * was replayed before, so a right counts at that point of the log, and not by
 * the clock.
 */
#include "replay_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"

enum rc rule_broken(const struct record *rec, struct err *e, const char *why)
{
	return err_set(e, RC_TAMPER, "record %lld: %s", (long long)rec->seq, why);
}

static enum rc malformed(const struct record *rec, struct err *e)
{
	return rule_broken(rec, e, "what it says in clear is malformed");
}

static enum rc no_right(const struct record *rec, struct err *e)
{
	return rule_broken(rec, e, "its actor had no right to do this");
}

static enum rc pin(struct replay *r, const struct record *rec, enum pin_table table, int64_t a,
    int64_t b, int64_t c, struct err *e)
{
	struct pin p = {.table = table, .a = a, .b = b, .c = c};

	memcpy(p.digest, rec->digest, HASH_SIZE);
	return pins_set(r->pins, &p, e);
}

/* members */

static enum rc vault_create(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	enum rc rc;

	if (rec->seq != 1)
		return rule_broken(rec, e, "a vault is created only once");
	if ((rc = roster_add_member(&r->roster, actor, e)) != RC_OK)
		return rc;
	return pin(r, rec, PIN_MEMBER, 1, 0, 0, e);
}

static enum rc member_add(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct public_member p;
	struct member m;
	enum rc rc;

	(void)actor;
	if (!public_get_member(&p, rec->public))
		return malformed(rec, e);
	m = (struct member){.id = rec->subject,
	    .role = role_of(p.role),
	    .active = true,
	    .must_change = p.must_change,
	    .keys = p.keys};
	if (m.role == ROLE_NONE || p.until != 0 || rec->version != 0 ||
	    rec->subject != (int64_t)r->roster.n_members + 1)
		return malformed(rec, e);
	if (!m.must_change)
		return rule_broken(rec, e,
		    "whoever added the member would know the passphrase for good");
	if ((rc = roster_add_member(&r->roster, &m, e)) != RC_OK)
		return rc;
	return pin(r, rec, PIN_MEMBER, rec->subject, 0, 0, e);
}

/* A member who changed keys seals what was sealed to the old ones anew. */
static enum rc rekey_seal(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct public_grant p;
	enum pin_table table;
	struct pin old;
	enum rc rc;

	if (!public_get_grant(&p, rec->public) || p.member != actor->id ||
	    !sealed_pin_table(&table, rec->subject_kind))
		return malformed(rec, e);
	rc = pins_get(&old, r->pins, table, rec->subject, rec->version, actor->id, e);
	if (rc == RC_NOTFOUND)
		return no_right(rec, e);
	if (rc != RC_OK)
		return rc;
	return pin(r, rec, table, rec->subject, rec->version, actor->id, e);
}

static enum rc member_rekey(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct public_keys keys;
	struct member *m;

	if (rec->subject_kind != SUB_MEMBER)
		return rekey_seal(r, rec, actor, e);
	if (!public_get_keys(&keys, rec->public) || rec->version != 0)
		return malformed(rec, e);
	if (rec->subject != actor->id)
		return no_right(rec, e);
	m = roster_member(&r->roster, actor->id);
	m->keys = keys;
	m->must_change = false;
	m->failures = 0;
	return pin(r, rec, PIN_MEMBER, m->id, 0, 0, e);
}

static enum rc passphrase_change(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	if (rec->public.n != 0 || rec->version != 0)
		return malformed(rec, e);
	if (rec->subject != actor->id)
		return no_right(rec, e);
	return pin(r, rec, PIN_MEMBER, actor->id, 0, 0, e);
}

static enum rc unlocked(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	if (rec->public.n != 0 || rec->subject != actor->id || rec->version != 0)
		return malformed(rec, e);
	roster_member(&r->roster, actor->id)->failures = 0;
	return RC_OK;
}

static enum rc policy_set(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct public_policy p;

	(void)actor;
	if (!public_get_policy(&p, rec->public) || rec->subject != 0 || rec->version != 0)
		return malformed(rec, e);
	return roster_set_policy(&r->roster, p.name, p.value, e);
}

/* collections and grants */

/* Only who holds a collection's key can seal it to others, or make the next one. */
static bool holds(
    const struct replay *r, const struct member *actor, const struct collection *c)
{
	return roster_grant(&r->roster, c->id, actor->id) != NULL;
}

static enum rc collection_add(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct public_collection p;
	enum rc rc;

	(void)actor;
	if (!public_get_collection(&p, rec->public) || rec->version != 1 ||
	    rec->subject != (int64_t)r->roster.n_collections + 1)
		return malformed(rec, e);
	if ((rc = roster_add_collection(&r->roster, p.sealed, p.commitment, e)) != RC_OK)
		return rc;
	return pin(r, rec, PIN_GENERATION, rec->subject, 1, 0, e);
}

static enum rc collection_set(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct collection *c = roster_collection(&r->roster, rec->subject);
	bool sealed;

	if (!public_get_sealed(&sealed, rec->public) || c == NULL ||
	    rec->version != c->generation)
		return malformed(rec, e);
	if (!holds(r, actor, c))
		return no_right(rec, e);
	c->sealed = sealed;
	r->roster.envelope.changed_seq = rec->seq;
	return RC_OK;
}

static enum rc collection_rekey(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct collection *c = roster_collection(&r->roster, rec->subject);
	struct public_collection p;
	enum rc rc;

	if (!public_get_collection(&p, rec->public) || c == NULL ||
	    rec->version != c->generation + 1 || p.sealed != c->sealed)
		return malformed(rec, e);
	if (!holds(r, actor, c))
		return no_right(rec, e);
	if ((rc = roster_add_generation(c, p.commitment, e)) != RC_OK)
		return rc;
	return pin(r, rec, PIN_GENERATION, c->id, c->generation, 0, e);
}

/* The maker of a collection has its key before there is any grant of it. */
static bool is_first_grant(const struct replay *r, const struct collection *c)
{
	for (size_t i = 0; i < r->roster.n_grants; i++)
		if (r->roster.grants[i].collection == c->id)
			return false;
	return c->generation == 1;
}

static enum rc grant_collection(struct replay *r, const struct record *rec,
    const struct public_grant *p, const struct member *actor, const struct member *to,
    struct err *e)
{
	struct collection *c = roster_collection(&r->roster, rec->subject);
	struct grant g;
	enum rc rc;

	if (c == NULL || rec->version != c->generation || c->stale)
		return rule_broken(rec, e, "it grants a key that is not the newest");
	if (!holds(r, actor, c) && !(to->id == actor->id && is_first_grant(r, c)))
		return no_right(rec, e);
	if (!roster_may_hold(to, p->edit))
		return rule_broken(rec, e, "a member of that role cannot hold this grant");
	if (to->role == ROLE_EMERGENCY && !c->sealed)
		return rule_broken(rec, e, "the envelope does not open a private collection");
	g = (struct grant){.collection = c->id,
	    .member = to->id,
	    .generation = c->generation,
	    .edit = p->edit};
	if ((rc = roster_set_grant(&r->roster, &g, e)) != RC_OK)
		return rc;
	return pin(r, rec, PIN_COLLECTION_SEAL, c->id, c->generation, to->id, e);
}

/* A seal that somebody has already is replaced by a clerk only. */
static enum rc check_reseal(const struct replay *r, const struct record *rec,
    const struct member *actor, const struct member *to, struct err *e)
{
	struct pin have;
	enum rc rc = pins_get(&have, r->pins, PIN_PERIOD_SEAL, rec->subject, 0, to->id, e);

	if (rc == RC_NOTFOUND || (rc == RC_OK && roster_may(actor, RIGHT_ADMINISTER)))
		return RC_OK;
	return rc == RC_OK ? no_right(rec, e) : rc;
}

/* A councillor who is given the key of a period may read the log from then on. */
static enum rc grant_period(struct replay *r, const struct record *rec,
    const struct public_grant *p, const struct member *actor, struct member *to, struct err *e)
{
	enum rc rc;

	if (roster_period(&r->roster, rec->subject) == NULL || p->edit || rec->version != 0)
		return malformed(rec, e);
	if ((rc = check_reseal(r, rec, actor, to, e)) != RC_OK)
		return rc;
	if (!roster_may(to, RIGHT_READ_LOG)) {
		if (to->role != ROLE_COUNCILLOR || !roster_may(actor, RIGHT_ADMINISTER))
			return no_right(rec, e);
		to->log = true;
	}
	return pin(r, rec, PIN_PERIOD_SEAL, rec->subject, 0, to->id, e);
}

static enum rc grant_envelope(struct replay *r, const struct record *rec,
    const struct public_grant *p, const struct member *to, struct err *e)
{
	if (rec->subject != r->roster.envelope.serial || p->edit || rec->version != 0)
		return malformed(rec, e);
	if (!roster_may(to, RIGHT_SEAL))
		return rule_broken(rec, e, "a member of that role cannot hold this grant");
	return pin(r, rec, PIN_ENVELOPE_SEAL, rec->subject, 0, to->id, e);
}

static enum rc grant_add(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct public_grant p;
	struct member *to;

	if (!public_get_grant(&p, rec->public) ||
	    (to = roster_member(&r->roster, p.member)) == NULL || !to->active)
		return malformed(rec, e);
	if (rec->subject_kind == SUB_PERIOD) {
		if (!roster_may(actor, RIGHT_READ_LOG))
			return no_right(rec, e);
		return grant_period(r, rec, &p, actor, to, e);
	}
	if (!roster_may(actor, RIGHT_ADMINISTER))
		return no_right(rec, e);
	if (rec->subject_kind == SUB_COLLECTION)
		return grant_collection(r, rec, &p, actor, to, e);
	if (rec->subject_kind == SUB_ENVELOPE)
		return grant_envelope(r, rec, &p, to, e);
	return malformed(rec, e);
}

static enum rc grant_remove(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct collection *c = roster_collection(&r->roster, rec->subject);
	int64_t member;

	if (!public_get_revoked(&member, rec->public) || c == NULL ||
	    rec->version != c->generation)
		return malformed(rec, e);
	if (!holds(r, actor, c))
		return no_right(rec, e);
	if (roster_grant(&r->roster, c->id, member) == NULL)
		return rule_broken(rec, e, "it takes away a grant that there is not");
	roster_remove_grant(&r->roster, c->id, member);
	return RC_OK;
}

/* items */

/* A write must be under the newest key, and nobody may hold that without a right. */
static enum rc check_write(struct collection **out, struct replay *r, const struct record *rec,
    const struct public_item *p, struct err *e)
{
	struct collection *c = roster_collection(&r->roster, p->collection);

	if (c == NULL || p->generation != c->generation)
		return rule_broken(rec, e, "it writes under a key that is not the newest");
	if (c->stale)
		return rule_broken(rec, e,
		    "it writes under a key that somebody holds who lost "
		    "the right to it");
	if (c->sealed && r->roster.envelope.serial != 0 &&
	    roster_grant(&r->roster, c->id, r->roster.envelope.member) == NULL)
		return rule_broken(rec, e,
		    "it writes to a sealed collection that the envelope "
		    "would not open");
	*out = c;
	return RC_OK;
}

static bool may_write(
    const struct replay *r, const struct member *actor, const struct collection *c)
{
	const struct grant *g = roster_grant(&r->roster, c->id, actor->id);

	return g != NULL && g->edit && roster_may(actor, RIGHT_WRITE);
}

static enum rc item_write(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct collection *c = NULL;
	struct public_item p;
	struct pin now;
	int64_t version = 0;
	enum rc rc;

	if (!public_get_item(&p, rec->public))
		return malformed(rec, e);
	if ((rc = check_write(&c, r, rec, &p, e)) != RC_OK)
		return rc;
	if (!may_write(r, actor, c))
		return no_right(rec, e);
	if (rec->action == ACT_ITEM_ADD) {
		if (rec->subject - 1 != r->roster.items)
			return malformed(rec, e);
		r->roster.items++;
		c->items++;
	} else {
		if ((rc = pins_item(&now, r->pins, rec->subject, e)) != RC_OK)
			return rc == RC_NOTFOUND ? malformed(rec, e) : rc;
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
	return pin(r, rec, PIN_ITEM, rec->subject, rec->version, c->id, e);
}

/* The same version under the newest key. */
static enum rc item_rekey(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct collection *c = NULL;
	struct public_item p;
	struct pin now;
	enum rc rc;

	if (!public_get_item(&p, rec->public))
		return malformed(rec, e);
	if ((rc = check_write(&c, r, rec, &p, e)) != RC_OK)
		return rc;
	if (!holds(r, actor, c))
		return no_right(rec, e);
	if ((rc = pins_item(&now, r->pins, rec->subject, e)) != RC_OK)
		return rc == RC_NOTFOUND ? malformed(rec, e) : rc;
	if (now.b != rec->version || now.c != c->id || is_zero(now.digest, HASH_SIZE))
		return rule_broken(rec, e, "it is not the newest version of its item");
	return pin(r, rec, PIN_ITEM, rec->subject, rec->version, c->id, e);
}

static enum rc item_reveal(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct pin now;
	enum rc rc;

	if (rec->public.n != 0)
		return malformed(rec, e);
	rc = pins_get(&now, r->pins, PIN_ITEM, rec->subject, rec->version, 0, e);
	if (rc != RC_OK)
		return rc == RC_NOTFOUND ? malformed(rec, e) : rc;
	if (roster_grant(&r->roster, now.c, actor->id) == NULL)
		return no_right(rec, e);
	return RC_OK;
}

/* periods and the envelope */

static enum rc period_create(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct public_period p;
	struct period period;

	/* A councillor's right to read the log is not a right to close its period. */
	if (actor->role == ROLE_COUNCILLOR)
		return no_right(rec, e);
	if (!public_get_period(&p, rec->public) || rec->version != 0 ||
	    rec->subject != (int64_t)r->roster.n_periods + 1 ||
	    p.quarter > clock_quarter(rec->time_ms))
		return malformed(rec, e);
	period.quarter = p.quarter;
	memcpy(period.key, p.key, sizeof period.key);
	return roster_add_period(&r->roster, &period, e);
}

static enum rc holders_text(char **out, const struct public_envelope *p, struct err *e)
{
	struct buf b = {0};
	const char *text;

	for (size_t i = 0; i < p->n_holders; i++) {
		if (i > 0)
			buf_add_char(&b, '\n');
		buf_add_slice(&b, p->holders[i]);
	}
	text = buf_cstr(&b);
	*out = text == NULL ? NULL : strdup(text);
	buf_finish(&b);
	return *out == NULL ? err_nomem(e) : RC_OK;
}

/* A new envelope voids the one before, which loses every grant. */
static void void_envelope(struct roster *t)
{
	struct member *old = roster_member(t, t->envelope.member);

	if (old == NULL)
		return;
	old->active = false;
	for (size_t i = 0; i < t->n_collections; i++)
		roster_remove_grant(t, t->collections[i].id, old->id);
}

static enum rc envelope_create(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct envelope *v = &r->roster.envelope;
	struct public_envelope p;
	struct member m;
	char *holders;
	enum rc rc;

	(void)actor;
	if (!public_get_envelope(&p, rec->public) || rec->version != 0 ||
	    rec->subject - 1 != v->serial || p.member != (int64_t)r->roster.n_members + 1 ||
	    p.need < 1 || p.need > p.n_holders)
		return malformed(rec, e);
	if ((rc = holders_text(&holders, &p, e)) != RC_OK)
		return rc;
	void_envelope(&r->roster);
	free(v->holders);
	*v = (struct envelope){.serial = rec->subject,
	    .member = p.member,
	    .need = p.need,
	    .holders = holders,
	    .created_ms = rec->time_ms,
	    .changed_seq = rec->seq};
	memcpy(v->recipient, p.recipient, sizeof v->recipient);
	memcpy(v->export_sign, p.export_sign, sizeof v->export_sign);
	m = (struct member){
	    .id = p.member, .role = ROLE_EMERGENCY, .active = true, .keys = p.keys};
	return roster_add_member(&r->roster, &m, e);
}

static enum rc envelope_seal(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct envelope *v = &r->roster.envelope;

	(void)actor;
	if (rec->public.n != 0 || v->serial == 0 || rec->subject != v->serial ||
	    rec->version != 0)
		return malformed(rec, e);
	v->sealed_ms = rec->time_ms;
	v->sealed_seq = rec->seq;
	return RC_OK;
}

/* Counted from the latest signed time, so that no clock can be turned back. */
static int64_t latest(const struct replay *r, const struct record *rec)
{
	return rec->time_ms > r->time_ms ? rec->time_ms : r->time_ms;
}

static enum rc envelope_open(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct envelope *v = &r->roster.envelope;

	if (rec->public.n != 0 || rec->subject != v->serial || rec->version != 0)
		return malformed(rec, e);
	if (actor->id != v->member)
		return no_right(rec, e);
	v->opened_ms = latest(r, rec);
	return RC_OK;
}

static enum rc only_noted(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	(void)r;
	(void)actor;
	if (rec->public.n != 0 || rec->subject_kind != SUB_NONE || rec->version != 0)
		return malformed(rec, e);
	return RC_OK;
}

/*
 * What every record of an action must be. ANY lets the function decide: about
 * the kind of subject, or about the right.
 */
enum { ANY = -1 };

static const struct rule {
	int subject; /* enum subject */
	int right;   /* enum right */
	bool row;    /* does it write a row, whose digest it holds? */
	enum rc (*apply)(struct replay *r, const struct record *rec, const struct member *actor,
	    struct err *e);
} RULES[ACT_COUNT] = {
    [ACT_VAULT_CREATE] = {SUB_MEMBER, RIGHT_ADMINISTER, true, vault_create},
    [ACT_UNLOCK] = {SUB_MEMBER, ANY, false, unlocked},
    [ACT_ITEM_ADD] = {SUB_ITEM, RIGHT_WRITE, true, item_write},
    [ACT_ITEM_EDIT] = {SUB_ITEM, RIGHT_WRITE, true, item_write},
    [ACT_ITEM_REMOVE] = {SUB_ITEM, RIGHT_WRITE, false, item_write},
    [ACT_ITEM_REVEAL] = {SUB_ITEM, RIGHT_REVEAL, false, item_reveal},
    [ACT_ITEM_REKEY] = {SUB_ITEM, RIGHT_ADMINISTER, true, item_rekey},
    [ACT_COLLECTION_ADD] = {SUB_COLLECTION, RIGHT_ADMINISTER, true, collection_add},
    [ACT_COLLECTION_SET] = {SUB_COLLECTION, RIGHT_ADMINISTER, false, collection_set},
    [ACT_COLLECTION_REKEY] = {SUB_COLLECTION, RIGHT_ADMINISTER, true, collection_rekey},
    [ACT_GRANT_ADD] = {ANY, ANY, true, grant_add},
    [ACT_GRANT_REMOVE] = {SUB_COLLECTION, RIGHT_ADMINISTER, false, grant_remove},
    [ACT_MEMBER_ADD] = {SUB_MEMBER, RIGHT_ADMINISTER, true, member_add},
    [ACT_MEMBER_REKEY] = {ANY, ANY, true, member_rekey},
    [ACT_PASSPHRASE_CHANGE] = {SUB_MEMBER, ANY, true, passphrase_change},
    [ACT_PERIOD_CREATE] = {SUB_PERIOD, RIGHT_READ_LOG, false, period_create},
    [ACT_ENVELOPE_CREATE] = {SUB_ENVELOPE, RIGHT_ADMINISTER, false, envelope_create},
    [ACT_ENVELOPE_SEAL] = {SUB_ENVELOPE, RIGHT_SEAL, false, envelope_seal},
    [ACT_ENVELOPE_OPEN] = {SUB_ENVELOPE, ANY, false, envelope_open},
    [ACT_IMPORT] = {SUB_NONE, RIGHT_WRITE, false, only_noted},
    [ACT_AUDIT_VIEW] = {SUB_NONE, RIGHT_READ_LOG, false, only_noted},
    [ACT_POLICY_SET] = {SUB_NONE, RIGHT_ADMINISTER, false, policy_set},
};

/* A record of something that did not happen changes nothing. */
static enum rc incident(struct replay *r, const struct record *rec, struct err *e)
{
	struct member *m;

	if (rec->public.n != 0 || !is_zero(rec->digest, HASH_SIZE))
		return malformed(rec, e);
	if ((rec->outcome == OUT_FAILED) != (rec->action == ACT_UNLOCK_FAILED))
		return malformed(rec, e);
	if (rec->action != ACT_UNLOCK_FAILED)
		return RC_OK;
	if (rec->actor != 0 || rec->subject_kind != SUB_MEMBER)
		return malformed(rec, e);
	m = roster_member(&r->roster, rec->subject);
	if (m == NULL)
		return malformed(rec, e);
	if (m->failures < UINT32_MAX)
		m->failures++;
	return RC_OK;
}

/* The envelope may open itself, and reveal for a while after that. */
static enum rc check_emergency(const struct replay *r, const struct record *rec, struct err *e)
{
	int64_t opened = r->roster.envelope.opened_ms;

	if (rec->action == ACT_ENVELOPE_OPEN || rec->outcome == OUT_REFUSED)
		return RC_OK;
	if (rec->action != ACT_ITEM_REVEAL || opened == 0 || latest(r, rec) - opened > OPEN_MS)
		return no_right(rec, e);
	return RC_OK;
}

static enum rc check_actor(
    const struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	if (!actor->active)
		return rule_broken(rec, e, "its actor was not an active member");
	if (actor->must_change &&
	    (rec->action != ACT_MEMBER_REKEY || rec->subject_kind != SUB_MEMBER))
		return rule_broken(rec, e,
		    "its actor had only a first passphrase, which signs nothing but its "
		    "change");
	if (actor->role == ROLE_EMERGENCY)
		return check_emergency(r, rec, e);
	return RC_OK;
}

enum rc rule_apply(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	const struct rule *rule = &RULES[rec->action];
	enum rc rc;

	if (rec->period != (int64_t)r->roster.n_periods ||
	    (rec->period == 0 && !is_zero(rec->detail_hash, HASH_SIZE)))
		return rule_broken(rec, e, "its period was not the open one");
	if (actor != NULL && (rc = check_actor(r, rec, actor, e)) != RC_OK)
		return rc;
	if (rec->outcome != OUT_OK)
		return incident(r, rec, e);
	if (rule->apply == NULL || actor == NULL)
		return malformed(rec, e);
	if ((rule->subject != ANY && rule->subject != (int)rec->subject_kind) ||
	    rule->row == is_zero(rec->digest, HASH_SIZE))
		return malformed(rec, e);
	if (rule->right != ANY && !roster_may(actor, (enum right)rule->right))
		return no_right(rec, e);
	return rule->apply(r, rec, actor, e);
}
