/*
 * session_tx: transactions, in the order that lets no reveal go unrecorded.
 */
#include "session_int.h"

#include <stdarg.h>
#include <stdio.h>

#include "collection_int.h"
#include "crypto/secret.h"
#include "emergency_int.h"
#include "period_int.h"
#include "spool_int.h"

enum rc session_check_failed(const struct session *s, struct err *e)
{
	return s->failed.rc == RC_OK ? RC_OK : err_set(e, s->failed.rc, "%s", s->failed.text);
}

static enum rc record_unlock(struct session *s, struct err *e)
{
	const struct draft d = {.action = ACT_UNLOCK, .kind = SUB_MEMBER, .subject = s->member};

	if (s->unlock_recorded || session_must_change(s))
		return RC_OK;
	s->unlock_recorded = true;
	return audit_append(s, &d, e);
}

/* The time of an opened envelope ends by itself; that it was tried is recorded. */
static enum rc check_open(struct session *s, struct err *e)
{
	if (session_me(s)->role != ROLE_EMERGENCY || s->to_open ||
	    emergency_session_left_ms(s) >= 0)
		return RC_OK;
	s->unlock_recorded = true;
	return session_refuse(s, ACT_ENVELOPE_OPEN, SUB_ENVELOPE,
	    s->replay->roster.envelope.serial, NULL, e,
	    "the envelope is not open: it is for 30 minutes after \"strongroom unseal "
	    "--reason TEXT\"; open it first");
}

enum rc session_begin(struct session *s, struct err *e)
{
	enum rc rc;

	if (s->broken)
		return err_set(e, RC_FAIL, "the vault has to be opened again");
	s->broken = true;
	if ((rc = store_begin_write(s->store, e)) != RC_OK)
		return rc;
	if ((rc = session_catch_up(s, e)) != RC_OK || (rc = check_open(s, e)) != RC_OK ||
	    (rc = record_unlock(s, e)) != RC_OK || (rc = period_turn(s, e)) != RC_OK ||
	    (rc = collection_renew_exposed(s, e)) != RC_OK)
		store_rollback(s->store);
	s->opening = s->own;
	return rc;
}

/* What was just committed, as the file has it, by a transaction that starts after it. */
static enum rc read_back(struct session *s, struct err *e)
{
	enum rc rc;

	if ((rc = store_begin_fresh(s->store, e)) != RC_OK)
		return rc;
	rc = session_check_head(s, e);
	store_rollback(s->store);
	return rc;
}

static void remember(struct session *s)
{
	struct err e;
	char text[ERR_TEXT + 120];

	if (identity_remember(s->me, s->remember, s->replay, &e) == RC_OK &&
	    (session_me(s)->role == ROLE_EMERGENCY ||
		remember_set_place(s->options->state_dir, store_path(s->store), s->vault_id,
		    s->member, &e) == RC_OK))
		return;
	snprintf(text, sizeof text,
	    "this computer cannot remember the state of the vault, so an older copy would not "
	    "be noticed: %s",
	    e.text);
	session_warn(s, text);
}

/* After every record, for others cannot read from here on. */
static enum rc flush(struct session *s, struct err *e)
{
	enum rc rc = s->spool == NULL ? RC_OK : store_write_early(s->store, e);

	if (rc == RC_OK && s->spool != NULL)
		rc = spool_flush(s->spool, s->store, e);
	spool_free(s->spool);
	s->spool = NULL;
	return rc;
}

enum rc session_commit(struct session *s, struct err *e)
{
	enum rc rc;

	if ((rc = session_check_failed(s, e)) != RC_OK ||
	    (rc = replay_check(s->replay, e)) != RC_OK) {
		store_rollback(s->store);
		return rc;
	}
	if ((rc = flush(s, e)) != RC_OK) {
		store_rollback(s->store);
		return rc;
	}
	if ((rc = store_commit(s->store, e)) != RC_OK)
		return rc;
	remember(s);
	if ((rc = read_back(s, e)) != RC_OK)
		return rc;
	s->broken = false;
	return RC_OK;
}

void session_abort(struct session *s)
{
	spool_free(s->spool);
	s->spool = NULL;
	store_rollback(s->store);
}

/* Once the record is durable; text is for a person. */
static enum rc refuse(struct session *s, const struct draft *d, const char *text, struct err *e)
{
	enum rc rc;

	if ((rc = audit_append(s, d, e)) != RC_OK || (rc = session_commit(s, e)) != RC_OK)
		return rc;
	return err_set(
	    e, RC_REFUSED, "%.*s; the attempt is on the audit log", ERR_TEXT - 60, text);
}

/*
 * A refusal that nobody has recorded yet. The record has to say what it is about:
 * the right was there, so the action alone does not tell.
 */
static enum rc record_refusal(struct session *s, struct err *e)
{
	const struct err why = *e;
	const struct detail detail = {"why", slice_str(why.text)};

	return refuse(s,
	    &(struct draft){.action = s->doing == ACT_UNKNOWN ? ACT_ITEM_REFUSED : s->doing,
		.outcome = OUT_REFUSED,
		.kind = SUB_NONE,
		.details = &detail,
		.n_details = 1},
	    why.text, e);
}

enum rc session_end(struct session *s, enum rc why, struct err *e)
{
	struct err inner;
	enum rc rc;

	if (why == RC_OK)
		return session_commit(s, e);
	if (!store_in_transaction(s->store))
		return why;
	if (why == RC_TAMPER || why == RC_IO || why == RC_BUSY || why == RC_FAIL ||
	    s->own > s->opening) {
		session_abort(s);
		return why;
	}
	if (why == RC_REFUSED)
		return record_refusal(s, e);
	if ((rc = session_commit(s, &inner)) != RC_OK)
		return err_set(e, rc, "%s", inner.text);
	return why;
}

enum rc session_note_unlock(struct session *s, struct err *e)
{
	enum rc rc;

	if (s == NULL || s->me == NULL || s->unlock_recorded || s->broken ||
	    session_must_change(s))
		return RC_OK;
	if ((rc = session_begin(s, e)) != RC_OK)
		return rc;
	return session_commit(s, e);
}

enum rc session_refuse(struct session *s, enum action action, enum subject kind,
    int64_t subject, const char *asked, struct err *e, const char *fmt, ...)
{
	const struct detail detail = {"asked", slice_str(asked)};
	const struct draft d = {.action = action,
	    .outcome = OUT_REFUSED,
	    .kind = kind,
	    .subject = subject,
	    .details = &detail,
	    .n_details = asked == NULL ? 0 : 1};
	char text[ERR_TEXT - 60];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return refuse(s, &d, text, e);
}

enum rc session_require(
    struct session *s, int right, enum action action, const char *what, struct err *e)
{
	const struct member *me = session_me(s);

	s->doing = action;
	if (me->role == ROLE_EMERGENCY ? emergency_may(action)
				       : roster_may(me, (enum right)right))
		return RC_OK;
	return session_refuse(s, action, SUB_NONE, 0, what, e,
	    "a member with the role %s may not %s", role_name(me->role), what);
}
