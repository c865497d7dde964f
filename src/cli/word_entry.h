/*
 * word_entry: one word of a sheet, as its letters are typed.
 *
 * What is shown of it stands on one line and is taken back letter by letter
 * with blanks, so that neither the screen nor what scrolls off it keeps a word.
 */
#ifndef STRONGROOM_CLI_WORD_ENTRY_H
#define STRONGROOM_CLI_WORD_ENTRY_H

#include "app.h"

struct word_entry {
	struct app *app;
	struct secret *typed; /* its letters */
	size_t n;
	size_t columns; /* that the prompt leaves; 0: nothing is shown */
	size_t hint;    /* columns of the hint behind the letters */
	int escape;     /* where within the sequence of a special key */
};

enum word_event {
	WORD_MORE,
	WORD_DONE, /* to be looked up */
	WORD_BACK, /* the word before is to be taken back */
	WORD_HELP,
	WORD_END /* of the input */
};

/* RC_FAIL if memory ran out. */
MUST_CHECK enum rc word_entry_init(struct word_entry *w, struct app *app, struct err *e);
void word_entry_finish(struct word_entry *w);

enum word_event word_entry_key(struct word_entry *w, uint8_t key);

/* Forget the word, on the screen too. */
void word_entry_clear(struct word_entry *w);
/* Take it off the screen only, and put it there again. */
void word_entry_hide(struct word_entry *w);
void word_entry_show(struct word_entry *w);

/* The value of what was typed, a word or at least four letters of one; -1: none. */
int word_entry_value(const struct word_entry *w);

/* Show behind it, until the next key, what is wrong with what was typed; it is forgotten. */
void word_entry_wrong(struct word_entry *w);

#endif
