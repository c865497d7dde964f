/*
 * cipher: the ciphers of other programs' files. The vault has its own box.
 *
 * None of them says whether what was decrypted was altered: who calls them
 * compares a hash or an HMAC, before or after.
 */
#ifndef STRONGROOM_CRYPTO_CIPHER_H
#define STRONGROOM_CRYPTO_CIPHER_H

#include "base/buf.h"

/* Both with keys of 256 bits and blocks of 128. */
enum cipher { CIPHER_AES, CIPHER_TWOFISH };

enum { CIPHER_KEY = 32, CIPHER_BLOCK = 16 };

/*
 * Append sealed, which was encrypted in CBC mode with the padding of PKCS #7
 * (RFC 5652, 6.3), decrypted and without the padding. RC_INPUT, with nothing
 * appended, if these are no whole blocks or the padding is none: mostly the key
 * is wrong then.
 */
MUST_CHECK enum rc cipher_cbc_open(struct buf *out, enum cipher kind,
    const uint8_t key[CIPHER_KEY], const uint8_t iv[CIPHER_BLOCK], struct slice sealed,
    struct err *e);

/*
 * A stream cipher, which gives the same whether bytes come at once or in pieces.
 * Finish wipes it.
 */
struct cipher_stream {
	void (*block)(const struct cipher_stream *s, uint8_t *p, size_t n, uint64_t at);
	uint8_t key[CIPHER_KEY];
	uint8_t nonce[12];
	uint8_t ready[64]; /* the block of key stream that is used up in part */
	size_t used;       /* of that one */
	uint64_t next;     /* block */
};

/* ChaCha20 with a nonce of 12 bytes (RFC 8439), from block 0. */
void cipher_chacha20(
    struct cipher_stream *s, const uint8_t key[CIPHER_KEY], const uint8_t nonce[12]);
/* Salsa20 with a nonce of 8 bytes (eSTREAM), from block 0. */
void cipher_salsa20(
    struct cipher_stream *s, const uint8_t key[CIPHER_KEY], const uint8_t nonce[8]);
/* The next n bytes, encrypted or decrypted in place. */
void cipher_stream_xor(struct cipher_stream *s, uint8_t *p, size_t n);
void cipher_stream_finish(struct cipher_stream *s);

#endif
