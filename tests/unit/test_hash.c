#include <stdlib.h>
#include <string.h>

#include "crypto/hash.h"
#include "crypto/secret.h"
#include "tap.h"

static void is_hex(const uint8_t *got, const char *hex, const char *name)
{
	uint8_t want[64];
	size_t n = tap_hex(want, sizeof want, hex);

	is_mem(got, want, n, name);
}

/* FIPS 180-4, examples. */
static void test_sha512(void)
{
	uint8_t h[HASH_SIZE_512];
	uint8_t want[HASH_SIZE_512];

	tap_hex(want, sizeof want,
	    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
	    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
	sha512(h, slice_str("abc"));
	is_mem(h, want, sizeof h, "SHA-512, abc");
}

static void test_sha256(void)
{
	uint8_t h[HASH_SIZE];
	struct sha256 state;
	char a[1000];

	sha256(h, slice_str("abc"));
	is_hex(h, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	    "SHA-256, abc");
	sha256(h, slice_of(NULL, 0));
	is_hex(h, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	    "SHA-256 of nothing");
	memset(a, 'a', sizeof a);
	sha256_init(&state);
	for (int i = 0; i < 1000; i++)
		sha256_add(&state, slice_of(a, sizeof a));
	sha256_final(&state, h);
	is_hex(h, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
	    "SHA-256 of a million letters, in pieces");
	is_mem(state.opaque, (uint8_t[128]){0}, 128, "the state is wiped");
}

/* RFC 4231, 4.2 to 4.8. */
static void test_hmac(void)
{
	static const struct {
		const char *key, *data, *want, *name;
	} cases[] = {
	    {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
		"b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
		"HMAC, case 1"},
	    {"4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
		"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
		"HMAC, case 2"},
	    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
		"dd"
		"dddddddddddddddddddd",
		"773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
		"HMAC, case 3"},
	    {"0102030405060708090a0b0c0d0e0f10111213141516171819",
		"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
		"cd"
		"cdcdcdcdcdcdcdcdcdcd",
		"82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
		"HMAC, case 4"},
	};
	uint8_t key[131];
	uint8_t data[100];
	uint8_t h[HASH_SIZE];

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		size_t k = tap_hex(key, sizeof key, cases[i].key);
		size_t n = tap_hex(data, sizeof data, cases[i].data);

		hmac_sha256(h, slice_of(key, k), slice_of(data, n));
		is_hex(h, cases[i].want, cases[i].name);
	}
	memset(key, 0xAA, sizeof key);
	hmac_sha256(h, slice_of(key, sizeof key),
	    slice_str("Test Using Larger Than Block-Size Key - Hash Key First"));
	is_hex(h, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
	    "HMAC, case 6");
}

static void test_pieces(void)
{
	struct hmac_sha256 state;
	uint8_t h[HASH_SIZE];

	hmac_sha256_init(&state, slice_str("Jefe"));
	hmac_sha256_add(&state, slice_str("what do ya want "));
	hmac_sha256_add(&state, slice_str("for nothing?"));
	hmac_sha256_final(&state, h);
	is_hex(h, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
	    "HMAC in pieces");
	is_mem(state.opaque, (uint8_t[256]){0}, 256, "the state is wiped");
}

/* RFC 7693, appendix A; the keyed values are those of Python's hashlib. */
static void test_blake2b(void)
{
	uint8_t h[64];
	uint8_t key[32];

	for (unsigned i = 0; i < sizeof key; i++)
		key[i] = (uint8_t)i;
	blake2b(h, 64, slice_str("abc"));
	is_hex(h,
	    "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
	    "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
	    "BLAKE2b-512, abc");
	blake2b_keyed(h, 32, key, slice_str("abc"));
	is_hex(h, "d63a32d3e44738d7907f964316c241adaba0abfeabc32349677578a15a203f7f",
	    "BLAKE2b-256 with a key");
	blake2b_keyed(h, 16, key, slice_str("abc"));
	is_hex(h, "1a64be47e4729d951c302ee543f97cf3", "BLAKE2b-128 with a key");
}

int main(void)
{
	if (crypto_init(NULL) != RC_OK)
		return 1;
	test_sha256();
	test_sha512();
	test_hmac();
	test_pieces();
	test_blake2b();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
