#include "crypto/cipher.h"

#include <sodium.h>
#include <string.h>

#include "gcrypt_int.h"

static int algorithm(enum cipher kind)
{
	return kind == CIPHER_AES ? GCRY_CIPHER_AES256 : GCRY_CIPHER_TWOFISH;
}

/* What is left without the padding; n itself if it is none. */
static size_t unpadded(const uint8_t *p, size_t n)
{
	size_t pad = p[n - 1];

	if (pad < 1 || pad > CIPHER_BLOCK)
		return n;
	for (size_t i = 1; i <= pad; i++)
		if (p[n - i] != pad)
			return n;
	return n - pad;
}

/* RC_INPUT says nothing here: the caller knows what it was that did not open. */
static enum rc open_blocks(
    struct buf *out, gcry_cipher_hd_t h, struct slice sealed, struct err *e)
{
	const size_t start = out->n;
	uint8_t *at;
	size_t left;

	if ((at = buf_extend(out, sealed.n)) == NULL)
		return err_nomem(e);
	if (gcry_cipher_decrypt(h, at, sealed.n, sealed.p, sealed.n) != 0) {
		out->n = start;
		return gcrypt_failed(e);
	}
	left = unpadded(at, sealed.n);
	sodium_memzero(at + left, sealed.n - left);
	if (left == sealed.n) {
		sodium_memzero(at, sealed.n);
		out->n = start;
		return err_set(e, RC_INPUT, "what was encrypted does not open with this key");
	}
	out->n = start + left;
	return RC_OK;
}

enum rc cipher_cbc_open(struct buf *out, enum cipher kind, const uint8_t key[CIPHER_KEY],
    const uint8_t iv[CIPHER_BLOCK], struct slice sealed, struct err *e)
{
	gcry_cipher_hd_t h = NULL;
	enum rc rc;

	if (sealed.n == 0 || sealed.n % CIPHER_BLOCK != 0)
		return err_set(e, RC_INPUT, "what was encrypted is cut off");
	if ((rc = gcrypt_start(e)) != RC_OK)
		return rc;
	if (gcry_cipher_open(&h, algorithm(kind), GCRY_CIPHER_MODE_CBC, 0) != 0 ||
	    gcry_cipher_setkey(h, key, CIPHER_KEY) != 0 ||
	    gcry_cipher_setiv(h, iv, CIPHER_BLOCK) != 0)
		rc = gcrypt_failed(e);
	else
		rc = open_blocks(out, h, sealed, e);
	gcry_cipher_close(h);
	return rc;
}

static void chacha20(const struct cipher_stream *s, uint8_t *p, size_t n, uint64_t at)
{
	crypto_stream_chacha20_ietf_xor_ic(p, p, n, s->nonce, (uint32_t)at, s->key);
}

static void salsa20(const struct cipher_stream *s, uint8_t *p, size_t n, uint64_t at)
{
	crypto_stream_salsa20_xor_ic(p, p, n, s->nonce, at, s->key);
}

static void start(
    struct cipher_stream *s, const uint8_t key[CIPHER_KEY], const uint8_t *nonce, size_t n)
{
	memcpy(s->key, key, CIPHER_KEY);
	memcpy(s->nonce, nonce, n);
	s->used = sizeof s->ready;
}

void cipher_chacha20(
    struct cipher_stream *s, const uint8_t key[CIPHER_KEY], const uint8_t nonce[12])
{
	*s = (struct cipher_stream){.block = chacha20};
	start(s, key, nonce, 12);
}

void cipher_salsa20(
    struct cipher_stream *s, const uint8_t key[CIPHER_KEY], const uint8_t nonce[8])
{
	*s = (struct cipher_stream){.block = salsa20};
	start(s, key, nonce, 8);
}

/* Bytes out of the block that is used up in part; how many. */
static size_t xor_ready(struct cipher_stream *s, uint8_t *p, size_t n)
{
	size_t i;

	for (i = 0; i < n && s->used < sizeof s->ready; i++)
		p[i] ^= s->ready[s->used++];
	return i;
}

void cipher_stream_xor(struct cipher_stream *s, uint8_t *p, size_t n)
{
	size_t done = xor_ready(s, p, n);
	size_t whole = (n - done) / sizeof s->ready;

	if (whole > 0) {
		s->block(s, p + done, whole * sizeof s->ready, s->next);
		s->next += whole;
		done += whole * sizeof s->ready;
	}
	if (done == n)
		return;
	memset(s->ready, 0, sizeof s->ready);
	s->block(s, s->ready, sizeof s->ready, s->next++);
	s->used = 0;
	xor_ready(s, p + done, n - done);
}

void cipher_stream_finish(struct cipher_stream *s)
{
	sodium_memzero(s, sizeof *s);
}
