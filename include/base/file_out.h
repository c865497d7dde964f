/*
 * file_out: a file that appears whole or not at all.
 *
 * It is written under a temporary name of mode 0600 beside its place, made
 * durable, then renamed over it. To open one also removes what a program that
 * was stopped left under such a name.
 */
#ifndef STRONGROOM_BASE_FILE_OUT_H
#define STRONGROOM_BASE_FILE_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct file_out;

MUST_CHECK enum rc file_out_open(struct file_out **f, const char *path, struct err *e);
/*
 * The same with what was written to a file without a name (O_TMPFILE) of the
 * same folder, of which nameless is the descriptor: f's own on success.
 */
MUST_CHECK enum rc file_out_adopt(
    struct file_out **f, const char *path, int nameless, struct err *e);
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

#endif
