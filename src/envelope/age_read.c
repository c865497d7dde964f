#include <stdlib.h>
#include <string.h>

#include "age_int.h"
#include "crypto/secret.h"

enum { BLOCK = 4096 };

/* The source, and what was read of it beyond the header. */
struct input {
	struct age_source source;
	struct buf head;
	size_t taken; /* of head */
	bool end;
};

/* n bytes from the source, or as many as there are: *got tells. */
static enum rc pull(struct input *in, uint8_t *p, size_t n, size_t *got, struct err *e)
{
	enum rc rc = RC_OK;

	for (*got = 0; *got < n && !in->end;) {
		size_t more = 0;

		rc = in->source.read(in->source.arg, p + *got, n - *got, &more, e);
		if (rc != RC_OK)
			break;
		*got += more;
		in->end = more == 0;
	}
	return rc;
}

/* The same for what comes behind the header. */
static enum rc take(struct input *in, uint8_t *p, size_t n, size_t *got, struct err *e)
{
	size_t left = in->head.n - in->taken;
	size_t first = n < left ? n : left;
	enum rc rc;

	if (first > 0)
		memcpy(p, in->head.p + in->taken, first);
	in->taken += first;
	rc = pull(in, p + first, n - first, got, e);
	*got += first;
	return rc;
}

/* Read until all of the header is in head; *size is its size. */
static enum rc read_header(size_t *size, struct input *in, struct err *e)
{
	uint8_t block[BLOCK];
	size_t from = 0;
	size_t got;
	enum rc rc;

	while ((*size = age_header_size(buf_slice(&in->head), &from)) == 0) {
		if (in->head.n > AGE_HEADER_MAX)
			break;
		if (in->end)
			return err_set(
			    e, RC_INPUT, "the file is truncated: it ends within its header");
		if ((rc = pull(in, block, sizeof block, &got, e)) != RC_OK)
			return rc;
		buf_add(&in->head, block, got);
		if (!buf_ok(&in->head))
			return err_nomem(e);
		if ((rc = age_header_start(buf_slice(&in->head), e)) != RC_OK)
			return rc;
	}
	if (*size == 0 || *size > AGE_HEADER_MAX)
		return err_set(e, RC_INPUT, "the header of the file is larger than 1 MiB");
	return RC_OK;
}

/* A passphrase must stand alone, so that it vouches for who wrote the file. */
static enum rc refuse_passphrase(
    const struct age_header *h, const struct age_stanza *s, struct err *e)
{
	if (s->args.p == h->stanzas.p + 3 &&
	    s->body.p + s->body.n == h->stanzas.p + h->stanzas.n)
		return err_set(e, RC_INPUT,
		    "this file is protected with a passphrase, not with the key of an "
		    "envelope: "
		    "open it with the program age");
	return age_malformed(e, s->line, "a passphrase is mixed with other recipients");
}

/*
 * Every stanza is looked at, also when one has fitted already: a malformed one
 * spoils the file.
 */
static enum rc try_stanza(uint8_t file_key[AGE_FILE_KEY], bool *found,
    const struct age_stanza *s, const struct secret *const *identities, size_t count,
    struct err *e)
{
	uint8_t candidate[AGE_FILE_KEY];
	bool fits;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < count && rc == RC_OK; i++) {
		rc = age_x25519_unwrap(candidate, &fits, s, identities[i], e);
		if (rc == RC_OK && fits && !*found) {
			memcpy(file_key, candidate, sizeof candidate);
			*found = true;
		}
	}
	wipe(candidate, sizeof candidate);
	return rc;
}

static enum rc unwrap(uint8_t file_key[AGE_FILE_KEY], const struct age_header *h,
    const struct secret *const *identities, size_t count, struct err *e)
{
	struct age_cursor c = {.rest = h->stanzas, .line = 2};
	struct age_stanza s;
	bool found = false;
	enum rc rc;

	while (c.rest.n > 0) {
		if ((rc = age_stanza_next(&s, &c, e)) != RC_OK)
			return rc;
		if (slice_eq_str(age_stanza_arg(&s, 0), "scrypt"))
			return refuse_passphrase(h, &s, e);
		if (!slice_eq_str(age_stanza_arg(&s, 0), "X25519"))
			continue;
		if ((rc = try_stanza(file_key, &found, &s, identities, count, e)) != RC_OK)
			return rc;
	}
	if (!found)
		return err_set(e, RC_INPUT,
		    "the key does not open this file: it was sealed for another envelope");
	return RC_OK;
}

/* From the first byte to the header's last; payload_key is set if it is right. */
static enum rc open_header(uint8_t payload_key[AEAD_KEY], struct input *in,
    const struct secret *const *identities, size_t count, struct err *e)
{
	uint8_t file_key[AGE_FILE_KEY];
	uint8_t mac[HASH_SIZE];
	uint8_t nonce[AGE_NONCE];
	struct age_header h;
	size_t got;
	enum rc rc;

	if ((rc = read_header(&in->taken, in, e)) != RC_OK)
		goto out;
	if ((rc = age_header_parse(&h, slice_of(in->head.p, in->taken), e)) != RC_OK)
		goto out;
	if ((rc = unwrap(file_key, &h, identities, count, e)) != RC_OK)
		goto out;
	age_header_mac(mac, h.covered, file_key);
	if (!equal_ct(mac, h.mac, sizeof mac)) {
		rc = err_set(e, RC_INPUT,
		    "the header of the file was altered: its check value is wrong");
		goto out;
	}
	if ((rc = take(in, nonce, sizeof nonce, &got, e)) != RC_OK)
		goto out;
	if (got < sizeof nonce)
		rc = err_set(e, RC_INPUT, "the file is truncated: it ends behind its header");
	else
		age_payload_key(payload_key, file_key, nonce);
out:
	wipe(file_key, sizeof file_key);
	return rc;
}

/* The payload: one sealed chunk and a byte beyond it, to know the final one. */
struct payload {
	struct secret *key;
	struct secret *plain;
	uint8_t *sealed; /* AGE_SEALED + 1 */
	size_t n;
	uint64_t counter;
};

static bool open_chunk(struct payload *p, size_t n, bool final)
{
	uint8_t nonce[AEAD_NONCE];

	age_chunk_nonce(nonce, p->counter, final);
	return aead_open(p->plain->p, p->sealed, n, nonce, p->key->p);
}

/* Why the chunk did not open, as far as its key can tell. */
static enum rc explain(struct payload *p, bool last, struct err *e)
{
	size_t n = last ? p->n : AGE_SEALED;

	if (n < AEAD_TAG || (last && open_chunk(p, n, false)))
		return err_set(e, RC_INPUT, "the file is truncated: its end is missing");
	if (!last && open_chunk(p, n, true))
		return err_set(
		    e, RC_INPUT, "there is trailing data behind the end of the file");
	if (last)
		return err_set(e, RC_INPUT,
		    "the last chunk of the file was altered, truncated, or added to");
	return err_set(e, RC_INPUT, "chunk %llu of the file was altered",
	    (unsigned long long)p->counter + 1);
}

static enum rc read_chunk(
    bool *last, struct payload *p, struct input *in, struct age_sink sink, struct err *e)
{
	size_t got;
	size_t n;
	enum rc rc;

	if ((rc = take(in, p->sealed + p->n, AGE_SEALED + 1 - p->n, &got, e)) != RC_OK)
		return rc;
	p->n += got;
	*last = p->n <= AGE_SEALED;
	n = *last ? p->n : AGE_SEALED;
	if (!open_chunk(p, n, *last))
		return explain(p, *last, e);
	if (n == AEAD_TAG && p->counter > 0)
		return err_set(e, RC_INPUT, "the last chunk of the file is empty");
	if (n > AEAD_TAG && (rc = sink.write(sink.arg, p->plain->p, n - AEAD_TAG, e)) != RC_OK)
		return rc;
	p->counter++;
	p->sealed[0] = p->sealed[AGE_SEALED];
	p->n = 1;
	return RC_OK;
}

enum rc age_read(struct age_source source, struct age_sink sink,
    const struct secret *const *identities, size_t count, struct err *e)
{
	struct input in = {.source = source};
	struct payload p = {.key = secret_new(AEAD_KEY), .plain = secret_new(AGE_CHUNK)};
	bool last = false;
	enum rc rc;

	p.sealed = calloc(1, AGE_SEALED + 1);
	if (p.key == NULL || p.plain == NULL || p.sealed == NULL) {
		rc = err_nomem(e);
		goto out;
	}
	if ((rc = open_header(p.key->p, &in, identities, count, e)) != RC_OK)
		goto out;
	while (rc == RC_OK && !last)
		rc = read_chunk(&last, &p, &in, sink, e);
out:
	secret_free(p.key);
	secret_free(p.plain);
	free(p.sealed);
	buf_finish(&in.head);
	return rc;
}
