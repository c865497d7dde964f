/*
 * bad_stick: to be preloaded. What lies under the folder $STICK is as on a
 * stick, and $STICK_FAULT says of which kind:
 *
 *   fat       no links, no modes, no exchange of names, no sync of a folder, no file
 *             without a name
 *   stopped   the same of files without a name, and SIGINT comes with the first write
 *   killed    SIGKILL comes with the second write
 *   garble    one bit of each write is another one
 *   full      no more is written
 *   readonly  no file is made
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static void *next(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

static int is(const char *fault)
{
	const char *now = getenv("STICK_FAULT");

	return now != NULL && strcmp(now, fault) == 0;
}

static int on_stick(int fd)
{
	const char *stick = getenv("STICK");
	char path[PATH_MAX] = "";
	char link[64];

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	return stick != NULL && readlink(link, path, sizeof path - 1) > 0 &&
	       strncmp(path, stick, strlen(stick)) == 0;
}

static int fail(int why)
{
	errno = why;
	return -1;
}

ssize_t write(int fd, const void *p, size_t n)
{
	ssize_t (*real)(int, const void *, size_t);
	static int writes;
	char *copy;
	ssize_t put;

	*(void **)&real = next("write");
	if (is("full") && on_stick(fd))
		return fail(ENOSPC);
	if (is("stopped") && on_stick(fd))
		raise(SIGINT);
	if (is("killed") && on_stick(fd) && writes++ == 1)
		raise(SIGKILL);
	if (n == 0 || !is("garble") || !on_stick(fd) || (copy = malloc(n)) == NULL)
		return real(fd, p, n);
	memcpy(copy, p, n);
	copy[n - 1] ^= 1;
	put = real(fd, copy, n);
	free(copy);
	return put;
}

int openat(int dir, const char *path, int flags, ...)
{
	int (*real)(int, const char *, int, ...);
	mode_t mode = 0;
	va_list ap;

	if ((flags & O_TMPFILE) == O_TMPFILE && (is("fat") || is("stopped")) && on_stick(dir))
		return fail(EOPNOTSUPP);
	if ((flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE) {
		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		va_end(ap);
		if (is("readonly") && on_stick(dir))
			return fail(EROFS);
	}
	*(void **)&real = next("openat");
	return real(dir, path, flags, mode);
}

int fsync(int fd)
{
	int (*real)(int);
	struct stat st;

	*(void **)&real = next("fsync");
	if (is("fat") && on_stick(fd) && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		return fail(EINVAL);
	return real(fd);
}

int fchmod(int fd, mode_t mode)
{
	int (*real)(int, mode_t);

	*(void **)&real = next("fchmod");
	return is("fat") && on_stick(fd) ? fail(EPERM) : real(fd, mode);
}

int linkat(int from, const char *old, int to, const char *new, int flags)
{
	int (*real)(int, const char *, int, const char *, int);

	*(void **)&real = next("linkat");
	return is("fat") && on_stick(to) ? fail(EPERM) : real(from, old, to, new, flags);
}

int renameat2(int from, const char *old, int to, const char *new, unsigned flags)
{
	int (*real)(int, const char *, int, const char *, unsigned);

	*(void **)&real = next("renameat2");
	return is("fat") && flags != 0 && on_stick(to) ? fail(EINVAL)
						       : real(from, old, to, new, flags);
}

int flock(int fd, int how)
{
	int (*real)(int, int);

	*(void **)&real = next("flock");
	return is("fat") && on_stick(fd) ? fail(ENOLCK) : real(fd, how);
}
