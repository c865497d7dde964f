#include <string.h>

#include "base/buf.h"
#include "crypto/kdf.h"
#include "crypto/secret.h"
#include "slip39_int.h"

/* SLIP-39, "Encryption of the master secret": 10,000 << e in all. */
enum { ROUNDS = 4, ITERATIONS = 2500, HALF = SLIP39_MOST / 2 };

/* left ^= F(round, right), each of n bytes. */
static enum rc add_round(uint8_t *left, const uint8_t *right, size_t n, uint8_t round,
    const struct slip39_share *s, struct slice passphrase, struct err *e)
{
	struct buf password = {0};
	struct buf salt = {0};
	uint8_t key[HALF];
	enum rc rc = RC_OK;

	buf_add_char(&password, (char)round);
	buf_add_slice(&password, passphrase);
	if (!s->extendable) {
		buf_add_str(&salt, "shamir");
		buf_add_char(&salt, (char)(s->id >> 8));
		buf_add_char(&salt, (char)(s->id & 0xFF));
	}
	buf_add(&salt, right, n);
	if (!buf_ok(&password) || !buf_ok(&salt)) {
		rc = err_nomem(e);
		goto out;
	}
	pbkdf2_sha256(key, n, buf_slice(&password), buf_slice(&salt),
	    (uint32_t)ITERATIONS << s->exponent);
	for (size_t i = 0; i < n; i++)
		left[i] ^= key[i];
	wipe(key, sizeof key);
out:
	buf_finish(&password);
	buf_finish(&salt);
	return rc;
}

/* Backwards is the same with the rounds in the other order. */
static enum rc feistel(uint8_t *bytes, size_t n, bool backwards, const struct slip39_share *s,
    struct slice passphrase, struct err *e)
{
	uint8_t spare[HALF];
	size_t half = n / 2;
	uint8_t *left = bytes;
	uint8_t *right = bytes + half;
	enum rc rc = RC_OK;

	for (uint8_t i = 0; i < ROUNDS && rc == RC_OK; i++) {
		uint8_t *other = left;
		uint8_t round = backwards ? (uint8_t)(ROUNDS - 1 - i) : i;

		rc = add_round(left, right, half, round, s, passphrase, e);
		left = right;
		right = other;
	}
	/* After an even number of rounds the halves are in place; the result is R | L. */
	memcpy(spare, bytes, half);
	memcpy(bytes, bytes + half, half);
	memcpy(bytes + half, spare, half);
	wipe(spare, sizeof spare);
	return rc;
}

enum rc slip39_encrypt(uint8_t *bytes, size_t n, const struct slip39_share *s,
    struct slice passphrase, struct err *e)
{
	return feistel(bytes, n, false, s, passphrase, e);
}

enum rc slip39_decrypt(uint8_t *bytes, size_t n, const struct slip39_share *s,
    struct slice passphrase, struct err *e)
{
	return feistel(bytes, n, true, s, passphrase, e);
}
