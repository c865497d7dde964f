/*
 * aead: ChaCha20-Poly1305 with a nonce of 12 bytes (RFC 8439), without
 * associated data. Only the age format uses it; the vault has its own box.
 */
#ifndef STRONGROOM_CRYPTO_AEAD_H
#define STRONGROOM_CRYPTO_AEAD_H

#include "base/err.h"
#include "base/slice.h"

enum { AEAD_KEY = 32, AEAD_NONCE = 12, AEAD_TAG = 16 };

/* out gets n + AEAD_TAG bytes; out and plain may be the same memory. */
void aead_seal(uint8_t *out, const uint8_t *plain, size_t n, const uint8_t nonce[AEAD_NONCE],
    const uint8_t key[AEAD_KEY]);

/* plain gets n - AEAD_TAG bytes; false, and nothing given out, if altered. */
MUST_CHECK bool aead_open(uint8_t *plain, const uint8_t *sealed, size_t n,
    const uint8_t nonce[AEAD_NONCE], const uint8_t key[AEAD_KEY]);

#endif
