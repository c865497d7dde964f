/*
 * store: what SQLite answers, and transactions.
 */
#include "store_int.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum rc store_no_vault(const struct store *s, struct err *e)
{
	return err_set(e, RC_INPUT,
	    "%s is not a vault: see whether that is the right file; if a vault was there, put "
	    "a "
	    "backup in its place",
	    s->path);
}

enum rc store_fail(struct store *s, int code, struct err *e)
{
	const char *why = sqlite3_errmsg(s->db);
	enum rc rc;

	if ((code & 0xFF) == SQLITE_CANTOPEN && (rc = journal_check(s->path, e)) != RC_OK)
		return rc;
	switch (code & 0xFF) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_set(e, RC_BUSY,
		    "another program is using the vault %s; wait a moment and try again",
		    s->path);
	case SQLITE_NOMEM:
		return err_nomem(e);
	case SQLITE_NOTADB:
		return store_no_vault(s, e);
	case SQLITE_CORRUPT:
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
	case SQLITE_AUTH:
	case SQLITE_ERROR:
	case SQLITE_SCHEMA:
		return err_set(e, RC_TAMPER,
		    "the vault file %s is damaged or has been altered: %s", s->path, why);
	case SQLITE_TOOBIG:
		return err_set(e, RC_TAMPER,
		    "the vault file %s is damaged or has been altered: a row is larger than "
		    "any that is written",
		    s->path);
	case SQLITE_READONLY:
		return err_set(e, RC_IO,
		    "the vault %s, or its folder, cannot be written by this user, so no access "
		    "can be recorded; ask whoever keeps it to allow it",
		    s->path);
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		return err_set(e, RC_IO,
		    "the vault %s cannot be read or written (is the disk full, or its folder "
		    "read-only?): %s",
		    s->path, why);
	default:
		return err_set(e, RC_FAIL, "the vault %s: %s", s->path, why);
	}
}

enum rc store_exec(struct store *s, const char *sql, struct err *e)
{
	int code = sqlite3_exec(s->db, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? RC_OK : store_fail(s, code, e);
}

enum rc store_pragma(struct store *s, const char *sql, const char *want, struct err *e)
{
	sqlite3_stmt *q = NULL;
	const char *got;
	enum rc rc = RC_OK;
	int code = sqlite3_prepare_v2(s->db, sql, -1, &q, NULL);

	if (code != SQLITE_OK)
		return store_fail(s, code, e);
	code = sqlite3_step(q);
	got = code == SQLITE_ROW ? (const char *)sqlite3_column_text(q, 0) : NULL;
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		rc = store_fail(s, code, e);
	else if (sqlite3_errcode(s->db) == SQLITE_NOMEM)
		rc = err_nomem(e);
	else if (want != NULL && (got == NULL || strcmp(got, want) != 0))
		rc = err_set(e, RC_TAMPER,
		    "the vault file %s has been altered: %s answers \"%s\"", s->path, sql,
		    got ? got : "");
	sqlite3_finalize(q);
	return rc;
}

void store_close(struct store *s)
{
	if (s == NULL)
		return;
	for (int i = 0; i < Q_COUNT; i++)
		sqlite3_finalize(s->query[i]);
	sqlite3_close(s->db);
	free(s->path);
	free(s);
}

bool store_is_private(const struct store *s)
{
	struct stat st;

	return stat(s->path, &st) == 0 && (st.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

const char *store_path(const struct store *s)
{
	return s->path;
}

enum rc store_check_writable(struct store *s, struct err *e)
{
	if (sqlite3_db_readonly(s->db, "main") == 1)
		return store_fail(s, SQLITE_READONLY, e);
	return RC_OK;
}

/*
 * Is the file at the path still the one that was opened? What is written to one
 * that was renamed away, or put out of its name by another, would be lost.
 */
static enum rc check_place(struct store *s, struct err *e)
{
	int moved = 0;

	if (sqlite3_file_control(s->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) != SQLITE_OK ||
	    !moved)
		return RC_OK;
	return err_set(e, RC_TAMPER,
	    "the vault file %s was replaced or taken away while it was open; start again",
	    s->path);
}

/* The comparison reads the file, so that what is checked behind it is checked in the lock. */
static enum rc begin(struct store *s, const char *sql, struct err *e)
{
	enum rc rc;

	/* Only a rollback that found no memory leaves one behind. */
	if (store_in_transaction(s))
		return err_nomem(e);
	if ((rc = store_exec(s, sql, e)) != RC_OK)
		return rc;
	if ((rc = schema_compare(s, e)) != RC_OK || (rc = store_check_header(s, e)) != RC_OK ||
	    (rc = check_place(s, e)) != RC_OK)
		store_rollback(s);
	return rc;
}

enum rc store_begin_write(struct store *s, struct err *e)
{
	return begin(s, "BEGIN IMMEDIATE", e);
}

enum rc store_begin_read(struct store *s, struct err *e)
{
	return begin(s, "BEGIN", e);
}

enum rc store_begin_fresh(struct store *s, struct err *e)
{
	(void)sqlite3_db_release_memory(s->db);
	return begin(s, "BEGIN", e);
}

enum rc store_begin_alone(struct store *s, struct err *e)
{
	return begin(s, "BEGIN EXCLUSIVE", e);
}

enum rc store_commit(struct store *s, struct err *e)
{
	enum rc rc = store_exec(s, "COMMIT", e);

	if (rc != RC_OK)
		store_rollback(s);
	return rc;
}

void store_rollback(struct store *s)
{
	if (!sqlite3_get_autocommit(s->db))
		(void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}

bool store_in_transaction(const struct store *s)
{
	return !sqlite3_get_autocommit(s->db);
}

enum rc store_check(struct store *s, struct err *e)
{
	return store_pragma(s, "PRAGMA integrity_check", "ok", e);
}
