/*
 * copy: the whole file, as it is at one moment.
 */
#include "store_int.h"

static enum rc copy_failed(struct store *to, int code, struct err *e)
{
	if ((code & 0xFF) == SQLITE_NOMEM)
		return err_nomem(e);
	return err_set(e, RC_IO, "cannot write the copy %s: is the disk full? (%s)", to->path,
	    sqlite3_errstr(code));
}

/* All pages in one step, so that nobody writes in between. */
static enum rc copy_pages(struct store *to, struct store *from, struct err *e)
{
	sqlite3_backup *b = sqlite3_backup_init(to->db, "main", from->db, "main");
	int code;

	if (b == NULL)
		return copy_failed(to, sqlite3_errcode(to->db), e);
	code = sqlite3_backup_step(b, -1);
	if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
		sqlite3_backup_finish(b);
		return store_fail(from, SQLITE_BUSY, e);
	}
	code = sqlite3_backup_finish(b);
	return code == SQLITE_OK ? RC_OK : copy_failed(to, code, e);
}

enum rc store_copy(struct store *s, const char *path, struct err *e)
{
	struct store *to = NULL;
	enum rc rc;

	if ((rc = store_open_file(&to, path, e)) != RC_OK)
		return rc;
	if ((rc = store_exec(to, "PRAGMA synchronous=EXTRA", e)) == RC_OK)
		rc = copy_pages(to, s, e);
	store_close(to);
	return rc;
}
