/*
 * agent_int: the agent from the inside.
 *
 * On the line, a request and an answer are each a length of four bytes and as
 * many bytes. What does not begin with one of these goes to the keeper.
 */
#ifndef STRONGROOM_CLI_AGENT_INT_H
#define STRONGROOM_CLI_AGENT_INT_H

#include <sys/stat.h>
#include <sys/types.h>

#include "agent.h"
#include "vault/keeper.h"

struct watch;

enum agent_request {
	AGENT_STATUS = 0x80, /* -> idle, left, member, council, name */
	AGENT_LOCK           /* -> the same, when the keys are wiped */
};

enum {
	AGENT_LENGTH = 4,
	AGENT_REQUEST = 8 * 1024 * 1024, /* a record that lists 100,000 items and more */
	AGENT_NAME = 64
};

/* agent_place.c: where the sockets are */
/* Their folder, made if need be; -1, with advice, if there can be none. */
int agent_folder(struct err *e);
/* The name of the socket for a vault and a member. */
void agent_name(char name[AGENT_NAME], const uint8_t vault_id[VAULT_ID], int64_t member);
/* The same for a private one, which is this process. */
void agent_name_private(char name[AGENT_NAME]);
/* Listen under that name, in the place of who did before; -1 on failure. */
int agent_listen(int folder, const char *name, struct err *e);
/* A line to who listens there, who is this user; -1 if nobody does. */
int agent_connect(int folder, const char *name, pid_t *pid, struct err *e);
/* Is the other end this user? */
bool agent_peer_is_own(int fd, pid_t *pid);

/* agent_line.c: one line */
/* A new line to the private agent that fd leads to; -1 if it has ended. */
int agent_line_new(int fd, struct err *e);
/* Ask, and wait for the answer, which goes into a fixed buffer of KEEPER_ANSWER bytes. */
MUST_CHECK enum rc agent_line_ask(
    int line, struct slice request, struct buf *answer, struct err *e);
MUST_CHECK enum rc agent_line_status(
    int line, enum agent_request what, struct agent_status *st, struct err *e);
/* Wait until the other end has closed; false if it does not. */
bool agent_line_ended(int line);
/* The other end of a line that was sent with agent_line_new; -1: none, and *closed if no more
 * come. */
int agent_line_take(int fd, bool *closed);

/* agent_serve.c: the agent itself */
struct agent {
	struct keeper *keeper;
	int listener; /* -1: none */
	int control;  /* of a private one, whose listener serves only who locks; -1: none */
	int folder;   /* of the socket; -1: none */
	char name[AGENT_NAME];
	int64_t idle_ms;
	/* Keys that are pressed in its shell count as a use; NULL: there is none. */
	const struct watch *watch;
};
/* Serve until it has to end; the keys are wiped then. */
void agent_serve(struct agent *a);

/* agent_life.c: when it ends, and when what it learned goes to the disk */
struct agent_life {
	struct agent *a;
	struct stat socket;
	int64_t began_ms;
	int64_t used_ms; /* when somebody asked for the keys last: the caller says so */
	int64_t slept_ms;
	int64_t saved_ms;
	int64_t watched_ms;
	bool recorded; /* by a command that has ended since: the caller says so */
	bool over;
};
void agent_life_begin(struct agent_life *l, struct agent *a);
int64_t agent_life_left_ms(const struct agent_life *l);
/* Is what others find under its name the socket that it listens at? */
bool agent_life_socket(const struct agent_life *l);
/* Set l->over if it has to end. */
void agent_life_check(struct agent_life *l);
/* Write down what is owed, if it is time for that; quiet: nobody asks for anything. */
void agent_life_save(struct agent_life *l, bool quiet);
/* The same where no other time will come. */
void agent_life_save_last(struct agent_life *l);

#endif
