/*
 * sheet_typing_int: sheets that are being typed, key by key.
 */
#ifndef STRONGROOM_CLI_SHEET_TYPING_INT_H
#define STRONGROOM_CLI_SHEET_TYPING_INT_H

#include "word_entry.h"

struct sheet_set;

struct sheet_typing {
	struct app *app;
	struct sheet_set *set;
	bool of_vault;
	bool one;          /* is enough */
	bool line_by_line; /* and without echo */
	struct word_entry word;
	struct secret *values; /* SHEET_WORDS numbers of words */
	unsigned n;            /* words of this sheet */
	unsigned redo;         /* the one that is typed again, from 1; 0: the next */
	bool choosing;         /* which one is asked */
	unsigned suspect;      /* the answer that Enter gives; 0: none */
	unsigned number;       /* the answer so far; of its digits */
	unsigned digits;
	bool slip; /* the rest of the line does not count */
	bool done;
	enum rc rc;
	struct err *e;
};

/* sheet_typing_words.c: the words that were typed, and the sheets that they make */
/* Forget those of this sheet. */
void sheet_typing_begin(struct sheet_typing *t);
/*
 * One more, or in the place of number t->redo. The last one makes a sheet of
 * them, which is added to the set, or said to be none, or not a wanted one.
 */
void sheet_typing_add(struct sheet_typing *t, unsigned value);
/* Forget the last one; there has to be one. */
void sheet_typing_drop(struct sheet_typing *t);
/* There is no more to type. */
void sheet_typing_end(struct sheet_typing *t, enum rc rc);

#endif
