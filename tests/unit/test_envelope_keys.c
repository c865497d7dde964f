#include "envelope/keys.h"

#include <string.h>

#include "crypto/hash.h"
#include "crypto/seal.h"
#include "crypto/secret.h"
#include "crypto/sign.h"
#include "crypto/x25519.h"
#include "tap.h"

/* The derivation once more, from HMAC alone (RFC 5869, one block). */
static void expected(uint8_t out[ENVELOPE_KEY], const struct secret *secret, const char *label)
{
	uint8_t prk[HASH_SIZE];
	char info[16] = {0};

	hmac_sha256(prk, slice_str("strongroom envelope v1"), secret_slice(secret));
	strcpy(info, label);
	info[strlen(label)] = 1;
	hmac_sha256(out, slice_of(prk, sizeof prk), slice_of(info, strlen(label) + 1));
}

static void test_keys(const struct envelope_keys *k, const struct secret *secret)
{
	uint8_t seed[ENVELOPE_KEY];
	uint8_t public_key[ENVELOPE_KEY];
	uint8_t pair[SIGN_SECRET];

	expected(seed, secret, "age");
	is_mem(k->identity->p, seed, sizeof seed, "age: the scalar");
	x25519_base(public_key, seed);
	is_mem(k->recipient, public_key, sizeof public_key, "age: the recipient");
	expected(seed, secret, "sign");
	sign_keys(public_key, pair, seed);
	is_mem(k->sign_secret->p, pair, sizeof pair, "sign: the secret key");
	is_mem(k->sign_public, public_key, sizeof public_key, "sign: the public key");
	expected(seed, secret, "open");
	seal_keys(public_key, pair, seed);
	is_mem(k->open_secret->p, pair, SEAL_KEY, "open: the secret key");
	is_mem(k->open_public, public_key, sizeof public_key, "open: the public key");
	expected(seed, secret, "seal");
	sign_keys(public_key, pair, seed);
	is_mem(k->seal_seed->p, seed, sizeof seed, "seal: the seed");
	is_mem(k->seal_secret->p, pair, sizeof pair, "seal: the secret key");
	is_mem(k->seal_public, public_key, sizeof public_key, "seal: the public key");
}

/* The values that sheets already printed rely on. */
static void test_fixed(const struct envelope_keys *k)
{
	uint8_t want[ENVELOPE_KEY];

	tap_hex(want, sizeof want,
	    "bd05c03e0e3168237f130ec4916c93aa92b030701ba720fb2f1882678dea015b");
	is_mem(k->recipient, want, sizeof want, "the recipient of a known secret");
	tap_hex(want, sizeof want,
	    "cbf0d1c11301360b6c1c255a13e52ed158ca5ee167e2428df0a8c8a664d16f7e");
	is_mem(k->sign_public, want, sizeof want, "the signing key of a known secret");
	tap_hex(want, sizeof want,
	    "b7aee3e7e0c58de6d1c0e51a79da50ec3a50aabd4a480a0e7cf4a114ae467c59");
	is_mem(k->open_public, want, sizeof want, "the opening key of a known secret");
	tap_hex(want, sizeof want,
	    "59bf7e744ad3a4f176624cd3428f27432ab21f96e5f7562a3aaf882939412b8a");
	is_mem(k->seal_public, want, sizeof want, "the seal-signing key of a known secret");
}

static void test_other_secret(const struct envelope_keys *k)
{
	struct secret *secret = secret_copy("0123456789abcdeg", ENVELOPE_SECRET);
	struct envelope_keys *other = NULL;

	is_int(envelope_keys_derive(&other, secret, NULL), RC_OK, "another secret");
	ok(memcmp(other->recipient, k->recipient, ENVELOPE_KEY) != 0 &&
		memcmp(other->sign_public, k->sign_public, ENVELOPE_KEY) != 0 &&
		memcmp(other->open_public, k->open_public, ENVELOPE_KEY) != 0 &&
		memcmp(other->seal_public, k->seal_public, ENVELOPE_KEY) != 0,
	    "has other keys");
	envelope_keys_free(other);
	secret_free(secret);
}

static void test_wrong_size(void)
{
	struct secret *secret = secret_new(ENVELOPE_SECRET * 2);
	struct envelope_keys *k = NULL;

	is_int(envelope_keys_derive(&k, secret, NULL), RC_INPUT,
	    "a secret of 32 bytes is refused");
	ok(k == NULL, "and gives no keys");
	secret_free(secret);
}

int main(void)
{
	struct envelope_keys *k = NULL;
	struct secret *secret;
	struct err e;

	if (crypto_init(&e) != RC_OK)
		return 1;
	secret = secret_copy("0123456789abcdef", ENVELOPE_SECRET);
	is_int(envelope_keys_derive(&k, secret, &e), RC_OK, "keys from a secret");
	test_keys(k, secret);
	test_fixed(k);
	test_other_secret(k);
	test_wrong_size();
	envelope_keys_free(k);
	envelope_keys_free(NULL);
	secret_free(secret);
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
