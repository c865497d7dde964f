/*
 * query: the rows of each table, in and out.
 */
#include "store_int.h"

#include <string.h>

#define AUDIT_COLUMNS                                                                          \
	"seq, time_ms, actor, subject, version, period, prev, action, outcome, subject_kind, " \
	"digest, public, detail_hash, sig, leaf"
#define MEMBER_COLUMNS "id, mem_kib, passes, lanes, name, salt, seed"
#define GENERATION_COLUMNS "collection, generation, name, previous"
#define SEAL_COLUMNS "id, generation, member, kind, sealed"
#define ITEM_COLUMNS "id, version, collection, generation, custodian, title, overview, secret"

/*
 * Walks of whole tables say NOT INDEXED where SQLite would let them: an index
 * can be doctored without a change of the schema.
 */
static const char *const SQL[Q_COUNT] = {
    [Q_AUDIT_APPEND] =
	"INSERT INTO audit(" AUDIT_COLUMNS ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    [Q_DETAIL_APPEND] = "INSERT INTO audit_detail(seq, sealed) VALUES(?,?)",
    [Q_MEMBER_PUT] = "INSERT INTO member(" MEMBER_COLUMNS ") VALUES(?,?,?,?,?,?,?) "
		     "ON CONFLICT(id) DO UPDATE SET mem_kib=excluded.mem_kib, "
		     "passes=excluded.passes, lanes=excluded.lanes, name=excluded.name, "
		     "salt=excluded.salt, seed=excluded.seed",
    [Q_GENERATION_PUT] = "INSERT INTO generation(" GENERATION_COLUMNS ") VALUES(?,?,?,?) "
			 "ON CONFLICT(collection, generation) DO UPDATE SET "
			 "name=excluded.name, previous=excluded.previous",
    [Q_SEAL_PUT] =
	"INSERT INTO seal(" SEAL_COLUMNS ") VALUES(?,?,?,?,?) "
	"ON CONFLICT(kind, id, generation, member) DO UPDATE SET sealed=excluded.sealed",
    [Q_ITEM_PUT] = "INSERT INTO item(" ITEM_COLUMNS ") VALUES(?,?,?,?,?,?,?,?) "
		   "ON CONFLICT(id, version) DO UPDATE SET collection=excluded.collection, "
		   "generation=excluded.generation, custodian=excluded.custodian, "
		   "title=excluded.title, overview=excluded.overview, secret=excluded.secret",
    [Q_AUDIT_GET] = "SELECT " AUDIT_COLUMNS " FROM audit WHERE seq=?",
    [Q_DETAIL_GET] = "SELECT seq, sealed FROM audit_detail WHERE seq=?",
    [Q_MEMBER_GET] = "SELECT " MEMBER_COLUMNS " FROM member WHERE id=?",
    [Q_GENERATION_GET] =
	"SELECT " GENERATION_COLUMNS " FROM generation WHERE collection=? AND generation=?",
    [Q_SEAL_GET] =
	"SELECT " SEAL_COLUMNS " FROM seal WHERE id=? AND generation=? AND member=? AND kind=?",
    [Q_ITEM_GET] = "SELECT " ITEM_COLUMNS " FROM item WHERE id=? AND version=?",
    [Q_AUDIT_LAST] = "SELECT coalesce(max(seq), 0) FROM audit",
    [Q_AUDIT_EACH] = "SELECT " AUDIT_COLUMNS " FROM audit WHERE seq>=? ORDER BY seq",
    [Q_DETAIL_EACH] = "SELECT seq, sealed FROM audit_detail ORDER BY seq",
    [Q_MEMBER_EACH] = "SELECT " MEMBER_COLUMNS " FROM member ORDER BY id",
    [Q_GENERATION_EACH] = "SELECT " GENERATION_COLUMNS " FROM generation NOT INDEXED",
    [Q_SEAL_EACH] = "SELECT " SEAL_COLUMNS " FROM seal NOT INDEXED",
    [Q_ITEM_EACH] = "SELECT " ITEM_COLUMNS " FROM item NOT INDEXED",
    [Q_ITEM_BY_TITLE] = "SELECT id, version FROM item WHERE title=?",
};

static enum rc ready(sqlite3_stmt **q, struct store *s, enum query which, struct err *e)
{
	if (s->query[which] == NULL) {
		int code = sqlite3_prepare_v3(
		    s->db, SQL[which], -1, SQLITE_PREPARE_PERSISTENT, &s->query[which], NULL);
		if (code != SQLITE_OK)
			return store_fail(s, code, e);
	}
	*q = s->query[which];
	return RC_OK;
}

/* Columns and parameters come as integers first, then texts and blobs. */
enum type { TEXT, BLOB };

/* SQLite takes a NULL pointer for NULL, an empty blob is not that. */
static int bind_bytes(sqlite3_stmt *q, int at, enum type type, struct slice v)
{
	static const uint8_t nothing;
	const void *p = v.n > 0 ? (const void *)v.p : &nothing;

	if (v.n > INT32_MAX)
		return SQLITE_TOOBIG;
	if (type == TEXT)
		return sqlite3_bind_text(q, at, p, (int)v.n, SQLITE_STATIC);
	return sqlite3_bind_blob(q, at, p, (int)v.n, SQLITE_STATIC);
}

struct values {
	const int64_t *ints;
	int n_ints;
	const struct slice *bytes;
	const enum type *types;
	int n_bytes;
};

static int bind(sqlite3_stmt *q, const struct values *v)
{
	int code = SQLITE_OK;
	int at = 1;

	for (int i = 0; i < v->n_ints && code == SQLITE_OK; i++)
		code = sqlite3_bind_int64(q, at++, v->ints[i]);
	for (int i = 0; i < v->n_bytes && code == SQLITE_OK; i++)
		code = bind_bytes(q, at++, v->types[i], v->bytes[i]);
	return code;
}

/* An insert or an update of exactly one row. */
static enum rc put(struct store *s, enum query which, const struct values *v, struct err *e)
{
	sqlite3_stmt *q;
	enum rc rc;
	int code;

	if ((rc = ready(&q, s, which, e)) != RC_OK)
		return rc;
	if ((code = bind(q, v)) == SQLITE_OK)
		code = sqlite3_step(q);
	if (code != SQLITE_DONE)
		rc = store_fail(s, code, e);
	else if (sqlite3_changes(s->db) != 1)
		rc = err_set(e, RC_TAMPER,
		    "the vault file has been altered: a row that was written is not there");
	sqlite3_reset(q);
	sqlite3_clear_bindings(q);
	return rc;
}

/* Copy the columns of a result, the texts and blobs into *own. */
static enum rc take(sqlite3_stmt *q, int64_t *ints, int n_ints, struct slice *bytes,
    int n_bytes, struct buf *own, struct err *e)
{
	size_t total = 0;
	uint8_t *at;

	buf_init(own);
	for (int i = 0; i < n_ints; i++)
		ints[i] = sqlite3_column_int64(q, i);
	for (int i = 0; i < n_bytes; i++) {
		bytes[i].p = sqlite3_column_blob(q, n_ints + i);
		bytes[i].n = (size_t)sqlite3_column_bytes(q, n_ints + i);
		total += bytes[i].n;
	}
	if (total == 0)
		return RC_OK;
	if ((at = buf_extend(own, total)) == NULL)
		return err_nomem(e);
	for (int i = 0; i < n_bytes; i++) {
		if (bytes[i].n > 0)
			memcpy(at, bytes[i].p, bytes[i].n);
		bytes[i].p = at;
		at += bytes[i].n;
	}
	return RC_OK;
}

/* How each kind of row is read; the void pointer is the row. */
typedef enum rc take_fn(void *row, sqlite3_stmt *q, struct err *e);

static enum rc get(struct store *s, enum query which, const struct values *key,
    take_fn *take_row, void *row, struct err *e)
{
	sqlite3_stmt *q;
	enum rc rc;
	int code;

	if ((rc = ready(&q, s, which, e)) != RC_OK)
		return rc;
	if ((code = bind(q, key)) == SQLITE_OK)
		code = sqlite3_step(q);
	if (code == SQLITE_ROW)
		rc = take_row(row, q, e);
	else if (code == SQLITE_DONE)
		rc = err_set(e, RC_NOTFOUND, "a row of the vault is missing");
	else
		rc = store_fail(s, code, e);
	sqlite3_reset(q);
	sqlite3_clear_bindings(q);
	return rc;
}

/*
 * A walk uses a statement of its own, because what is done with a row may
 * start another walk of the same table.
 */
static enum rc walk(struct store *s, enum query which, const struct values *from,
    take_fn *take_row, void *row, struct buf *own, store_each *each, void *arg, struct err *e)
{
	sqlite3_stmt *q = NULL;
	enum rc rc = RC_OK;
	int code = sqlite3_prepare_v2(s->db, SQL[which], -1, &q, NULL);

	if (code == SQLITE_OK)
		code = bind(q, from);
	if (code != SQLITE_OK) {
		rc = store_fail(s, code, e);
		goto out;
	}
	while (rc == RC_OK && (code = sqlite3_step(q)) == SQLITE_ROW) {
		if ((rc = take_row(row, q, e)) == RC_OK)
			rc = each(arg, row, e);
		buf_finish(own);
	}
	if (rc == RC_OK && code != SQLITE_DONE)
		rc = store_fail(s, code, e);
out:
	sqlite3_finalize(q);
	return rc;
}

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
	enum rc rc = take(q, n, COUNT(n), b, COUNT(b), &r->own, e);

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

	return put(s, Q_AUDIT_APPEND, &(struct values){INTS(n), BYTES(b, t)}, e);
}

enum rc store_audit_get(struct audit_row *r, struct store *s, int64_t seq, struct err *e)
{
	const int64_t n[] = {seq};

	return get(s, Q_AUDIT_GET, &(struct values){INTS(n)}, take_audit, r, e);
}

static enum rc take_last(void *row, sqlite3_stmt *q, struct err *e)
{
	struct buf none;

	return take(q, row, 1, NULL, 0, &none, e);
}

enum rc store_audit_last(int64_t *seq, struct store *s, struct err *e)
{
	return get(s, Q_AUDIT_LAST, &NO_VALUES, take_last, seq, e);
}

enum rc store_audit_each(
    struct store *s, int64_t from, store_each *each, void *arg, struct err *e)
{
	struct audit_row r = {0};
	const int64_t n[] = {from};

	return walk(
	    s, Q_AUDIT_EACH, &(struct values){INTS(n)}, take_audit, &r, &r.own, each, arg, e);
}

/* audit_detail */

static enum rc take_detail(void *row, sqlite3_stmt *q, struct err *e)
{
	struct detail_row *r = row;

	return take(q, &r->seq, 1, &r->sealed, 1, &r->own, e);
}

enum rc store_detail_append(struct store *s, const struct detail_row *r, struct err *e)
{
	const int64_t n[] = {r->seq};
	const struct slice b[] = {r->sealed};
	static const enum type t[] = {BLOB};

	return put(s, Q_DETAIL_APPEND, &(struct values){INTS(n), BYTES(b, t)}, e);
}

enum rc store_detail_get(struct detail_row *r, struct store *s, int64_t seq, struct err *e)
{
	const int64_t n[] = {seq};

	return get(s, Q_DETAIL_GET, &(struct values){INTS(n)}, take_detail, r, e);
}

enum rc store_detail_each(struct store *s, store_each *each, void *arg, struct err *e)
{
	struct detail_row r = {0};

	return walk(s, Q_DETAIL_EACH, &NO_VALUES, take_detail, &r, &r.own, each, arg, e);
}

/* member */

static enum rc take_member(void *row, sqlite3_stmt *q, struct err *e)
{
	struct member_row *r = row;
	int64_t n[4];
	struct slice b[3];
	enum rc rc = take(q, n, COUNT(n), b, COUNT(b), &r->own, e);

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

	return put(s, Q_MEMBER_PUT, &(struct values){INTS(n), BYTES(b, t)}, e);
}

enum rc store_member_get(struct member_row *r, struct store *s, int64_t id, struct err *e)
{
	const int64_t n[] = {id};

	return get(s, Q_MEMBER_GET, &(struct values){INTS(n)}, take_member, r, e);
}

enum rc store_member_each(struct store *s, store_each *each, void *arg, struct err *e)
{
	struct member_row r = {0};

	return walk(s, Q_MEMBER_EACH, &NO_VALUES, take_member, &r, &r.own, each, arg, e);
}

/* generation */

static enum rc take_generation(void *row, sqlite3_stmt *q, struct err *e)
{
	struct generation_row *r = row;
	int64_t n[2];
	struct slice b[2];
	enum rc rc = take(q, n, COUNT(n), b, COUNT(b), &r->own, e);

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

	return put(s, Q_GENERATION_PUT, &(struct values){INTS(n), BYTES(b, t)}, e);
}

enum rc store_generation_get(struct generation_row *r, struct store *s, int64_t collection,
    int64_t generation, struct err *e)
{
	const int64_t n[] = {collection, generation};

	return get(s, Q_GENERATION_GET, &(struct values){INTS(n)}, take_generation, r, e);
}

enum rc store_generation_each(struct store *s, store_each *each, void *arg, struct err *e)
{
	struct generation_row r = {0};

	return walk(
	    s, Q_GENERATION_EACH, &NO_VALUES, take_generation, &r, &r.own, each, arg, e);
}

/* seal */

static enum rc take_seal(void *row, sqlite3_stmt *q, struct err *e)
{
	struct seal_row *r = row;
	int64_t n[3];
	struct slice b[2];
	enum rc rc = take(q, n, COUNT(n), b, COUNT(b), &r->own, e);

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

	return put(s, Q_SEAL_PUT, &(struct values){INTS(n), BYTES(b, t)}, e);
}

enum rc store_seal_get(struct seal_row *r, struct store *s, const char *kind, int64_t id,
    int64_t generation, int64_t member, struct err *e)
{
	const int64_t n[] = {id, generation, member};
	const struct slice b[] = {slice_str(kind)};
	static const enum type t[] = {TEXT};

	return get(s, Q_SEAL_GET, &(struct values){INTS(n), BYTES(b, t)}, take_seal, r, e);
}

enum rc store_seal_each(struct store *s, store_each *each, void *arg, struct err *e)
{
	struct seal_row r = {0};

	return walk(s, Q_SEAL_EACH, &NO_VALUES, take_seal, &r, &r.own, each, arg, e);
}

/* item */

static enum rc take_item(void *row, sqlite3_stmt *q, struct err *e)
{
	struct item_row *r = row;
	int64_t n[5];
	struct slice b[3];
	enum rc rc = take(q, n, COUNT(n), b, COUNT(b), &r->own, e);

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

	return put(s, Q_ITEM_PUT, &(struct values){INTS(n), BYTES(b, t)}, e);
}

enum rc store_item_get(
    struct item_row *r, struct store *s, int64_t id, int64_t version, struct err *e)
{
	const int64_t n[] = {id, version};

	return get(s, Q_ITEM_GET, &(struct values){INTS(n)}, take_item, r, e);
}

enum rc store_item_each(struct store *s, store_each *each, void *arg, struct err *e)
{
	struct item_row r = {0};

	return walk(s, Q_ITEM_EACH, &NO_VALUES, take_item, &r, &r.own, each, arg, e);
}

struct title_each {
	enum rc (*each)(void *arg, int64_t id, int64_t version, struct err *e);
	void *arg;
};

static enum rc take_key(void *row, sqlite3_stmt *q, struct err *e)
{
	struct buf none;

	return take(q, row, 2, NULL, 0, &none, e);
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

	return walk(s, Q_ITEM_BY_TITLE,
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
