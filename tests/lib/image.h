/*
 * image: a vault that is opened from bytes in memory.
 *
 * The bytes are copied, nothing is read from or written to a disk, and all
 * checks are those that a file meets. Transactions work, on the copy.
 */
#ifndef STRONGROOM_TESTS_IMAGE_H
#define STRONGROOM_TESTS_IMAGE_H

#include "base/slice.h"
#include "vault/session.h"

struct secret;
struct store;

/* As store_open; path is what the store says of itself. */
MUST_CHECK enum rc image_store(
    struct store **s, struct slice bytes, const char *path, struct err *e);

/* As session_open. */
MUST_CHECK enum rc image_open(
    struct session **s, struct slice bytes, const struct session_options *o, struct err *e);

/*
 * As session_open, session_learn and session_unlock, with the seed of the
 * member in place of the passphrase: what Argon2id takes would be all the time.
 */
MUST_CHECK enum rc image_unlock(struct session **s, struct slice bytes,
    const struct session_options *o, int64_t member, const struct secret *seed, struct err *e);

#endif
