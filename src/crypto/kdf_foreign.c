#include "crypto/kdf_foreign.h"

#include <argon2.h>
#include <string.h>

#include "crypto/hash.h"
#include "crypto/secret.h"
#include "gcrypt_int.h"
#include "kdf_int.h"

enum { BLOCK = 16, THREADS_MAX = 8 };

static enum rc check_cost(
    const struct kdf_foreign_argon2 *a, const struct kdf_foreign_caps *caps, struct err *e)
{
	if (a->mem_kib > caps->mem_kib)
		return err_set(e, RC_INPUT,
		    "its key needs %llu MiB of memory, and %llu MiB are the most that are "
		    "given; set less in the program that wrote the file",
		    (unsigned long long)a->mem_kib / 1024,
		    (unsigned long long)caps->mem_kib / 1024);
	if (a->lanes > caps->lanes)
		return err_set(e, RC_INPUT,
		    "its key needs %llu threads, and %llu are the most that are given; set "
		    "less in the program that wrote the file",
		    (unsigned long long)a->lanes, (unsigned long long)caps->lanes);
	if (a->mem_kib > 0 && a->passes > caps->kib_passes / a->mem_kib)
		return err_set(e, RC_INPUT,
		    "its key needs %llu passes over %llu MiB of memory, which takes too long; "
		    "set less in the program that wrote the file",
		    (unsigned long long)a->passes, (unsigned long long)a->mem_kib / 1024);
	return RC_OK;
}

/* libargon2 takes pointers to what it only reads. */
static uint8_t *readable(struct slice s)
{
	return (uint8_t *)(uintptr_t)s.p;
}

static argon2_context context_of(
    struct secret *key, struct slice password, const struct kdf_foreign_argon2 *a)
{
	return (argon2_context){
	    .out = key->p,
	    .outlen = (uint32_t)key->n,
	    .pwd = readable(password),
	    .pwdlen = (uint32_t)password.n,
	    .salt = readable(a->salt),
	    .saltlen = (uint32_t)a->salt.n,
	    .secret = readable(a->pepper),
	    .secretlen = (uint32_t)a->pepper.n,
	    .ad = readable(a->extra),
	    .adlen = (uint32_t)a->extra.n,
	    .t_cost = (uint32_t)a->passes,
	    .m_cost = (uint32_t)a->mem_kib,
	    .lanes = (uint32_t)a->lanes,
	    .threads = (uint32_t)(a->lanes < THREADS_MAX ? a->lanes : THREADS_MAX),
	    .version = a->version,
	};
}

static enum rc no_memory(uint64_t kib, struct err *e)
{
	return err_set(e, RC_FAIL,
	    "its key needs %llu MiB of free memory; close other programs, or use a computer "
	    "with more",
	    (unsigned long long)(kib + 1023) / 1024);
}

static enum rc said_by_argon2(int said, uint64_t kib, struct err *e)
{
	if (said == ARGON2_OK)
		return RC_OK;
	if (said == ARGON2_MEMORY_ALLOCATION_ERROR || said == ARGON2_THREAD_FAIL)
		return no_memory(kib, e);
	return err_set(e, RC_INPUT,
	    "the cost of its key is not one that Argon2 can have; the file is damaged");
}

enum rc kdf_foreign_argon2(struct secret **key, struct slice password,
    const struct kdf_foreign_argon2 *a, const struct kdf_foreign_caps *caps, struct err *e)
{
	argon2_context c;
	struct secret *out;
	enum rc rc;

	if ((rc = check_cost(a, caps, e)) != RC_OK)
		return rc;
	if (a->passes > UINT32_MAX || (a->version != 0x10 && a->version != 0x13))
		return said_by_argon2(ARGON2_INCORRECT_PARAMETER, 0, e);
	if (a->mem_kib > kdf_memory_available())
		return no_memory(a->mem_kib, e);
	if ((out = secret_new(KDF_FOREIGN_KEY)) == NULL)
		return err_nomem(e);
	c = context_of(out, password, a);
	rc = said_by_argon2(argon2_ctx(&c, a->id ? Argon2_id : Argon2_d), a->mem_kib, e);
	if (rc == RC_OK)
		*key = out;
	else
		secret_free(out);
	return rc;
}

/* How far the rounds are. */
struct rounds {
	uint64_t all;
	uint64_t done; /* of both halves */
	kdf_foreign_progress *progress;
	void *arg;
};

/*
 * In CBC mode each block of zeros becomes the encryption of the block before:
 * so one call does many rounds.
 */
static bool half(gcry_cipher_hd_t h, uint8_t x[BLOCK], struct rounds *r)
{
	static const uint8_t zeros[1 << 16];
	uint64_t left = r->all;

	while (left > 0) {
		uint64_t n = left < sizeof zeros / BLOCK ? left : sizeof zeros / BLOCK;

		if (gcry_cipher_setiv(h, x, BLOCK) != 0 ||
		    gcry_cipher_encrypt(h, x, BLOCK, zeros, n * BLOCK) != 0)
			return false;
		left -= n;
		r->done += n;
		if (r->progress != NULL)
			r->progress(r->arg, r->done / 2, r->all);
	}
	return true;
}

enum rc kdf_foreign_aes(struct secret **key, const uint8_t password[KDF_FOREIGN_KEY],
    const uint8_t seed[KDF_FOREIGN_KEY], uint64_t rounds, uint64_t cap,
    kdf_foreign_progress *progress, void *arg, struct err *e)
{
	struct rounds r = {.all = rounds, .progress = progress, .arg = arg};
	gcry_cipher_hd_t h = NULL;
	struct secret *out;
	enum rc rc;

	if (rounds > cap)
		return err_set(e, RC_INPUT,
		    "its key needs %llu rounds of encryption, and %llu are the most that are "
		    "done; set less in the program that wrote the file",
		    (unsigned long long)rounds, (unsigned long long)cap);
	if ((rc = gcrypt_start(e)) != RC_OK)
		return rc;
	if ((out = secret_copy(password, KDF_FOREIGN_KEY)) == NULL)
		return err_nomem(e);
	if (gcry_cipher_open(
		&h, GCRY_CIPHER_AES256, GCRY_CIPHER_MODE_CBC, GCRY_CIPHER_CBC_MAC) != 0 ||
	    gcry_cipher_setkey(h, seed, KDF_FOREIGN_KEY) != 0 || !half(h, out->p, &r) ||
	    !half(h, out->p + BLOCK, &r))
		rc = gcrypt_failed(e);
	gcry_cipher_close(h);
	wipe_stack();
	if (rc != RC_OK) {
		secret_free(out);
		return rc;
	}
	sha256(out->p, secret_slice(out));
	*key = out;
	return RC_OK;
}
