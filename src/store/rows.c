/*
 * rows: the rows of each table, in and out.
 */
#include "query_int.h"

static const struct values NO_VALUES;

#define COUNT(a) (int)(sizeof(a) / sizeof *(a))
#define INTS(a) .ints = (a), .n_ints = COUNT(a)
#define BYTES(a, t) .bytes = (a), .types = (t), .n_bytes = COUNT(a)

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

/* member */

static enum rc take_member(void *row, sqlite3_stmt *q, struct err *e)
{
	struct member_row *r = row;
	int64_t n[4];
	struct slice b[3];
	enum rc rc = query_take(q, n, COUNT(n), b, COUNT(b), &r->own, e);

	*r = (struct member_row){.id = n[0],
	    .mem_kib = n[1],
	    .passes = n[2],
	    .lanes = n[3],
	    .name = b[0],
	    .salt = b[1],
	    .seed = b[2],
	    .own = r->own};
	return rc;
}

enum rc store_member_put(struct store *s, const struct member_row *r, struct err *e)
{
	const int64_t n[] = {r->id, r->mem_kib, r->passes, r->lanes};
	const struct slice b[] = {r->name, r->salt, r->seed};
	static const enum type t[] = {TEXT, BLOB, BLOB};

	return query_put(s, Q_MEMBER_PUT, &(struct values){INTS(n), BYTES(b, t)}, e);
}

enum rc store_member_get(struct member_row *r, struct store *s, int64_t id, struct err *e)
{
	const int64_t n[] = {id};

	return query_get(s, Q_MEMBER_GET, &(struct values){INTS(n)}, take_member, r, e);
}

enum rc store_member_each(struct store *s, store_each *each, void *arg, struct err *e)
{
	struct member_row r = {0};

	return query_walk(s, Q_MEMBER_EACH, &NO_VALUES, take_member, &r, &r.own, each, arg, e);
}

/* generation */

static enum rc take_generation(void *row, sqlite3_stmt *q, struct err *e)
{
	struct generation_row *r = row;
	int64_t n[2];
	struct slice b[2];
	enum rc rc = query_take(q, n, COUNT(n), b, COUNT(b), &r->own, e);

	*r = (struct generation_row){.collection = n[0],
	    .generation = n[1],
	    .name = b[0],
	    .previous = b[1],
	    .own = r->own};
	return rc;
}

enum rc store_generation_put(struct store *s, const struct generation_row *r, struct err *e)
{
	const int64_t n[] = {r->collection, r->generation};
	const struct slice b[] = {r->name, r->previous};
	static const enum type t[] = {BLOB, BLOB};

	return query_put(s, Q_GENERATION_PUT, &(struct values){INTS(n), BYTES(b, t)}, e);
}

enum rc store_generation_get(struct generation_row *r, struct store *s, int64_t collection,
    int64_t generation, struct err *e)
{
	const int64_t n[] = {collection, generation};

	return query_get(s, Q_GENERATION_GET, &(struct values){INTS(n)}, take_generation, r, e);
}

enum rc store_generation_each(struct store *s, store_each *each, void *arg, struct err *e)
{
	struct generation_row r = {0};

	return query_walk(
	    s, Q_GENERATION_EACH, &NO_VALUES, take_generation, &r, &r.own, each, arg, e);
}

/* seal */

static enum rc take_seal(void *row, sqlite3_stmt *q, struct err *e)
{
	struct seal_row *r = row;
	int64_t n[3];
	struct slice b[2];
	enum rc rc = query_take(q, n, COUNT(n), b, COUNT(b), &r->own, e);

	*r = (struct seal_row){.id = n[0],
	    .generation = n[1],
	    .member = n[2],
	    .kind = b[0],
	    .sealed = b[1],
	    .own = r->own};
	return rc;
}

enum rc store_seal_put(struct store *s, const struct seal_row *r, struct err *e)
{
	const int64_t n[] = {r->id, r->generation, r->member};
	const struct slice b[] = {r->kind, r->sealed};
	static const enum type t[] = {TEXT, BLOB};

	return query_put(s, Q_SEAL_PUT, &(struct values){INTS(n), BYTES(b, t)}, e);
}

enum rc store_seal_get(struct seal_row *r, struct store *s, const char *kind, int64_t id,
    int64_t generation, int64_t member, struct err *e)
{
	const int64_t n[] = {id, generation, member};
	const struct slice b[] = {slice_str(kind)};
	static const enum type t[] = {TEXT};

	return query_get(
	    s, Q_SEAL_GET, &(struct values){INTS(n), BYTES(b, t)}, take_seal, r, e);
}

enum rc store_seal_each(struct store *s, store_each *each, void *arg, struct err *e)
{
	struct seal_row r = {0};

	return query_walk(s, Q_SEAL_EACH, &NO_VALUES, take_seal, &r, &r.own, each, arg, e);
}

/* item */

static enum rc take_item(void *row, sqlite3_stmt *q, struct err *e)
{
	struct item_row *r = row;
	int64_t n[5];
	struct slice b[3];
	enum rc rc = query_take(q, n, COUNT(n), b, COUNT(b), &r->own, e);

	*r = (struct item_row){.id = n[0],
	    .version = n[1],
	    .collection = n[2],
	    .generation = n[3],
	    .custodian = n[4],
	    .title = b[0],
	    .overview = b[1],
	    .secret = b[2],
	    .own = r->own};
	return rc;
}

enum rc store_item_put(struct store *s, const struct item_row *r, struct err *e)
{
	const int64_t n[] = {r->id, r->version, r->collection, r->generation, r->custodian};
	const struct slice b[] = {r->title, r->overview, r->secret};
	static const enum type t[] = {BLOB, BLOB, BLOB};

	return query_put(s, Q_ITEM_PUT, &(struct values){INTS(n), BYTES(b, t)}, e);
}

enum rc store_item_get(
    struct item_row *r, struct store *s, int64_t id, int64_t version, struct err *e)
{
	const int64_t n[] = {id, version};

	return query_get(s, Q_ITEM_GET, &(struct values){INTS(n)}, take_item, r, e);
}

enum rc store_item_each(struct store *s, store_each *each, void *arg, struct err *e)
{
	struct item_row r = {0};

	return query_walk(s, Q_ITEM_EACH, &NO_VALUES, take_item, &r, &r.own, each, arg, e);
}

/* chunk */

static enum rc take_chunk(void *row, sqlite3_stmt *q, struct err *e)
{
	struct chunk_row *r = row;

	return query_take(q, &r->id, 1, &r->box, 1, &r->own, e);
}

enum rc store_chunk_append(struct store *s, const struct chunk_row *r, struct err *e)
{
	const int64_t n[] = {r->id};
	const struct slice b[] = {r->box};
	static const enum type t[] = {BLOB};

	return query_put(s, Q_CHUNK_APPEND, &(struct values){INTS(n), BYTES(b, t)}, e);
}

enum rc store_chunk_get(struct chunk_row *r, struct store *s, int64_t id, struct err *e)
{
	const int64_t n[] = {id};

	return query_get(s, Q_CHUNK_GET, &(struct values){INTS(n)}, take_chunk, r, e);
}

enum rc store_chunk_each(struct store *s, store_each *each, void *arg, struct err *e)
{
	struct chunk_row r = {0};

	return query_walk(s, Q_CHUNK_EACH, &NO_VALUES, take_chunk, &r, &r.own, each, arg, e);
}

struct title_each {
	enum rc (*each)(void *arg, int64_t id, int64_t version, struct err *e);
	void *arg;
};

static enum rc take_key(void *row, sqlite3_stmt *q, struct err *e)
{
	struct buf none;

	return query_take(q, row, 2, NULL, 0, &none, e);
}

static enum rc each_title(void *arg, const void *row, struct err *e)
{
	const struct title_each *a = arg;
	const int64_t *key = row;

	return a->each(a->arg, key[0], key[1], e);
}

enum rc store_item_by_title(struct store *s, struct slice title,
    enum rc (*each)(void *arg, int64_t id, int64_t version, struct err *e), void *arg,
    struct err *e)
{
	struct title_each a = {each, arg};
	static const enum type t[] = {BLOB};
	struct buf none = {0};
	int64_t key[2];

	return query_walk(s, Q_ITEM_BY_TITLE,
	    &(struct values){.bytes = &title, .types = t, .n_bytes = 1}, take_key, key, &none,
	    each_title, &a, e);
}

void audit_row_finish(struct audit_row *r)
{
	buf_finish(&r->own);
}

void detail_row_finish(struct detail_row *r)
{
	buf_finish(&r->own);
}

void member_row_finish(struct member_row *r)
{
	buf_finish(&r->own);
}

void generation_row_finish(struct generation_row *r)
{
	buf_finish(&r->own);
}

void seal_row_finish(struct seal_row *r)
{
	buf_finish(&r->own);
}

void item_row_finish(struct item_row *r)
{
	buf_finish(&r->own);
}

void chunk_row_finish(struct chunk_row *r)
{
	buf_finish(&r->own);
}
