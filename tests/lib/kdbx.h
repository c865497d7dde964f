/*
 * kdbx: databases of KeePass, written for tests: all that a well-formed one can
 * be, and what is not well-formed only inside.
 */
#ifndef STRONGROOM_TESTS_KDBX_H
#define STRONGROOM_TESTS_KDBX_H

#include "base/buf.h"

enum kdbx_write_cipher { KDBX_WRITE_AES, KDBX_WRITE_TWOFISH, KDBX_WRITE_CHACHA20 };
enum kdbx_write_kdf { KDBX_WRITE_AES_KDF, KDBX_WRITE_ARGON2D, KDBX_WRITE_ARGON2ID };

/* All zero but version and xml: AES, one round of AES-KDF, not compressed, nothing hidden. */
struct kdbx_recipe {
	unsigned version; /* 0x00020000 to 0x00040001 */
	enum kdbx_write_cipher cipher;
	enum kdbx_write_kdf kdf; /* from 4.0 on */
	uint64_t rounds;         /* of AES-KDF, or KiB of Argon2; 0: the least */
	bool compress;
	uint32_t
	    stream;   /* 2 Salsa20, 3 ChaCha20; the text of Protected="True" is hidden by it */
	size_t block; /* bytes of one; 0: all in one */
	const char *passphrase; /* NULL: "pass" */
	struct slice xml;
	const struct slice *binaries; /* in the inner header, from 4.0 on */
	size_t n_binaries;
	bool name_hash; /* before 4.0: the XML says HASH where the hash of the header goes */
	bool raw;       /* xml is all that is in the blocks, instead of what belongs there */
};

/* Append the file. Aborts if it cannot be written. */
void kdbx_write(struct buf *out, const struct kdbx_recipe *r);

#endif
