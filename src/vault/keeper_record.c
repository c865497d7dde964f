/*
 * keeper_record: which records are signed for who did not give the passphrase.
 *
 * The daily ones, and what they bring with them: who lost a right leaves new
 * keys to be made by whoever comes next, and a new quarter a new period. Not
 * those that change who may do what, or that one member answers for alone, such
 * as that a seal was seen unbroken, or that a meeting was told of an opening.
 */
#include "base/clock.h"
#include "keeper_int.h"
#include "session_int.h"

/* How far the time of a record may be from the clock; the clock may have been set meanwhile. */
enum { TIME_MS = 5 * 60 * 1000 };

/* No default: whoever adds an action decides here. */
static bool is_daily(enum action a)
{
	switch (a) {
	case ACT_ITEM_ADD:
	case ACT_ITEM_EDIT:
	case ACT_ITEM_MOVE:
	case ACT_ITEM_REMOVE:
	case ACT_ITEM_RESTORE:
	case ACT_ITEM_REVEAL:
	case ACT_ITEM_REFUSED:
	case ACT_ITEM_REKEY:
	case ACT_ATTACHMENT_ADD:
	case ACT_COLLECTION_ADD:
	case ACT_COLLECTION_REKEY:
	case ACT_GRANT_ADD:
	case ACT_PERIOD_CREATE:
	case ACT_ENVELOPE_SEAL:
	case ACT_IMPORT:
	case ACT_HEALTH:
	case ACT_BACKUP:
	case ACT_AUDIT_VIEW:
	case ACT_AUDIT_CHECKPOINT:
	case ACT_AUDIT_MERGE:
	case ACT_WORKLIST_DONE:
		return true;
	case ACT_UNKNOWN:
	case ACT_VAULT_CREATE:
	case ACT_UNLOCK:
	case ACT_UNLOCK_FAILED:
	case ACT_COLLECTION_SET:
	case ACT_GRANT_REMOVE:
	case ACT_MEMBER_ADD:
	case ACT_MEMBER_LEAVE:
	case ACT_MEMBER_REKEY:
	case ACT_PASSPHRASE_CHANGE:
	case ACT_ENVELOPE_CREATE:
	case ACT_ENVELOPE_OPEN:
	case ACT_ENVELOPE_WITHDRAW:
	case ACT_ENVELOPE_SEEN:
	case ACT_ENVELOPE_DRILL:
	case ACT_ENVELOPE_HANDOVER:
	case ACT_ENVELOPE_REPORTED:
	case ACT_EXPORT:
	case ACT_BACKUP_RESTORE:
	case ACT_POLICY_SET:
	case ACT_COUNT:
		break;
	}
	return false;
}

/* A collection that there was not, to whoever makes it, and to the envelope. */
static bool is_own_collection(const struct session *s, int64_t id, int64_t member)
{
	const struct roster *t = &s->replay->roster;

	return roster_collection(t, id) == NULL &&
	       (member == s->member ||
		   (roster_has_envelope(t) && member == t->envelope.member));
}

/* A new key for who has the old one; nobody gets a right that is not theirs already. */
static bool gives_nothing(const struct session *s, const struct record *r)
{
	const struct roster *t = &s->replay->roster;
	const struct grant *g;
	const struct member *m;
	struct public_grant p;

	if (!public_get_grant(&p, r->public) || (m = roster_member(t, p.member)) == NULL)
		return false;
	if (r->subject_kind == SUB_PERIOD)
		return roster_may(m, RIGHT_READ_LOG);
	if (r->subject_kind != SUB_COLLECTION)
		return false;
	g = roster_grant(t, r->subject, p.member);
	if (g == NULL)
		return is_own_collection(s, r->subject, p.member);
	return r->version > g->generation && p.edit == g->edit;
}

enum rc keeper_may_sign(const struct session *s, const struct record *r, struct err *e)
{
	int64_t apart = r->time_ms - clock_ms();

	if (r->actor != s->member)
		return err_set(e, RC_REFUSED, "the agent signs for its own member only");
	if (apart > TIME_MS || apart < -TIME_MS)
		return err_set(e, RC_REFUSED, "the agent signs nothing of another time");
	/* What was refused changes nothing, whatever it was. */
	if (r->outcome == OUT_REFUSED)
		return RC_OK;
	if (r->outcome != OUT_OK || !is_daily(r->action) ||
	    (r->action == ACT_GRANT_ADD && !gives_nothing(s, r)))
		return err_set(e, RC_AUTH,
		    "this needs your passphrase, though the vault is unlocked: the agent may "
		    "not do it; lock it with \"strongroom lock\", and run the command again");
	return RC_OK;
}
