/*
 * age: files encrypted to X25519 recipients, in the age format (C2SP age.md).
 *
 * Both ways are streams: a writer and a reader hold one chunk of 64 KiB, in
 * locked memory. What the reader gives out has been authenticated, but only
 * its success says that the file was whole.
 */
#ifndef STRONGROOM_ENVELOPE_AGE_H
#define STRONGROOM_ENVELOPE_AGE_H

#include "base/buf.h"

struct secret;

enum {
	AGE_KEY = 32,          /* a recipient, an identity: keys of X25519 */
	AGE_IDENTITY_TEXT = 74 /* characters of AGE-SECRET-KEY-1… */
};

/* Where bytes go: all n are taken, or it fails and says why. */
struct age_sink {
	enum rc (*write)(void *arg, const void *p, size_t n, struct err *e);
	void *arg;
};

/* Where bytes come from: 1 … n of them and their count in *got; 0 at the end. */
struct age_source {
	enum rc (*read)(void *arg, void *p, size_t n, size_t *got, struct err *e);
	void *arg;
};

struct age_writer;

/*
 * Begin a file for anybody who holds one of the count recipients, AGE_KEY bytes
 * each, one behind the other. The header goes to the sink at once. *w belongs
 * to the caller. RC_INPUT if a recipient is no key, or there is none.
 */
MUST_CHECK enum rc age_writer_new(struct age_writer **w, const uint8_t *recipients,
    size_t count, struct age_sink sink, struct err *e);
MUST_CHECK enum rc age_write(struct age_writer *w, const void *p, size_t n, struct err *e);
/* Write the last chunk. Without it the file is truncated. Nothing may follow. */
MUST_CHECK enum rc age_close(struct age_writer *w, struct err *e);
/* Wipe and free; accepts NULL. */
void age_writer_free(struct age_writer *w);

/*
 * Read the file from the source and give what is in it to the sink, a chunk at
 * a time, each after it was authenticated. identities are count secret keys of
 * AGE_KEY bytes. RC_INPUT, with a sentence that says which, if the header is
 * malformed or altered, if no identity fits, or if the payload was altered, is
 * truncated, or has something behind it; otherwise what source or sink said.
 */
MUST_CHECK enum rc age_read(struct age_source source, struct age_sink sink,
    const struct secret *const *identities, size_t count, struct err *e);

/* Append the text of a recipient, age1…, or read it. */
void age_recipient_encode(struct buf *out, const uint8_t recipient[AGE_KEY]);
MUST_CHECK enum rc age_recipient_decode(
    uint8_t recipient[AGE_KEY], struct slice text, struct err *e);

/*
 * The text of an identity, AGE-SECRET-KEY-1…, in *text, which belongs to the
 * caller: AGE_IDENTITY_TEXT characters in capitals, without a NUL.
 */
MUST_CHECK enum rc age_identity_encode(
    struct secret **text, const struct secret *identity, struct err *e);
/*
 * Read one, in capitals or small letters. White space may stand anywhere, and
 * lines that begin with "#" are left out, so that a key copied from paper in
 * several lines and a key file of age both do. *identity belongs to the caller.
 */
MUST_CHECK enum rc age_identity_decode(
    struct secret **identity, struct slice text, struct err *e);

#endif
