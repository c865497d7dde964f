#include "crypto/kdf.h"

#include <argon2.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "crypto/hash.h"
#include "crypto/secret.h"
#include "kdf_int.h"

enum { KEY = 32, DEFAULT_PASSES = 3, SCRYPT_R = 8, SCRYPT_P = 1 };

enum rc kdf_check(const struct kdf_cost *c, struct err *e)
{
	if (c->mem_kib < KDF_MEM_MIN || c->mem_kib > KDF_MEM_MAX)
		return err_set(e, RC_INPUT,
		    "Argon2 memory of %u KiB is out of range: 19M to 4096M", c->mem_kib);
	if (c->passes < KDF_PASSES_MIN || c->passes > KDF_PASSES_MAX)
		return err_set(
		    e, RC_INPUT, "%u Argon2 passes are out of range: 2 to 64", c->passes);
	if (c->lanes < 1 || c->lanes > KDF_LANES_MAX)
		return err_set(
		    e, RC_INPUT, "%u Argon2 lanes are out of range: 1 to 16", c->lanes);
	return RC_OK;
}

struct kdf_cost kdf_default(void)
{
	uint64_t pages = (uint64_t)sysconf(_SC_PHYS_PAGES);
	uint64_t bytes = pages * (uint64_t)sysconf(_SC_PAGESIZE);
	bool small = bytes < (uint64_t)4 << 30;

	return (struct kdf_cost){
	    .mem_kib = (small ? 256U : 512U) * 1024, .passes = DEFAULT_PASSES, .lanes = 1};
}

enum rc kdf_passphrase(struct secret **key, struct slice passphrase,
    const uint8_t salt[KDF_SALT], const struct kdf_cost *c, struct err *e)
{
	struct secret *out;
	int bad;
	enum rc rc;

	if ((rc = kdf_check(c, e)) != RC_OK)
		return rc;
	if ((out = secret_new(KEY)) == NULL)
		return err_nomem(e);
	/* libsodium is vectorised but has one lane only. */
	if (c->lanes == 1)
		bad = crypto_pwhash(out->p, KEY, (const char *)passphrase.p, passphrase.n, salt,
		    c->passes, (size_t)c->mem_kib * 1024, crypto_pwhash_ALG_ARGON2ID13);
	else
		bad = argon2id_hash_raw(c->passes, c->mem_kib, c->lanes, passphrase.p,
		    passphrase.n, salt, KDF_SALT, out->p, KEY);
	if (bad != 0) {
		secret_free(out);
		return err_set(e, RC_FAIL,
		    "the passphrase cannot be checked: it needs %u MiB of free memory; "
		    "close other programs and try again",
		    c->mem_kib / 1024);
	}
	*key = out;
	return RC_OK;
}

uint64_t kdf_memory_available(void)
{
	FILE *f = fopen("/proc/meminfo", "re");
	unsigned long long kib = UINT64_MAX;
	char line[128];

	if (f == NULL)
		return kib;
	while (fgets(line, sizeof line, f) != NULL)
		if (sscanf(line, "MemAvailable: %llu kB", &kib) == 1)
			break;
	fclose(f);
	return kib;
}

enum rc kdf_scrypt(
    struct secret **key, struct slice passphrase, struct slice salt, int work, struct err *e)
{
	const uint64_t n = (uint64_t)1 << work;
	struct secret *out = secret_new(KEY);

	if (out == NULL)
		return err_nomem(e);
	if (n > kdf_memory_available() ||
	    crypto_pwhash_scryptsalsa208sha256_ll(passphrase.p, passphrase.n, salt.p, salt.n, n,
		SCRYPT_R, SCRYPT_P, out->p, KEY) != 0) {
		secret_free(out);
		return err_set(e, RC_FAIL,
		    "the passphrase cannot be checked: it needs %llu MiB of free memory; close "
		    "other programs, or use a computer with more",
		    (unsigned long long)(n + 1023) / 1024);
	}
	*key = out;
	return RC_OK;
}

void kdf_subkey(
    uint8_t *out, size_t n, uint64_t id, const char context[8], const uint8_t key[32])
{
	crypto_kdf_derive_from_key(out, n, id, context, key);
}

void hkdf_sha256(uint8_t *out, size_t n, struct slice ikm, struct slice salt, struct slice info)
{
	static const uint8_t zeros[HASH_SIZE];
	uint8_t prk[HASH_SIZE];
	uint8_t block[HASH_SIZE];
	struct hmac_sha256 h;
	uint8_t counter = 0;

	hmac_sha256(prk, salt.n > 0 ? salt : slice_of(zeros, sizeof zeros), ikm);
	while (n > 0) {
		size_t part = n < sizeof block ? n : sizeof block;

		hmac_sha256_init(&h, slice_of(prk, sizeof prk));
		if (counter > 0)
			hmac_sha256_add(&h, slice_of(block, sizeof block));
		hmac_sha256_add(&h, info);
		counter++;
		hmac_sha256_add(&h, slice_of(&counter, 1));
		hmac_sha256_final(&h, block);
		memcpy(out, block, part);
		out += part;
		n -= part;
	}
	wipe(prk, sizeof prk);
	wipe(block, sizeof block);
}

void pbkdf2_sha256(
    uint8_t *out, size_t n, struct slice password, struct slice salt, uint32_t iterations)
{
	static const uint8_t first[4] = {0, 0, 0, 1};
	struct hmac_sha256 keyed;
	struct hmac_sha256 h;
	uint8_t u[HASH_SIZE];
	uint8_t sum[HASH_SIZE];

	/* The keyed state is the same for every iteration: make it once. */
	hmac_sha256_init(&keyed, password);
	h = keyed;
	hmac_sha256_add(&h, salt);
	hmac_sha256_add(&h, slice_of(first, sizeof first));
	hmac_sha256_final(&h, u);
	memcpy(sum, u, sizeof sum);
	for (uint32_t i = 1; i < iterations; i++) {
		h = keyed;
		hmac_sha256_add(&h, slice_of(u, sizeof u));
		hmac_sha256_final(&h, u);
		for (size_t k = 0; k < sizeof sum; k++)
			sum[k] ^= u[k];
	}
	memcpy(out, sum, n < sizeof sum ? n : sizeof sum);
	wipe(&keyed, sizeof keyed);
	wipe(u, sizeof u);
	wipe(sum, sizeof sum);
}
