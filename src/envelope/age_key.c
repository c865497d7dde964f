#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "age_int.h"
#include "crypto/kdf.h"
#include "crypto/secret.h"
#include "envelope/bech32.h"

static const char RECIPIENT[] = "age";
static const char IDENTITY[] = "age-secret-key-";

void age_header_mac(
    uint8_t mac[HASH_SIZE], struct slice covered, const uint8_t file_key[AGE_FILE_KEY])
{
	uint8_t key[HASH_SIZE];

	hkdf_sha256(key, sizeof key, slice_of(file_key, AGE_FILE_KEY), slice_of(NULL, 0),
	    slice_str("header"));
	hmac_sha256(mac, slice_of(key, sizeof key), covered);
	wipe(key, sizeof key);
}

void age_payload_key(
    uint8_t key[AEAD_KEY], const uint8_t file_key[AGE_FILE_KEY], const uint8_t nonce[AGE_NONCE])
{
	hkdf_sha256(key, AEAD_KEY, slice_of(file_key, AGE_FILE_KEY), slice_of(nonce, AGE_NONCE),
	    slice_str("payload"));
}

/* Eleven bytes of counter, of which 64 bits are more than any file needs. */
void age_chunk_nonce(uint8_t nonce[AEAD_NONCE], uint64_t counter, bool final)
{
	memset(nonce, 0, AEAD_NONCE);
	for (size_t i = 0; i < sizeof counter; i++)
		nonce[AEAD_NONCE - 2 - i] = (uint8_t)(counter >> (8 * i));
	nonce[AEAD_NONCE - 1] = final;
}

static bool hrp_is(struct slice hrp, const char *want)
{
	return hrp.n == strlen(want) && strncasecmp((const char *)hrp.p, want, hrp.n) == 0;
}

void age_recipient_encode(struct buf *out, const uint8_t recipient[AGE_KEY])
{
	bech32_encode(out, RECIPIENT, slice_of(recipient, AGE_KEY));
}

enum rc age_recipient_decode(uint8_t recipient[AGE_KEY], struct slice text, struct err *e)
{
	struct slice hrp;
	struct buf b;
	enum rc rc;

	buf_init_fixed(&b, recipient, AGE_KEY);
	if ((rc = bech32_decode(&hrp, &b, text, e)) != RC_OK)
		return rc;
	if (!hrp_is(hrp, RECIPIENT) || b.n != AGE_KEY)
		return err_set(
		    e, RC_INPUT, "this is not a recipient of age: those begin with age1");
	return RC_OK;
}

enum rc age_identity_encode(struct secret **text, const struct secret *identity, struct err *e)
{
	struct secret *s = secret_new(AGE_IDENTITY_TEXT);
	struct buf b;

	if (s == NULL)
		return err_nomem(e);
	buf_init_fixed(&b, s->p, s->n);
	bech32_encode(&b, IDENTITY, secret_slice(identity));
	if (!buf_ok(&b) || b.n != s->n) {
		secret_free(s);
		return err_set(e, RC_FAIL, "the identity does not have 32 bytes");
	}
	for (size_t i = 0; i < s->n; i++)
		s->p[i] = (uint8_t)toupper(s->p[i]);
	*text = s;
	return RC_OK;
}

/* Copy text without white space and comment lines; false if it is too long. */
static bool collect(struct secret *s, struct slice text)
{
	bool line_start = true;
	bool comment = false;
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		comment = c != '\n' && (comment || (line_start && c == '#'));
		line_start = c == '\n';
		if (comment || isspace(c))
			continue;
		if (n == s->n)
			return false;
		s->p[n++] = c;
	}
	secret_truncate(s, n);
	return true;
}

static enum rc read_identity(struct secret *key, struct slice text, struct err *e)
{
	struct slice hrp;
	struct buf b;
	enum rc rc;

	buf_init_fixed(&b, key->p, key->n);
	if ((rc = bech32_decode(&hrp, &b, text, e)) != RC_OK)
		return rc;
	if (hrp_is(hrp, RECIPIENT))
		return err_set(e, RC_INPUT,
		    "this is the public recipient: the key begins with AGE-SECRET-KEY-1");
	if (!hrp_is(hrp, IDENTITY) || b.n != key->n)
		return err_set(e, RC_INPUT,
		    "this is not the key of an envelope: that begins with AGE-SECRET-KEY-1");
	return RC_OK;
}

enum rc age_identity_decode(struct secret **identity, struct slice text, struct err *e)
{
	struct secret *tidy = secret_new(AGE_IDENTITY_TEXT);
	struct secret *key = secret_new(AGE_KEY);
	enum rc rc;

	if (tidy == NULL || key == NULL) {
		rc = err_nomem(e);
		goto out;
	}
	if (!collect(tidy, text)) {
		rc = err_set(e, RC_INPUT,
		    "this is too long for a key: AGE-SECRET-KEY-1 and 58 characters behind it");
		goto out;
	}
	if ((rc = read_identity(key, secret_slice(tidy), e)) != RC_OK)
		goto out;
	*identity = key;
	key = NULL;
out:
	secret_free(tidy);
	secret_free(key);
	return rc;
}
