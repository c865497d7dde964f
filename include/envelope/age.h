/*
 * age: files encrypted to X25519 recipients or with a passphrase (scrypt), in
 * the age format (C2SP age.md), armored or not.
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
	AGE_KEY = 32,           /* a recipient, an identity: keys of X25519 */
	AGE_IDENTITY_TEXT = 74, /* characters of AGE-SECRET-KEY-1… */
	AGE_IDENTITIES_MAX = 100,
	AGE_WORK_MAX = 22 /* log2 of N of scrypt: 4 GiB of memory */
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
/*
 * The same for whoever knows the passphrase, with N = 2^work, 1 … AGE_WORK_MAX,
 * which takes 2^work KiB of memory and is what a guess costs; age itself takes
 * 18. RC_FAIL if there is not so much memory.
 */
MUST_CHECK enum rc age_writer_new_passphrase(struct age_writer **w,
    const struct secret *passphrase, int work, struct age_sink sink, struct err *e);
MUST_CHECK enum rc age_write(struct age_writer *w, const void *p, size_t n, struct err *e);
/* Write the last chunk. Without it the file is truncated. Nothing may follow. */
MUST_CHECK enum rc age_close(struct age_writer *w, struct err *e);
/* Wipe and free; accepts NULL. */
void age_writer_free(struct age_writer *w);

/*
 * Armor (RFC 7468) around what is written: give its sink to an age_writer, and
 * close it when that is closed. NULL if memory ran out.
 */
struct age_armor_writer;
struct age_armor_writer *age_armor_writer_new(struct age_sink sink);
struct age_sink age_armor_writer_sink(struct age_armor_writer *w);
/* Write the last line. RC_FAIL if a write failed, or nothing was written. */
MUST_CHECK enum rc age_armor_writer_close(struct age_armor_writer *w, struct err *e);
/* Accepts NULL. */
void age_armor_writer_free(struct age_armor_writer *w);

/* What a file is opened with: one of several keys, or its passphrase. */
enum age_need { AGE_NEED_IDENTITY, AGE_NEED_PASSPHRASE };

struct age_keys {
	const struct secret *const *identities; /* AGE_KEY bytes each */
	size_t count;
	const struct secret *passphrase; /* NULL: none */
	/*
	 * Called once, when the header turned out to be well-formed and to need
	 * what is not here, to fill it in or to fail. May be NULL.
	 */
	enum rc (*ask)(struct age_keys *keys, enum age_need need, struct err *e);
	void *arg; /* for ask */
};

/*
 * Read the file from the source, out of its armor if it has one, and give what
 * is in it to the sink, a chunk at a time, each after it was authenticated.
 * RC_INPUT, with a sentence that says which, if
 *   the armor is malformed                 "the armor of the file …"
 *   the header is malformed, or cut short  "the header of the file …"
 *   nothing that is here opens it          "… opens this file …"
 *   the header is not the one written      "the header of the file was altered …"
 *   the payload was altered, is truncated, or has something behind it
 *                                          "the payload of the file …".
 * RC_FAIL if there is too little memory for a passphrase; otherwise what
 * source, sink or ask said.
 */
MUST_CHECK enum rc age_read(
    struct age_source source, struct age_sink sink, struct age_keys *keys, struct err *e);

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

/* Several of them. */
struct age_identities {
	struct secret *keys[AGE_IDENTITIES_MAX];
	size_t n;
};
void age_identities_finish(struct age_identities *list);
/*
 * Read a key file of age: one identity a line, with lines that are empty or
 * begin with "#". One alone may also be broken over several lines, as above.
 * RC_INPUT names the line that is something else. *list, empty on failure, is
 * to be finished by the caller.
 */
MUST_CHECK enum rc age_identities_decode(
    struct age_identities *list, struct slice text, struct err *e);

#endif
