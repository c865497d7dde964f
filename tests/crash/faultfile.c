/*
 * faultfile: the calls by which the program itself keeps files, with faults.
 *
 * ld's --wrap leads them here; see tests/CMakeLists.txt. Descriptors that were
 * opened before the faults were armed, as the test's own pipe, are let alone.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk.h"
#include "fault.h"
#include "real.h"

enum { FDS = 256 };

/* What a descriptor is; a folder's path has no slash at its end. */
static struct {
	bool watched;
	struct disk_file *file;
	char path[PATH_MAX];
} fds[FDS];

/* The names are ld's. */
int __wrap_open(const char *path, int flags, ...);
int __wrap_openat(int folder, const char *path, int flags, ...);
ssize_t __wrap_read(int fd, void *p, size_t n);
ssize_t __wrap_pread(int fd, void *p, size_t n, off_t at);
ssize_t __wrap_write(int fd, const void *p, size_t n);
int __wrap_fsync(int fd);
int __wrap_fdatasync(int fd);
int __wrap_renameat(int from_folder, const char *from, int to_folder, const char *to);
int __wrap_unlink(const char *path);
int __wrap_unlinkat(int folder, const char *path, int flags);
int __wrap_mkdir(const char *path, mode_t mode);
int __wrap_flock(int fd, int how);

static bool watched(int fd)
{
	return fault_armed() && fd >= 0 && fd < FDS && fds[fd].watched;
}

/* Stop a call that is to fail; false if it is to be done. */
static bool fails(enum verdict v)
{
	if (v == ANSWER_ERROR)
		errno = EIO;
	else if (v == ANSWER_FULL)
		errno = ENOSPC;
	return v == ANSWER_ERROR || v == ANSWER_FULL;
}

/* What was done, unless the answer is to be an error. */
static int answer(enum verdict v, int got)
{
	if (v != DO_AND_ERROR || got < 0)
		return got;
	errno = EIO;
	return -1;
}

/* The path of a name in a folder that is open, or as it is. */
static void full_path(char out[PATH_MAX], int folder, const char *path)
{
	int n = folder == AT_FDCWD || path[0] == '/'
		    ? snprintf(out, PATH_MAX, "%s", path)
		    : snprintf(out, PATH_MAX, "%s/%s", fds[folder].path, path);

	if (n < 0 || n >= PATH_MAX)
		abort();
}

static bool is_nameless(int flags)
{
	return (flags & O_TMPFILE) == O_TMPFILE;
}

static void watch(int fd, const char *path, int flags, bool there)
{
	if (fd >= FDS)
		abort();
	fds[fd].watched = true;
	fds[fd].file = NULL;
	snprintf(fds[fd].path, sizeof fds[fd].path, "%s", path);
	/* What has no name is lost with the power, and no disk has to know it. */
	if ((flags & O_ACCMODE) == O_RDONLY || is_nameless(flags))
		return;
	fds[fd].file = disk_open(path, !there);
	if (there && (flags & O_TRUNC) != 0)
		disk_truncate(fds[fd].file, 0);
}

static int open_at(int folder, const char *path, int flags, mode_t mode)
{
	char full[PATH_MAX];
	struct stat st;
	enum verdict v;
	bool there;
	int fd;

	if (!fault_armed())
		return __real_openat(folder, path, flags, mode);
	full_path(full, folder, path);
	there = lstat(full, &st) == 0;
	v = fault_next((flags & O_CREAT) != 0 ? OP_CREATE : OP_OPEN, false);
	if (fails(v))
		return -1;
	fd = __real_openat(folder, path, flags, mode);
	if (fd >= 0)
		watch(fd, full, flags, there);
	if (fd >= 0 && v == DO_AND_ERROR) {
		close(fd);
		errno = EIO;
		return -1;
	}
	return fd;
}

static mode_t mode_of(int flags, va_list ap)
{
	return (flags & O_CREAT) != 0 || is_nameless(flags) ? va_arg(ap, mode_t) : 0;
}

int __wrap_open(const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = mode_of(flags, ap);
	va_end(ap);
	return open_at(AT_FDCWD, path, flags, mode);
}

int __wrap_openat(int folder, const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = mode_of(flags, ap);
	va_end(ap);
	return open_at(folder, path, flags, mode);
}

ssize_t __wrap_read(int fd, void *p, size_t n)
{
	return watched(fd) && fails(fault_next(OP_READ, false)) ? -1 : __real_read(fd, p, n);
}

ssize_t __wrap_pread(int fd, void *p, size_t n, off_t at)
{
	return watched(fd) && fails(fault_next(OP_READ, false)) ? -1
								: __real_pread(fd, p, n, at);
}

ssize_t __wrap_write(int fd, const void *p, size_t n)
{
	enum verdict v;

	if (!watched(fd))
		return __real_write(fd, p, n);
	v = fault_next(OP_WRITE, false);
	if (fails(v))
		return -1;
	if (v == DO_HALF)
		n = (n + 1) / 2;
	if (fds[fd].file != NULL)
		disk_write(fds[fd].file, p, n, lseek(fd, 0, SEEK_CUR));
	if (__real_write(fd, p, n) != (ssize_t)n)
		abort();
	if (v == DO_AND_ERROR) {
		errno = EIO;
		return -1;
	}
	return (ssize_t)n;
}

/* Nothing is really synced: what a sync is worth is for the disk to say. */
static int sync_any(int fd)
{
	enum verdict v;

	if (!watched(fd))
		return 0;
	v = fault_next(OP_SYNC, false);
	if (fails(v))
		return -1;
	if (fds[fd].file != NULL)
		disk_sync(fds[fd].file);
	else
		disk_sync_folder(fds[fd].path);
	return answer(v, 0);
}

int __wrap_fsync(int fd)
{
	return sync_any(fd);
}

int __wrap_fdatasync(int fd)
{
	return sync_any(fd);
}

int __wrap_renameat(int from_folder, const char *from, int to_folder, const char *to)
{
	char old[PATH_MAX];
	char new[PATH_MAX];
	enum verdict v;

	if (!fault_armed())
		return __real_renameat(from_folder, from, to_folder, to);
	v = fault_next(OP_RENAME, false);
	if (fails(v))
		return -1;
	full_path(old, from_folder, from);
	full_path(new, to_folder, to);
	disk_rename(old, new);
	return answer(v, __real_renameat(from_folder, from, to_folder, to));
}

int __wrap_unlinkat(int folder, const char *path, int flags)
{
	char full[PATH_MAX];
	enum verdict v;

	if (!fault_armed())
		return __real_unlinkat(folder, path, flags);
	v = fault_next(OP_DELETE, false);
	if (fails(v))
		return -1;
	full_path(full, folder, path);
	disk_unlink(full);
	return answer(v, __real_unlinkat(folder, path, flags));
}

int __wrap_unlink(const char *path)
{
	return __wrap_unlinkat(AT_FDCWD, path, 0);
}

int __wrap_mkdir(const char *path, mode_t mode)
{
	return fault_armed() && fails(fault_next(OP_LOOK, false)) ? -1
								  : __real_mkdir(path, mode);
}

int __wrap_flock(int fd, int how)
{
	return watched(fd) && fails(fault_next(OP_LOCK, false)) ? -1 : __real_flock(fd, how);
}
