/*
 * keepass_int: what the XML of KeePass 2 says, whether it was inside a KDBX file
 * or exported as it is.
 *
 * The XML is read whole (keepass_xml.c) into lists of groups, entries, texts and
 * attachments (keepass.c), and only then are entries handed out
 * (keepass_entry.c): one may refer to another that comes later
 * (keepass_ref.c), and the number of an attachment may come before or behind it.
 */
#ifndef STRONGROOM_TRANSFER_KEEPASS_INT_H
#define STRONGROOM_TRANSFER_KEEPASS_INT_H

#include "base/buf.h"
#include "crypto/cipher.h"

struct content;
struct parse_sink;

/* A text, by its place among all. */
struct keepass_text {
	size_t at;
	size_t n;
};

struct keepass_string {
	struct keepass_text key;
	struct keepass_text value;
	bool hidden;
};

struct keepass_file {
	struct keepass_text name;
	uint64_t binary; /* the id of one */
};

struct keepass_group {
	size_t parent; /* SIZE_MAX: it is the root */
	struct keepass_text name;
	struct keepass_text uuid; /* base64, as in the file */
	struct keepass_text notes;
	struct keepass_text tags; /* which what is in it has as well (KDBX 4.1) */
	size_t first_entry;       /* its number, from 1; 0: there is none */
};

struct keepass_entry {
	size_t group;
	struct keepass_text uuid;
	struct keepass_text tags;
	struct keepass_text override_url;
	struct keepass_text expiry; /* as in the file */
	bool expires;
	size_t first_string, n_strings;
	size_t first_file, n_files;
	size_t history;     /* earlier versions */
	size_t auto_type;   /* associations */
	size_t custom_data; /* of plug-ins */
};

struct keepass_binary {
	uint64_t id;
	struct slice data; /* in the file, or in own */
	struct buf own;
};

struct keepass {
	struct buf texts;
	struct keepass_group *groups;
	size_t n_groups, cap_groups;
	struct keepass_entry *entries;
	size_t n_entries, cap_entries;
	struct keepass_string *strings;
	size_t n_strings, cap_strings;
	struct keepass_file *files;
	size_t n_files, cap_files;
	struct keepass_binary *binaries;
	size_t n_binaries, cap_binaries;
	bool numbered_ahead; /* those of the inner header are meant, not those in the XML */
	size_t binary_bytes; /* of those that were decompressed */

	struct keepass_text recycle_bin; /* the UUID of that group */
	struct slice header_hash; /* that the XML has to name, if it names one; or nothing */
	bool hides;               /* protected values are hidden by the stream */
	struct cipher_stream stream;
	bool failed; /* out of memory */
};

/* Wipe and release all. */
void keepass_finish(struct keepass *k);

/* RC_INPUT if that stream is not known. */
MUST_CHECK enum rc keepass_set_stream(
    struct keepass *k, uint32_t stream, struct slice key, struct err *e);

/* Groups and entries in the order of the file; without memory k->failed becomes true. */
size_t keepass_add_group(struct keepass *k, size_t parent); /* its number */
void keepass_add_entry(struct keepass *k, size_t group);
/* Of the last entry: a string, and a file. */
void keepass_add_string(struct keepass *k);
void keepass_add_file(struct keepass *k);

/* An attachment of that id; its memory outlasts k. */
void keepass_add_binary(struct keepass *k, uint64_t id, struct slice data);
/* The same in memory of its own, which k takes over. */
void keepass_own_binary(struct keepass *k, uint64_t id, struct buf *data);
/* The first of that id, or NULL. Only once all are there, by keepass_sort_binaries. */
const struct keepass_binary *keepass_binary_of(const struct keepass *k, uint64_t id);
void keepass_sort_binaries(struct keepass *k);

/* A copy of s among the texts, and back. */
struct keepass_text keepass_text_add(struct keepass *k, struct slice s);
struct slice keepass_text_get(const struct keepass *k, struct keepass_text t);

/* The value of a string of an entry, or NULL. */
const struct keepass_string *keepass_string_named(
    const struct keepass *k, const struct keepass_entry *en, const char *key);

/* Is the group, or one that it is in, the recycle bin? */
bool keepass_in_recycle_bin(const struct keepass *k, size_t group);

/* Append the bytes of a base64 text; RC_INPUT if it is none. */
MUST_CHECK enum rc keepass_decode(struct buf *out, struct slice text, struct err *e);
/* The same of what the stream hides, which goes on behind it. */
MUST_CHECK enum rc keepass_reveal(
    struct buf *out, struct keepass *k, struct slice text, struct err *e);
/* Replace gzip by what is in it: as much as a file may have, all attachments together. */
MUST_CHECK enum rc keepass_decompress(struct keepass *k, struct buf *data, struct err *e);
/* The text names the header that the file was saved with: is it the one that it has? */
MUST_CHECK enum rc keepass_check_header(
    const struct keepass *k, struct slice text, struct err *e);

/* Does a file begin as such XML does? */
bool keepass_xml_is(struct slice file);

/* Into k, which is empty but for what the file says of streams and attachments. */
MUST_CHECK enum rc keepass_xml_read(struct keepass *k, struct slice xml, struct err *e);

/* Every entry as a content, through the sink. */
MUST_CHECK enum rc keepass_hand_out(
    const struct parse_sink *sink, const struct keepass *k, struct err *e);

/* What finds the entries that others refer to; within bounded time. */
struct keepass_refs {
	const struct keepass *k;
	size_t *by_uuid; /* the entries, in the order of these */
	size_t work;     /* that may still be done */
};

/* RC_FAIL: out of memory. To be finished by the caller. */
MUST_CHECK enum rc keepass_refs_init(
    struct keepass_refs *r, const struct keepass *k, struct err *e);
void keepass_refs_finish(struct keepass_refs *r);

/* Does a value refer to another entry? */
bool keepass_refers(struct slice value);

enum {
	KEEPASS_REF_LOST = 1,  /* one leads nowhere, and stays as it is */
	KEEPASS_REF_HIDDEN = 2 /* one leads to what is hidden */
};
/* Append a value with what it refers to; some of the above. */
unsigned keepass_resolve(struct buf *out, struct keepass_refs *r, struct slice value);

/* What the strings of an entry say of one-time codes. */
enum keepass_totp_source {
	KEEPASS_TOTP_NONE,
	KEEPASS_TOTP_OTP,
	KEEPASS_TOTP_TIME,
	KEEPASS_TOTP_TRAY
};
struct keepass_totp {
	struct buf uri;   /* empty: there is none that can be read */
	const char *lost; /* a sentence: what is kept as it is; or NULL */
	enum keepass_totp_source source;
};
MUST_CHECK enum rc keepass_totp_read(struct keepass_totp *t, const struct keepass *k,
    const struct keepass_entry *en, struct slice title, struct err *e);
/* Is a string of that key part of what was read as a one-time code? */
bool keepass_totp_used(const struct keepass_totp *t, struct slice key);

#endif
