/*
 * session_learn: from the log, and what is remembered of it, to the roster.
 */
#include "session_int.h"

#include <string.h>

#include "vault/restore.h"

enum rc session_leaf_at(uint8_t leaf[HASH_SIZE], struct session *s, int64_t seq, struct err *e)
{
	struct buf bytes = {0};
	struct audit_row row;
	enum rc rc = store_audit_get(&row, s->store, seq, e);

	if (rc != RC_OK)
		return rc;
	memset(leaf, 0, HASH_SIZE);
	record_bytes(&bytes, &row, s->vault_id);
	if (!buf_ok(&bytes))
		rc = err_nomem(e);
	else if (row.sig.n == SIGN_SIZE)
		record_leaf(leaf, buf_slice(&bytes), row.sig.p);
	buf_finish(&bytes);
	audit_row_finish(&row);
	return rc;
}

/* The newest record that is known must be in the file, unchanged. */
enum rc session_check_head(struct session *s, struct err *e)
{
	struct audit_row row = {0};
	struct buf bytes = {0};
	struct record rec;
	uint8_t leaf[HASH_SIZE] = {0};
	int64_t size = replay_size(s->replay);
	int64_t last;
	enum rc rc;

	if (size == 0)
		return RC_OK;
	rc = store_audit_get(&row, s->store, size, e);
	if (rc == RC_NOTFOUND) {
		if ((rc = store_audit_last(&last, s->store, e)) != RC_OK)
			return rc;
		return err_set(e, RC_TAMPER,
		    "the log ends at record %lld, but this computer has seen record %lld: the "
		    "vault file is an older copy, or its end was cut off",
		    (long long)last, (long long)size);
	}
	if (rc != RC_OK)
		return rc;
	if ((rc = record_read(&rec, &row, e)) != RC_OK)
		goto out;
	record_bytes(&bytes, &row, s->vault_id);
	if (buf_ok(&bytes))
		record_leaf(leaf, buf_slice(&bytes), rec.sig);
	if (!buf_ok(&bytes))
		rc = err_nomem(e);
	else if (memcmp(leaf, s->replay->leaf, HASH_SIZE) != 0 ||
		 !slice_eq(row.leaf, slice_of(leaf, HASH_SIZE)))
		rc = err_set(e, RC_TAMPER,
		    "record %lld is not the one that this computer has seen: the log was "
		    "rewritten, or went on in another copy of the vault",
		    (long long)size);
out:
	buf_finish(&bytes);
	audit_row_finish(&row);
	return rc;
}

struct taking {
	struct session *session;
	store_each *each;
	void *arg;
	int64_t at; /* the record at hand */
};

static enum rc take_record(void *arg, const void *row, struct err *e)
{
	struct taking *t = arg;
	struct replay *r = t->session->replay;
	enum rc rc;

	t->at = replay_size(r) + 1;
	rc = replay_apply(r, row, false, e);
	return rc == RC_OK && t->each != NULL ? t->each(t->arg, row, e) : rc;
}

enum rc session_replay(
    int64_t *bad, struct session *s, store_each *each, void *arg, struct err *e)
{
	struct taking t = {.session = s, .each = each, .arg = arg};
	struct replay *again;
	enum rc rc;

	*bad = 0;
	if ((rc = replay_new(&again, e)) != RC_OK)
		return rc;
	if ((rc = replay_defer(s->replay, e)) != RC_OK)
		goto out;
	rc = store_audit_each(s->store, 1, take_record, &t, e);
	/* A bad signature shows only after others were believed: once more, in order. */
	if (!replay_settle(s->replay)) {
		replay_free(s->replay);
		s->replay = again;
		again = NULL;
		rc = store_audit_each(s->store, 1, take_record, &t, e);
	}
	if (rc != RC_OK)
		*bad = t.at;
out:
	replay_free(again);
	return rc;
}

static enum rc take_new(struct session *s, struct err *e)
{
	struct taking t = {.session = s};
	int64_t before = replay_size(s->replay);
	int64_t bad;

	if (before == 0)
		return session_replay(&bad, s, NULL, NULL, e);
	return store_audit_each(s->store, before + 1, take_record, &t, e);
}

enum rc session_catch_up(struct session *s, struct err *e)
{
	enum rc rc;

	if ((rc = session_check_head(s, e)) != RC_OK || (rc = take_new(s, e)) != RC_OK)
		return rc;
	if (memcmp(s->replay->vault_id, s->vault_id, VAULT_ID) != 0)
		return err_set(e, RC_TAMPER, "what is remembered is of another vault");
	return replay_check(s->replay, e);
}

/* What the log and the file say of the member who is at work. */
enum rc session_own_row(struct member_row *row, struct session *s, struct err *e)
{
	enum rc rc;

	if ((rc = store_begin_read(s->store, e)) != RC_OK)
		return rc;
	if ((rc = session_catch_up(s, e)) == RC_OK) {
		if (roster_member(&s->replay->roster, s->member) == NULL)
			rc = err_set(e, RC_TAMPER, "member #%lld has no record on the log",
			    (long long)s->member);
		else
			rc = session_member_row(row, s, s->member, e);
	}
	store_rollback(s->store);
	return rc;
}

/* In a transaction of its own, so that nobody writes in between. */
static enum rc read_log(struct session *s, struct err *e)
{
	struct member_row row = {0};
	enum rc rc;

	if (s->member != 0) {
		if ((rc = session_own_row(&row, s, e)) == RC_OK)
			member_row_finish(&row);
		return rc;
	}
	if ((rc = store_begin_read(s->store, e)) != RC_OK)
		return rc;
	rc = session_catch_up(s, e);
	store_rollback(s->store);
	return rc;
}

enum rc session_learn_anew(struct session *s, struct err *e)
{
	enum rc rc;

	replay_free(s->replay);
	s->replay = NULL;
	s->compared = false;
	if ((rc = replay_new(&s->replay, e)) != RC_OK)
		return rc;
	return read_log(s, e);
}

/*
 * The log is not what was remembered; but whether the memory itself can be
 * believed shows only when the member's key is there to check its MAC. If a
 * backup was put back, so that this is right, the doubt is over.
 */
static enum rc doubted(struct session *s, enum rc why, struct err *e)
{
	struct replay *known = s->replay;
	enum rc rc;

	if (why != RC_TAMPER)
		return err_set(e, why, "%s", s->doubt.text);
	s->replay = NULL;
	if ((rc = session_learn_anew(s, e)) != RC_OK)
		goto out;
	if (restore_excuses(s->replay, known) != NULL) {
		s->doubt.rc = RC_OK;
		s->compared = true;
	} else {
		restore_explain(&s->doubt, s->replay, known);
	}
out:
	replay_free(known);
	return rc;
}

static enum rc note_known(struct session *s, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	enum rc rc = RC_OK;

	s->known.size = replay_size(s->replay);
	s->known.opened_ms = t->envelope.unreported_ms;
	s->known.opened_serial = t->envelope.unreported_serial;
	for (size_t i = 0; i < t->n_restores && rc == RC_OK; i++)
		rc = roster_add_restore(&s->known.restores, &t->restores[i], e);
	return rc;
}

static enum rc learn_known(struct session *s, struct err *e)
{
	enum rc rc;

	s->compared = true;
	if ((rc = note_known(s, e)) != RC_OK)
		return rc;
	rc = read_log(s, &s->doubt);
	if (rc != RC_OK)
		return doubted(s, rc, e);
	s->doubt.rc = RC_OK;
	return RC_OK;
}

enum rc session_learn(struct session *s, int64_t id, struct err *e)
{
	enum rc rc;

	s->member = id;
	if (id == 0)
		return session_learn_anew(s, e);
	if ((rc = remember_new(&s->remember, s->options->state_dir, s->vault_id, id, e)) !=
	    RC_OK)
		return rc;
	rc = remember_load(&s->replay, s->remember, e);
	if (rc == RC_NOTFOUND)
		return session_learn_anew(s, e);
	return rc == RC_OK ? learn_known(s, e) : rc;
}
