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

/*
 * A file that appears whole or not at all: written under a temporary name of
 * mode 0600 beside its place, made durable, then renamed over it. To open one
 * also removes what a program that was stopped left under such a name.
 */
struct file_out;

MUST_CHECK enum rc file_out_open(struct file_out **f, const char *path, struct err *e);
MUST_CHECK enum rc file_out_write(struct file_out *f, const void *p, size_t n, struct err *e);
/* fsync alone, for who reads file_out_temp again before it gets its name. */
MUST_CHECK enum rc file_out_sync(struct file_out *f, struct err *e);
/* fsync, rename, fsync of the directory. Frees f also on failure. */
MUST_CHECK enum rc file_out_commit(struct file_out *f, struct err *e);
/*
 * The same, but what is there already, if anything, stays under another name,
 * kept, in the same folder, which must be free (RC_EXISTS). At no moment is
 * the place empty, or either of the two under a temporary name once the other
 * has taken its place. On a failure before that, all is as it was.
 */
MUST_CHECK enum rc file_out_replace(struct file_out *f, const char *kept, struct err *e);
/* The path of the temporary file, for who writes it by that; as long as f lives. */
const char *file_out_temp(const struct file_out *f);
/* Has path a temporary name beside the file "of", so that to write that removes it? */
bool file_is_left(const char *path, const char *of);
/* Give up: remove the temporary file, leave what was there. Accepts NULL. */
void file_out_abort(struct file_out *f);

/* The three steps above in one. */
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
