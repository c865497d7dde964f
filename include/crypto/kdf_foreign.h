/*
 * kdf_foreign: keys from passphrases at whatever cost another program chose for
 * its file, up to what the caller allows. (PBKDF2 is in crypto/kdf.h.)
 */
#ifndef STRONGROOM_CRYPTO_KDF_FOREIGN_H
#define STRONGROOM_CRYPTO_KDF_FOREIGN_H

#include "base/err.h"
#include "base/slice.h"

struct secret;

enum { KDF_FOREIGN_KEY = 32 };

/* What Argon2 is asked for (RFC 9106, 3.1). */
struct kdf_foreign_argon2 {
	bool id;             /* Argon2id; else Argon2d */
	uint32_t version;    /* 0x10 or 0x13 */
	uint64_t mem_kib;    /* m */
	uint64_t passes;     /* t */
	uint64_t lanes;      /* p */
	struct slice salt;   /* S */
	struct slice extra;  /* X, associated data; may be empty */
	struct slice pepper; /* K, a secret of the program; may be empty */
};

/* The most of each, and of memory times passes, which is the time that it takes. */
struct kdf_foreign_caps {
	uint64_t mem_kib;
	uint64_t lanes;
	uint64_t kib_passes;
};

/*
 * 32 bytes in *key, for the caller to free. RC_INPUT if this costs more than
 * the caps, or is not what Argon2 can do; RC_FAIL if the memory cannot be had.
 */
MUST_CHECK enum rc kdf_foreign_argon2(struct secret **key, struct slice password,
    const struct kdf_foreign_argon2 *a, const struct kdf_foreign_caps *caps, struct err *e);

/* Told from time to time, and at the end, how much of the work is done. May be NULL. */
typedef void kdf_foreign_progress(void *arg, uint64_t done, uint64_t all);

/*
 * The AES-KDF of KeePass: both halves of the password encrypted so many times
 * with AES-256 under the seed, and SHA-256 of that. *key as above. RC_INPUT if
 * rounds are more than cap.
 */
MUST_CHECK enum rc kdf_foreign_aes(struct secret **key, const uint8_t password[KDF_FOREIGN_KEY],
    const uint8_t seed[KDF_FOREIGN_KEY], uint64_t rounds, uint64_t cap,
    kdf_foreign_progress *progress, void *arg, struct err *e);

#endif
