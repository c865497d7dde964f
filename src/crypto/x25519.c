#include "crypto/x25519.h"

#include <sodium.h>

void x25519_base(uint8_t out[X25519_SIZE], const uint8_t scalar[X25519_SIZE])
{
	crypto_scalarmult_base(out, scalar);
}

/* libsodium fails for an all-zero result. */
bool x25519(uint8_t out[X25519_SIZE], const uint8_t scalar[X25519_SIZE],
    const uint8_t point[X25519_SIZE])
{
	if (crypto_scalarmult(out, scalar, point) == 0)
		return true;
	sodium_memzero(out, X25519_SIZE);
	return false;
}
