/*
 * rows_log: the records of the log and their details, in and out.
 */
#include "query_int.h"

static const struct values NO_VALUES;

/* audit */

static enum rc take_audit(void *row, sqlite3_stmt *q, struct err *e)
{
	struct audit_row *r = row;
	int64_t n[6];
	struct slice b[9];
	enum rc rc = query_take(q, n, COUNT(n), b, COUNT(b), &r->own, e);

	*r = (struct audit_row){.seq = n[0],
	    .time_ms = n[1],
	    .actor = n[2],
	    .subject = n[3],
	    .version = n[4],
	    .period = n[5],
	    .prev = b[0],
	    .action = b[1],
	    .outcome = b[2],
	    .subject_kind = b[3],
	    .digest = b[4],
	    .public = b[5],
	    .detail_hash = b[6],
	    .sig = b[7],
	    .leaf = b[8],
	    .own = r->own};
	return rc;
}

enum rc store_audit_append(struct store *s, const struct audit_row *r, struct err *e)
{
	const int64_t n[] = {r->seq, r->time_ms, r->actor, r->subject, r->version, r->period};
	const struct slice b[] = {r->prev, r->action, r->outcome, r->subject_kind, r->digest,
	    r->public, r->detail_hash, r->sig, r->leaf};
	static const enum type t[] = {BLOB, TEXT, TEXT, TEXT, BLOB, BLOB, BLOB, BLOB, BLOB};

	return query_put(s, Q_AUDIT_APPEND, &(struct values){INTS(n), BYTES(b, t)}, e);
}

enum rc store_audit_get(struct audit_row *r, struct store *s, int64_t seq, struct err *e)
{
	const int64_t n[] = {seq};

	return query_get(s, Q_AUDIT_GET, &(struct values){INTS(n)}, take_audit, r, e);
}

static enum rc take_last(void *row, sqlite3_stmt *q, struct err *e)
{
	struct buf none;

	return query_take(q, row, 1, NULL, 0, &none, e);
}

enum rc store_audit_last(int64_t *seq, struct store *s, struct err *e)
{
	return query_get(s, Q_AUDIT_LAST, &NO_VALUES, take_last, seq, e);
}

enum rc store_audit_each(
    struct store *s, int64_t from, store_each *each, void *arg, struct err *e)
{
	struct audit_row r = {0};
	const int64_t n[] = {from};

	return query_walk(
	    s, Q_AUDIT_EACH, &(struct values){INTS(n)}, take_audit, &r, &r.own, each, arg, e);
}

void audit_row_finish(struct audit_row *r)
{
	buf_finish(&r->own);
}

/* audit_detail */

static enum rc take_detail(void *row, sqlite3_stmt *q, struct err *e)
{
	struct detail_row *r = row;

	return query_take(q, &r->seq, 1, &r->sealed, 1, &r->own, e);
}

enum rc store_detail_append(struct store *s, const struct detail_row *r, struct err *e)
{
	const int64_t n[] = {r->seq};
	const struct slice b[] = {r->sealed};
	static const enum type t[] = {BLOB};

	return query_put(s, Q_DETAIL_APPEND, &(struct values){INTS(n), BYTES(b, t)}, e);
}

enum rc store_detail_get(struct detail_row *r, struct store *s, int64_t seq, struct err *e)
{
	const int64_t n[] = {seq};

	return query_get(s, Q_DETAIL_GET, &(struct values){INTS(n)}, take_detail, r, e);
}

enum rc store_detail_each(struct store *s, store_each *each, void *arg, struct err *e)
{
	struct detail_row r = {0};

	return query_walk(s, Q_DETAIL_EACH, &NO_VALUES, take_detail, &r, &r.own, each, arg, e);
}

void detail_row_finish(struct detail_row *r)
{
	buf_finish(&r->own);
}
