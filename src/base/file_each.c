/*
 * file_each: a file of any size, piece by piece.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

enum { PIECE = 64 * 1024 };

static enum rc each_of(int fd, const char *path, file_piece *each, void *arg, struct err *e)
{
	struct buf b = {0};
	uint8_t *piece = buf_extend(&b, PIECE);
	ssize_t got = -1;

	if (piece == NULL)
		return err_nomem(e);
	do {
		got = read(fd, piece, PIECE);
		if (got > 0)
			each(arg, piece, (size_t)got);
	} while (got > 0 || (got < 0 && errno == EINTR));
	if (got < 0)
		err_errno(e, RC_IO, "cannot read %s", path);
	buf_finish(&b);
	return got < 0 ? RC_IO : RC_OK;
}

enum rc file_each(const char *path, file_piece *each, void *arg, struct err *e)
{
	/* A pipe in the place of the file is not waited for. */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	enum rc rc;

	if (fd < 0)
		return err_errno(
		    e, errno == ENOENT ? RC_NOTFOUND : RC_IO, "cannot open %s", path);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return err_set(e, RC_IO, "%s is no file", path);
	}
	/* What the disk has, and not what memory remembers of having written. */
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	rc = each_of(fd, path, each, arg, e);
	close(fd);
	return rc;
}
