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
			return err_set(e, RC_INPUT,
			    "the header of the file is truncated: use another copy");
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

/* From the first byte to the header's last; payload_key is set if it is right. */
static enum rc open_header(
    uint8_t payload_key[AEAD_KEY], struct input *in, struct age_keys *keys, struct err *e)
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
	if ((rc = age_unwrap(file_key, &h, keys, e)) != RC_OK)
		goto out;
	age_header_mac(mac, h.covered, file_key);
	if (!equal_ct(mac, h.mac, sizeof mac)) {
		rc = err_set(e, RC_INPUT,
		    "the header of the file was altered: its check value (HMAC) is wrong; use "
		    "another copy");
		goto out;
	}
	if ((rc = take(in, nonce, sizeof nonce, &got, e)) != RC_OK)
		goto out;
	if (got < sizeof nonce)
		rc = err_set(e, RC_INPUT,
		    "the header of the file is truncated: its nonce is missing; use another "
		    "copy");
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

static enum rc payload_bad(struct err *e, const char *why)
{
	return err_set(e, RC_INPUT, "the payload of the file %s; use another copy", why);
}

/* Why the chunk did not open, as far as its key can tell. */
static enum rc explain(struct payload *p, bool last, struct err *e)
{
	size_t n = last ? p->n : AGE_SEALED;

	if (n < AEAD_TAG || (last && open_chunk(p, n, false)))
		return payload_bad(e, "is truncated: its end is missing");
	if (!last && open_chunk(p, n, true))
		return payload_bad(e, "has trailing data behind its end");
	if (last)
		return payload_bad(e, "was altered in its last chunk, truncated, or added to");
	return err_set(e, RC_INPUT,
	    "the payload of the file was altered in chunk %llu; use another copy",
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
		return payload_bad(e, "has an empty last chunk");
	if (n > AEAD_TAG && (rc = sink.write(sink.arg, p->plain->p, n - AEAD_TAG, e)) != RC_OK)
		return rc;
	p->counter++;
	p->sealed[0] = p->sealed[AGE_SEALED];
	p->n = 1;
	return RC_OK;
}

static enum rc read_all(struct input *in, struct payload *p, struct age_sink sink,
    struct age_keys *keys, struct err *e)
{
	bool last = false;
	enum rc rc = open_header(p->key->p, in, keys, e);

	while (rc == RC_OK && !last)
		rc = read_chunk(&last, p, in, sink, e);
	return rc;
}

enum rc age_read(
    struct age_source source, struct age_sink sink, struct age_keys *keys, struct err *e)
{
	struct age_armor armor;
	struct input in = {.source = {.read = age_armor_read, .arg = &armor}};
	struct payload p = {.key = secret_new(AEAD_KEY), .plain = secret_new(AGE_CHUNK)};
	enum rc rc;

	p.sealed = calloc(1, AGE_SEALED + 1);
	if (p.key == NULL || p.plain == NULL || p.sealed == NULL)
		rc = err_nomem(e);
	else if ((rc = age_armor_open(&armor, source, e)) == RC_OK)
		rc = read_all(&in, &p, sink, keys, e);
	secret_free(p.key);
	secret_free(p.plain);
	free(p.sealed);
	buf_finish(&in.head);
	return rc;
}
