#include "crypto/aead.h"

#include <sodium.h>

void aead_seal(uint8_t *out, const uint8_t *plain, size_t n, const uint8_t nonce[AEAD_NONCE],
    const uint8_t key[AEAD_KEY])
{
	crypto_aead_chacha20poly1305_ietf_encrypt(
	    out, NULL, plain, n, NULL, 0, NULL, nonce, key);
}

bool aead_open(uint8_t *plain, const uint8_t *sealed, size_t n, const uint8_t nonce[AEAD_NONCE],
    const uint8_t key[AEAD_KEY])
{
	return crypto_aead_chacha20poly1305_ietf_decrypt(
		   plain, NULL, NULL, sealed, n, NULL, 0, nonce, key) == 0;
}
