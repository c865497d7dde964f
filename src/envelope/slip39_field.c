#include <string.h>

#include "crypto/hash.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "slip39_int.h"

/* SLIP-39, "Shamir's secret sharing": where the secret and its digest lie. */
enum { X_SECRET = 255, X_DIGEST = 254, DIGEST = 4, POLYNOMIAL = 0x1B };

/* a * b in GF(256) modulo x^8 + x^4 + x^3 + x + 1, without tables or branches. */
static uint8_t multiply(uint8_t a, uint8_t b)
{
	unsigned product = 0;
	unsigned x = a;
	unsigned y = b;

	for (unsigned i = 0; i < 8; i++) {
		product ^= x & (0U - (y >> i & 1U));
		x = (x << 1 ^ (POLYNOMIAL & (0U - (x >> 7 & 1U)))) & 0xFF;
	}
	return (uint8_t)product;
}

/* a^254, which is 1 / a. */
static uint8_t invert(uint8_t a)
{
	uint8_t square = a;
	uint8_t out = 1;

	for (unsigned i = 1; i < 8; i++) {
		square = multiply(square, square);
		out = multiply(out, square);
	}
	return out;
}

/* Lagrange: what the value of point i counts at x. */
static uint8_t weight(const struct slip39_point *points, unsigned count, unsigned i, uint8_t x)
{
	uint8_t above = 1;
	uint8_t below = 1;

	for (unsigned k = 0; k < count; k++) {
		if (k == i)
			continue;
		above = multiply(above, x ^ points[k].x);
		below = multiply(below, points[i].x ^ points[k].x);
	}
	return multiply(above, invert(below));
}

static void interpolate(
    uint8_t *y, uint8_t x, size_t n, const struct slip39_point *points, unsigned count)
{
	memset(y, 0, n);
	for (unsigned i = 0; i < count; i++) {
		uint8_t w = weight(points, count, i, x);

		for (size_t k = 0; k < n; k++)
			y[k] ^= multiply(w, points[i].y[k]);
	}
}

/* The digest of the secret is keyed by random bytes, which follow it. */
static void digest_of(uint8_t out[DIGEST], const uint8_t *key, const uint8_t *secret, size_t n)
{
	uint8_t mac[HASH_SIZE];

	hmac_sha256(mac, slice_of(key, n - DIGEST), slice_of(secret, n));
	memcpy(out, mac, DIGEST);
	wipe(mac, sizeof mac);
}

void slip39_share_out(
    struct slip39_point *points, unsigned need, unsigned of, const uint8_t *secret, size_t n)
{
	struct slip39_point base[SLIP39_SHARES] = {0};
	unsigned random;

	for (unsigned i = 0; i < of; i++)
		points[i].x = (uint8_t)i;
	if (need == 1) {
		memcpy(points[0].y, secret, n);
		return;
	}
	random = need - 2;
	for (unsigned i = 0; i < random; i++) {
		base[i].x = (uint8_t)i;
		random_bytes(base[i].y, n);
	}
	base[random].x = X_DIGEST;
	random_bytes(base[random].y + DIGEST, n - DIGEST);
	digest_of(base[random].y, base[random].y + DIGEST, secret, n);
	base[random + 1].x = X_SECRET;
	memcpy(base[random + 1].y, secret, n);
	for (unsigned i = 0; i < of; i++)
		interpolate(points[i].y, (uint8_t)i, n, base, need);
	wipe(base, sizeof base);
}

bool slip39_bring_together(
    uint8_t *secret, size_t n, const struct slip39_point *points, unsigned need)
{
	uint8_t proof[SLIP39_MOST];
	uint8_t digest[DIGEST];
	bool same;

	if (need == 1) {
		memcpy(secret, points[0].y, n);
		return true;
	}
	interpolate(secret, X_SECRET, n, points, need);
	interpolate(proof, X_DIGEST, n, points, need);
	digest_of(digest, proof + DIGEST, secret, n);
	same = equal_ct(digest, proof, DIGEST);
	if (!same)
		wipe(secret, n);
	wipe(proof, sizeof proof);
	wipe(digest, sizeof digest);
	return same;
}
