/*
 * gcrypt_int: libgcrypt, for the block ciphers and hashes that libsodium lacks. It is
 * started by who first needs it.
 */
#ifndef STRONGROOM_CRYPTO_GCRYPT_INT_H
#define STRONGROOM_CRYPTO_GCRYPT_INT_H

#include <gcrypt.h>

#include "base/err.h"

/* Start it, unless that was done. RC_FAIL if it cannot start. */
MUST_CHECK enum rc gcrypt_start(struct err *e);

/* RC_FAIL, with a sentence: it refused to do what it can do. */
enum rc gcrypt_failed(struct err *e);

#endif
