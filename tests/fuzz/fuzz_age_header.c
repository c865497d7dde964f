/*
 * The header of an age file.
 *
 * Input: a header as it is; or, after an odd first byte, stanzas that get a
 * true one beside them and a true MAC, and a payload that is any bytes.
 */
#include <string.h>

#include "age_int.h"
#include "crypto/encode.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "crypto/x25519.h"
#include "fuzz.h"

static unsigned header;
static unsigned stanza;
static unsigned passphrase;
static struct secret *identity;
static uint8_t recipient[AGE_KEY];

static const char WITH_PASSPHRASE[] = "\0" AGE_VERSION "-> scrypt AAAAAAAAAAAAAAAAAAAAAA 18\n"
				      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
				      "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";

void fuzz_init(void)
{
	header = fuzz_way("a header");
	stanza = fuzz_way("a stanza beside the true one");
	passphrase = fuzz_way("a stanza of a passphrase");
	fuzz_seed(slice_of(WITH_PASSPHRASE, sizeof WITH_PASSPHRASE - 1));
	identity = secret_new(AGE_KEY);
	fuzz_must(identity != NULL);
	memset(identity->p, 0x42, AGE_KEY);
	x25519_base(recipient, identity->p);
}

/* The stanzas, put together again, are the text of them all. */
static void check_stanzas(const struct age_header *h)
{
	struct age_cursor c = {h->stanzas, 2};
	struct age_stanza s;
	struct buf again = {0};
	size_t n = 0;

	while (c.rest.n > 0) {
		fuzz_must(age_stanza_next(&s, &c, NULL) == RC_OK);
		fuzz_must(age_stanza_args(&s) > 0 && age_stanza_arg(&s, 0).n > 0);
		fuzz_must(age_stanza_arg(&s, age_stanza_args(&s)).n == 0);
		buf_add_str(&again, "-> ");
		buf_add_slice(&again, s.args);
		buf_add_char(&again, '\n');
		buf_add_slice(&again, s.body);
		n++;
	}
	fuzz_must(n > 0);
	fuzz_must(buf_ok(&again) && slice_eq(buf_slice(&again), h->stanzas));
	buf_finish(&again);
}

static enum rc count_passphrase(struct age_keys *keys, enum age_need need, struct err *e)
{
	(void)keys;
	if (need == AGE_NEED_PASSPHRASE)
		fuzz_accept(passphrase);
	return err_set(e, RC_AUTH, "there is none");
}

/* The stanzas of types that are known, as far as they go without a key. */
static void check_known(struct buf *result, const struct age_header *h)
{
	struct age_keys none = {.ask = count_passphrase};
	uint8_t file_key[AGE_FILE_KEY];
	struct err e;
	enum rc rc = age_unwrap(file_key, h, &none, &e);

	fuzz_answer(result, rc, &e, FUZZ_RC(RC_INPUT) | FUZZ_RC(RC_AUTH));
}

static bool one_header(struct buf *result, struct slice text)
{
	struct age_header h;
	struct err e;
	size_t from = 0;
	size_t size;
	enum rc rc = age_header_start(text, &e);

	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_INPUT));
	size = age_header_size(text, &from);
	fuzz_must(size <= text.n && from <= text.n);
	if (rc != RC_OK || size == 0)
		return false;
	rc = age_header_parse(&h, slice_of(text.p, size), &e);
	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_INPUT));
	if (rc != RC_OK)
		return false;
	fuzz_must(h.covered.p == text.p && h.covered.n < size);
	check_stanzas(&h);
	check_known(result, &h);
	fuzz_accept(header);
	return true;
}

/* Begins with the version, ends with the MAC of all before it. */
static void put_header(struct buf *out, struct slice stanzas)
{
	static const uint8_t file_key[AGE_FILE_KEY] = {7};
	uint8_t mac[HASH_SIZE];

	buf_add_str(out, AGE_VERSION);
	buf_add_slice(out, stanzas);
	fuzz_must(age_x25519_wrap(out, file_key, recipient, NULL) == RC_OK);
	buf_add_str(out, "---");
	age_header_mac(mac, buf_slice(out), file_key);
	buf_add_char(out, ' ');
	base64_encode(out, mac, sizeof mac, false);
	buf_add_char(out, '\n');
}

static enum rc take(void *arg, const void *p, size_t n, struct err *e)
{
	(void)e;
	buf_add(arg, p, n);
	return RC_OK;
}

static enum rc give(void *arg, void *p, size_t n, size_t *got, struct err *e)
{
	struct slice s = feed_bytes(arg, n);

	(void)e;
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	*got = s.n;
	return RC_OK;
}

/* The payload is forged, so nothing of it may come out. */
static void one_file(struct buf *result, struct slice input)
{
	struct slice stanzas = feed_bytes(&input, feed_u16(&input));
	const struct secret *const identities[] = {identity};
	struct buf file = {0};
	struct buf plain = {0};
	struct slice rest;
	struct err e;
	enum rc rc;

	put_header(&file, stanzas);
	if (one_header(result, buf_slice(&file)) && stanzas.n > 0)
		fuzz_accept(stanza);
	buf_add_slice(&file, input);
	rest = buf_slice(&file);
	rc = age_read((struct age_source){give, &rest}, (struct age_sink){take, &plain},
	    &(struct age_keys){.identities = identities, .count = 1}, &e);
	fuzz_answer(result, rc, &e, FUZZ_RC(RC_INPUT));
	fuzz_must(plain.n == 0);
	buf_finish(&file);
	buf_finish(&plain);
}

void fuzz_one(struct buf *result, struct slice input)
{
	if (feed_u8(&input) % 2 == 0)
		(void)one_header(result, input);
	else
		one_file(result, input);
}
