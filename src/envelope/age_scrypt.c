#include <string.h>

#include "age_int.h"
#include "crypto/encode.h"
#include "crypto/kdf.h"
#include "crypto/random.h"
#include "crypto/secret.h"

static const char LABEL[] = "age-encryption.org/v1/scrypt";

/* The key wraps one file key only, so its nonce may be fixed. */
static const uint8_t ZERO_NONCE[AEAD_NONCE];

static enum rc wrap_key(struct secret **key, const struct secret *passphrase,
    const uint8_t salt[AGE_SALT], int work, struct err *e)
{
	uint8_t labelled[sizeof LABEL - 1 + AGE_SALT];

	memcpy(labelled, LABEL, sizeof LABEL - 1);
	memcpy(labelled + sizeof LABEL - 1, salt, AGE_SALT);
	return kdf_scrypt(
	    key, secret_slice(passphrase), slice_of(labelled, sizeof labelled), work, e);
}

/* %x31-39 *DIGIT; 0 if it is anything else, one over the most if it is too large. */
static int read_work(struct slice text)
{
	int work = 0;

	if (text.n == 0 || text.p[0] == '0')
		return 0;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return 0;
		if (work <= AGE_WORK_MAX)
			work = 10 * work + (text.p[i] - '0');
	}
	return work <= AGE_WORK_MAX ? work : AGE_WORK_MAX + 1;
}

enum rc age_scrypt_parse(struct age_scrypt *x, const struct age_stanza *s, struct err *e)
{
	if (age_stanza_args(s) != 3)
		return age_malformed(e, s->line, "an scrypt stanza has three arguments");
	if (!age_stanza_bytes(x->salt, sizeof x->salt, age_stanza_arg(s, 1)))
		return age_malformed(
		    e, s->line, "the salt is not 16 bytes in canonical base64");
	if ((x->work = read_work(age_stanza_arg(s, 2))) == 0)
		return age_malformed(
		    e, s->line, "the work factor is not a decimal number of 1 or more");
	if (x->work > AGE_WORK_MAX)
		return age_malformed(e, s->line,
		    "the work factor is over 22, for which this program would take too long");
	if (!age_stanza_bytes(x->body, sizeof x->body, s->body))
		return age_malformed(e, s->line + 1, "the wrapped key is not 32 bytes");
	return RC_OK;
}

enum rc age_scrypt_wrap(struct buf *out, const uint8_t file_key[AGE_FILE_KEY],
    const struct secret *passphrase, int work, struct err *e)
{
	struct secret *key = NULL;
	uint8_t salt[AGE_SALT];
	uint8_t body[AGE_WRAPPED];
	enum rc rc;

	random_bytes(salt, sizeof salt);
	if ((rc = wrap_key(&key, passphrase, salt, work, e)) != RC_OK)
		return rc;
	aead_seal(body, file_key, AGE_FILE_KEY, ZERO_NONCE, key->p);
	buf_add_str(out, "-> scrypt ");
	base64_encode(out, salt, sizeof salt, false);
	buf_printf(out, " %d\n", work);
	base64_encode(out, body, sizeof body, false);
	buf_add_char(out, '\n');
	secret_free(key);
	return RC_OK;
}

enum rc age_scrypt_unwrap(uint8_t file_key[AGE_FILE_KEY], bool *fits,
    const struct age_scrypt *x, const struct secret *passphrase, struct err *e)
{
	struct secret *key = NULL;
	enum rc rc;

	*fits = false;
	if ((rc = wrap_key(&key, passphrase, x->salt, x->work, e)) != RC_OK)
		return rc;
	*fits = aead_open(file_key, x->body, sizeof x->body, ZERO_NONCE, key->p);
	secret_free(key);
	return RC_OK;
}
