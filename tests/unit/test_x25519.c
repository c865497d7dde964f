#include <string.h>

#include "crypto/secret.h"
#include "crypto/x25519.h"
#include "tap.h"

static void is_hex(const uint8_t *got, const char *hex, const char *name)
{
	uint8_t want[X25519_SIZE];

	tap_hex(want, sizeof want, hex);
	is_mem(got, want, sizeof want, name);
}

/* RFC 7748, 5.2. */
static void test_vector(void)
{
	uint8_t scalar[X25519_SIZE], point[X25519_SIZE], out[X25519_SIZE];

	tap_hex(scalar, sizeof scalar,
	    "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");
	tap_hex(point, sizeof point,
	    "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c");
	ok(x25519(out, scalar, point), "a product");
	is_hex(out, "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
	    "of RFC 7748");
}

static void test_iterations(void)
{
	uint8_t k[X25519_SIZE] = {9};
	uint8_t u[X25519_SIZE] = {9};
	uint8_t out[X25519_SIZE];
	bool good = true;

	x25519_base(out, k);
	is_hex(out, "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079",
	    "the base point, and one iteration");
	for (int i = 0; i < 1000; i++) {
		good = x25519(out, k, u) && good;
		memcpy(u, k, sizeof u);
		memcpy(k, out, sizeof k);
	}
	ok(good, "a thousand iterations");
	is_hex(k, "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51",
	    "end where RFC 7748 says");
}

static void test_zero(void)
{
	static const uint8_t zeros[X25519_SIZE];
	uint8_t scalar[X25519_SIZE] = "any scalar";
	uint8_t one[X25519_SIZE] = {1};
	uint8_t out[X25519_SIZE];

	memset(out, 'x', sizeof out);
	ok(!x25519(out, scalar, zeros), "the point 0 is refused");
	is_mem(out, zeros, sizeof out, "and gives zeros");
	ok(!x25519(out, scalar, one), "so is the point 1, of order 4");
}

int main(void)
{
	if (crypto_init(NULL) != RC_OK)
		return 1;
	test_vector();
	test_iterations();
	test_zero();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
