/*
 * kdf: keys from passphrases and from other keys.
 */
#ifndef STRONGROOM_CRYPTO_KDF_H
#define STRONGROOM_CRYPTO_KDF_H

#include "base/err.h"
#include "base/slice.h"

struct secret;

enum {
	KDF_SALT = 16,
	KDF_MEM_MIN = 19 * 1024,   /* KiB: the least that OWASP advises with t = 2 */
	KDF_MEM_MAX = 4096 * 1024, /* KiB */
	KDF_PASSES_MIN = 2,
	KDF_PASSES_MAX = 64,
	KDF_LANES_MAX = 16
};

/* The cost of Argon2id (RFC 9106): m, t and p. */
struct kdf_cost {
	uint32_t mem_kib;
	uint32_t passes;
	uint32_t lanes;
};

/* RC_INPUT, with a sentence, if the cost is outside the limits above. */
MUST_CHECK enum rc kdf_check(const struct kdf_cost *c, struct err *e);

/* 512 MiB, 3 passes, one lane; 256 MiB on a machine with less than 4 GiB. */
struct kdf_cost kdf_default(void);

/*
 * Argon2id version 0x13 of passphrase: 32 bytes in *key, for the caller to
 * free. RC_FAIL if the memory cannot be had.
 */
MUST_CHECK enum rc kdf_passphrase(struct secret **key, struct slice passphrase,
    const uint8_t salt[KDF_SALT], const struct kdf_cost *c, struct err *e);

/*
 * scrypt (RFC 7914) of passphrase with N = 2^work, r = 8 and p = 1, for the age
 * format: 32 bytes in *key, for the caller to free. work is 1 … 22. RC_FAIL if
 * the memory, 2^work KiB, cannot be had.
 */
MUST_CHECK enum rc kdf_scrypt(
    struct secret **key, struct slice passphrase, struct slice salt, int work, struct err *e);

/* libsodium's crypto_kdf: subkey id of a 32-byte key, context of 8 letters. */
void kdf_subkey(
    uint8_t *out, size_t n, uint64_t id, const char context[8], const uint8_t key[32]);

/* HKDF-SHA-256 (RFC 5869), up to 255 * 32 bytes. An empty salt is 32 zero bytes. */
void hkdf_sha256(
    uint8_t *out, size_t n, struct slice ikm, struct slice salt, struct slice info);

/* PBKDF2-HMAC-SHA-256 (RFC 8018, 5.2), up to 32 bytes. */
void pbkdf2_sha256(
    uint8_t *out, size_t n, struct slice password, struct slice salt, uint32_t iterations);

#endif
