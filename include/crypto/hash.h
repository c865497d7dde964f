/*
 * hash: SHA-256 and SHA-512 (FIPS 180-4), HMAC-SHA-256 (RFC 2104), BLAKE2b (RFC 7693).
 */
#ifndef STRONGROOM_CRYPTO_HASH_H
#define STRONGROOM_CRYPTO_HASH_H

#include "base/slice.h"

enum { HASH_SIZE = 32, HASH_SIZE_512 = 64 };

/* SHA-256 of one run of bytes. */
void sha256(uint8_t out[HASH_SIZE], struct slice data);

/* SHA-512 of one run of bytes. */
void sha512(uint8_t out[HASH_SIZE_512], struct slice data);

/* SHA-256 in pieces. final wipes the state. */
struct sha256 {
	_Alignas(16) uint8_t opaque[128];
};
void sha256_init(struct sha256 *h);
void sha256_add(struct sha256 *h, struct slice data);
void sha256_final(struct sha256 *h, uint8_t out[HASH_SIZE]);

/* HMAC-SHA-256 with a key of any length. */
void hmac_sha256(uint8_t out[HASH_SIZE], struct slice key, struct slice data);

/* HMAC-SHA-256 in pieces. final wipes the state. */
struct hmac_sha256 {
	_Alignas(16) uint8_t opaque[256];
};
void hmac_sha256_init(struct hmac_sha256 *h, struct slice key);
void hmac_sha256_add(struct hmac_sha256 *h, struct slice data);
void hmac_sha256_final(struct hmac_sha256 *h, uint8_t out[HASH_SIZE]);

/* BLAKE2b of 1 … 64 bytes, without a key. */
void blake2b(uint8_t *out, size_t out_n, struct slice data);

/* BLAKE2b of HASH_SIZE bytes, without a key, in pieces. */
struct blake2b {
	_Alignas(64) uint8_t opaque[384];
};
void blake2b_init(struct blake2b *h);
void blake2b_add(struct blake2b *h, struct slice data);
void blake2b_final(struct blake2b *h, uint8_t out[HASH_SIZE]);

/* BLAKE2b of 1 … 64 bytes with a key of 32 bytes. */
void blake2b_keyed(uint8_t *out, size_t out_n, const uint8_t key[32], struct slice data);

#endif
