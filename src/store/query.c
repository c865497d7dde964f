/*
 * query: the statements, and how values go into and come out of them.
 */
#include "query_int.h"

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
    [Q_CHUNK_APPEND] = "INSERT INTO chunk(id, box) VALUES(?,?)",
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
    [Q_CHUNK_GET] = "SELECT id, box FROM chunk WHERE id=?",
    [Q_AUDIT_LAST] = "SELECT coalesce(max(seq), 0) FROM audit",
    [Q_AUDIT_EACH] = "SELECT " AUDIT_COLUMNS " FROM audit WHERE seq>=? ORDER BY seq",
    [Q_DETAIL_EACH] = "SELECT seq, sealed FROM audit_detail ORDER BY seq",
    [Q_MEMBER_EACH] = "SELECT " MEMBER_COLUMNS " FROM member ORDER BY id",
    [Q_GENERATION_EACH] = "SELECT " GENERATION_COLUMNS " FROM generation NOT INDEXED",
    [Q_SEAL_EACH] = "SELECT " SEAL_COLUMNS " FROM seal NOT INDEXED",
    [Q_ITEM_EACH] = "SELECT " ITEM_COLUMNS " FROM item NOT INDEXED",
    [Q_CHUNK_EACH] = "SELECT id, box FROM chunk ORDER BY id",
    [Q_ITEM_BY_TITLE] = "SELECT id, version FROM item WHERE title=?",
    [Q_SCHEMA] = "SELECT type, name, tbl_name, sql FROM sqlite_schema",
};

enum rc query_ready(sqlite3_stmt **q, struct store *s, enum query which, struct err *e)
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

enum rc query_put(struct store *s, enum query which, const struct values *v, struct err *e)
{
	sqlite3_stmt *q;
	enum rc rc;
	int code;

	if ((rc = query_ready(&q, s, which, e)) != RC_OK)
		return rc;
	if ((code = bind(q, v)) == SQLITE_OK)
		code = sqlite3_step(q);
	if (code == SQLITE_TOOBIG)
		rc = err_set(e, RC_INPUT,
		    "this is more than a vault keeps in one place (20 MB); keep less in it");
	else if (code != SQLITE_DONE)
		rc = store_fail(s, code, e);
	else if (sqlite3_changes(s->db) != 1)
		rc = err_set(e, RC_TAMPER,
		    "the vault file has been altered: a row that was written is not there");
	sqlite3_reset(q);
	sqlite3_clear_bindings(q);
	return rc;
}

enum rc query_take(sqlite3_stmt *q, int64_t *ints, int n_ints, struct slice *bytes, int n_bytes,
    struct buf *own, struct err *e)
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
	/* A value for which there was no memory looks like an empty one. */
	if (sqlite3_errcode(sqlite3_db_handle(q)) == SQLITE_NOMEM)
		return err_nomem(e);
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

enum rc query_get(struct store *s, enum query which, const struct values *key,
    query_take_row *take_row, void *row, struct err *e)
{
	sqlite3_stmt *q;
	enum rc rc;
	int code;

	if ((rc = query_ready(&q, s, which, e)) != RC_OK)
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
enum rc query_walk(struct store *s, enum query which, const struct values *from,
    query_take_row *take_row, void *row, struct buf *own, store_each *each, void *arg,
    struct err *e)
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
