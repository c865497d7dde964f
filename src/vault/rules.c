/*
 * rules: who may sign which record. What a record then changes is in the
 * function of its action: rules_member.c, rules_collection.c, rules_item.c,
 * rules_envelope.c, rules_backup.c, rules_merge.c.
 */
#include "rules_int.h"

#include <string.h>

enum rc rule_broken(const struct record *rec, struct err *e, const char *why)
{
	return err_set(e, RC_TAMPER, "record %lld: %s", (long long)rec->seq, why);
}

enum rc rule_malformed(const struct record *rec, struct err *e)
{
	return rule_broken(rec, e, "what it says in clear is malformed");
}

enum rc rule_no_right(const struct record *rec, struct err *e)
{
	return rule_broken(rec, e, "its actor had no right to do this");
}

enum rc rule_pin(struct replay *r, const struct record *rec, enum pin_table table, int64_t a,
    int64_t b, int64_t c, struct err *e)
{
	struct pin p = {.table = table, .a = a, .b = b, .c = c};

	memcpy(p.digest, rec->digest, HASH_SIZE);
	return pins_set(r->pins, &p, e);
}

/* Of what the envelope may do, rule_emergency has seen to, record by record. */
bool rule_may(const struct member *actor, enum right right)
{
	return actor->role == ROLE_EMERGENCY || roster_may(actor, right);
}

/* Counted from the latest signed time, so that no clock can be turned back. */
int64_t rule_latest(const struct replay *r, const struct record *rec)
{
	return rec->time_ms > r->time_ms ? rec->time_ms : r->time_ms;
}

static enum rc only_noted(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	(void)r;
	(void)actor;
	if (rec->public.n != 0 || rec->subject_kind != SUB_NONE || rec->version != 0)
		return rule_malformed(rec, e);
	return RC_OK;
}

/* Whoever may read the log has seen the failed unlocks in it. */
static enum rc viewed(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	for (size_t i = 0; i < r->roster.n_members; i++)
		r->roster.members[i].unseen = 0;
	return only_noted(r, rec, actor, e);
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
	rule_apply_fn *apply;
} RULES[ACT_COUNT] = {
    [ACT_VAULT_CREATE] = {SUB_MEMBER, RIGHT_ADMINISTER, true, rule_vault_create},
    [ACT_UNLOCK] = {SUB_MEMBER, ANY, false, rule_unlocked},
    [ACT_ITEM_ADD] = {SUB_ITEM, RIGHT_WRITE, true, rule_item_write},
    [ACT_ITEM_EDIT] = {SUB_ITEM, RIGHT_WRITE, true, rule_item_write},
    [ACT_ITEM_MOVE] = {SUB_ITEM, RIGHT_WRITE, true, rule_item_move},
    [ACT_ITEM_REMOVE] = {SUB_ITEM, RIGHT_WRITE, false, rule_item_write},
    [ACT_ITEM_RESTORE] = {SUB_ITEM, RIGHT_WRITE, true, rule_item_write},
    [ACT_ITEM_REVEAL] = {SUB_ITEM, RIGHT_REVEAL, false, rule_item_reveal},
    [ACT_ITEM_REKEY] = {SUB_ITEM, RIGHT_ADMINISTER, true, rule_item_rekey},
    [ACT_ATTACHMENT_ADD] = {SUB_ATTACHMENT, RIGHT_WRITE, true, rule_attachment_add},
    [ACT_COLLECTION_ADD] = {SUB_COLLECTION, RIGHT_ADMINISTER, true, rule_collection_add},
    [ACT_COLLECTION_SET] = {SUB_COLLECTION, RIGHT_ADMINISTER, false, rule_collection_set},
    [ACT_COLLECTION_REKEY] = {SUB_COLLECTION, RIGHT_ADMINISTER, true, rule_collection_rekey},
    [ACT_GRANT_ADD] = {ANY, ANY, true, rule_grant_add},
    [ACT_GRANT_REMOVE] = {ANY, RIGHT_ADMINISTER, false, rule_grant_remove},
    [ACT_MEMBER_ADD] = {SUB_MEMBER, RIGHT_ADMINISTER, true, rule_member_add},
    [ACT_MEMBER_LEAVE] = {SUB_MEMBER, RIGHT_ADMINISTER, false, rule_member_leave},
    [ACT_MEMBER_REKEY] = {ANY, ANY, true, rule_member_rekey},
    [ACT_PASSPHRASE_CHANGE] = {SUB_MEMBER, ANY, true, rule_passphrase_change},
    [ACT_PERIOD_CREATE] = {SUB_PERIOD, RIGHT_READ_LOG, false, rule_period_create},
    [ACT_ENVELOPE_CREATE] = {SUB_ENVELOPE, RIGHT_ADMINISTER, false, rule_envelope_create},
    [ACT_ENVELOPE_SEAL] = {SUB_ENVELOPE, RIGHT_SEAL, false, rule_envelope_seal},
    [ACT_ENVELOPE_OPEN] = {SUB_ENVELOPE, ANY, false, rule_envelope_open},
    [ACT_ENVELOPE_SEEN] = {SUB_ENVELOPE, RIGHT_CARE, false, rule_envelope_seen},
    [ACT_ENVELOPE_DRILL] = {SUB_ENVELOPE, RIGHT_CARE, false, rule_envelope_drill},
    [ACT_ENVELOPE_HANDOVER] = {SUB_ENVELOPE, RIGHT_CARE, false, rule_envelope_handover},
    [ACT_ENVELOPE_WITHDRAW] = {SUB_ENVELOPE, RIGHT_ADMINISTER, false, rule_envelope_withdraw},
    [ACT_ENVELOPE_REPORTED] = {SUB_ENVELOPE, RIGHT_CARE, false, rule_envelope_reported},
    [ACT_IMPORT] = {SUB_NONE, RIGHT_WRITE, false, only_noted},
    [ACT_EXPORT] = {SUB_NONE, RIGHT_REVEAL, false, only_noted},
    [ACT_HEALTH] = {SUB_NONE, RIGHT_REVEAL, false, only_noted},
    [ACT_BACKUP] = {SUB_NONE, RIGHT_ADMINISTER, false, only_noted},
    [ACT_BACKUP_RESTORE] = {SUB_NONE, RIGHT_ADMINISTER, false, rule_backup_restore},
    [ACT_AUDIT_VIEW] = {SUB_NONE, RIGHT_READ_LOG, false, viewed},
    [ACT_AUDIT_CHECKPOINT] = {SUB_NONE, RIGHT_READ_LOG, false, only_noted},
    [ACT_AUDIT_MERGE] = {SUB_ENVELOPE, RIGHT_READ_LOG, false, rule_audit_merge},
    [ACT_WORKLIST_DONE] = {SUB_ITEM, RIGHT_CARE, false, rule_worklist_done},
    [ACT_POLICY_SET] = {SUB_NONE, RIGHT_ADMINISTER, false, rule_policy_set},
};

/* A record of something that did not happen changes nothing. */
static enum rc incident(struct replay *r, const struct record *rec, struct err *e)
{
	struct member *m;

	if (rec->public.n != 0 || !is_zero(rec->digest, HASH_SIZE))
		return rule_malformed(rec, e);
	if ((rec->outcome == OUT_FAILED) != (rec->action == ACT_UNLOCK_FAILED))
		return rule_malformed(rec, e);
	if (rec->action != ACT_UNLOCK_FAILED)
		return RC_OK;
	if (rec->actor != 0 || rec->subject_kind != SUB_MEMBER)
		return rule_malformed(rec, e);
	m = roster_member(&r->roster, rec->subject);
	if (m == NULL)
		return rule_malformed(rec, e);
	if (m->failures == UINT32_MAX)
		return RC_OK;
	m->failures++;
	if (m->unseen++ == 0)
		m->unseen_ms = rec->time_ms;
	return RC_OK;
}

static enum rc check_actor(
    const struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	if (!actor->active)
		return rule_broken(rec, e, "its actor was not an active member");
	if (actor->must_change &&
	    (rec->action != ACT_MEMBER_REKEY || rec->subject_kind != SUB_MEMBER ||
		rec->subject != actor->id))
		return rule_broken(rec, e,
		    "its actor had only a first passphrase, which signs nothing but its "
		    "change");
	if (actor->role == ROLE_EMERGENCY)
		return rule_emergency(r, rec, e);
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
		return rule_malformed(rec, e);
	if ((rule->subject != ANY && rule->subject != (int)rec->subject_kind) ||
	    rule->row == is_zero(rec->digest, HASH_SIZE))
		return rule_malformed(rec, e);
	if (rule->right != ANY && !rule_may(actor, (enum right)rule->right))
		return rule_no_right(rec, e);
	return rule->apply(r, rec, actor, e);
}
