/*
 * sheet_set: the sheets that were given, until they are enough.
 *
 * An envelope of this program is a single group of SLIP-39 of 20 words a sheet.
 * What its sheets have in common is known from the first.
 */
#ifndef STRONGROOM_ENVELOPE_SHEET_SET_H
#define STRONGROOM_ENVELOPE_SHEET_SET_H

#include "envelope/slip39.h"

enum { SHEET_WORDS = 20 };

/* {0} is an empty one. */
struct sheet_set {
	struct secret *words[SLIP39_SHARES];
	struct slip39_info info[SLIP39_SHARES];
	size_t n;
};

void sheet_set_finish(struct sheet_set *set);

/*
 * Take the words of one more sheet. RC_EXISTS if it was given before, RC_INPUT
 * if the words are no sheet of an envelope, or one of another than the first.
 * Nothing is taken then, and the sentence never repeats a word.
 */
MUST_CHECK enum rc sheet_set_add(struct sheet_set *set, struct slice words, struct err *e);

/*
 * Take all sheets of a text, one a line. Blank lines, and a number in front of a
 * word, with or without a dot, do not count. The sentence names the line.
 */
MUST_CHECK enum rc sheet_set_read(struct sheet_set *set, struct slice text, struct err *e);

/* Are there as many as are needed? Not if there are none. */
bool sheet_set_enough(const struct sheet_set *set);

/*
 * What the sheets hold, ENVELOPE_SECRET bytes for the caller. More of them than
 * are needed have to agree. RC_INPUT if they are too few or do not fit together.
 */
MUST_CHECK enum rc sheet_set_recover(
    struct secret **secret, const struct sheet_set *set, struct err *e);

/*
 * How many words of the list the text is made of, numbers in front of them apart; 0
 * if anything else stands in it. values gets the numbers of the first most.
 */
size_t sheet_words_in(uint16_t *values, size_t most, struct slice text);

#endif
