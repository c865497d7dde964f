#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_out.h"

enum { CHUNK = 64 * 1024 };

/* A file that tells its size needs no more room than that, and the byte that shows its end. */
static size_t first_chunk(int fd, size_t max)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= 0 ||
	    (uint64_t)st.st_size > max)
		return CHUNK;
	return (size_t)st.st_size + 1;
}

enum rc file_read_fd(struct buf *out, int fd, size_t max, struct err *e)
{
	size_t want = first_chunk(fd, max);
	size_t total = 0;

	for (;;) {
		uint8_t *at = buf_extend(out, want);
		ssize_t got;

		if (at == NULL)
			return err_nomem(e);
		do
			got = read(fd, at, want);
		while (got < 0 && errno == EINTR);
		out->n -= want - (size_t)(got > 0 ? got : 0);
		if (got < 0)
			return err_errno(e, RC_IO, "cannot read");
		if (got == 0)
			return RC_OK;
		total += (size_t)got;
		want = (size_t)got < want ? want - (size_t)got : CHUNK;
		if (total > max)
			return err_set(e, RC_INPUT, "too large: more than %zu bytes", max);
	}
}

static enum rc cannot_open(const char *path, struct err *e)
{
	return err_errno(e, errno == ENOENT ? RC_NOTFOUND : RC_IO, "cannot open %s", path);
}

enum rc file_can_read(const char *path, struct err *e)
{
	return faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == 0 ? RC_OK : cannot_open(path, e);
}

enum rc file_read(struct buf *out, const char *path, size_t max, struct err *e)
{
	struct err inner;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum rc rc;

	if (fd < 0)
		return cannot_open(path, e);
	rc = file_read_fd(out, fd, max, &inner);
	close(fd);
	if (rc != RC_OK)
		return err_set(e, rc, "%s: %s", path, inner.text);
	return RC_OK;
}

enum rc file_write_fd(int fd, const void *p, size_t n, struct err *e)
{
	const uint8_t *at = p;

	while (n > 0) {
		ssize_t put = write(fd, at, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return err_errno(e, RC_IO, "cannot write");
		at += put;
		n -= (size_t)put;
	}
	return RC_OK;
}

enum rc file_write(const char *path, const void *p, size_t n, struct err *e)
{
	struct file_out *f;
	enum rc rc;

	if ((rc = file_out_open(&f, path, e)) != RC_OK)
		return rc;
	if ((rc = file_out_write(f, p, n, e)) != RC_OK) {
		file_out_abort(f);
		return rc;
	}
	return file_out_commit(f, e);
}

bool file_same(const char *a, const char *b)
{
	struct stat one;
	struct stat two;

	return stat(a, &one) == 0 && stat(b, &two) == 0 && one.st_dev == two.st_dev &&
	       one.st_ino == two.st_ino;
}

enum rc file_mkdirs(const char *path, struct err *e)
{
	char *copy = strdup(path);
	enum rc rc = RC_OK;

	if (copy == NULL)
		return err_nomem(e);
	for (char *p = copy + 1; rc == RC_OK; p++) {
		char c = *p;

		if (c != '/' && c != '\0')
			continue;
		*p = '\0';
		if (mkdir(copy, 0700) != 0 && errno != EEXIST)
			rc = err_errno(e, RC_IO, "cannot make the directory %s", copy);
		*p = c;
		if (c == '\0')
			break;
	}
	free(copy);
	return rc;
}

char *file_dirname(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return strdup(".");
	if (slash == path)
		return strdup("/");
	return strndup(path, (size_t)(slash - path));
}

char *file_join(const char *dir, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s", dir, name) < 0 ? NULL : path;
}
