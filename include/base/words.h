/*
 * words: the 1,024 words of SLIP-39, ten bits each.
 *
 * They serve two ends: the secret words on the sheets of an envelope, and the
 * public check words, by which two people compare a hash aloud.
 */
#ifndef STRONGROOM_BASE_WORDS_H
#define STRONGROOM_BASE_WORDS_H

#include "base/slice.h"

enum { WORDS_COUNT = 1024 };

/* The word for 0 … 1023. */
const char *words_get(unsigned value);

/* The value of a word, in any case, or of its first four letters; -1 if none. */
int words_find(struct slice word);

/* How many words begin with so many letters, in any case; the first of them in *first. */
unsigned words_beginning(unsigned *first, struct slice letters);

/*
 * Is what was typed one slip away from that word, or from its first four letters
 * if it has no more: a letter changed, left out or put in, or two of them swapped?
 */
bool words_near(unsigned value, struct slice typed);

/* Append the first n * 10 bits of hash, as n words with blanks between. */
struct buf;
void words_of_hash(struct buf *out, const uint8_t *hash, unsigned n);

#endif
