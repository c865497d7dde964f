/*
 * box: the one authenticated encryption of the vault, committing to its key.
 *
 *   0x01 | nonce 24 | commit 32 | XChaCha20-Poly1305(subkey, nonce, ad, plain)
 *   subkey 32 | commit 32 = BLAKE2b-512(key, "strongroom box v1" || nonce)
 *
 * A box opens under one key only, and only in the place that its associated
 * data names.
 */
#ifndef STRONGROOM_CRYPTO_BOX_H
#define STRONGROOM_CRYPTO_BOX_H

#include "base/buf.h"

enum { BOX_KEY = 32, BOX_OVERHEAD = 1 + 24 + 32 + 16, VAULT_ID = 16 };

/* Where a box stands. All of it is authenticated, none of it is stored in it. */
struct box_place {
	const char *purpose;     /* "overview", "secret", … */
	const uint8_t *vault_id; /* VAULT_ID bytes */
	const char *kind;        /* the table */
	int64_t id;              /* the row */
	int64_t version;
	int64_t generation; /* of the collection key, or 0 */
	int64_t custodian;  /* 0: no custodian key */
	struct slice extra; /* more to bind, such as the cost of the KDF */
};

/* Append the box of plain, plain.n + BOX_OVERHEAD bytes. */
void box_seal(struct buf *out, const uint8_t key[BOX_KEY], const struct box_place *at,
    struct slice plain);

/* The length of what is in a box; 0 also if it is too short to be one. */
size_t box_plain_size(struct slice box);

/*
 * Open a box into plain, which has room for box_plain_size(box) bytes. False,
 * with plain zeroed, if the key, the place or a single bit is not right.
 */
MUST_CHECK bool box_open(
    uint8_t *plain, const uint8_t key[BOX_KEY], const struct box_place *at, struct slice box);

#endif
