/*
 * rules_collection: records about collections and grants.
 */
#include "rules_int.h"

#include <stdlib.h>
#include <string.h>

/* Only who holds a collection's key can seal it to others, or make the next one. */
static bool holds(
    const struct replay *r, const struct member *actor, const struct collection *c)
{
	return roster_grant(&r->roster, c->id, actor->id) != NULL;
}

enum rc rule_collection_add(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct public_collection p;
	enum rc rc;

	(void)actor;
	if (!public_get_collection(&p, rec->public) || rec->version != 1 ||
	    rec->subject != (int64_t)r->roster.n_collections + 1)
		return rule_malformed(rec, e);
	if ((rc = roster_add_collection(&r->roster, p.sealed, p.commitment, e)) != RC_OK)
		return rc;
	return rule_pin(r, rec, PIN_GENERATION, rec->subject, 1, 0, e);
}

enum rc rule_collection_set(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct collection *c = roster_collection(&r->roster, rec->subject);
	bool sealed;

	if (!public_get_sealed(&sealed, rec->public) || c == NULL ||
	    rec->version != c->generation)
		return rule_malformed(rec, e);
	if (!holds(r, actor, c))
		return rule_no_right(rec, e);
	c->sealed = sealed;
	roster_changed(&r->roster, rec->seq, rec->time_ms);
	return RC_OK;
}

enum rc rule_collection_rekey(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct collection *c = roster_collection(&r->roster, rec->subject);
	struct public_collection p;
	enum rc rc;

	if (!public_get_collection(&p, rec->public) || c == NULL ||
	    rec->version != c->generation + 1 || p.sealed != c->sealed)
		return rule_malformed(rec, e);
	if (!holds(r, actor, c))
		return rule_no_right(rec, e);
	if ((rc = roster_add_generation(c, p.commitment, e)) != RC_OK)
		return rc;
	return rule_pin(r, rec, PIN_GENERATION, c->id, c->generation, 0, e);
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
		return rule_no_right(rec, e);
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
	return rule_pin(r, rec, PIN_COLLECTION_SEAL, c->id, c->generation, to->id, e);
}

/*
 * A seal that somebody has already is replaced by a clerk only; but one that was
 * made to keys which the member has no longer is none.
 */
static enum rc check_reseal(const struct replay *r, const struct record *rec,
    const struct member *actor, const struct member *to, struct err *e)
{
	struct pin have;
	enum rc rc = pins_get(&have, r->pins, PIN_PERIOD_SEAL, rec->subject, 0, to->id, e);

	if (rc == RC_NOTFOUND ||
	    (rc == RC_OK && (roster_may(actor, RIGHT_ADMINISTER) || rec->subject <= to->reset)))
		return RC_OK;
	return rc == RC_OK ? rule_no_right(rec, e) : rc;
}

/* The envelope has only the key of a period that it began itself. */
static bool may_give(
    const struct replay *r, const struct record *rec, const struct member *actor)
{
	return roster_may(actor, RIGHT_READ_LOG) ||
	       (actor->role == ROLE_EMERGENCY &&
		   roster_period(&r->roster, rec->subject)->by_envelope);
}

/* A councillor who is given the key of a period may read the log from then on. */
static enum rc grant_period(struct replay *r, const struct record *rec,
    const struct public_grant *p, const struct member *actor, struct member *to, struct err *e)
{
	enum rc rc;

	if (roster_period(&r->roster, rec->subject) == NULL || p->edit || rec->version != 0)
		return rule_malformed(rec, e);
	if (!may_give(r, rec, actor))
		return rule_no_right(rec, e);
	if ((rc = check_reseal(r, rec, actor, to, e)) != RC_OK)
		return rc;
	if (!roster_may(to, RIGHT_READ_LOG)) {
		if (to->role != ROLE_COUNCILLOR || !roster_may(actor, RIGHT_ADMINISTER))
			return rule_no_right(rec, e);
		if (to->must_change)
			return rule_broken(rec, e,
			    "whoever knows the member's first passphrase would keep the key");
		to->log = true;
	}
	return rule_pin(r, rec, PIN_PERIOD_SEAL, rec->subject, 0, to->id, e);
}

static enum rc grant_envelope(struct replay *r, const struct record *rec,
    const struct public_grant *p, const struct member *to, struct err *e)
{
	if (!roster_has_envelope(&r->roster) || rec->subject != r->roster.envelope.serial ||
	    p->edit || rec->version != 0)
		return rule_malformed(rec, e);
	if (!roster_may(to, RIGHT_SEAL))
		return rule_broken(rec, e, "a member of that role cannot hold this grant");
	return rule_pin(r, rec, PIN_ENVELOPE_SEAL, rec->subject, 0, to->id, e);
}

enum rc rule_grant_add(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct public_grant p;
	struct member *to;

	if (!public_get_grant(&p, rec->public) ||
	    (to = roster_member(&r->roster, p.member)) == NULL || !to->active)
		return rule_malformed(rec, e);
	if (rec->subject_kind == SUB_PERIOD)
		return grant_period(r, rec, &p, actor, to, e);
	if (!rule_may(actor, RIGHT_ADMINISTER))
		return rule_no_right(rec, e);
	if (rec->subject_kind == SUB_COLLECTION)
		return grant_collection(r, rec, &p, actor, to, e);
	if (rec->subject_kind == SUB_ENVELOPE)
		return grant_envelope(r, rec, &p, to, e);
	return rule_malformed(rec, e);
}

/* A councillor who was given the log reads no period that begins after this. */
static enum rc remove_log(
    struct replay *r, const struct record *rec, int64_t member, struct err *e)
{
	struct member *m = roster_member(&r->roster, member);

	if (rec->version != 0 || rec->subject != (int64_t)r->roster.n_periods)
		return rule_malformed(rec, e);
	if (m == NULL || !m->log)
		return rule_broken(rec, e, "it takes away a grant that there is not");
	m->log = false;
	r->roster.period_stale = true;
	return RC_OK;
}

enum rc rule_grant_remove(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct collection *c = roster_collection(&r->roster, rec->subject);
	int64_t member;

	if (!public_get_revoked(&member, rec->public))
		return rule_malformed(rec, e);
	if (rec->subject_kind == SUB_PERIOD)
		return remove_log(r, rec, member, e);
	if (rec->subject_kind != SUB_COLLECTION || c == NULL || rec->version != c->generation)
		return rule_malformed(rec, e);
	if (!holds(r, actor, c))
		return rule_no_right(rec, e);
	if (roster_grant(&r->roster, c->id, member) == NULL)
		return rule_broken(rec, e, "it takes away a grant that there is not");
	roster_remove_grant(&r->roster, c->id, member);
	return RC_OK;
}
