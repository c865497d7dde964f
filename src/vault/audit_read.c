/*
 * audit_read: the records of the log, proved, and what their details say.
 */
#include "audit_int.h"

#include <string.h>

#include "base/codec.h"
#include "crypto/secret.h"
#include "period_int.h"
#include "vault/public_receipt.h"

struct reading {
	struct session *session;
	const struct audit_filter *filter;
	audit_each *each;
	void *arg;
	int64_t size;
	uint8_t leaf[HASH_SIZE];
	struct period_keys keys;
};

static bool wanted(const struct audit_filter *f, const struct record *r)
{
	if (f->since_ms != 0 && r->time_ms < f->since_ms)
		return false;
	if (f->until_ms != 0 && r->time_ms > f->until_ms)
		return false;
	if (f->seq != 0 && r->seq != f->seq)
		return false;
	if (f->member != 0 && r->actor != f->member &&
	    !(r->subject_kind == SUB_MEMBER && r->subject == f->member))
		return false;
	if (f->item != 0 && !(r->subject_kind == SUB_ITEM && r->subject == f->item))
		return false;
	if (f->action != ACT_UNKNOWN && r->action != f->action)
		return false;
	return !f->incidents || r->outcome != OUT_OK;
}

/* False, with no details, if it was not made for this record. */
static bool parse_detail(struct audit_entry *entry, struct slice plain, const uint8_t *vault_id)
{
	struct buf want = {0};
	struct dec d;
	bool bound;

	audit_put_binding(&want, &entry->record, vault_id);
	bound = buf_ok(&want) && plain.n >= want.n && memcmp(plain.p, want.p, want.n) == 0;
	if (bound) {
		dec_init(&d, slice_after(plain, want.n));
		entry->n_details = get_count(&d, 8);
		for (size_t i = 0; i < entry->n_details && i < DETAILS_MAX; i++) {
			entry->details[i].key = get_bytes(&d);
			entry->details[i].value = get_bytes(&d);
		}
		bound = dec_end(&d) && entry->n_details <= DETAILS_MAX;
	}
	buf_finish(&want);
	if (!bound)
		entry->n_details = 0;
	return bound;
}

/* Behind what the envelope signed stands where whoever merged it sat, and no more. */
static bool is_place(struct slice key)
{
	static const char *const PLACES[] = {"host", "user", "terminal", "ssh", "agent"};

	for (size_t i = 0; i < sizeof PLACES / sizeof PLACES[0]; i++)
		if (slice_eq_str(key, PLACES[i]))
			return true;
	return false;
}

/* What a receipt does not say in clear has to be what its envelope signed. */
static enum rc check_receipt(struct audit_entry *entry, struct err *e)
{
	uint8_t hash[HASH_SIZE];
	struct public_receipt p;
	struct buf notes = {0};
	bool end = false;
	bool added = false;
	enum rc rc = RC_OK;

	if (entry->record.action != ACT_AUDIT_MERGE || entry->record.outcome != OUT_OK)
		return RC_OK;
	for (size_t i = 0; i < entry->n_details; i++) {
		const struct slice key = entry->details[i].key;

		if (end)
			added |= !is_place(key);
		else
			public_note_put(&notes, key, entry->details[i].value);
		end |= slice_eq_str(key, PUBLIC_SALT);
	}
	if (!buf_ok(&notes)) {
		rc = err_nomem(e);
	} else {
		sha256(hash, buf_slice(&notes));
		if (added || !public_get_receipt(&p, entry->record.public) ||
		    memcmp(hash, p.rest, HASH_SIZE) != 0) {
			entry->fault = "its detail is not what the receipt said";
			entry->n_details = 0;
		}
	}
	buf_finish(&notes);
	return rc;
}

/*
 * The detail of a record: checked always, opened where the reader has the key.
 * What its own author made wrong is said of that record alone: nobody should
 * be able to keep others from reading the log by one record of their own.
 */
static enum rc read_detail(
    struct reading *q, struct audit_entry *entry, struct buf *plain, struct err *e)
{
	struct session *s = q->session;
	const struct record *r = &entry->record;
	struct detail_row row = {0};
	const struct secret *key;
	enum rc rc;

	if (is_zero(r->detail_hash, HASH_SIZE))
		return RC_OK;
	if ((rc = audit_check_detail(&row, s, r, e)) != RC_OK)
		return rc;
	key = period_key(&q->keys, r->period);
	if (key != NULL) {
		const struct period *p = roster_period(&s->replay->roster, r->period);

		if (!seal_message_open(plain, row.sealed, p->key, key->p))
			entry->fault = "its detail was not sealed to this log";
		else if (!parse_detail(entry, buf_slice(plain), s->vault_id))
			entry->fault = "its detail was made for another record";
		else
			rc = check_receipt(entry, e);
		entry->opened = entry->fault == NULL;
		if (!buf_ok(plain))
			rc = err_nomem(e);
	}
	detail_row_finish(&row);
	return rc;
}

enum rc audit_check_detail(
    struct detail_row *row, struct session *s, const struct record *r, struct err *e)
{
	uint8_t hash[HASH_SIZE];
	enum rc rc = store_detail_get(row, s->store, r->seq, e);

	if (rc == RC_NOTFOUND)
		return err_set(
		    e, RC_TAMPER, "the detail of record %lld is missing", (long long)r->seq);
	if (rc != RC_OK)
		return rc;
	sha256(hash, row->sealed);
	if (memcmp(hash, r->detail_hash, HASH_SIZE) == 0)
		return RC_OK;
	detail_row_finish(row);
	return err_set(
	    e, RC_TAMPER, "the detail of record %lld was altered", (long long)r->seq);
}

static enum rc not_verified(struct err *e)
{
	return err_set(e, RC_TAMPER, "the log in the file is not the one that was verified");
}

/* Each record must lead to the next, and the last to the head that is trusted. */
static enum rc follow(
    struct reading *q, const struct audit_row *row, const struct record *r, struct err *e)
{
	struct buf bytes = {0};
	enum rc rc = RC_OK;

	if (r->seq != q->size + 1 || memcmp(r->prev, q->leaf, HASH_SIZE) != 0)
		return not_verified(e);
	record_bytes(&bytes, row, q->session->vault_id);
	if (buf_ok(&bytes))
		record_leaf(q->leaf, buf_slice(&bytes), r->sig);
	else
		rc = err_nomem(e);
	q->size++;
	buf_finish(&bytes);
	if (rc != RC_OK)
		return rc;
	if (!slice_eq(row->leaf, slice_of(q->leaf, HASH_SIZE)) ||
	    (q->size == replay_size(q->session->replay) &&
		memcmp(q->leaf, q->session->replay->leaf, HASH_SIZE) != 0))
		return not_verified(e);
	return RC_OK;
}

static enum rc read_one(void *arg, const void *row, struct err *e)
{
	struct reading *q = arg;
	struct audit_entry entry = {0};
	struct buf plain = {0};
	enum rc rc;

	if ((rc = record_read(&entry.record, row, e)) != RC_OK)
		return rc;
	/* What was added since the head was verified waits for the next session. */
	if (entry.record.seq > replay_size(q->session->replay))
		return RC_OK;
	if ((rc = follow(q, row, &entry.record, e)) != RC_OK)
		return rc;
	if (!wanted(q->filter, &entry.record))
		return RC_OK;
	if (q->filter->bare || (rc = read_detail(q, &entry, &plain, e)) == RC_OK)
		rc = q->each(q->arg, &entry, e);
	buf_finish(&plain);
	return rc;
}

/* The chain shows that something was altered; what it was, only a replay from record 1. */
static enum rc name_fault(struct session *s, struct err *e)
{
	struct err first;

	if (session_learn_anew(s, &first) == RC_TAMPER)
		return err_set(e, RC_TAMPER, "%s", first.text);
	return RC_TAMPER;
}

enum rc audit_read(
    struct session *s, const struct audit_filter *f, audit_each *each, void *arg, struct err *e)
{
	struct reading q = {.session = s, .filter = f, .each = each, .arg = arg};
	enum rc rc;

	if ((rc = period_open_keys(&q.keys, s, e)) != RC_OK)
		return rc;
	if ((rc = store_begin_read(s->store, e)) != RC_OK)
		goto out;
	rc = store_audit_each(s->store, 1, read_one, &q, e);
	store_rollback(s->store);
	if (rc == RC_OK && q.size < replay_size(s->replay))
		rc = not_verified(e);
out:
	period_keys_finish(&q.keys);
	return rc == RC_TAMPER ? name_fault(s, e) : rc;
}
