/*
 * guesses: what bits of entropy mean for who has to guess.
 */
#ifndef STRONGROOM_PASSWORD_GUESSES_H
#define STRONGROOM_PASSWORD_GUESSES_H

#include "base/buf.h"

/*
 * Append a sentence or two for people: the bits, how long the average guesser
 * needs who has stolen what a website keeps of a password, and where that is no
 * time at all, how long it takes at the website itself.
 */
void guesses_say(struct buf *out, double bits);

#endif
