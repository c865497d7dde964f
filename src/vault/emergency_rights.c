/*
 * emergency_rights: what an opened envelope may do, and for how long.
 *
 * It gets a council to work again: it reveals, appoints, lets leave, grants,
 * and gives a clerk who forgot a passphrase a new one. What a clerk can do after
 * that, it does not do.
 */
#include "rules_int.h"
#include "vault/emergency.h"

int64_t emergency_left_ms(const struct envelope *v, int64_t log_ms, int64_t clock_ms)
{
	const int64_t latest = log_ms > clock_ms ? log_ms : clock_ms;
	int64_t left = OPEN_MS - (latest - v->opened_ms);

	if (v->serial == 0 || v->withdrawn || v->opened_serial != v->serial ||
	    v->opened_clock_ms == 0)
		return -1;
	/* Where the log has a time in the future, the latest stands still. */
	if (OPEN_MS - (clock_ms - v->opened_clock_ms) < left)
		left = OPEN_MS - (clock_ms - v->opened_clock_ms);
	return left < 0 ? -1 : left;
}

bool emergency_may(enum action action)
{
	switch (action) {
	case ACT_UNLOCK:
	case ACT_ITEM_REVEAL:
	case ACT_MEMBER_ADD:
	case ACT_MEMBER_LEAVE:
	case ACT_MEMBER_REKEY:
	case ACT_GRANT_ADD:
	/* What follows from these: new keys, and a period of the log that a new clerk reads. */
	case ACT_COLLECTION_REKEY:
	case ACT_ITEM_REKEY:
	case ACT_PERIOD_CREATE:
		return true;
	default:
		return false;
	}
}

bool emergency_may_equip(enum role role)
{
	return role == ROLE_CLERK || role == ROLE_DEPUTY;
}

enum rc rule_emergency(const struct replay *r, const struct record *rec, struct err *e)
{
	if (rec->action == ACT_ENVELOPE_OPEN || rec->outcome == OUT_REFUSED)
		return RC_OK;
	if (!emergency_may(rec->action) ||
	    emergency_left_ms(&r->roster.envelope, r->time_ms, rec->time_ms) < 0)
		return rule_no_right(rec, e);
	/* Its own keys are on paper. */
	if (rec->action == ACT_MEMBER_REKEY &&
	    (rec->subject_kind != SUB_MEMBER || rec->subject == rec->actor))
		return rule_no_right(rec, e);
	return RC_OK;
}
