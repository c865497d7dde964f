#include "faultvfs.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "disk.h"
#include "fault.h"

/* The file of the VFS below lies behind it. */
struct vfile {
	sqlite3_file base;
	struct disk_file *disk;
	char *path; /* SQLite's, which outlives the file; NULL: a temporary one */
	bool vault; /* the database, not its journal */
	bool fresh; /* a journal whose name is not durable yet */
};

static sqlite3_vfs *below;

static sqlite3_file *lower(sqlite3_file *f)
{
	return (sqlite3_file *)(void *)((struct vfile *)(void *)f + 1);
}

static struct vfile *mine(sqlite3_file *f)
{
	return (struct vfile *)(void *)f;
}

/* SQLite's sync of a name is of its folder. */
static void sync_folder(const char *path)
{
	char folder[512];
	const char *slash = strrchr(path, '/');

	if (slash == NULL || (size_t)(slash - path) >= sizeof folder)
		abort();
	memcpy(folder, path, (size_t)(slash - path));
	folder[slash - path] = '\0';
	disk_sync_folder(folder);
}

/* Do it or not, as the verdict has it; code is what a failure of it is called. */
#define WITH_FAULT(what, code, action)                                                         \
	do {                                                                                   \
		enum verdict v_ = (what);                                                      \
		if (v_ == ANSWER_ERROR)                                                        \
			return (code);                                                         \
		if (v_ == ANSWER_FULL)                                                         \
			return SQLITE_FULL;                                                    \
		action;                                                                        \
		if (v_ == DO_AND_ERROR)                                                        \
			return (code);                                                         \
	} while (0)

/* the methods of a file */

static int v_close(sqlite3_file *f)
{
	return lower(f)->pMethods->xClose(lower(f));
}

static int v_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	int code = SQLITE_OK;

	WITH_FAULT(fault_next(OP_READ, mine(f)->vault), SQLITE_IOERR_READ,
	    code = lower(f)->pMethods->xRead(lower(f), p, n, at));
	return code;
}

static int do_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	if (mine(f)->disk != NULL)
		disk_write(mine(f)->disk, p, (size_t)n, at);
	return lower(f)->pMethods->xWrite(lower(f), p, n, at);
}

/* The content comes out other than it went in: one bit of each 64 bytes. */
static int write_altered(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	uint8_t *other = malloc((size_t)n + 1);
	int code;

	if (other == NULL)
		return SQLITE_NOMEM;
	memcpy(other, p, (size_t)n);
	for (int i = 40; i < n; i += 64)
		other[i] ^= 4;
	code = do_write(f, other, n, at);
	free(other);
	return code;
}

static int v_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	enum verdict v = fault_next(OP_WRITE, mine(f)->vault);
	int code = SQLITE_OK;

	if (v == PRETEND)
		return SQLITE_OK;
	if (v == ALTER)
		return write_altered(f, p, n, at);
	if (v == DO_HALF) {
		(void)do_write(f, p, n / 2, at);
		return SQLITE_FULL;
	}
	WITH_FAULT(v, SQLITE_IOERR_WRITE, code = do_write(f, p, n, at));
	return code;
}

static int do_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	if (mine(f)->disk != NULL)
		disk_truncate(mine(f)->disk, size);
	return lower(f)->pMethods->xTruncate(lower(f), size);
}

static int v_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	int code = SQLITE_OK;

	WITH_FAULT(fault_next(OP_TRUNCATE, mine(f)->vault), SQLITE_IOERR_TRUNCATE,
	    code = do_truncate(f, size));
	return code;
}

/* Nothing is really synced: what a sync is worth is for the disk to say. */
static void do_sync(sqlite3_file *f)
{
	struct vfile *v = mine(f);

	if (v->disk == NULL)
		return;
	disk_sync(v->disk);
	if (v->fresh)
		sync_folder(v->path);
	v->fresh = false;
}

static int v_sync(sqlite3_file *f, int flags)
{
	(void)flags;
	WITH_FAULT(fault_next(OP_SYNC, mine(f)->vault), SQLITE_IOERR_FSYNC, do_sync(f));
	return SQLITE_OK;
}

static int v_size(sqlite3_file *f, sqlite3_int64 *size)
{
	int code = SQLITE_OK;

	WITH_FAULT(fault_next(OP_LOOK, mine(f)->vault), SQLITE_IOERR_FSTAT,
	    code = lower(f)->pMethods->xFileSize(lower(f), size));
	return code;
}

static int v_lock(sqlite3_file *f, int level)
{
	int code = SQLITE_OK;

	WITH_FAULT(fault_next(OP_LOCK, mine(f)->vault), SQLITE_IOERR_LOCK,
	    code = lower(f)->pMethods->xLock(lower(f), level));
	return code;
}

static int v_unlock(sqlite3_file *f, int level)
{
	int code = SQLITE_OK;

	WITH_FAULT(fault_next(OP_LOCK, mine(f)->vault), SQLITE_IOERR_UNLOCK,
	    code = lower(f)->pMethods->xUnlock(lower(f), level));
	return code;
}

static int v_check_lock(sqlite3_file *f, int *held)
{
	int code = SQLITE_OK;

	WITH_FAULT(fault_next(OP_LOCK, mine(f)->vault), SQLITE_IOERR_CHECKRESERVEDLOCK,
	    code = lower(f)->pMethods->xCheckReservedLock(lower(f), held));
	return code;
}

static int v_control(sqlite3_file *f, int op, void *arg)
{
	return lower(f)->pMethods->xFileControl(lower(f), op, arg);
}

static int v_sector(sqlite3_file *f)
{
	return lower(f)->pMethods->xSectorSize(lower(f));
}

static int v_traits(sqlite3_file *f)
{
	return lower(f)->pMethods->xDeviceCharacteristics(lower(f));
}

static const sqlite3_io_methods METHODS = {.iVersion = 1,
    .xClose = v_close,
    .xRead = v_read,
    .xWrite = v_write,
    .xTruncate = v_truncate,
    .xSync = v_sync,
    .xFileSize = v_size,
    .xLock = v_lock,
    .xUnlock = v_unlock,
    .xCheckReservedLock = v_check_lock,
    .xFileControl = v_control,
    .xSectorSize = v_sector,
    .xDeviceCharacteristics = v_traits};

/* those of the VFS */

static int do_open(const char *path, sqlite3_file *f, int flags, int *out)
{
	struct vfile *v = mine(f);
	int there = 1;
	int code;

	if (path != NULL)
		(void)below->xAccess(below, path, SQLITE_ACCESS_EXISTS, &there);
	code = below->xOpen(below, path, lower(f), flags, out);
	if (lower(f)->pMethods != NULL)
		f->pMethods = &METHODS;
	if (code != SQLITE_OK || path == NULL || !fault_armed() ||
	    (flags & SQLITE_OPEN_READWRITE) == 0)
		return code;
	v->disk = disk_open(path, !there);
	v->fresh = !there;
	return code;
}

static int v_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *f, int flags, int *out)
{
	const bool create = (flags & SQLITE_OPEN_CREATE) != 0;
	const bool vault = (flags & SQLITE_OPEN_MAIN_DB) != 0;
	int code = SQLITE_OK;

	(void)vfs;
	*mine(f) = (struct vfile){.vault = vault, .path = (char *)(uintptr_t)path};
	WITH_FAULT(fault_next(create ? OP_CREATE : OP_OPEN, vault), SQLITE_CANTOPEN,
	    code = do_open(path, f, flags, out));
	return code;
}

static int do_delete(const char *path, int sync)
{
	int code;

	if (fault_armed())
		disk_unlink(path);
	code = below->xDelete(below, path, 0);
	if (fault_armed() && sync)
		sync_folder(path);
	return code;
}

static int v_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
	int code = SQLITE_OK;

	(void)vfs;
	WITH_FAULT(
	    fault_next(OP_DELETE, false), SQLITE_IOERR_DELETE, code = do_delete(path, sync));
	return code;
}

static int v_access(sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
	int code = SQLITE_OK;

	(void)vfs;
	WITH_FAULT(fault_next(OP_LOOK, false), SQLITE_IOERR_ACCESS,
	    code = below->xAccess(below, path, flags, out));
	return code;
}

void faultvfs_register(void)
{
	static sqlite3_vfs vfs;

	below = sqlite3_vfs_find(NULL);
	vfs = *below;
	vfs.zName = "fault";
	vfs.szOsFile = (int)sizeof(struct vfile) + below->szOsFile;
	vfs.xOpen = v_open;
	vfs.xDelete = v_delete;
	vfs.xAccess = v_access;
	if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK)
		abort();
}
