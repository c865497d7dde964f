#include <string.h>

#include "crypto/secret.h"
#include "crypto/sign.h"
#include "tap.h"

/* RFC 8032, 7.1, tests 1 and 2. */
static void test_vector(
    const char *seed_hex, const char *public_hex, const char *message_hex, const char *sig_hex)
{
	uint8_t seed[SIGN_SEED], want_public[SIGN_PUBLIC], want_sig[SIGN_SIZE];
	uint8_t public_key[SIGN_PUBLIC], secret_key[SIGN_SECRET], sig[SIGN_SIZE], message[8];
	struct slice m;

	tap_hex(seed, sizeof seed, seed_hex);
	tap_hex(want_public, sizeof want_public, public_hex);
	tap_hex(want_sig, sizeof want_sig, sig_hex);
	m = slice_of(message, tap_hex(message, sizeof message, message_hex));
	sign_keys(public_key, secret_key, seed);
	is_mem(public_key, want_public, sizeof public_key, "the public key of RFC 8032");
	is_mem(secret_key, seed, sizeof seed, "the secret key begins with the seed");
	sign_make(sig, m, secret_key);
	is_mem(sig, want_sig, sizeof sig, "the signature of RFC 8032");
	ok(sign_check(sig, m, public_key), "it is valid");
}

static void test_refusals(void)
{
	uint8_t seed[SIGN_SEED] = {1};
	uint8_t public_key[SIGN_PUBLIC], secret_key[SIGN_SECRET], sig[SIGN_SIZE];
	uint8_t other[SIGN_PUBLIC], unused[SIGN_SECRET];
	static const uint8_t zeros[SIGN_SIZE];
	struct slice m = slice_str("record 17");
	bool failed = true;

	sign_keys(public_key, secret_key, seed);
	seed[0] = 2;
	sign_keys(other, unused, seed);
	sign_make(sig, m, secret_key);
	ok(!sign_check(sig, slice_str("record 18"), public_key), "another message");
	ok(!sign_check(sig, slice_str("record 1"), public_key), "a shorter message");
	ok(!sign_check(sig, m, other), "another signer");
	ok(!sign_check(zeros, m, public_key), "no signature");
	ok(!sign_check(zeros, m, zeros), "a key of low order");
	for (size_t i = 0; i < 8 * sizeof sig; i++) {
		sig[i / 8] ^= (uint8_t)(1U << i % 8);
		failed = failed && !sign_check(sig, m, public_key);
		sig[i / 8] ^= (uint8_t)(1U << i % 8);
	}
	ok(failed, "each bit of the signature matters");
}

int main(void)
{
	if (crypto_init(NULL) != RC_OK)
		return 1;
	test_vector("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
	    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
	    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
	    "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
	test_vector("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
	    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
	    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
	    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
	test_refusals();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
