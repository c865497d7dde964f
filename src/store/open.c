/*
 * open: a vault that is there, or a new one.
 */
#include "store_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

enum {
	FORMAT = 1,
	APPLICATION = 0x53527674, /* "SRvt" in the header's application id */
	/* SQLite's file format, 1.3: the database header. */
	HEADER = 100,
	AT_WRITE_VERSION = 18,
	AT_READ_VERSION = 19,
	AT_VACUUM = 52, /* the largest root page, where a vault vacuums by itself */
	AT_USER_VERSION = 60,
	AT_APPLICATION = 68
};

static const char MAGIC[16] = "SQLite format 3";

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Through SQLite's own descriptor: closing another would drop its locks. */
enum rc store_check_header(struct store *s, struct err *e)
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
		return store_no_vault(s, e);
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

	if ((rc = store_check_header(s, e)) != RC_OK || (rc = store_configure(s, e)) != RC_OK)
		return rc;
	store_restrict(s);
	if ((rc = store_begin_read(s, e)) == RC_OK)
		store_rollback(s);
	return rc;
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
		return err_set(e, RC_INPUT,
		    "%s is a folder, not a vault; give the file itself, such as %s/vault.db",
		    path, path);
	/* store_open_file has a better word for a link. */
	if (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode))
		return err_set(e, RC_INPUT,
		    "%s is a device or a pipe, not a vault; give the file of the vault", path);
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

	if ((rc = store_configure(s, e)) != RC_OK)
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

	if ((rc = store_resolve(&full, path, e)) != RC_OK || (rc = make_file(full, e)) != RC_OK)
		goto out;
	if ((rc = store_open_file(&s, full, e)) != RC_OK)
		goto out;
	if ((rc = fill_new(s, e)) != RC_OK || (rc = schema_compare(s, e)) != RC_OK) {
		store_discard(s);
		goto out;
	}
	store_restrict(s);
	*out = s;
out:
	free(full);
	return rc;
}

void store_discard(struct store *s)
{
	store_rollback(s);
	(void)unlink(s->path);
	store_close(s);
}
