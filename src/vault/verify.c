/*
 * verify: the whole log, and every row of every table against it.
 */
#include <stdio.h>
#include <string.h>

#include "vault/audit.h"
#include "vault/restore.h"
#include "verify_int.h"

struct log_walk {
	struct session *session;
	struct audit_report *report;
	int64_t details;
	int64_t most; /* of what this computer has seen and is not in the log; 0: nothing */
	struct err unlike;
};

static enum rc check_record(void *arg, const void *row, struct err *e)
{
	struct log_walk *w = arg;
	struct detail_row detail = {0};
	struct record rec;
	enum rc rc;

	if ((rc = record_read(&rec, row, e)) != RC_OK)
		return rc;
	if (!is_zero(rec.detail_hash, HASH_SIZE)) {
		if ((rc = audit_check_detail(&detail, w->session, &rec, e)) != RC_OK)
			return rc;
		detail_row_finish(&detail);
		w->details++;
	}
	return RC_OK;
}

/*
 * What a member has seen on this computer must be in the log, which has been
 * replayed, or have been given up by putting a backup back. Of several who have
 * seen what is not, the one who has seen most is told of.
 */
static enum rc check_seen(void *arg, const struct replay *seen, struct err *e)
{
	struct log_walk *w = arg;
	const struct replay *log = w->session->replay;
	struct audit_row row = {0};
	int64_t size = replay_size(seen);
	bool same = false;
	enum rc rc = RC_OK;

	if (size <= replay_size(log) &&
	    (rc = store_audit_get(&row, w->session->store, size, e)) == RC_OK) {
		same = slice_eq(row.leaf, slice_of(seen->leaf, HASH_SIZE));
		audit_row_finish(&row);
	}
	/* It was there when the log was read in order, so its number leads astray. */
	if (rc == RC_NOTFOUND) {
		w->report->first_bad = size;
		return err_set(e, RC_TAMPER,
		    "the vault file is damaged or has been altered: record %lld is in it, but "
		    "not where its number says",
		    (long long)size);
	}
	if (rc != RC_OK || same || size <= w->most || restore_excuses(log, seen) != NULL)
		return rc;
	w->most = size;
	w->report->first_bad = size <= replay_size(log) ? size : replay_size(log) + 1;
	if (size <= replay_size(log))
		err_set(&w->unlike, RC_TAMPER,
		    "record %lld is not the one that this computer has seen: the log was "
		    "rewritten, or went on in another copy of the vault",
		    (long long)size);
	else
		err_set(&w->unlike, RC_TAMPER,
		    "the log ends at record %lld, but this computer has seen record %lld: the "
		    "vault file is an older copy, or its end was cut off",
		    (long long)replay_size(log), (long long)size);
	restore_explain(&w->unlike, log, seen);
	return RC_OK;
}

static enum rc count_detail(void *arg, const void *row, struct err *e)
{
	int64_t *n = arg;

	(void)row;
	(void)e;
	++*n;
	return RC_OK;
}

static enum rc name_detail(void *arg, const void *row, struct err *e)
{
	const struct detail_row *detail = row;
	struct session *s = arg;
	struct audit_row record = {0};
	bool none;
	enum rc rc = store_audit_get(&record, s->store, detail->seq, e);

	if (rc != RC_OK && rc != RC_NOTFOUND)
		return rc;
	none = rc == RC_NOTFOUND || is_zero(record.detail_hash.p, record.detail_hash.n);
	audit_row_finish(&record);
	if (none)
		return err_set(e, RC_TAMPER,
		    "a detail of record %lld was added to the file: the log knows of none",
		    (long long)detail->seq);
	return RC_OK;
}

/* Every record has its detail, so there is one too many. */
static enum rc find_added_detail(struct session *s, struct err *e)
{
	enum rc rc = store_detail_each(s->store, name_detail, s, e);

	if (rc != RC_OK)
		return rc;
	return err_set(e, RC_TAMPER, "a detail of a record is in the file twice");
}

static enum rc check_log(struct log_walk *w, struct err *e)
{
	struct session *s = w->session;
	int64_t details = 0;
	enum rc rc;

	if ((rc = session_replay(&w->report->first_bad, s, check_record, w, e)) != RC_OK)
		return rc;
	if ((rc = remember_each(s->options->state_dir, s->vault_id, check_seen, w, e)) != RC_OK)
		return rc;
	if (w->most > 0)
		return err_set(e, RC_TAMPER, "%s", w->unlike.text);
	if ((rc = store_detail_each(s->store, count_detail, &details, e)) != RC_OK)
		return rc;
	if (details != w->details)
		return find_added_detail(s, e);
	return replay_check(s->replay, e);
}

enum rc audit_verify(struct audit_report *report, struct session *s, struct err *e)
{
	struct log_walk w = {.session = s, .report = report};
	struct replay *fresh;
	enum rc rc;

	*report = (struct audit_report){0};
	if ((rc = replay_new(&fresh, e)) != RC_OK)
		return rc;
	replay_free(s->replay);
	s->replay = fresh;
	if ((rc = store_begin_read(s->store, e)) != RC_OK)
		return rc;
	if ((rc = check_log(&w, e)) == RC_OK)
		rc = verify_rows(s, e);
	/* Last, for it knows pages and indexes, but not which record or row they are about. */
	if (rc == RC_OK)
		rc = store_check(s->store, e);
	store_rollback(s->store);
	report->ok = rc == RC_OK;
	report->records = replay_size(s->replay);
	report->time_ms = s->replay->time_ms;
	memcpy(report->leaf, s->replay->leaf, HASH_SIZE);
	merkle_root(report->root, &s->replay->merkle);
	if (rc == RC_TAMPER && e != NULL)
		snprintf(report->problem, sizeof report->problem, "%s", e->text);
	return rc;
}
