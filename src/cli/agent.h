/*
 * agent: a process that keeps a member's keys for the commands that follow.
 *
 * "unlock" starts one, on a socket in the runtime folder of the user; the shell
 * starts one of its own, whose keys only its children use: its socket there is
 * for "lock" alone. What it does with the keys, and what not, is in
 * vault/keeper.h.
 */
#ifndef STRONGROOM_CLI_AGENT_H
#define STRONGROOM_CLI_AGENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct app;
struct buf;

enum {
	AGENT_IDLE_MS = 15 * 60 * 1000,
	AGENT_IDLE_LEAST_MS = 60 * 1000,
	AGENT_IDLE_MOST_MS = 12 * 60 * 60 * 1000 /* and in all, where others can ask it */
};

/*
 * Start an agent for the session of app, which is unlocked with its keys in
 * this process, and ends when nobody asks it for idle_ms. On RC_OK the session
 * is open again, and its keys are with the agent alone; after any other code
 * it may be closed. A private agent is reached through *fd, and by children
 * that have it as agent_fd of their app: it ends when the last copy is closed.
 * Else *fd is -1; RC_NOTFOUND, with advice, if there is no folder for a socket.
 */
MUST_CHECK enum rc agent_start(
    int *fd, struct app *app, bool private_to_this_process, int64_t idle_ms, struct err *e);

/* Is there a folder for the socket of an agent? RC_NOTFOUND, with advice, if not. */
MUST_CHECK enum rc agent_has_place(struct err *e);

/*
 * Open the vault and unlock app->session through an agent: that of
 * app->agent_fd if it is not -1, else the user's, for this vault and member.
 * RC_NOTFOUND if there is none; the session is open then, and has learned for
 * the member who asks.
 */
MUST_CHECK enum rc agent_unlock(struct app *app, struct err *e);

/* The same for a session that has learned for member id. */
MUST_CHECK enum rc agent_unlock_member(struct app *app, int64_t id, struct err *e);

/* Close the line of app->session, after the session. */
void agent_close(struct app *app);

struct agent_status {
	int64_t idle_ms; /* how long it waits for the next use */
	int64_t left_ms; /* of that */
	int64_t member;
	char council[256];
	char name[256]; /* of the member */
};

/* Of the agent through which app->session is unlocked. RC_NOTFOUND if it is not. */
MUST_CHECK enum rc agent_status(struct agent_status *st, struct app *app, struct err *e);
/* Of the private one that fd leads to. */
MUST_CHECK enum rc agent_status_of(struct agent_status *st, int fd, struct err *e);

/* Has the other end of a line, or of the descriptor of a private one, ended? False for -1. */
bool agent_ended(int fd);

/*
 * Lock: the keys are wiped when this returns RC_OK, and the agent is gone. By
 * the descriptor of a private one; or every one of this user, each told of.
 */
MUST_CHECK enum rc agent_lock(int fd, struct agent_status *st, struct err *e);
typedef enum rc agent_each(void *arg, const struct agent_status *st, struct err *e);
MUST_CHECK enum rc agent_lock_all(agent_each *each, void *arg, struct err *e);

#endif
