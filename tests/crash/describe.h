/*
 * describe: all that can be seen of a vault, as a text to compare.
 */
#ifndef STRONGROOM_TESTS_DESCRIBE_H
#define STRONGROOM_TESTS_DESCRIBE_H

#include "jobs.h"

/*
 * Append members, collections, grants, every item with its secret, how many
 * records of each kind there are (of unlocks it makes none), what the export
 * holds, and which passphrase is the member's. As the next command would, it
 * records the unlock. RC_TAMPER also if this computer's memory did not count.
 */
enum rc describe(struct buf *out, struct fixture *f, const struct envelope_keys *keys,
    enum job j, struct err *e);

/*
 * The log, every row and the database verify, and no
 * file is left that nobody needs, once the next command of the kind has run;
 * false with the reason in *why.
 */
bool describe_sound(struct buf *why, struct fixture *f, enum job j);

#endif
