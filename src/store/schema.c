/*
 * schema: format 1, and the proof that a file has it and nothing else.
 */
#include "query_int.h"

#include <string.h>

/*
 * Each entry as sqlite_schema keeps it. The comparison is exact, so an index,
 * table, trigger or view that somebody added, took away or changed by a byte is
 * found.
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

/* Which of ours it is, by its type and name; OBJECTS if it is none. */
static size_t find(sqlite3_stmt *q)
{
	size_t i = 0;

	while (i < OBJECTS && !(same(q, 0, SCHEMA[i].type) && same(q, 1, SCHEMA[i].name)))
		i++;
	return i;
}

/* An entry of the file: one of ours, to the byte, that was not there before. */
static enum rc compare(bool seen[OBJECTS], sqlite3_stmt *q, struct err *e)
{
	const char *type = (const char *)sqlite3_column_text(q, 0);
	const char *name = (const char *)sqlite3_column_text(q, 1);
	size_t i = find(q);

	if (i == OBJECTS || seen[i] || !same(q, 2, SCHEMA[i].table) ||
	    !same(q, 3, SCHEMA[i].sql))
		return differs(type == NULL ? "object" : type, name == NULL ? "?" : name, e);
	seen[i] = true;
	return RC_OK;
}

enum rc schema_compare(struct store *s, struct err *e)
{
	bool seen[OBJECTS] = {false};
	sqlite3_stmt *q;
	int code = SQLITE_OK;
	enum rc rc = query_ready(&q, s, Q_SCHEMA, e);

	if (rc != RC_OK)
		return rc;
	while (rc == RC_OK && (code = sqlite3_step(q)) == SQLITE_ROW)
		rc = compare(seen, q, e);
	if (rc == RC_OK && code != SQLITE_DONE)
		rc = store_fail(s, code, e);
	for (size_t i = 0; i < OBJECTS && rc == RC_OK; i++)
		if (!seen[i])
			rc = differs(SCHEMA[i].type, SCHEMA[i].name, e);
	sqlite3_reset(q);
	return rc;
}

bool schema_has_trigger(const char *name)
{
	for (size_t i = 0; i < OBJECTS; i++)
		if (strcmp(SCHEMA[i].type, "trigger") == 0 && strcmp(SCHEMA[i].name, name) == 0)
			return true;
	return false;
}
