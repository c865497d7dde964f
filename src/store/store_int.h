/*
 * store_int: what the files of the store share.
 */
#ifndef STRONGROOM_STORE_INT_H
#define STRONGROOM_STORE_INT_H

#include <sqlite3.h>

#include "store/store.h"

/* The queries, in the order of their text in query.c. */
enum query {
	Q_AUDIT_APPEND,
	Q_DETAIL_APPEND,
	Q_CHUNK_APPEND,
	Q_MEMBER_PUT,
	Q_GENERATION_PUT,
	Q_SEAL_PUT,
	Q_ITEM_PUT,
	Q_AUDIT_GET,
	Q_DETAIL_GET,
	Q_MEMBER_GET,
	Q_GENERATION_GET,
	Q_SEAL_GET,
	Q_ITEM_GET,
	Q_CHUNK_GET,
	Q_AUDIT_LAST,
	Q_AUDIT_EACH,
	Q_DETAIL_EACH,
	Q_MEMBER_EACH,
	Q_GENERATION_EACH,
	Q_SEAL_EACH,
	Q_ITEM_EACH,
	Q_CHUNK_EACH,
	Q_ITEM_BY_TITLE,
	Q_SCHEMA,
	Q_COUNT
};

struct store {
	sqlite3 *db;
	char *path;
	sqlite3_stmt *query[Q_COUNT];
	int64_t busy_since; /* ms: when a wait for other programs began */
};

/*
 * Make a store of a connection that is open: its header and its schema have to
 * be those of format 1, and nothing but our own statements may run after it.
 */
MUST_CHECK enum rc store_start(struct store *s, struct err *e);

/* The sentence and the code for what SQLite answered. */
enum rc store_fail(struct store *s, int code, struct err *e);

/* The connection alone, of a file that is there, whatever is in it. */
MUST_CHECK enum rc store_open_file(struct store **s, const char *path, struct err *e);

/* The folder's real path, so that nobody can swap a link under an open vault. */
MUST_CHECK enum rc store_resolve(char **full, const char *path, struct err *e);

/* Turn on SQLite's safety switches; then, once all is set up, allow only our own statements. */
MUST_CHECK enum rc store_configure(struct store *s, struct err *e);
void store_restrict(struct store *s);

/* RC_INPUT: the file is another one. */
enum rc store_no_vault(const struct store *s, struct err *e);
/* RC_INPUT or RC_TAMPER unless the file begins as one of format 1 does. */
MUST_CHECK enum rc store_check_header(struct store *s, struct err *e);

/* One pragma, which must answer with the text in want, unless that is NULL. */
MUST_CHECK enum rc store_pragma(
    struct store *s, const char *sql, const char *want, struct err *e);

/* Run statements without results. */
MUST_CHECK enum rc store_exec(struct store *s, const char *sql, struct err *e);

/* The schema of format 1: make it, or compare the file's with it. */
MUST_CHECK enum rc schema_create(struct store *s, struct err *e);
MUST_CHECK enum rc schema_compare(struct store *s, struct err *e);

/* RC_TAMPER if somebody has put a journal beside the vault at path. */
MUST_CHECK enum rc journal_check(const char *path, struct err *e);

/* The name of the VFS to open a vault with, which refuses such a journal; NULL if memory ran
 * out. */
const char *journal_guard(void);

/* Is it one of our own triggers? */
bool schema_has_trigger(const char *name);

#endif
