/*
 * rows: the rows that the log pins, table by table, in and out.
 */
#include "query_int.h"

static const struct values NO_VALUES;

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
