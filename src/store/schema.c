/*
 * schema: format 1, and the proof that a file has it and nothing else.
 */
#include "store_int.h"

#include <string.h>

/*
 * Each entry as sqlite_schema keeps it, in its order (type, name). The
 * comparison is exact, so an index, table, trigger or view that somebody
 * added, took away or changed by a byte is found.
 */
struct object {
	const char *type;
	const char *name;
	const char *table;
	const char *sql; /* NULL: made by SQLite itself */
};

static const struct object SCHEMA[] = {
    {"index", "item_title", "item", "CREATE INDEX item_title ON item(title)"},
    {"index", "sqlite_autoindex_generation_1", "generation", NULL},
    {"index", "sqlite_autoindex_item_1", "item", NULL},
    {"index", "sqlite_autoindex_seal_1", "seal", NULL},
    {"table", "audit", "audit",
	"CREATE TABLE audit("
	"seq INTEGER PRIMARY KEY, prev BLOB NOT NULL, time_ms INTEGER NOT NULL, "
	"actor INTEGER NOT NULL, action TEXT NOT NULL, outcome TEXT NOT NULL, "
	"subject_kind TEXT NOT NULL, subject INTEGER NOT NULL, version INTEGER NOT NULL, "
	"digest BLOB NOT NULL, public BLOB NOT NULL, period INTEGER NOT NULL, "
	"detail_hash BLOB NOT NULL, sig BLOB NOT NULL, leaf BLOB NOT NULL) STRICT"},
    {"table", "audit_detail", "audit_detail",
	"CREATE TABLE audit_detail(seq INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT"},
    {"table", "chunk", "chunk",
	"CREATE TABLE chunk(id INTEGER PRIMARY KEY, box BLOB NOT NULL) STRICT"},
    {"table", "generation", "generation",
	"CREATE TABLE generation("
	"collection INTEGER NOT NULL, generation INTEGER NOT NULL, name BLOB NOT NULL, "
	"previous BLOB NOT NULL, PRIMARY KEY(collection, generation)) STRICT"},
    {"table", "item", "item",
	"CREATE TABLE item("
	"id INTEGER NOT NULL, version INTEGER NOT NULL, collection INTEGER NOT NULL, "
	"generation INTEGER NOT NULL, custodian INTEGER NOT NULL, title BLOB NOT NULL, "
	"overview BLOB NOT NULL, secret BLOB NOT NULL, PRIMARY KEY(id, version)) STRICT"},
    {"table", "member", "member",
	"CREATE TABLE member("
	"id INTEGER PRIMARY KEY, name TEXT NOT NULL, mem_kib INTEGER NOT NULL, "
	"passes INTEGER NOT NULL, lanes INTEGER NOT NULL, salt BLOB NOT NULL, "
	"seed BLOB NOT NULL) STRICT"},
    {"table", "seal", "seal",
	"CREATE TABLE seal("
	"kind TEXT NOT NULL, id INTEGER NOT NULL, generation INTEGER NOT NULL, "
	"member INTEGER NOT NULL, sealed BLOB NOT NULL, "
	"PRIMARY KEY(kind, id, generation, member)) STRICT"},
    {"trigger", "audit_append", "audit",
	"CREATE TRIGGER audit_append BEFORE INSERT ON audit "
	"WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit) "
	"BEGIN SELECT RAISE(ABORT, 'the audit table only grows at its end'); END"},
    {"trigger", "audit_no_delete", "audit",
	"CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit "
	"BEGIN SELECT RAISE(ABORT, 'the audit table is append-only'); END"},
    {"trigger", "audit_no_update", "audit",
	"CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit "
	"BEGIN SELECT RAISE(ABORT, 'the audit table is append-only'); END"},
};

enum { OBJECTS = sizeof SCHEMA / sizeof SCHEMA[0] };

/* Tables first: indexes and triggers need them. */
static enum rc create_type(struct store *s, bool tables, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < OBJECTS && rc == RC_OK; i++)
		if (SCHEMA[i].sql != NULL && (strcmp(SCHEMA[i].type, "table") == 0) == tables)
			rc = store_exec(s, SCHEMA[i].sql, e);
	return rc;
}

enum rc schema_create(struct store *s, struct err *e)
{
	enum rc rc;

	if ((rc = create_type(s, true, e)) != RC_OK)
		return rc;
	return create_type(s, false, e);
}

static bool same(sqlite3_stmt *q, int column, const char *want)
{
	const char *got = (const char *)sqlite3_column_text(q, column);

	if (got == NULL || want == NULL)
		return got == want;
	/* The length too: a text may go on behind a NUL. */
	return (size_t)sqlite3_column_bytes(q, column) == strlen(want) &&
	       strcmp(got, want) == 0;
}

static enum rc differs(const char *type, const char *name, struct err *e)
{
	return err_set(e, RC_TAMPER,
	    "the vault file has been altered: its %s \"%s\" is not the one of this format; "
	    "do not use it, and fetch the last backup",
	    type, name);
}

/* Both lists are sorted: what comes later than wanted shows that one is missing. */
static enum rc name_difference(sqlite3_stmt *q, const struct object *want, struct err *e)
{
	const char *type = (const char *)sqlite3_column_text(q, 0);
	const char *name = (const char *)sqlite3_column_text(q, 1);
	int order;

	if (type == NULL || name == NULL)
		return differs("object", "?", e);
	if (want == NULL)
		return differs(type, name, e);
	order = strcmp(type, want->type);
	if (order == 0)
		order = strcmp(name, want->name);
	return order > 0 ? differs(want->type, want->name, e) : differs(type, name, e);
}

enum rc schema_compare(struct store *s, struct err *e)
{
	sqlite3_stmt *q = NULL;
	enum rc rc = RC_OK;
	size_t i = 0;
	int code;

	code = sqlite3_prepare_v2(s->db,
	    "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name", -1, &q,
	    NULL);
	if (code != SQLITE_OK)
		return store_fail(s, code, e);
	while (rc == RC_OK && (code = sqlite3_step(q)) == SQLITE_ROW) {
		const struct object *want = i < OBJECTS ? &SCHEMA[i++] : NULL;

		if (want == NULL || !same(q, 0, want->type) || !same(q, 1, want->name) ||
		    !same(q, 2, want->table) || !same(q, 3, want->sql))
			rc = name_difference(q, want, e);
	}
	if (rc == RC_OK && code != SQLITE_DONE)
		rc = store_fail(s, code, e);
	else if (rc == RC_OK && i < OBJECTS)
		rc = differs(SCHEMA[i].type, SCHEMA[i].name, e);
	sqlite3_finalize(q);
	return rc;
}

bool schema_has_trigger(const char *name)
{
	for (size_t i = 0; i < OBJECTS; i++)
		if (strcmp(SCHEMA[i].type, "trigger") == 0 && strcmp(SCHEMA[i].name, name) == 0)
			return true;
	return false;
}
