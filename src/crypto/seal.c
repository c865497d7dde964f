#include "crypto/seal.h"

#include <sodium.h>
#include <string.h>

#include "base/codec.h"
#include "crypto/hash.h"

_Static_assert(SEAL_OVERHEAD == crypto_box_SEALBYTES, "seal layout");

void seal_keys(
    uint8_t public_key[SEAL_KEY], uint8_t secret_key[SEAL_KEY], const uint8_t seed[SEAL_KEY])
{
	crypto_box_seed_keypair(public_key, secret_key, seed);
}

/* crypto_box_seal: ephemeral public key, then crypto_box under this nonce. */
static void seal_nonce(uint8_t nonce[crypto_box_NONCEBYTES], const uint8_t ephemeral[SEAL_KEY],
    const uint8_t recipient[SEAL_KEY])
{
	uint8_t both[2 * SEAL_KEY];

	memcpy(both, ephemeral, SEAL_KEY);
	memcpy(both + SEAL_KEY, recipient, SEAL_KEY);
	crypto_generichash(nonce, crypto_box_NONCEBYTES, both, sizeof both, NULL, 0);
}

void seal_key(
    uint8_t sealed[SEAL_SIZE], const uint8_t key[SEAL_KEY], const uint8_t recipient[SEAL_KEY])
{
	uint8_t message[64];
	uint8_t seed[SEAL_KEY];
	uint8_t secret[SEAL_KEY];
	uint8_t nonce[crypto_box_NONCEBYTES];
	struct buf b;

	buf_init_fixed(&b, message, sizeof message);
	put_str(&b, "seal");
	put_bytes(&b, recipient, SEAL_KEY);
	blake2b_keyed(seed, sizeof seed, key, slice_of(message, b.n));
	crypto_box_seed_keypair(sealed, secret, seed);
	seal_nonce(nonce, sealed, recipient);
	/* Fails only for a recipient of low order; then the seal opens for nobody. */
	if (crypto_box_easy(sealed + SEAL_KEY, key, SEAL_KEY, nonce, recipient, secret) != 0)
		memset(sealed + SEAL_KEY, 0, SEAL_SIZE - SEAL_KEY);
	sodium_memzero(seed, sizeof seed);
	sodium_memzero(secret, sizeof secret);
}

bool seal_key_open(uint8_t key[SEAL_KEY], const uint8_t sealed[SEAL_SIZE],
    const uint8_t public_key[SEAL_KEY], const uint8_t secret_key[SEAL_KEY])
{
	bool good = crypto_box_seal_open(key, sealed, SEAL_SIZE, public_key, secret_key) == 0;

	if (!good)
		sodium_memzero(key, SEAL_KEY);
	return good;
}

void seal_message(struct buf *out, struct slice message, const uint8_t recipient[SEAL_KEY])
{
	uint8_t *at = buf_extend(out, message.n + SEAL_OVERHEAD);

	if (at != NULL && crypto_box_seal(at, message.p, message.n, recipient) != 0)
		out->failed = true;
}

bool seal_message_open(struct buf *out, struct slice sealed, const uint8_t public_key[SEAL_KEY],
    const uint8_t secret_key[SEAL_KEY])
{
	size_t start = out->n;
	uint8_t *at;

	if (sealed.n < SEAL_OVERHEAD)
		return false;
	if ((at = buf_extend(out, sealed.n - SEAL_OVERHEAD)) == NULL)
		return false;
	if (crypto_box_seal_open(at, sealed.p, sealed.n, public_key, secret_key) == 0)
		return true;
	out->n = start;
	return false;
}
