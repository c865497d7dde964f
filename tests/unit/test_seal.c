#include <sodium.h>
#include <string.h>

#include "crypto/seal.h"
#include "crypto/secret.h"
#include "tap.h"

struct pair {
	uint8_t pub[SEAL_KEY];
	uint8_t sec[SEAL_KEY];
};

static struct pair pair_of(uint8_t first)
{
	uint8_t seed[SEAL_KEY] = {first};
	struct pair p;

	seal_keys(p.pub, p.sec, seed);
	return p;
}

static void test_keys(void)
{
	uint8_t seed[SEAL_KEY];
	uint8_t want[SEAL_KEY];
	uint8_t point[SEAL_KEY];
	struct pair p;

	for (unsigned i = 0; i < sizeof seed; i++)
		seed[i] = (uint8_t)i;
	seal_keys(p.pub, p.sec, seed);
	tap_hex(want, sizeof want,
	    "3d94eea49c580aef816935762be049559d6d1440dede12e6a125f1841fff8e6f");
	is_mem(p.sec, want, sizeof want, "the secret key is half of SHA-512 of the seed");
	is_int(crypto_scalarmult_base(point, p.sec), 0, "the public key");
	is_mem(p.pub, point, sizeof point, "belongs to it");
}

static void test_key(void)
{
	struct pair to = pair_of(1);
	struct pair other = pair_of(2);
	uint8_t key[SEAL_KEY] = "a collection key of 32 bytes ...";
	uint8_t next[SEAL_KEY] = "another collection key, 32 bytes";
	uint8_t a[SEAL_SIZE], b[SEAL_SIZE], out[SEAL_KEY];

	seal_key(a, key, to.pub);
	seal_key(b, key, to.pub);
	is_mem(a, b, SEAL_SIZE, "who holds the key can make the same seal again");
	is_int(crypto_box_seal_open(out, a, SEAL_SIZE, to.pub, to.sec), 0,
	    "libsodium opens it as a crypto_box_seal");
	is_mem(out, key, SEAL_KEY, "and finds the key");
	memset(out, 0, sizeof out);
	ok(seal_key_open(out, a, to.pub, to.sec), "it opens here");
	is_mem(out, key, SEAL_KEY, "with the same result");
	seal_key(b, key, other.pub);
	ok(memcmp(a, b, SEAL_KEY) != 0, "another recipient, another ephemeral key");
	seal_key(b, next, to.pub);
	ok(memcmp(a, b, SEAL_KEY) != 0, "another key, another ephemeral key");
}

static void test_refusals(void)
{
	static const uint8_t zeros[SEAL_KEY];
	struct pair to = pair_of(1);
	struct pair other = pair_of(2);
	uint8_t key[SEAL_KEY] = "a collection key of 32 bytes ...";
	uint8_t sealed[SEAL_SIZE], out[SEAL_KEY];
	bool failed = true;

	seal_key(sealed, key, to.pub);
	memset(out, 'x', sizeof out);
	ok(!seal_key_open(out, sealed, other.pub, other.sec), "nobody else opens it");
	is_mem(out, zeros, SEAL_KEY, "and gets zeros");
	for (size_t i = 0; i < SEAL_SIZE; i++) {
		sealed[i] ^= 1;
		failed = failed && !seal_key_open(out, sealed, to.pub, to.sec);
		sealed[i] ^= 1;
	}
	ok(failed, "each altered byte makes it fail");
	seal_key(sealed, key, zeros);
	ok(!seal_key_open(out, sealed, zeros, to.sec), "a key of low order seals for nobody");
}

static void test_message(void)
{
	struct pair to = pair_of(1);
	struct pair other = pair_of(2);
	struct buf sealed = {0};
	struct buf again = {0};
	struct buf out = {0};
	bool failed = true;

	seal_message(&sealed, slice_str("the detail"), to.pub);
	seal_message(&again, slice_str("the detail"), to.pub);
	is_int((long long)sealed.n, 10 + SEAL_OVERHEAD, "the size of a sealed message");
	ok(memcmp(sealed.p, again.p, sealed.n) != 0, "no two are alike");
	ok(seal_message_open(&out, buf_slice(&sealed), to.pub, to.sec), "it opens");
	ok(slice_eq_str(buf_slice(&out), "the detail"), "with the message");
	ok(!seal_message_open(&out, buf_slice(&sealed), other.pub, other.sec),
	    "not for others");
	for (size_t n = 0; n < sealed.n; n++)
		failed =
		    failed && !seal_message_open(&out, slice_of(sealed.p, n), to.pub, to.sec);
	ok(failed, "a cut one fails at each length");
	for (size_t i = 0; i < sealed.n; i++) {
		sealed.p[i] ^= 0x80;
		failed = failed && !seal_message_open(&out, buf_slice(&sealed), to.pub, to.sec);
		sealed.p[i] ^= 0x80;
	}
	ok(failed, "an altered one too");
	ok(slice_eq_str(buf_slice(&out), "the detail"), "failures add nothing");
	buf_finish(&sealed);
	buf_finish(&again);
	buf_finish(&out);
}

int main(void)
{
	if (crypto_init(NULL) != RC_OK)
		return 1;
	test_keys();
	test_key();
	test_refusals();
	test_message();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
