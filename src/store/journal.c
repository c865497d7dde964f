/*
 * journal: what may lie beside the vault for SQLite to find.
 *
 * A rollback journal that another program left is played back into the vault
 * when it is opened; what that does to the vault is found by whoever reads it.
 * But a journal may also name a super-journal, of a transaction over several
 * files, and SQLite then removes the file of that name, whatever it is. No
 * vault has such transactions, so such a journal was planted, like one that is
 * no regular file.
 */
#include "store_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* SQLite's file format, 3: what a journal begins with, and ends with if it names another. */
static const uint8_t MAGIC[8] = {0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};

static bool names_another(int fd)
{
	uint8_t end[sizeof MAGIC] = {0};
	off_t size = lseek(fd, 0, SEEK_END);

	return size >= (off_t)sizeof end &&
	       pread(fd, end, sizeof end, size - (off_t)sizeof end) == (ssize_t)sizeof end &&
	       memcmp(end, MAGIC, sizeof end) == 0;
}

static bool planted(const char *journal)
{
	struct stat st;
	bool bad;
	int fd;

	if (lstat(journal, &st) != 0)
		return false;
	if (!S_ISREG(st.st_mode))
		return true;
	fd = open(journal, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ELOOP;
	bad = names_another(fd);
	close(fd);
	return bad;
}

enum rc journal_check(const char *path, struct err *e)
{
	char *journal;
	enum rc rc = RC_OK;

	if (asprintf(&journal, "%s-journal", path) < 0)
		return err_nomem(e);
	if (planted(journal))
		rc = err_set(e, RC_TAMPER,
		    "%s is not a journal that this program left: somebody has put it beside "
		    "the vault; remove it, and find out who can write to that folder",
		    journal);
	free(journal);
	return rc;
}

/* SQLite's own way to files, which opens no super-journal: without that it removes none. */
struct guard {
	sqlite3_vfs vfs;
	sqlite3_vfs *below;
};

static int open_ours(
    sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *opened)
{
	sqlite3_vfs *below = ((struct guard *)vfs)->below;

	file->pMethods = NULL;
	if ((flags & SQLITE_OPEN_SUPER_JOURNAL) != 0 ||
	    ((flags & SQLITE_OPEN_MAIN_JOURNAL) != 0 && planted(name)))
		return SQLITE_CANTOPEN;
	return below->xOpen(below, name, file, flags, opened);
}

/* SQLite keeps a list of these, for the whole process. */
const char *journal_guard(void)
{
	static struct guard guard;
	sqlite3_vfs *below = sqlite3_vfs_find(NULL);

	if (below == NULL || guard.below == below)
		return guard.vfs.zName;
	if (guard.below != NULL)
		sqlite3_vfs_unregister(&guard.vfs);
	guard = (struct guard){.vfs = *below, .below = below};
	guard.vfs.zName = "strongroom";
	guard.vfs.pNext = NULL;
	guard.vfs.xOpen = open_ours;
	return sqlite3_vfs_register(&guard.vfs, 0) == SQLITE_OK ? guard.vfs.zName : NULL;
}
