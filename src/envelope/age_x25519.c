#include <string.h>

#include "age_int.h"
#include "crypto/encode.h"
#include "crypto/kdf.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "crypto/x25519.h"

static const char INFO[] = "age-encryption.org/v1/X25519";

/* The key wraps one file key only, so its nonce may be fixed. */
static const uint8_t ZERO_NONCE[AEAD_NONCE];

static void wrap_key(uint8_t key[AEAD_KEY], const uint8_t shared[X25519_SIZE],
    const uint8_t share[X25519_SIZE], const uint8_t recipient[X25519_SIZE])
{
	uint8_t salt[2 * X25519_SIZE];

	memcpy(salt, share, X25519_SIZE);
	memcpy(salt + X25519_SIZE, recipient, X25519_SIZE);
	hkdf_sha256(key, AEAD_KEY, slice_of(shared, X25519_SIZE), slice_of(salt, sizeof salt),
	    slice_str(INFO));
}

static void add_stanza(
    struct buf *out, const uint8_t share[X25519_SIZE], const uint8_t body[AGE_WRAPPED])
{
	buf_add_str(out, "-> X25519 ");
	base64_encode(out, share, X25519_SIZE, false);
	buf_add_char(out, '\n');
	base64_encode(out, body, AGE_WRAPPED, false);
	buf_add_char(out, '\n');
}

enum rc age_x25519_wrap(struct buf *out, const uint8_t file_key[AGE_FILE_KEY],
    const uint8_t recipient[AGE_KEY], struct err *e)
{
	uint8_t ephemeral[X25519_SIZE];
	uint8_t share[X25519_SIZE];
	uint8_t shared[X25519_SIZE];
	uint8_t key[AEAD_KEY];
	uint8_t body[AGE_WRAPPED];
	enum rc rc = RC_OK;

	random_bytes(ephemeral, sizeof ephemeral);
	x25519_base(share, ephemeral);
	if (!x25519(shared, ephemeral, recipient)) {
		rc = err_set(e, RC_INPUT, "the recipient is not a usable key");
		goto out;
	}
	wrap_key(key, shared, share, recipient);
	aead_seal(body, file_key, AGE_FILE_KEY, ZERO_NONCE, key);
	add_stanza(out, share, body);
out:
	wipe(ephemeral, sizeof ephemeral);
	wipe(shared, sizeof shared);
	wipe(key, sizeof key);
	return rc;
}

/* Lengths are checked before anything is decrypted, as the format asks. */
enum rc age_x25519_parse(struct age_x25519 *x, const struct age_stanza *s, struct err *e)
{
	if (age_stanza_args(s) != 2)
		return age_malformed(e, s->line, "an X25519 stanza has two arguments");
	if (!age_stanza_bytes(x->share, sizeof x->share, age_stanza_arg(s, 1)))
		return age_malformed(
		    e, s->line, "the share is not 32 bytes in canonical base64");
	if (!age_stanza_bytes(x->body, sizeof x->body, s->body))
		return age_malformed(e, s->line + 1, "the wrapped key is not 32 bytes");
	return RC_OK;
}

bool age_x25519_unwrap(uint8_t file_key[AGE_FILE_KEY], bool *fits, const struct age_x25519 *x,
    const struct secret *identity)
{
	uint8_t recipient[X25519_SIZE];
	uint8_t shared[X25519_SIZE];
	uint8_t key[AEAD_KEY];
	bool usable;

	*fits = false;
	usable = x25519(shared, identity->p, x->share);
	if (usable) {
		x25519_base(recipient, identity->p);
		wrap_key(key, shared, x->share, recipient);
		*fits = aead_open(file_key, x->body, sizeof x->body, ZERO_NONCE, key);
		wipe(key, sizeof key);
	}
	wipe(shared, sizeof shared);
	return usable;
}
