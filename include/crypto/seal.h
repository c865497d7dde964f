/*
 * seal: give something to the holder of an X25519 key, in the format of
 * libsodium's crypto_box_seal.
 */
#ifndef STRONGROOM_CRYPTO_SEAL_H
#define STRONGROOM_CRYPTO_SEAL_H

#include "base/buf.h"

enum {
	SEAL_KEY = 32, /* public, secret, and what seal_key seals */
	SEAL_OVERHEAD = 48,
	SEAL_SIZE = SEAL_KEY + SEAL_OVERHEAD
};

/* Both keys from a seed of 32 bytes, as crypto_box_seed_keypair makes them. */
void seal_keys(
    uint8_t public_key[SEAL_KEY], uint8_t secret_key[SEAL_KEY], const uint8_t seed[SEAL_KEY]);

/*
 * Seal a 32-byte key to a recipient. The ephemeral key comes from
 * BLAKE2b(key, "seal" || recipient), so whoever holds the key can make the
 * same bytes again and so check somebody else's seal.
 */
void seal_key(
    uint8_t sealed[SEAL_SIZE], const uint8_t key[SEAL_KEY], const uint8_t recipient[SEAL_KEY]);
/* Open one into key; false, with key zeroed, if it is not for this recipient. */
MUST_CHECK bool seal_key_open(uint8_t key[SEAL_KEY], const uint8_t sealed[SEAL_SIZE],
    const uint8_t public_key[SEAL_KEY], const uint8_t secret_key[SEAL_KEY]);

/* Append message sealed to recipient, with a random ephemeral key. */
void seal_message(struct buf *out, struct slice message, const uint8_t recipient[SEAL_KEY]);
/* Append what was sealed; false if it is not for this recipient or was altered. */
MUST_CHECK bool seal_message_open(struct buf *out, struct slice sealed,
    const uint8_t public_key[SEAL_KEY], const uint8_t secret_key[SEAL_KEY]);

#endif
