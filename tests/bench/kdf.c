/*
 * kdf_passphrase, which the linker puts in front of the real one (--wrap).
 * Argon2id takes most of the time and of the memory of every command, and
 * neither is to be changed: what is measured beside it does without.
 */
#include "crypto/kdf.h"

#include <string.h>

#include "bench.h"
#include "crypto/hash.h"
#include "crypto/secret.h"

enum rc __real_kdf_passphrase(struct secret **key, struct slice passphrase,
    const uint8_t salt[KDF_SALT], const struct kdf_cost *c, struct err *e);
enum rc __wrap_kdf_passphrase(struct secret **key, struct slice passphrase,
    const uint8_t salt[KDF_SALT], const struct kdf_cost *c, struct err *e);

bool kdf_quick = true;
double kdf_ms;

static enum rc quick(
    struct secret **key, struct slice passphrase, const uint8_t salt[KDF_SALT], struct err *e)
{
	uint8_t salt_key[HASH_SIZE] = {0};

	if ((*key = secret_new(HASH_SIZE)) == NULL)
		return err_nomem(e);
	memcpy(salt_key, salt, KDF_SALT);
	blake2b_keyed((*key)->p, HASH_SIZE, salt_key, passphrase);
	return RC_OK;
}

enum rc __wrap_kdf_passphrase(struct secret **key, struct slice passphrase,
    const uint8_t salt[KDF_SALT], const struct kdf_cost *c, struct err *e)
{
	double start = now_ms();
	enum rc rc = kdf_quick ? quick(key, passphrase, salt, e)
			       : __real_kdf_passphrase(key, passphrase, salt, c, e);

	kdf_ms = now_ms() - start;
	return rc;
}
