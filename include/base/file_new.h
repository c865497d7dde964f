/*
 * file_new: a new file of what is secret.
 *
 * Until it is whole it has no name, so that nothing of it is left when the
 * program is killed; only on a file system without such files (a stick with
 * FAT) is it one with a temporary name, as of base/file_out.h. It takes the
 * place of another file only where that is asked for.
 */
#ifndef STRONGROOM_BASE_FILE_NEW_H
#define STRONGROOM_BASE_FILE_NEW_H

#include <stddef.h>

#include "base/err.h"

struct file_new;

/* RC_EXISTS, with advice, if there is something of that name. */
MUST_CHECK enum rc file_new_check(const char *path, struct err *e);

/*
 * Mode 0600. RC_EXISTS as above. While it has a temporary name, signals that end the
 * program wait: what follows answers RC_INTR then.
 */
MUST_CHECK enum rc file_new_open(struct file_new **f, const char *path, struct err *e);
/* The same, but a file that is there is replaced, in one step, when this one is whole. */
MUST_CHECK enum rc file_new_open_over(struct file_new **f, const char *path, struct err *e);
MUST_CHECK enum rc file_new_write(struct file_new *f, const void *p, size_t n, struct err *e);
/* Durable, then with its name. Frees f also on failure; RC_EXISTS as above. */
MUST_CHECK enum rc file_new_commit(struct file_new *f, struct err *e);
/* All of this at once, with file_new_open_over. */
MUST_CHECK enum rc file_new_over(const char *path, const void *p, size_t n, struct err *e);
/* Nothing is left of it. Accepts NULL. */
void file_new_abort(struct file_new *f);

#endif
