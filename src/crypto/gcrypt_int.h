/*
 * gcrypt_int: libgcrypt, for the block ciphers that libsodium lacks.
 *
 * It is loaded by who first needs it, which is an import: to load it takes as
 * long as a third of a command that does not.
 */
#ifndef STRONGROOM_CRYPTO_GCRYPT_INT_H
#define STRONGROOM_CRYPTO_GCRYPT_INT_H

#include <gcrypt.h>

#include "base/err.h"

/* Its functions, by the names that they have without "gcry_cipher_". */
struct gcrypt {
	__typeof__(gcry_cipher_open) *open;
	__typeof__(gcry_cipher_setkey) *setkey;
	__typeof__(gcry_cipher_setiv) *setiv;
	__typeof__(gcry_cipher_encrypt) *encrypt;
	__typeof__(gcry_cipher_decrypt) *decrypt;
	__typeof__(gcry_cipher_close) *close;
};

/* Load and start it. RC_FAIL if it is not installed, or does not start. */
MUST_CHECK enum rc gcrypt_load(struct gcrypt *g, struct err *e);

/* RC_FAIL, with a sentence: it refused to do what it can do. */
enum rc gcrypt_failed(struct err *e);

#endif
