/*
 * x25519: the function of RFC 7748, for the age format.
 */
#ifndef STRONGROOM_CRYPTO_X25519_H
#define STRONGROOM_CRYPTO_X25519_H

#include "base/err.h"
#include "base/slice.h"

enum { X25519_SIZE = 32 };

/* X25519(scalar, base point). */
void x25519_base(uint8_t out[X25519_SIZE], const uint8_t scalar[X25519_SIZE]);
/* X25519(scalar, point); false if the result is all zero (RFC 7748, 6.1). */
MUST_CHECK bool x25519(uint8_t out[X25519_SIZE], const uint8_t scalar[X25519_SIZE],
    const uint8_t point[X25519_SIZE]);

#endif
