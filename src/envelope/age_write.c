#include <stdlib.h>
#include <string.h>

#include "age_int.h"
#include "crypto/encode.h"
#include "crypto/random.h"
#include "crypto/secret.h"

struct age_writer {
	struct age_sink sink;
	struct secret *key;   /* of the payload */
	struct secret *chunk; /* AGE_SEALED bytes: it is encrypted in place */
	size_t used;
	uint64_t counter;
	bool over; /* closed, or a write failed: nothing may follow */
};

static enum rc put(struct age_writer *w, const void *p, size_t n, struct err *e)
{
	enum rc rc = w->sink.write(w->sink.arg, p, n, e);

	if (rc != RC_OK)
		w->over = true;
	return rc;
}

/* Whom a file is for: count keys, or who knows the passphrase. */
struct recipients {
	const uint8_t *keys;
	size_t count;
	const struct secret *passphrase;
	int work;
};

static enum rc add_stanzas(struct buf *text, const struct recipients *to,
    const uint8_t file_key[AGE_FILE_KEY], struct err *e)
{
	enum rc rc = RC_OK;

	if (to->passphrase != NULL)
		return age_scrypt_wrap(text, file_key, to->passphrase, to->work, e);
	for (size_t i = 0; i < to->count && rc == RC_OK; i++)
		rc = age_x25519_wrap(text, file_key, to->keys + i * AGE_KEY, e);
	return rc;
}

static enum rc write_header(struct age_writer *w, const struct recipients *to,
    const uint8_t file_key[AGE_FILE_KEY], struct err *e)
{
	struct buf text = {0};
	uint8_t mac[HASH_SIZE];
	enum rc rc;

	buf_add_str(&text, AGE_VERSION);
	if ((rc = add_stanzas(&text, to, file_key, e)) != RC_OK)
		goto out;
	buf_add_str(&text, "---");
	age_header_mac(mac, buf_slice(&text), file_key);
	buf_add_char(&text, ' ');
	base64_encode(&text, mac, sizeof mac, false);
	buf_add_char(&text, '\n');
	rc = buf_ok(&text) ? put(w, text.p, text.n, e) : err_nomem(e);
out:
	buf_finish(&text);
	return rc;
}

static enum rc start(struct age_writer *w, const struct recipients *to, struct err *e)
{
	uint8_t file_key[AGE_FILE_KEY];
	uint8_t nonce[AGE_NONCE];
	enum rc rc;

	random_bytes(file_key, sizeof file_key);
	random_bytes(nonce, sizeof nonce);
	age_payload_key(w->key->p, file_key, nonce);
	if ((rc = write_header(w, to, file_key, e)) == RC_OK)
		rc = put(w, nonce, sizeof nonce, e);
	wipe(file_key, sizeof file_key);
	return rc;
}

static enum rc writer_new(
    struct age_writer **w, const struct recipients *to, struct age_sink sink, struct err *e)
{
	struct age_writer *made;
	enum rc rc;

	if ((made = calloc(1, sizeof *made)) == NULL)
		return err_nomem(e);
	made->sink = sink;
	made->key = secret_new(AEAD_KEY);
	made->chunk = secret_new(AGE_SEALED);
	if (made->key == NULL || made->chunk == NULL)
		rc = err_nomem(e);
	else
		rc = start(made, to, e);
	if (rc != RC_OK) {
		age_writer_free(made);
		return rc;
	}
	*w = made;
	return RC_OK;
}

enum rc age_writer_new(struct age_writer **w, const uint8_t *recipients, size_t count,
    struct age_sink sink, struct err *e)
{
	const struct recipients to = {.keys = recipients, .count = count};

	if (count == 0)
		return err_set(e, RC_INPUT, "there is no recipient to encrypt to");
	return writer_new(w, &to, sink, e);
}

enum rc age_writer_new_passphrase(struct age_writer **w, const struct secret *passphrase,
    int work, struct age_sink sink, struct err *e)
{
	const struct recipients to = {.passphrase = passphrase, .work = work};

	if (work < 1 || work > AGE_WORK_MAX)
		return err_set(e, RC_INPUT, "a work factor of %d is out of range: 1 to %d",
		    work, AGE_WORK_MAX);
	return writer_new(w, &to, sink, e);
}

static enum rc flush(struct age_writer *w, bool final, struct err *e)
{
	uint8_t nonce[AEAD_NONCE];
	size_t n = w->used;

	age_chunk_nonce(nonce, w->counter++, final);
	aead_seal(w->chunk->p, w->chunk->p, n, nonce, w->key->p);
	w->used = 0;
	return put(w, w->chunk->p, n + AEAD_TAG, e);
}

enum rc age_write(struct age_writer *w, const void *p, size_t n, struct err *e)
{
	const uint8_t *from = p;
	enum rc rc;

	if (w->over)
		return err_set(e, RC_FAIL, "nothing can be added to this encrypted file");
	while (n > 0) {
		size_t part = AGE_CHUNK - w->used;

		/* A full chunk waits: it may turn out to be the final one. */
		if (part == 0) {
			if ((rc = flush(w, false, e)) != RC_OK)
				return rc;
			continue;
		}
		part = n < part ? n : part;
		memcpy(w->chunk->p + w->used, from, part);
		w->used += part;
		from += part;
		n -= part;
	}
	return RC_OK;
}

enum rc age_close(struct age_writer *w, struct err *e)
{
	if (w->over)
		return err_set(e, RC_FAIL, "the encrypted file is not complete: seal it again");
	w->over = true;
	return flush(w, true, e);
}

void age_writer_free(struct age_writer *w)
{
	if (w == NULL)
		return;
	secret_free(w->key);
	secret_free(w->chunk);
	free(w);
}
