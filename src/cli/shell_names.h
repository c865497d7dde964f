/*
 * shell_names: what there is to be named in a vault: titles that the member may
 * see, members, collections. Nothing of it is secret, but nobody who finds the
 * shell locked shall find it in memory either.
 */
#ifndef STRONGROOM_CLI_SHELL_NAMES_H
#define STRONGROOM_CLI_SHELL_NAMES_H

#include "base/buf.h"

struct app;

enum shell_name { SHELL_TITLE = 't', SHELL_MEMBER = 'm', SHELL_COLLECTION = 'c' };

/* Empty at first: {0}. */
struct shell_names {
	struct buf text; /* for each its kind, the name, a NUL */
};

void shell_names_finish(struct shell_names *names);

/*
 * The next of that kind behind *at, which begins as 0; NULL after the last one.
 * It belongs to the names.
 */
const char *shell_names_next(const struct shell_names *names, enum shell_name kind, size_t *at);

/*
 * All of an unlocked session, appended to *out as shell_names_take wants it. No
 * record is made: only titles of what was granted are read, and no secret.
 */
MUST_CHECK enum rc shell_names_put(struct buf *out, struct app *app, struct err *e);

/* Have them in the place of those before. False, and there are none, if it is no such text. */
bool shell_names_take(struct shell_names *names, struct slice text);

#endif
