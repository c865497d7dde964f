/*
 * age_int: the parts of an age file, for the files that read and write it.
 */
#ifndef STRONGROOM_ENVELOPE_AGE_INT_H
#define STRONGROOM_ENVELOPE_AGE_INT_H

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "envelope/age.h"

enum {
	AGE_FILE_KEY = 16,
	AGE_WRAPPED = AGE_FILE_KEY + AEAD_TAG,
	AGE_NONCE = 16,
	AGE_CHUNK = 64 * 1024,
	AGE_SEALED = AGE_CHUNK + AEAD_TAG,
	AGE_HEADER_MAX = 1024 * 1024,
	AGE_SALT = 16,
	AGE_ARMOR_BYTES = 48 /* in a line of 64 characters */
};

#define AGE_FAMILY "age-encryption.org/"
#define AGE_VERSION AGE_FAMILY "v1\n"
#define AGE_ARMOR_BEGIN "-----BEGIN AGE ENCRYPTED FILE-----"
#define AGE_ARMOR_END "-----END AGE ENCRYPTED FILE-----"

/*
 * The bytes of a file, out of its armor if it has one: a source over a source.
 * age_armor.c knows nothing of what is inside.
 */
struct age_armor {
	struct age_source source;
	uint8_t raw[4096]; /* as read, of which the first at bytes are done with */
	size_t at, n;
	bool end; /* of the source */
	bool armored;
	bool begun; /* the first line was read */
	bool last;  /* the line in bytes is a short one */
	bool over;  /* the last line was read */
	size_t line;
	uint8_t bytes[64]; /* of one line; base64_decode takes some room */
	size_t taken, have;
};

/* Look at the beginning. Fails only as the source does. */
MUST_CHECK enum rc age_armor_open(struct age_armor *a, struct age_source source, struct err *e);
/* As age_source asks for it; arg is the armor. RC_INPUT names the bad line. */
MUST_CHECK enum rc age_armor_read(void *arg, void *p, size_t n, size_t *got, struct err *e);

/*
 * The header, over text that stays the caller's. age_header.c knows nothing of
 * keys or of where the bytes come from.
 */
struct age_header {
	struct slice stanzas; /* the text of all of them */
	struct slice covered; /* what the MAC is over */
	uint8_t mac[HASH_SIZE];
};

struct age_stanza {
	struct slice args; /* with one blank between them; the first is the type */
	struct slice body; /* base64, in lines */
	size_t line;       /* in the file, from 1 */
};

/* Walks over the stanzas; begin with {h->stanzas, 2}: they start on line 2. */
struct age_cursor {
	struct slice rest;
	size_t line;
};

/* RC_OK if s can be the start of an age file; else RC_INPUT. */
MUST_CHECK enum rc age_header_start(struct slice s, struct err *e);

/*
 * The size of the header at the start of s, or 0 if its end is not in s. *from
 * remembers how far was looked; it starts as 0.
 */
size_t age_header_size(struct slice s, size_t *from);

/* Check all of a header whose size is text.n; RC_INPUT names the bad line. */
MUST_CHECK enum rc age_header_parse(struct age_header *h, struct slice text, struct err *e);

/* The next stanza. Of a header that was parsed, it cannot fail. */
MUST_CHECK enum rc age_stanza_next(struct age_stanza *s, struct age_cursor *c, struct err *e);

/* Argument i of a stanza, counted from 0, the type; empty if there is none. */
struct slice age_stanza_arg(const struct age_stanza *s, size_t i);
size_t age_stanza_args(const struct age_stanza *s);

/* The bytes of a body or argument; false if they are not exactly n. */
MUST_CHECK bool age_stanza_bytes(uint8_t *out, size_t n, struct slice base64);

/* "the header is malformed at line …": RC_INPUT. */
enum rc age_malformed(struct err *e, size_t line, const char *why);

void age_header_mac(
    uint8_t mac[HASH_SIZE], struct slice covered, const uint8_t file_key[AGE_FILE_KEY]);

/* Append the stanza that wraps file_key for a recipient; RC_INPUT if it is no key. */
MUST_CHECK enum rc age_x25519_wrap(struct buf *out, const uint8_t file_key[AGE_FILE_KEY],
    const uint8_t recipient[AGE_KEY], struct err *e);
/* A stanza of type X25519. */
struct age_x25519 {
	uint8_t share[AGE_KEY];
	uint8_t body[AGE_WRAPPED];
};
MUST_CHECK enum rc age_x25519_parse(
    struct age_x25519 *x, const struct age_stanza *s, struct err *e);
/* Try an identity; *fits tells whether file_key was set. False: no usable share. */
MUST_CHECK bool age_x25519_unwrap(uint8_t file_key[AGE_FILE_KEY], bool *fits,
    const struct age_x25519 *x, const struct secret *identity);

/* A stanza of type scrypt. */
struct age_scrypt {
	uint8_t salt[AGE_SALT];
	int work;
	uint8_t body[AGE_WRAPPED];
};
MUST_CHECK enum rc age_scrypt_parse(
    struct age_scrypt *x, const struct age_stanza *s, struct err *e);
/* Append the stanza that wraps file_key; RC_FAIL if there is too little memory. */
MUST_CHECK enum rc age_scrypt_wrap(struct buf *out, const uint8_t file_key[AGE_FILE_KEY],
    const struct secret *passphrase, int work, struct err *e);
/* Try a passphrase; *fits tells whether file_key was set. RC_FAIL as above. */
MUST_CHECK enum rc age_scrypt_unwrap(uint8_t file_key[AGE_FILE_KEY], bool *fits,
    const struct age_scrypt *x, const struct secret *passphrase, struct err *e);

/*
 * The file key of a header that was parsed. RC_INPUT if a stanza of a type that
 * is known is malformed, or none opens; or what ask said.
 */
MUST_CHECK enum rc age_unwrap(uint8_t file_key[AGE_FILE_KEY], const struct age_header *h,
    struct age_keys *keys, struct err *e);

void age_payload_key(uint8_t key[AEAD_KEY], const uint8_t file_key[AGE_FILE_KEY],
    const uint8_t nonce[AGE_NONCE]);
void age_chunk_nonce(uint8_t nonce[AEAD_NONCE], uint64_t counter, bool final);

#endif
