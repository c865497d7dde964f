/*
 * clipboard_int: the ways to a clipboard, and the programs that go them.
 */
#ifndef STRONGROOM_CLI_CLIPBOARD_INT_H
#define STRONGROOM_CLI_CLIPBOARD_INT_H

#include <sys/types.h>

#include "app.h"

/* What the keeper calls itself, and is seen as in a list of processes. */
#define CLIPBOARD_KEEPER "strongroom-clipboard"

enum { CLIPBOARD_ARGS = 8 };

/*
 * One way. Each program is looked for in the PATH of the user, who chose it; they
 * are given what they need of the environment, and the secret only by a pipe.
 */
struct clipboard_way {
	const char *name;                  /* for people */
	const char *copy[CLIPBOARD_ARGS];  /* takes the value from stdin; none: OSC 52 */
	const char *paste[CLIPBOARD_ARGS]; /* gives what is there on stdout */
	const char *clear[CLIPBOARD_ARGS]; /* none: what copy serves goes with it */
	bool fills_tmp;                    /* what it serves lies in a file in /tmp, in clear */
	bool serves;         /* copy stays, and the clipboard is empty without it */
	unsigned patience_s; /* what such a program may take */
	const char *advice;  /* if nothing pastes */
	bool (*there)(const struct app *app);
};

/* Way i in the order of preference, NULL past the last. */
const struct clipboard_way *clipboard_way(size_t i);

/* OSC 52 */
/* The sequence that makes the terminal's clipboard that; of nothing: empty. */
void clipboard_osc(struct buf *out, struct slice value);
enum { CLIPBOARD_OSC_MAX = 48 * 1024 }; /* bytes; xterm takes 75,000 of base64 */

/* clipboard_run.c: other programs */
/*
 * From now on /tmp is, for this process and those it starts, memory of their own,
 * which ends with them. False if this system does not let an ordinary user do so.
 */
bool clipboard_private_tmp(void);

/* Start one and feed it. RC_FAIL if it does not take all of it in time. */
MUST_CHECK enum rc clipboard_feed(
    pid_t *pid, const char *const *argv, struct slice value, unsigned patience_s);

/*
 * What such a program gives. RC_INPUT: more than max bytes; RC_FAIL: it fails, or
 * not in time.
 */
MUST_CHECK enum rc clipboard_read(
    struct secret **value, const char *const *argv, size_t max, unsigned patience_s);

/* Has it ended? With wait_s, after so long at most. *status as waitpid has it. */
bool clipboard_ended(pid_t pid, int *status, unsigned wait_s);

/* End it, and see it gone. */
void clipboard_end(pid_t pid);

/* What the keeper is told. */
enum { CLIPBOARD_JOB = 3, CLIPBOARD_TOLD = 4, CLIPBOARD_TTY = 5 };

struct clipboard_job {
	uint32_t way;
	uint32_t seconds;
	struct slice place; /* of the file that only one keeper has locked */
	struct slice value;
};

#endif
