/*
 * rules_member: records about members and policy.
 */
#include "rules_int.h"

#include <stdlib.h>
#include <string.h>

#include "vault/emergency.h"
#include "vault/policy.h"

/* A name is given once, and says for good who is meant. */
static enum rc check_name(
    const struct replay *r, const struct record *rec, struct slice name, struct err *e)
{
	struct err inner;
	int64_t id;
	enum rc rc = roster_check_name(name, &inner);

	if (rc == RC_INPUT)
		return rule_broken(rec, e, inner.text);
	if (rc == RC_OK && (rc = roster_named(&id, &r->roster, name, &inner)) == RC_NOTFOUND)
		return RC_OK;
	if (rc == RC_OK)
		return rule_broken(rec, e, "another member has that name");
	return err_set(e, rc, "%s", inner.text);
}

enum rc rule_vault_create(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct public_vault p;
	enum rc rc;

	if (rec->seq != 1)
		return rule_broken(rec, e, "a vault is created only once");
	if (!public_get_vault(&p, rec->public))
		return rule_malformed(rec, e);
	if ((rc = check_name(r, rec, p.name, e)) != RC_OK ||
	    (rc = roster_add_member(&r->roster, actor, p.name, e)) != RC_OK)
		return rc;
	return rule_pin(r, rec, PIN_MEMBER, 1, 0, 0, e);
}

enum rc rule_member_add(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct public_member p;
	struct member m;
	enum rc rc;

	if (!public_get_member(&p, rec->public))
		return rule_malformed(rec, e);
	m = (struct member){.id = rec->subject,
	    .role = role_of(p.role),
	    .active = true,
	    .must_change = p.must_change,
	    .added_ms = rec->time_ms,
	    .keys = p.keys};
	if (m.role == ROLE_NONE || p.until != 0 || rec->version != 0 ||
	    rec->subject != (int64_t)r->roster.n_members + 1)
		return rule_malformed(rec, e);
	if (actor->role == ROLE_EMERGENCY && !emergency_may_equip(m.role))
		return rule_no_right(rec, e);
	if (!m.must_change)
		return rule_broken(
		    rec, e, "whoever added the member would know the passphrase for good");
	if ((rc = check_name(r, rec, p.name, e)) != RC_OK ||
	    (rc = roster_add_member(&r->roster, &m, p.name, e)) != RC_OK)
		return rc;
	return rule_pin(r, rec, PIN_MEMBER, rec->subject, 0, 0, e);
}

/* The keys that a leaver knew are replaced after this, which needs somebody else. */
enum rc rule_member_leave(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct member *m = roster_member(&r->roster, rec->subject);

	if (rec->public.n != 0 || rec->version != 0 || m == NULL || !m->active ||
	    m->role == ROLE_EMERGENCY)
		return rule_malformed(rec, e);
	if (m->id == actor->id)
		return rule_broken(rec, e, "nobody can record their own leaving");
	roster_leave(&r->roster, m, actor, rec->time_ms);
	return RC_OK;
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
		return rule_malformed(rec, e);
	rc = pins_get(&old, r->pins, table, rec->subject, rec->version, actor->id, e);
	if (rc == RC_NOTFOUND)
		return rule_no_right(rec, e);
	if (rc != RC_OK)
		return rc;
	return rule_pin(r, rec, table, rec->subject, rec->version, actor->id, e);
}

/*
 * Whoever saw the first passphrase could open what was granted until now: the
 * next clerk at work gives those collections a new key.
 */
static void expose(struct roster *t, int64_t member, int64_t time_ms)
{
	for (size_t i = 0; i < t->n_grants; i++) {
		struct collection *c = roster_collection(t, t->grants[i].collection);

		if (t->grants[i].member != member)
			continue;
		c->exposed = true;
		c->broken_ms = time_ms;
	}
}

/*
 * Somebody else gave the member new keys, with a first passphrase. What was
 * sealed to the old ones has to be granted anew.
 */
static enum rc reset(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct member *m = roster_member(&r->roster, rec->subject);
	struct public_reset p;

	if (!rule_may(actor, RIGHT_ADMINISTER))
		return rule_no_right(rec, e);
	if (!public_get_reset(&p, rec->public) || rec->version != 0 || m == NULL ||
	    !m->active || m->role == ROLE_EMERGENCY)
		return rule_malformed(rec, e);
	if (actor->role == ROLE_EMERGENCY && !emergency_may_equip(m->role))
		return rule_no_right(rec, e);
	if (!p.must_change)
		return rule_broken(
		    rec, e, "whoever reset the member would know the passphrase for good");
	roster_reset(&r->roster, m, &p.keys, rec->time_ms);
	return rule_pin(r, rec, PIN_MEMBER, m->id, 0, 0, e);
}

enum rc rule_member_rekey(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct public_keys keys;
	struct member *m;

	if (rec->subject_kind != SUB_MEMBER)
		return rekey_seal(r, rec, actor, e);
	if (rec->subject != actor->id)
		return reset(r, rec, actor, e);
	if (!public_get_keys(&keys, rec->public) || rec->version != 0)
		return rule_malformed(rec, e);
	m = roster_member(&r->roster, actor->id);
	if (m->must_change)
		expose(&r->roster, m->id, rec->time_ms);
	m->keys = keys;
	m->must_change = false;
	m->failures = m->unseen = 0;
	return rule_pin(r, rec, PIN_MEMBER, m->id, 0, 0, e);
}

enum rc rule_passphrase_change(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	if (rec->public.n != 0 || rec->version != 0)
		return rule_malformed(rec, e);
	if (rec->subject != actor->id)
		return rule_no_right(rec, e);
	return rule_pin(r, rec, PIN_MEMBER, actor->id, 0, 0, e);
}

enum rc rule_unlocked(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct member *m;

	if (rec->public.n != 0 || rec->subject != actor->id || rec->version != 0)
		return rule_malformed(rec, e);
	m = roster_member(&r->roster, actor->id);
	m->failures = m->unseen = 0;
	m->unlocked_ms = rec->time_ms;
	return RC_OK;
}

/* A text with a NUL would be another one to whoever remembers it. */
static bool is_text(struct slice s)
{
	return s.n == 0 || memchr(s.p, '\0', s.n) == NULL;
}

enum rc rule_policy_set(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct public_policy p;

	if (!public_get_policy(&p, rec->public) || rec->subject != 0 || rec->version != 0 ||
	    !is_text(p.name) || !is_text(p.value))
		return rule_malformed(rec, e);
	if (slice_eq_str(p.name, POLICY_PASSWORD) && !policy_password_known(p.value))
		return rule_broken(rec, e, "there is no such policy for passwords");
	/* What lies at another place is not known to be an export. */
	if (slice_eq_str(p.name, POLICY_SEAL_PATH))
		r->roster.envelope.kept_seq = 0;
	return roster_set_policy(&r->roster,
	    &(struct policy){.set_ms = rec->time_ms, .actor = actor->id}, p.name, p.value, e);
}
