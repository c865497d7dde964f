#include "crypto/sign.h"

#include <sodium.h>

void sign_keys(uint8_t public_key[SIGN_PUBLIC], uint8_t secret_key[SIGN_SECRET],
    const uint8_t seed[SIGN_SEED])
{
	crypto_sign_seed_keypair(public_key, secret_key, seed);
}

void sign_make(
    uint8_t sig[SIGN_SIZE], struct slice message, const uint8_t secret_key[SIGN_SECRET])
{
	crypto_sign_detached(sig, NULL, message.p, message.n, secret_key);
}

bool sign_check(
    const uint8_t sig[SIGN_SIZE], struct slice message, const uint8_t public_key[SIGN_PUBLIC])
{
	return crypto_sign_verify_detached(sig, message.p, message.n, public_key) == 0;
}
