/*
 * store: opening and closing the file, transactions, and what may be done.
 */
#include "store_int.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

enum {
	FORMAT = 1,
	APPLICATION = 0x53527674, /* "SRvt" in the header's application id */
	BUSY_MS = 5000,
	ROW_MOST = 20 * 1000 * 1000, /* bytes of a row: an item of many long values */
	/* SQLite's file format, 1.3: the database header. */
	HEADER = 100,
	AT_WRITE_VERSION = 18,
	AT_READ_VERSION = 19,
	AT_VACUUM = 52, /* the largest root page, where a vault vacuums by itself */
	AT_USER_VERSION = 60,
	AT_APPLICATION = 68
};

static const char MAGIC[16] = "SQLite format 3";

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
		return err_set(e, RC_INPUT, "%s is not a vault", s->path);
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

static bool may_update(const char *table)
{
	static const char *const TABLES[] = {"member", "generation", "seal", "item"};

	for (size_t i = 0; i < sizeof TABLES / sizeof TABLES[0]; i++)
		if (strcmp(table, TABLES[i]) == 0)
			return true;
	return false;
}

/*
 * What our own statements do, and nothing else: no row goes away, the audit
 * tables are never updated, and no trigger runs but the three of the schema.
 */
static int authorize(void *arg, int action, const char *a, const char *b, const char *database,
    const char *trigger)
{
	(void)arg;
	(void)b;
	(void)database;
	if (trigger != NULL && !schema_has_trigger(trigger))
		return SQLITE_DENY;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_FUNCTION:
	case SQLITE_TRANSACTION:
		return SQLITE_OK;
	case SQLITE_INSERT:
		return strncmp(a, "sqlite_", 7) == 0 ? SQLITE_DENY : SQLITE_OK;
	case SQLITE_UPDATE:
		return may_update(a) ? SQLITE_OK : SQLITE_DENY;
	case SQLITE_PRAGMA:
		return strcmp(a, "integrity_check") == 0 ? SQLITE_OK : SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

/* One pragma that must answer with the given text. */
static enum rc pragma(struct store *s, const char *sql, const char *want, struct err *e)
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

static int64_t monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/*
 * Who has waited longer asks more often. SQLite's own handler does the
 * opposite, so that where several programs write without a pause, one that has
 * waited for a second is the least likely to be next, and some give up.
 */
static int wait_turn(void *arg, int times)
{
	static const struct {
		int64_t before_ms; /* of waiting */
		long sleep_ms;
	} STEPS[] = {{10, 2}, {500, 25}, {1500, 8}, {BUSY_MS, 2}};
	struct store *s = arg;
	struct timespec t = {0};
	int64_t now = monotonic_ms();

	if (times == 0)
		s->busy_since = now;
	for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++)
		if (now - s->busy_since < STEPS[i].before_ms) {
			t.tv_nsec = STEPS[i].sleep_ms * 1000000;
			nanosleep(&t, NULL);
			return 1;
		}
	return 0;
}

static enum rc configure(struct store *s, struct err *e)
{
	static const struct {
		int option;
		int on;
	} OPTIONS[] = {
	    {SQLITE_DBCONFIG_DEFENSIVE, 1},
	    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
	    {SQLITE_DBCONFIG_DQS_DML, 0},
	    {SQLITE_DBCONFIG_DQS_DDL, 0},
	    {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
	};
	static const char *const PRAGMAS[] = {"PRAGMA recursive_triggers=ON",
	    "PRAGMA cell_size_check=ON", "PRAGMA mmap_size=0", "PRAGMA temp_store=MEMORY"};
	enum rc rc = RC_OK;

	for (size_t i = 0; i < sizeof OPTIONS / sizeof OPTIONS[0]; i++)
		if (sqlite3_db_config(s->db, OPTIONS[i].option, OPTIONS[i].on, NULL) !=
		    SQLITE_OK)
			return err_set(
			    e, RC_FAIL, "this SQLite lacks an option that is needed");
	sqlite3_limit(s->db, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_limit(s->db, SQLITE_LIMIT_LENGTH, ROW_MOST);
	sqlite3_busy_handler(s->db, wait_turn, s);
	for (size_t i = 0; i < sizeof PRAGMAS / sizeof PRAGMAS[0] && rc == RC_OK; i++)
		rc = pragma(s, PRAGMAS[i], NULL, e);
	if (rc == RC_OK)
		rc = pragma(s, "PRAGMA secure_delete=ON", "1", e);
	if (rc == RC_OK)
		rc = pragma(s, "PRAGMA synchronous=EXTRA", NULL, e);
	if (rc == RC_OK)
		rc = pragma(s, "PRAGMA journal_mode", "delete", e);
	return rc;
}

/* The folder's real path, so that nobody can swap a link under an open vault. */
static enum rc resolve(char **full, const char *path, struct err *e)
{
	const char *slash = strrchr(path, '/');
	char *dir = file_dirname(path);
	char real[PATH_MAX];
	enum rc rc = RC_OK;

	if (dir == NULL)
		return err_nomem(e);
	if (realpath(dir, real) == NULL)
		rc = err_errno(e, errno == ENOENT || errno == ENOTDIR ? RC_NOTFOUND : RC_IO,
		    "no folder %s for the vault", dir);
	else if ((*full = file_join(strcmp(real, "/") == 0 ? "" : real,
		      slash == NULL ? path : slash + 1)) == NULL)
		rc = err_nomem(e);
	free(dir);
	return rc;
}

enum rc store_open_file(struct store **out, const char *path, struct err *e)
{
	struct store *s = calloc(1, sizeof *s);
	const char *vfs = journal_guard();
	enum rc rc;
	int code;

	if (s == NULL || vfs == NULL) {
		free(s);
		return err_nomem(e);
	}
	if ((rc = resolve(&s->path, path, e)) != RC_OK)
		goto fail;
	code = sqlite3_open_v2(s->path, &s->db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_PRIVATECACHE |
		SQLITE_OPEN_EXRESCODE,
	    vfs);
	if (code == SQLITE_OK) {
		*out = s;
		return RC_OK;
	}
	if (s->db == NULL)
		rc = err_nomem(e);
	else if (code == SQLITE_CANTOPEN_SYMLINK)
		rc = err_set(
		    e, RC_IO, "%s is a symbolic link; give the vault file itself", s->path);
	else
		rc = store_fail(s, code, e);
fail:
	store_close(s);
	return rc;
}

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Through SQLite's own descriptor: closing another would drop its locks. */
static enum rc check_header(struct store *s, struct err *e)
{
	uint8_t header[HEADER] = {0};
	sqlite3_file *file = NULL;
	int code = SQLITE_IOERR_SHORT_READ;

	sqlite3_file_control(s->db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
	if (file != NULL && file->pMethods != NULL)
		code = file->pMethods->xRead(file, header, HEADER, 0);
	if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ)
		return err_set(e, RC_IO, "the vault %s cannot be read", s->path);
	if (code != SQLITE_OK || memcmp(header, MAGIC, sizeof MAGIC) != 0 ||
	    be32(header + AT_APPLICATION) != APPLICATION)
		return err_set(e, RC_INPUT, "%s is not a vault", s->path);
	if (be32(header + AT_USER_VERSION) != FORMAT)
		return err_set(e, RC_INPUT,
		    "%s is a vault of format %u, which this version does not know; use a newer "
		    "strongroom",
		    s->path, be32(header + AT_USER_VERSION));
	if (header[AT_WRITE_VERSION] != 1 || header[AT_READ_VERSION] != 1)
		return err_set(e, RC_TAMPER,
		    "the vault file %s has been altered: its header asks for a write-ahead log",
		    s->path);
	/* Pages that hold rows would be taken for lists of pages, and written over. */
	if (be32(header + AT_VACUUM) != 0)
		return err_set(e, RC_TAMPER,
		    "the vault file %s has been altered: its header asks to be vacuumed",
		    s->path);
	return RC_OK;
}

enum rc store_start(struct store *s, struct err *e)
{
	enum rc rc;

	if ((rc = check_header(s, e)) != RC_OK || (rc = configure(s, e)) != RC_OK ||
	    (rc = store_begin_read(s, e)) != RC_OK)
		return rc;
	store_rollback(s);
	sqlite3_set_authorizer(s->db, authorize, NULL);
	return RC_OK;
}

enum rc store_open(struct store **out, const char *path, struct err *e)
{
	struct store *s = NULL;
	struct stat st;
	enum rc rc;

	if (lstat(path, &st) != 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			return err_errno(e, RC_IO, "cannot look at the vault %s", path);
		return err_set(e, RC_NOTFOUND,
		    "there is no vault at %s; give its place with --vault, or set one up with "
		    "\"strongroom init\"",
		    path);
	}
	if (S_ISDIR(st.st_mode))
		return err_set(e, RC_INPUT, "%s is a folder, not a vault", path);
	/* store_open_file has a better word for a link. */
	if (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode))
		return err_set(e, RC_INPUT, "%s is a device or a pipe, not a vault", path);
	if ((rc = store_open_file(&s, path, e)) != RC_OK)
		return rc;
	if ((rc = store_start(s, e)) != RC_OK) {
		store_close(s);
		return rc;
	}
	*out = s;
	return RC_OK;
}

/*
 * Take an empty file that is there, unless somebody else could hold it: it has
 * to be this user's, under no second name, and is closed to all others.
 */
static bool adopt(const char *path)
{
	struct stat st;
	int fd = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	bool ours;

	if (fd < 0)
		return false;
	ours = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 0 &&
	       st.st_uid == geteuid() && st.st_nlink == 1 && fchmod(fd, 0600) == 0;
	close(fd);
	return ours;
}

/*
 * A vault whose making was cut short has a journal, which says that there was
 * nothing before: reading lets SQLite undo what is there, unless the maker is
 * still at work.
 */
static void undo_unfinished(const char *path)
{
	char *journal;
	sqlite3 *db = NULL;
	struct stat st;

	if (asprintf(&journal, "%s-journal", path) < 0)
		return;
	if (lstat(journal, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	    sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL) ==
		SQLITE_OK)
		(void)sqlite3_exec(db, "SELECT 1 FROM sqlite_schema", NULL, NULL, NULL);
	sqlite3_close(db);
	free(journal);
}

static enum rc make_file(const char *path, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd >= 0) {
		close(fd);
		return RC_OK;
	}
	if (errno != EEXIST)
		return err_errno(e, RC_IO, "cannot make the vault %s", path);
	/* What an earlier attempt that was cut short left behind. */
	if (adopt(path))
		return RC_OK;
	undo_unfinished(path);
	if (adopt(path))
		return RC_OK;
	return err_set(e, RC_EXISTS,
	    "there is a file at %s already; choose another place with --vault", path);
}

static enum rc fill_new(struct store *s, struct err *e)
{
	char sql[128];
	enum rc rc;

	if ((rc = configure(s, e)) != RC_OK)
		return rc;
	snprintf(sql, sizeof sql,
	    "BEGIN IMMEDIATE; PRAGMA application_id=%d; PRAGMA user_version=%d", APPLICATION,
	    FORMAT);
	if ((rc = store_exec(s, sql, e)) != RC_OK)
		return rc;
	return schema_create(s, e);
}

enum rc store_create(struct store **out, const char *path, struct err *e)
{
	struct store *s = NULL;
	char *full = NULL;
	enum rc rc;

	if ((rc = resolve(&full, path, e)) != RC_OK || (rc = make_file(full, e)) != RC_OK)
		goto out;
	if ((rc = store_open_file(&s, full, e)) != RC_OK)
		goto out;
	if ((rc = fill_new(s, e)) != RC_OK || (rc = schema_compare(s, e)) != RC_OK) {
		store_discard(s);
		goto out;
	}
	sqlite3_set_authorizer(s->db, authorize, NULL);
	*out = s;
out:
	free(full);
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

void store_discard(struct store *s)
{
	store_rollback(s);
	(void)unlink(s->path);
	store_close(s);
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
	if ((rc = schema_compare(s, e)) != RC_OK || (rc = check_header(s, e)) != RC_OK ||
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
	return pragma(s, "PRAGMA integrity_check", "ok", e);
}
