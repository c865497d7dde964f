/*
 * file: whole files in, whole files out.
 */
#ifndef STRONGROOM_BASE_FILE_H
#define STRONGROOM_BASE_FILE_H

#include <sys/types.h>

#include "base/buf.h"

/*
 * Append the content of the file at path to *out. RC_NOTFOUND if there is no
 * such file, RC_INPUT if it has more than max bytes, RC_IO on a read error.
 */
MUST_CHECK enum rc file_read(struct buf *out, const char *path, size_t max, struct err *e);

/* The same for an open descriptor, which is read to its end and stays open. */
MUST_CHECK enum rc file_read_fd(struct buf *out, int fd, size_t max, struct err *e);

/* Can file_read open the file? Nothing is read; a pipe is not waited for. */
MUST_CHECK enum rc file_can_read(const char *path, struct err *e);

/*
 * Give the content of a file of any size to each, piece by piece, as the disk
 * has it. RC_NOTFOUND if there is nothing, RC_IO on a read error and for what
 * is no regular file, which might have no end.
 */
typedef void file_piece(void *arg, const void *p, size_t n);
MUST_CHECK enum rc file_each(const char *path, file_piece *each, void *arg, struct err *e);

/* Write all n bytes, going on after signals and short writes. */
MUST_CHECK enum rc file_write_fd(int fd, const void *p, size_t n, struct err *e);

/* A file that appears whole or not at all, as of base/file_out.h, with these n bytes. */
MUST_CHECK enum rc file_write(const char *path, const void *p, size_t n, struct err *e);

/* Are both paths there, and the same file? */
bool file_same(const char *a, const char *b);

/* Make directory path and its parents, mode 0700; there already is fine. */
MUST_CHECK enum rc file_mkdirs(const char *path, struct err *e);

/* The directory part of path in a new string ("." if none), or NULL. */
char *file_dirname(const char *path);

/* "dir/name" in a new string, or NULL. */
char *file_join(const char *dir, const char *name);

#endif
