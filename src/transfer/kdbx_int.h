/*
 * kdbx_int: the encrypted file of KeePass 2 and its kin, in its parts.
 *
 * header (kdbx_header.c), key (kdbx_key.c, kdbx_key_file.c), encrypted blocks
 * (kdbx_blocks.c), and in these, compressed or not, the inner header and the
 * XML, which keepass_xml.c reads. Known are the versions 2.0 to 4.1; what 4.0
 * changed is said at each part.
 */
#ifndef STRONGROOM_TRANSFER_KDBX_INT_H
#define STRONGROOM_TRANSFER_KDBX_INT_H

#include "base/buf.h"
#include "crypto/hash.h"
#include "crypto/kdf_foreign.h"

struct parse_options;
struct secret;

enum kdbx_cipher { KDBX_AES, KDBX_TWOFISH, KDBX_CHACHA20 };

struct kdbx_header {
	unsigned major;
	enum kdbx_cipher cipher;
	bool compressed;
	struct slice seed; /* 32 bytes */
	struct slice iv;

	/* How the key is derived: Argon2, or rounds of AES under a seed. */
	bool is_argon2;
	struct kdf_foreign_argon2 argon2;
	struct slice aes_seed; /* 32 bytes */
	uint64_t aes_rounds;

	/* Before 4.0; in 4.x these are in the inner header. */
	uint32_t stream;
	struct slice stream_key;
	struct slice stream_start; /* 32 bytes, which the plain text begins with */

	struct slice bytes; /* of the header itself */
	struct slice mac;   /* of these, in 4.x */
	struct slice rest;  /* what is behind */
};

/* Does a file begin as one of KeePass does, of whatever version? */
bool kdbx_is(struct slice file);

/*
 * RC_INPUT, with a sentence, if it is none that can be read, or if the header of
 * 4.x was altered by accident. Points into file.
 */
MUST_CHECK enum rc kdbx_header_read(struct kdbx_header *h, struct slice file, struct err *e);

/* The cost of the key, of a dictionary of variants (kdbx_kdf.c). RC_INPUT as above. */
MUST_CHECK enum rc kdbx_kdf_read(struct kdbx_header *h, struct slice dictionary, struct err *e);

/* RC_INPUT: the file is damaged. */
enum rc kdbx_damaged(struct err *e);

/*
 * The 32 bytes that a key file stands for: those in its XML, version 1 or 2, 32
 * bytes as they are, 64 digits, or the SHA-256 of anything else. RC_INPUT if it
 * is XML that says it is a key file and is damaged.
 */
MUST_CHECK enum rc kdbx_key_file(uint8_t key[HASH_SIZE], struct slice file, struct err *e);

/* The keys of a file, in locked memory. */
struct kdbx_keys {
	struct secret *cipher; /* 32 bytes */
	struct secret *hmac;   /* 64 bytes, of 4.x; the key of each block comes from it */
};

/*
 * From passphrase and key file. RC_AUTH if there is neither. RC_INPUT if that
 * would cost too much. *k is to be finished by the caller in any case.
 */
MUST_CHECK enum rc kdbx_keys_derive(struct kdbx_keys *k, const struct kdbx_header *h,
    const struct parse_options *o, struct err *e);
void kdbx_keys_finish(struct kdbx_keys *k);

/* RC_AUTH: it does not open with passphrase and key file. */
enum rc kdbx_wrong_key(const struct parse_options *o, struct err *e);

/*
 * Append what is encrypted behind the header, decrypted but still compressed.
 * RC_AUTH: the key is wrong. RC_INPUT: the file is damaged.
 */
MUST_CHECK enum rc kdbx_blocks_open(struct buf *out, const struct kdbx_header *h,
    const struct kdbx_keys *k, const struct parse_options *o, struct err *e);

/* What is in front of the XML. */
enum {
	KDBX_INNER_END = 0,
	KDBX_INNER_STREAM = 1, /* which stream cipher hides the protected values */
	KDBX_INNER_KEY = 2,    /* of that */
	KDBX_INNER_BINARY = 3, /* flags and content of an attachment */
	KDBX_INNER_HASH = 0x80 /* of our own: SHA-256 of a header of 3.x, to compare */
};

#endif
