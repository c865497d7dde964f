#include <string.h>

#include "crypto/secret.h"
#include "kdbx_int.h"
#include "transfer/parse.h"

/*
 * What a file may cost. 4 GiB are what a vault of strongroom may, and 64 passes
 * over them; 2^31 rounds of AES take about two minutes.
 */
static const struct kdf_foreign_caps ARGON2_CAPS = {
    .mem_kib = 4 << 20, .lanes = 1 << 10, .kib_passes = (uint64_t)64 << 22};
static const uint64_t AES_CAP = (uint64_t)1 << 31;

/* An empty passphrase is one; none is something else. */
static enum rc composite(uint8_t out[HASH_SIZE], const struct parse_options *o, struct err *e)
{
	uint8_t parts[2][HASH_SIZE];
	size_t n = 0;
	enum rc rc = RC_OK;

	if (o->passphrase != NULL)
		sha256(parts[n++], secret_slice(o->passphrase));
	if (o->key_file.p != NULL)
		rc = kdbx_key_file(parts[n++], o->key_file, e);
	if (n == 0)
		rc = err_set(e, RC_AUTH,
		    "this file is protected: give its passphrase, its key "
		    "file, or both (--file-passphrase-fd N, --key-file FILE)");
	if (rc == RC_OK)
		sha256(out, slice_of(parts, n * HASH_SIZE));
	wipe(parts, sizeof parts);
	return rc;
}

static enum rc transform(struct secret **out, const struct kdbx_header *h,
    const struct parse_options *o, struct err *e)
{
	uint8_t key[HASH_SIZE];
	enum rc rc = composite(key, o, e);

	if (rc == RC_OK && h->is_argon2)
		rc = kdf_foreign_argon2(
		    out, slice_of(key, sizeof key), &h->argon2, &ARGON2_CAPS, e);
	else if (rc == RC_OK)
		rc = kdf_foreign_aes(
		    out, key, h->aes_seed.p, h->aes_rounds, AES_CAP, NULL, NULL, e);
	wipe(key, sizeof key);
	return rc;
}

enum rc kdbx_keys_derive(struct kdbx_keys *k, const struct kdbx_header *h,
    const struct parse_options *o, struct err *e)
{
	uint8_t mixed[2 * HASH_SIZE + 1];
	struct secret *transformed = NULL;
	enum rc rc;

	*k = (struct kdbx_keys){0};
	if ((rc = transform(&transformed, h, o, e)) != RC_OK)
		return rc;
	memcpy(mixed, h->seed.p, HASH_SIZE);
	memcpy(mixed + HASH_SIZE, transformed->p, HASH_SIZE);
	mixed[2 * HASH_SIZE] = 1;
	k->cipher = secret_new(HASH_SIZE);
	k->hmac = secret_new(HASH_SIZE_512);
	if (k->cipher == NULL || k->hmac == NULL) {
		rc = err_nomem(e);
	} else {
		sha256(k->cipher->p, slice_of(mixed, 2 * HASH_SIZE));
		sha512(k->hmac->p, slice_of(mixed, sizeof mixed));
	}
	wipe(mixed, sizeof mixed);
	secret_free(transformed);
	return rc;
}

void kdbx_keys_finish(struct kdbx_keys *k)
{
	secret_free(k->cipher);
	secret_free(k->hmac);
	*k = (struct kdbx_keys){0};
}

enum rc kdbx_wrong_key(const struct parse_options *o, struct err *e)
{
	const char *what = o->key_file.p == NULL   ? "this passphrase"
			   : o->passphrase == NULL ? "this key file alone"
						   : "this passphrase and key file";

	return err_set(e, RC_AUTH,
	    "the file does not open with %s; if a YubiKey or another device belongs to its "
	    "key, "
	    "take that out in the program that wrote it, or export KeePass XML there, and "
	    "import "
	    "that",
	    what);
}
