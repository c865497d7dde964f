/*
 * shell_read: lines that are typed with editing, completion and a history.
 *
 * The only part that knows readline. What is typed is kept in memory and
 * nowhere else: there is no history file, and nothing that is typed, or stands
 * in ~/.inputrc, starts a program.
 */
#ifndef STRONGROOM_CLI_SHELL_READ_H
#define STRONGROOM_CLI_SHELL_READ_H

#include "base/buf.h"

struct shell_matches;
struct watch;

enum shell_read {
	READ_LINE,
	READ_END,    /* Ctrl-D, or the terminal is gone */
	READ_CANCEL, /* Ctrl-C: what was typed does not count */
	READ_IDLE,   /* nobody pressed a key for too long */
	READ_LOCKED, /* somebody locked it from elsewhere */
	READ_SIGNAL  /* one that ends the program, shell_signals_end */
};

/* Where the word begins that is completed, and in which quotes it is. */
struct shell_place {
	size_t from;
	char quote;
	bool raw; /* it is the whole line, and needs none */
};

struct shell_reader {
	struct watch *watch;
	bool plain; /* no control sequences */
	/* What the end of a text may become, into *m, which is empty. False: nothing. */
	bool (*complete)(
	    struct shell_matches *m, struct shell_place *place, struct slice text, void *arg);
	bool (*locked)(void *arg); /* asked each second, and at each key */
	void *arg;
};

/* Once, before anything else; r has to live on. */
void shell_read_start(const struct shell_reader *r);

/* A line, in *line, which is empty before. */
enum shell_read shell_read_line(struct buf *line, const char *prompt);

/* Put one into the history. */
void shell_read_keep(const char *line);

/* Wipe what is left of the last lines that were typed; with all true, the history as well. */
void shell_read_forget(bool all);

#endif
