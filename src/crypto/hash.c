#include "crypto/hash.h"

#include <sodium.h>

_Static_assert(sizeof(struct sha256) >= sizeof(crypto_hash_sha256_state), "sha256 state");
_Static_assert(
    sizeof(struct hmac_sha256) >= sizeof(crypto_auth_hmacsha256_state), "hmac state");
_Static_assert(sizeof(struct blake2b) >= sizeof(crypto_generichash_state), "blake2b state");

void sha256(uint8_t out[HASH_SIZE], struct slice data)
{
	crypto_hash_sha256(out, data.p, data.n);
}

void sha512(uint8_t out[HASH_SIZE_512], struct slice data)
{
	crypto_hash_sha512(out, data.p, data.n);
}

static crypto_hash_sha256_state *hash_state(struct sha256 *h)
{
	return (crypto_hash_sha256_state *)(void *)h->opaque;
}

void sha256_init(struct sha256 *h)
{
	crypto_hash_sha256_init(hash_state(h));
}

void sha256_add(struct sha256 *h, struct slice data)
{
	crypto_hash_sha256_update(hash_state(h), data.p, data.n);
}

void sha256_final(struct sha256 *h, uint8_t out[HASH_SIZE])
{
	crypto_hash_sha256_final(hash_state(h), out);
	sodium_memzero(h, sizeof *h);
}

static crypto_auth_hmacsha256_state *hmac_state(struct hmac_sha256 *h)
{
	return (crypto_auth_hmacsha256_state *)(void *)h->opaque;
}

void hmac_sha256_init(struct hmac_sha256 *h, struct slice key)
{
	crypto_auth_hmacsha256_init(hmac_state(h), key.p, key.n);
}

void hmac_sha256_add(struct hmac_sha256 *h, struct slice data)
{
	crypto_auth_hmacsha256_update(hmac_state(h), data.p, data.n);
}

void hmac_sha256_final(struct hmac_sha256 *h, uint8_t out[HASH_SIZE])
{
	crypto_auth_hmacsha256_final(hmac_state(h), out);
	sodium_memzero(h, sizeof *h);
}

void hmac_sha256(uint8_t out[HASH_SIZE], struct slice key, struct slice data)
{
	struct hmac_sha256 h;

	hmac_sha256_init(&h, key);
	hmac_sha256_add(&h, data);
	hmac_sha256_final(&h, out);
}

void blake2b(uint8_t *out, size_t out_n, struct slice data)
{
	crypto_generichash(out, out_n, data.p, data.n, NULL, 0);
}

void blake2b_keyed(uint8_t *out, size_t out_n, const uint8_t key[32], struct slice data)
{
	crypto_generichash(out, out_n, data.p, data.n, key, 32);
}

static crypto_generichash_state *blake2b_state(struct blake2b *h)
{
	return (crypto_generichash_state *)(void *)h->opaque;
}

void blake2b_init(struct blake2b *h)
{
	crypto_generichash_init(blake2b_state(h), NULL, 0, HASH_SIZE);
}

void blake2b_add(struct blake2b *h, struct slice data)
{
	crypto_generichash_update(blake2b_state(h), data.p, data.n);
}

void blake2b_final(struct blake2b *h, uint8_t out[HASH_SIZE])
{
	crypto_generichash_final(blake2b_state(h), out, HASH_SIZE);
}
