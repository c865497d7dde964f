/*
 * checkpoint: the state of a log in a form that two people can compare.
 */
#ifndef STRONGROOM_VAULT_CHECKPOINT_H
#define STRONGROOM_VAULT_CHECKPOINT_H

#include "base/buf.h"
#include "crypto/box.h"
#include "crypto/hash.h"

enum { CHECKPOINT_WORDS = 16 };

/*
 * Append the check words of a log: 15 words of SHA-256(vault id, size, root),
 * then one that is wrong if another is: strongroom-vault(5), CHECKPOINT.
 */
void checkpoint_words(struct buf *out, const uint8_t vault_id[VAULT_ID], int64_t size,
    const uint8_t root[HASH_SIZE]);

#endif
