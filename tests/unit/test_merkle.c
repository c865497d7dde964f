/* merkle: RFC 6962 roots against the recursive definition of the RFC. */
#include "vault/merkle.h"

#include <string.h>

#include "tap.h"

/* RFC 6962, 2.1, as it is written: split at the largest power of two below n. */
static void naive(uint8_t root[HASH_SIZE], uint8_t leaves[][HASH_SIZE], size_t n)
{
	uint8_t both[1 + 2 * HASH_SIZE] = {0x01};
	size_t k = 1;

	if (n == 0) {
		sha256(root, slice_of(NULL, 0));
		return;
	}
	if (n == 1) {
		memcpy(root, leaves[0], HASH_SIZE);
		return;
	}
	while (2 * k < n)
		k *= 2;
	naive(both + 1, leaves, k);
	naive(both + 1 + HASH_SIZE, leaves + k, n - k);
	sha256(root, slice_of(both, sizeof both));
}

static void leaf_of(uint8_t leaf[HASH_SIZE], struct slice data)
{
	static const uint8_t prefix = 0x00;
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, slice_of(&prefix, 1));
	sha256_add(&h, data);
	sha256_final(&h, leaf);
}

enum { MOST = 64 };

static void test_naive(void)
{
	static uint8_t leaves[MOST][HASH_SIZE];
	uint8_t want[HASH_SIZE];
	uint8_t got[HASH_SIZE];
	struct merkle m = {0};
	size_t n;

	for (n = 0; n < MOST; n++) {
		uint8_t data = (uint8_t)n;

		leaf_of(leaves[n], slice_of(&data, 1));
	}
	for (n = 0; n <= MOST; n++) {
		naive(want, leaves, n);
		merkle_root(got, &m);
		if (!ok(m.size == n && memcmp(got, want, HASH_SIZE) == 0, "root of %zu leaves",
			n))
			return;
		if (n < MOST)
			merkle_add(&m, leaves[n]);
	}
}

/* The tree of certificate-transparency-go's and Trillian's tests, 8 leaves. */
static void test_vectors(void)
{
	static const char *const LEAVES[] = {"", "00", "10", "2021", "3031", "40414243",
	    "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
	static const char *const ROOTS[] = {
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
	    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
	    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
	    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
	    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
	    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
	    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
	    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
	struct merkle m = {0};
	uint8_t want[HASH_SIZE];
	uint8_t got[HASH_SIZE];
	uint8_t leaf[HASH_SIZE];
	uint8_t data[16];

	for (size_t n = 0; n <= 8; n++) {
		tap_hex(want, sizeof want, ROOTS[n]);
		merkle_root(got, &m);
		is_mem(got, want, HASH_SIZE, "known root");
		if (n < 8) {
			leaf_of(leaf, slice_of(data, tap_hex(data, sizeof data, LEAVES[n])));
			merkle_add(&m, leaf);
		}
	}
}

static void test_levels(void)
{
	is_int(merkle_levels(0), 0, "no subtree in an empty tree");
	is_int(merkle_levels(1), 1, "one in a tree of one");
	is_int(merkle_levels(7), 3, "three in a tree of seven");
	is_int(merkle_levels(UINT64_MAX >> 1), 63, "the largest tree fits its frontier");
}

int main(void)
{
	test_naive();
	test_vectors();
	test_levels();
	return tap_done();
}
