/*
 * connect: a connection to the file, with every safety switch of SQLite on, and
 * what may be done through it.
 */
#include "store_int.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

enum {
	BUSY_MS = 5000,
	ROW_MOST = 20 * 1000 * 1000 /* bytes of a row: an item of many long values */
};

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
		return strcmp(a, "integrity_check") == 0 || strcmp(a, "cache_spill") == 0
			   ? SQLITE_OK
			   : SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

void store_restrict(struct store *s)
{
	sqlite3_set_authorizer(s->db, authorize, NULL);
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

enum rc store_configure(struct store *s, struct err *e)
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
	/* Whoever writes earlier than at the end keeps all others from reading until then, the
	 * agent that has to sign what follows too: so not below 32 M of pages, until
	 * store_write_early. A number whose last byte is 0 would mean never. */
	static const char *const PRAGMAS[] = {"PRAGMA recursive_triggers=ON",
	    "PRAGMA cell_size_check=ON", "PRAGMA mmap_size=0", "PRAGMA temp_store=MEMORY",
	    "PRAGMA cache_spill=8191"};
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
		rc = store_pragma(s, PRAGMAS[i], NULL, e);
	if (rc == RC_OK)
		rc = store_pragma(s, "PRAGMA secure_delete=ON", "1", e);
	if (rc == RC_OK)
		rc = store_pragma(s, "PRAGMA synchronous=EXTRA", NULL, e);
	if (rc == RC_OK)
		rc = store_pragma(s, "PRAGMA journal_mode", "delete", e);
	return rc;
}

enum rc store_write_early(struct store *s, struct err *e)
{
	return store_pragma(s, "PRAGMA cache_spill=500", NULL, e);
}

enum rc store_resolve(char **full, const char *path, struct err *e)
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

/*
 * Once, before SQLite does anything. A command reads a few pages and ends: what
 * SQLite would set aside for a busy server costs it more than the reading.
 */
static void configure_library(void)
{
	static bool done;

	if (done)
		return;
	done = true;
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
	sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
}

enum rc store_open_file(struct store **out, const char *path, struct err *e)
{
	struct store *s = calloc(1, sizeof *s);
	const char *vfs;
	enum rc rc;
	int code;

	configure_library();
	vfs = journal_guard();
	if (s == NULL || vfs == NULL) {
		free(s);
		return err_nomem(e);
	}
	if ((rc = store_resolve(&s->path, path, e)) != RC_OK)
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
	else if (access(s->path, R_OK) != 0 && errno == EACCES)
		rc = err_set(e, RC_IO,
		    "the vault %s cannot be read by this user; ask whoever keeps it to allow "
		    "it",
		    s->path);
	else
		rc = store_fail(s, code, e);
fail:
	store_close(s);
	return rc;
}
