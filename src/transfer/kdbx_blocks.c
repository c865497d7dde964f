#include <string.h>

#include "crypto/cipher.h"
#include "crypto/secret.h"
#include "kdbx_int.h"
#include "little_endian_int.h"

/* The key of a block of 4.x: SHA-512 of its number and the key of all. */
static void block_key(
    uint8_t key[HASH_SIZE_512], const uint8_t number[8], const struct kdbx_keys *k)
{
	uint8_t mixed[8 + HASH_SIZE_512];

	memcpy(mixed, number, 8);
	memcpy(mixed + 8, k->hmac->p, HASH_SIZE_512);
	sha512(key, slice_of(mixed, sizeof mixed));
	wipe(mixed, sizeof mixed);
}

/* The header is block 2^64 - 1, without a length. */
static bool header_is_right(const struct kdbx_header *h, const struct kdbx_keys *k)
{
	uint8_t number[8];
	uint8_t key[HASH_SIZE_512];
	uint8_t right[HASH_SIZE];

	memset(number, 0xff, sizeof number);
	block_key(key, number, k);
	hmac_sha256(right, slice_of(key, sizeof key), h->bytes);
	wipe(key, sizeof key);
	return equal_ct(right, h->mac.p, HASH_SIZE);
}

static bool block_is_right(
    uint64_t number, struct slice data, const struct kdbx_keys *k, struct slice mac)
{
	uint8_t before[12];
	uint8_t key[HASH_SIZE_512];
	uint8_t right[HASH_SIZE];
	struct hmac_sha256 state;

	little_endian_put(before, number, 8);
	little_endian_put(before + 8, data.n, 4);
	block_key(key, before, k);
	hmac_sha256_init(&state, slice_of(key, sizeof key));
	hmac_sha256_add(&state, slice_of(before, sizeof before));
	hmac_sha256_add(&state, data);
	hmac_sha256_final(&state, right);
	wipe(key, sizeof key);
	return equal_ct(right, mac.p, HASH_SIZE);
}

/* Each block an HMAC, a length and its bytes; the last one has none. */
static enum rc join_authenticated(
    struct buf *out, struct little_endian *d, const struct kdbx_keys *k, struct err *e)
{
	for (uint64_t number = 0;; number++) {
		struct slice mac = little_endian_bytes(d, HASH_SIZE);
		struct slice data = little_endian_bytes(d, little_endian_number(d, 4));

		if (d->bad || !block_is_right(number, data, k, mac))
			return kdbx_damaged(e);
		if (data.n == 0)
			return RC_OK;
		buf_add_slice(out, data);
	}
}

/* Each block its number, a hash, a length and its bytes; the last one has none. */
static enum rc join_hashed(struct buf *out, struct slice blocks, struct err *e)
{
	struct little_endian d = {.left = blocks};

	for (uint64_t number = 0;; number++) {
		uint64_t index = little_endian_number(&d, 4);
		struct slice hash = little_endian_bytes(&d, HASH_SIZE);
		struct slice data = little_endian_bytes(&d, little_endian_number(&d, 4));
		uint8_t right[HASH_SIZE];

		if (d.bad || index != number)
			return kdbx_damaged(e);
		if (data.n == 0)
			return RC_OK;
		sha256(right, data);
		if (!equal_ct(right, hash.p, HASH_SIZE))
			return kdbx_damaged(e);
		buf_add_slice(out, data);
	}
}

/* The bytes of a stream cipher are as many as before: there is no padding. */
static enum rc open_chacha20(struct buf *out, const struct kdbx_header *h,
    const struct kdbx_keys *k, struct slice sealed, struct err *e)
{
	struct cipher_stream stream;
	const size_t start = out->n;

	buf_add_slice(out, sealed);
	if (!buf_ok(out))
		return err_nomem(e);
	cipher_chacha20(&stream, k->cipher->p, h->iv.p);
	cipher_stream_xor(&stream, out->p + start, sealed.n);
	cipher_stream_finish(&stream);
	return RC_OK;
}

static enum rc open_cipher(struct buf *out, const struct kdbx_header *h,
    const struct kdbx_keys *k, struct slice sealed, struct err *e)
{
	if (h->cipher == KDBX_CHACHA20)
		return open_chacha20(out, h, k, sealed, e);
	return cipher_cbc_open(out, h->cipher == KDBX_AES ? CIPHER_AES : CIPHER_TWOFISH,
	    k->cipher->p, h->iv.p, sealed, e);
}

/* 4.x: blocks are authenticated, then decrypted. */
static enum rc open_4(struct buf *out, const struct kdbx_header *h, const struct kdbx_keys *k,
    const struct parse_options *o, struct err *e)
{
	struct little_endian d = {.left = h->rest};
	struct buf sealed = {0};
	enum rc rc;

	if (!header_is_right(h, k))
		return kdbx_wrong_key(o, e);
	if ((rc = join_authenticated(&sealed, &d, k, e)) == RC_OK)
		rc = buf_ok(&sealed) ? open_cipher(out, h, k, buf_slice(&sealed), e)
				     : err_nomem(e);
	if (rc == RC_INPUT)
		rc = kdbx_damaged(e);
	buf_finish(&sealed);
	return rc;
}

/* Before 4.0 only the start of the plain text shows whether the key is right. */
static enum rc open_3(struct buf *out, const struct kdbx_header *h, const struct kdbx_keys *k,
    const struct parse_options *o, struct err *e)
{
	const size_t n = h->stream_start.n;
	struct buf plain = {0};
	enum rc rc = open_cipher(&plain, h, k, h->rest, e);

	if (rc == RC_INPUT ||
	    (rc == RC_OK && (plain.n < n || !equal_ct(plain.p, h->stream_start.p, n))))
		rc = kdbx_wrong_key(o, e);
	if (rc == RC_OK)
		rc = join_hashed(out, slice_after(buf_slice(&plain), n), e);
	if (rc == RC_OK && !buf_ok(out))
		rc = err_nomem(e);
	buf_finish(&plain);
	return rc;
}

enum rc kdbx_blocks_open(struct buf *out, const struct kdbx_header *h,
    const struct kdbx_keys *k, const struct parse_options *o, struct err *e)
{
	return h->major >= 4 ? open_4(out, h, k, o, e) : open_3(out, h, k, o, e);
}
