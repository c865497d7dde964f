/*
 * merkle: the root of a growing tree of leaves (RFC 6962, 2.1).
 *
 * Only the frontier is kept: the roots of the complete subtrees, one for each
 * bit of the size, the largest first.
 */
#ifndef STRONGROOM_VAULT_MERKLE_H
#define STRONGROOM_VAULT_MERKLE_H

#include "crypto/hash.h"

enum { MERKLE_LEVELS = 64 };

struct merkle {
	uint64_t size;
	uint8_t frontier[MERKLE_LEVELS][HASH_SIZE];
};

/* How many subtrees the frontier of a tree of that size has. */
unsigned merkle_levels(uint64_t size);

void merkle_add(struct merkle *m, const uint8_t leaf[HASH_SIZE]);
void merkle_root(uint8_t root[HASH_SIZE], const struct merkle *m);

#endif
