/* How long sheets take to become the secret of an envelope again. */
#include <stdlib.h>

#include "bench.h"
#include "crypto/kdf.h"
#include "crypto/secret.h"
#include "envelope/slip39.h"

/* SLIP-39 with exponent 1: four rounds, which nothing can do without. */
enum { RUNS = 9, ROUNDS = 4, ITERATIONS = 5000 };

static double rounds_ms(void)
{
	uint8_t key[SLIP39_SHORT / 2];
	double start = now_ms();

	for (int i = 0; i < ROUNDS; i++)
		pbkdf2_sha256(
		    key, sizeof key, slice_str("1"), slice_str("12345678"), ITERATIONS);
	return now_ms() - start;
}

static double recover_ms(const struct slice *words)
{
	struct secret *secret;
	double start = now_ms();

	if (slip39_recover(&secret, words, SLIP39_SHARES, slice_of(NULL, 0), NULL) != RC_OK)
		abort();
	start = now_ms() - start;
	secret_free(secret);
	return start;
}

void bars_sheets(void)
{
	static const uint8_t value[SLIP39_SHORT] = {1, 2, 3};
	struct secret *shares[SLIP39_SHARES];
	struct slice words[SLIP39_SHARES];
	struct samples whole = {.n = 0};
	struct samples bare = {.n = 0};

	if (slip39_split(shares, SLIP39_SHARES, SLIP39_SHARES, slice_of(value, sizeof value),
		slice_of(NULL, 0), NULL) != RC_OK)
		abort();
	for (size_t i = 0; i < SLIP39_SHARES; i++)
		words[i] = secret_slice(shares[i]);
	for (int i = 0; i < RUNS; i++) {
		sample(&whole, recover_ms(words));
		sample(&bare, rounds_ms());
	}
	bar("secret of 16 sheets (its rounds of PBKDF2)", median(&whole), "ms", median(&bare),
	    "500 ms");
	for (size_t i = 0; i < SLIP39_SHARES; i++)
		secret_free(shares[i]);
}
