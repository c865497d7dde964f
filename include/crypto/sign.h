/*
 * sign: Ed25519 signatures (RFC 8032).
 */
#ifndef STRONGROOM_CRYPTO_SIGN_H
#define STRONGROOM_CRYPTO_SIGN_H

#include "base/err.h"
#include "base/slice.h"

enum {
	SIGN_PUBLIC = 32,
	SIGN_SEED = 32,
	SIGN_SECRET = 64, /* libsodium's form: seed and public key */
	SIGN_SIZE = 64
};

/* Both keys from a seed. */
void sign_keys(uint8_t public_key[SIGN_PUBLIC], uint8_t secret_key[SIGN_SECRET],
    const uint8_t seed[SIGN_SEED]);
void sign_make(
    uint8_t sig[SIGN_SIZE], struct slice message, const uint8_t secret_key[SIGN_SECRET]);
MUST_CHECK bool sign_check(
    const uint8_t sig[SIGN_SIZE], struct slice message, const uint8_t public_key[SIGN_PUBLIC]);

#endif
