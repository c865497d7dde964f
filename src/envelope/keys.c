#include "envelope/keys.h"

#include <stdlib.h>

#include "crypto/kdf.h"
#include "crypto/seal.h"
#include "crypto/secret.h"
#include "crypto/sign.h"
#include "crypto/x25519.h"

static const char SALT[] = "strongroom envelope v1";

static void derive(struct secret *out, const struct secret *secret, const char *label)
{
	hkdf_sha256(
	    out->p, ENVELOPE_KEY, secret_slice(secret), slice_str(SALT), slice_str(label));
}

static bool allocate(struct envelope_keys *k)
{
	k->identity = secret_new(ENVELOPE_KEY);
	k->sign_secret = secret_new(SIGN_SECRET);
	k->open_secret = secret_new(SEAL_KEY);
	k->seal_seed = secret_new(ENVELOPE_KEY);
	k->seal_secret = secret_new(SIGN_SECRET);
	return k->identity != NULL && k->sign_secret != NULL && k->open_secret != NULL &&
	       k->seal_seed != NULL && k->seal_secret != NULL;
}

static void fill(struct envelope_keys *k, struct secret *seed, const struct secret *secret)
{
	derive(k->identity, secret, "age");
	x25519_base(k->recipient, k->identity->p);
	derive(seed, secret, "sign");
	sign_keys(k->sign_public, k->sign_secret->p, seed->p);
	derive(seed, secret, "open");
	seal_keys(k->open_public, k->open_secret->p, seed->p);
	derive(k->seal_seed, secret, "seal");
	sign_keys(k->seal_public, k->seal_secret->p, k->seal_seed->p);
}

enum rc envelope_keys_derive(
    struct envelope_keys **keys, const struct secret *secret, struct err *e)
{
	struct envelope_keys *k = calloc(1, sizeof *k);
	struct secret *seed = secret_new(ENVELOPE_KEY);
	enum rc rc = RC_OK;

	if (k == NULL || seed == NULL || !allocate(k)) {
		rc = err_nomem(e);
		goto out;
	}
	if (secret->n != ENVELOPE_SECRET) {
		rc = err_set(
		    e, RC_INPUT, "the sheets are not those of an envelope of strongroom");
		goto out;
	}
	fill(k, seed, secret);
	*keys = k;
	k = NULL;
out:
	secret_free(seed);
	envelope_keys_free(k);
	return rc;
}

void envelope_keys_free(struct envelope_keys *keys)
{
	if (keys == NULL)
		return;
	secret_free(keys->identity);
	secret_free(keys->sign_secret);
	secret_free(keys->open_secret);
	secret_free(keys->seal_seed);
	secret_free(keys->seal_secret);
	free(keys);
}
