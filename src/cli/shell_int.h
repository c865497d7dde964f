/*
 * shell_int: what the parts of the shell share.
 */
#ifndef STRONGROOM_CLI_SHELL_INT_H
#define STRONGROOM_CLI_SHELL_INT_H

#include <sys/types.h>
#include <time.h>

#include "app.h"
#include "shell_names.h"
#include "shell_read.h"
#include "watch.h"

struct shell {
	struct app *app; /* with a session only while somebody unlocks */
	int agent_fd;    /* -1: locked */
	struct watch *watch;
	struct shell_reader reader;
	char prompt[200];
	char who[24]; /* "#1", for --member */
	struct shell_names names;
	struct { /* of the vault when the names were read */
		off_t size;
		ino_t inode;
		struct timespec changed;
	} stamp;
	enum shell_name asked; /* completion is of these alone; 0: of a whole line */
};

/* What comes after a line. */
enum shell_next { SHELL_GO_ON, SHELL_LEAVE, SHELL_LOCK, SHELL_KEYS_GONE, SHELL_IDLE };

/* shell_line.c */
/*
 * Do what a line says. What is wrong with it, or went wrong, is told; an error is
 * the end of the shell.
 */
MUST_CHECK enum rc shell_obey(
    enum shell_next *next, struct shell *s, struct buf *line, struct err *e);

/* shell_run.c */
/*
 * Run a command, by the words behind those that are global, in a process of its
 * own, and wait for it. Returns what waitpid gave, -1 if there is no process.
 */
int shell_run(struct shell *s, char *const *words, size_t n);
/* Have the names as the vault has them now. Without them nothing is offered. */
void shell_learn_names(struct shell *s);

/* shell_menu.c: what is done most, by number */
MUST_CHECK enum rc shell_menu(struct shell *s, struct err *e);

/* shell_greet.c: who is there, and what needs attention; before anything is recorded */
void shell_greet(struct app *app);

/* shell_start.c */
/*
 * Where there is no vault: ask what is to be done, and do it. *ended: that was
 * all. Else there is one, which may be unlocked already; *vault is where, for the
 * caller to free once app is done with it, if that was asked.
 */
MUST_CHECK enum rc shell_start(bool *ended, char **vault, struct app *app, struct err *e);

/* shell_lock.c */
/*
 * Ask for the passphrase, greet, and leave the keys with an agent; the shell has
 * none itself.
 */
MUST_CHECK enum rc shell_unlock(struct shell *s, struct err *e);
/* The agent ends, and what was typed or shown goes; then the same, with why said. */
MUST_CHECK enum rc shell_lock(struct shell *s, const char *why, struct err *e);
/* The agent ends, if there is one. */
void shell_drop_keys(struct shell *s);

#endif
