#include "kdbx.h"

#include <gcrypt.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "crypto/cipher.h"
#include "crypto/encode.h"
#include "crypto/hash.h"
#include "crypto/kdf_foreign.h"
#include "crypto/secret.h"

static const uint8_t CIPHERS[][16] = {{0x31, 0xc1, 0xf2, 0xe6, 0xbf, 0x71, 0x43, 0x50, 0xbe,
					  0x58, 0x05, 0x21, 0x6a, 0xfc, 0x5a, 0xff},
    {0xad, 0x68, 0xf2, 0x9f, 0x57, 0x6f, 0x4b, 0xb9, 0xa3, 0x6a, 0xd4, 0x7a, 0xf9, 0x65, 0x34,
	0x6c},
    {0xd6, 0x03, 0x8a, 0x2b, 0x8b, 0x6f, 0x4c, 0xb5, 0xa5, 0x24, 0x33, 0x9a, 0x31, 0xdb, 0xb5,
	0x9a}};
static const uint8_t KDFS[][16] = {{0xc9, 0xd9, 0xf3, 0x9a, 0x62, 0x8a, 0x44, 0x60, 0xbf, 0x74,
				       0x0d, 0x08, 0xc1, 0x8a, 0x4f, 0xea},
    {0xef, 0x63, 0x6d, 0xdf, 0x8c, 0x29, 0x44, 0x4b, 0x91, 0xf7, 0xa9, 0xa4, 0x03, 0xe3, 0x0a,
	0x0c},
    {0x9e, 0x29, 0x8b, 0x19, 0x56, 0xdb, 0x47, 0x73, 0xb2, 0x3d, 0xfc, 0x3e, 0xc6, 0xf0, 0xa1,
	0xe6}};

/* What would be random elsewhere. */
static const char SEED[33] = "the seed of all keys of the file";
static const char SALT[33] = "the salt of the key, of 32 bytes";
static const char IV[17] = "of sixteen bytes";
static const char START[33] = "the start of the plain text, 32.";
static const char STREAM_KEY[33] = "the key of protected values, 32.";

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void put(struct buf *out, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_add_char(out, (char)(v >> 8 * i));
}

static void field(
    struct buf *out, const struct kdbx_recipe *r, uint8_t id, const void *p, size_t n)
{
	put(out, id, 1);
	put(out, n, r->version >= 0x40000 ? 4 : 2);
	buf_add(out, p, n);
}

static void number_field(
    struct buf *out, const struct kdbx_recipe *r, uint8_t id, uint64_t v, size_t size)
{
	struct buf b = {0};

	put(&b, v, size);
	field(out, r, id, b.p, b.n);
	buf_finish(&b);
}

static void variant(struct buf *out, uint8_t type, const char *name, const void *p, size_t n)
{
	put(out, type, 1);
	put(out, strlen(name), 4);
	buf_add_str(out, name);
	put(out, n, 4);
	buf_add(out, p, n);
}

static void number_variant(
    struct buf *out, uint8_t type, const char *name, uint64_t v, size_t n)
{
	struct buf b = {0};

	put(&b, v, n);
	variant(out, type, name, b.p, b.n);
	buf_finish(&b);
}

enum { U32 = 0x04, U64 = 0x05, BYTES = 0x42 };

static void put_kdf(struct buf *out, const struct kdbx_recipe *r)
{
	struct buf v = {0};

	put(&v, 0x0100, 2);
	variant(&v, BYTES, "$UUID", KDFS[r->kdf], 16);
	variant(&v, BYTES, "S", SALT, 32);
	if (r->kdf == KDBX_WRITE_AES_KDF) {
		number_variant(&v, U64, "R", r->rounds, 8);
	} else {
		number_variant(&v, U32, "P", 1, 4);
		number_variant(&v, U64, "M", (r->rounds > 0 ? r->rounds : 8) * 1024, 8);
		number_variant(&v, U64, "I", 1, 8);
		number_variant(&v, U32, "V", 0x13, 4);
	}
	put(&v, 0, 1);
	field(out, r, 11, v.p, v.n);
	buf_finish(&v);
}

static void put_header(struct buf *out, const struct kdbx_recipe *r)
{
	put(out, 0x9AA2D903, 4);
	put(out, 0xB54BFB67, 4);
	put(out, r->version, 4);
	field(out, r, 1, "a comment", 9);
	field(out, r, 2, CIPHERS[r->cipher], 16);
	number_field(out, r, 3, r->compress, 4);
	field(out, r, 4, SEED, 32);
	field(out, r, 7, IV, r->cipher == KDBX_WRITE_CHACHA20 ? 12 : 16);
	if (r->version >= 0x40000) {
		put_kdf(out, r);
	} else {
		field(out, r, 5, SALT, 32);
		number_field(out, r, 6, r->rounds, 8);
		field(out, r, 8, STREAM_KEY, 32);
		field(out, r, 9, START, 32);
		number_field(out, r, 10, r->stream, 4);
	}
	field(out, r, 0, "\r\n\r\n", 4);
}

/* The text of each element that says Protected="True", hidden by the stream. */
static void put_hidden(struct buf *out, const struct kdbx_recipe *r)
{
	static const char mark[] = "Protected=\"True\">";
	const uint8_t nonce[8] = {0xE8, 0x30, 0x09, 0x4B, 0x97, 0x20, 0x5D, 0x2A};
	const uint8_t *at = r->xml.p;
	const uint8_t *end = at + r->xml.n;
	struct cipher_stream stream;
	uint8_t key[64];

	sha512(key, slice_of(STREAM_KEY, 32));
	if (r->stream == 3) {
		cipher_chacha20(&stream, key, key + 32);
	} else {
		sha256(key, slice_of(STREAM_KEY, 32));
		cipher_salsa20(&stream, key, nonce);
	}
	while (r->stream != 0 && !r->raw) {
		const uint8_t *from = memmem(at, (size_t)(end - at), mark, sizeof mark - 1);
		const uint8_t *to;
		struct buf text = {0};

		if (from == NULL)
			break;
		from += sizeof mark - 1;
		must((to = memchr(from, '<', (size_t)(end - from))) != NULL);
		buf_add(out, at, (size_t)(from - at));
		buf_add(&text, from, (size_t)(to - from));
		if (text.n > 0)
			cipher_stream_xor(&stream, text.p, text.n);
		base64_encode(out, text.p, text.n, true);
		buf_finish(&text);
		at = to;
	}
	buf_add(out, at, (size_t)(end - at));
}

static void name_hash(struct buf *xml, const struct buf *header)
{
	struct buf with = {0};
	uint8_t hash[HASH_SIZE];
	const uint8_t *at = memmem(xml->p, xml->n, "HASH", 4);

	must(at != NULL);
	sha256(hash, buf_slice(header));
	buf_add(&with, xml->p, (size_t)(at - xml->p));
	base64_encode(&with, hash, sizeof hash, true);
	buf_add(&with, at + 4, (size_t)(xml->p + xml->n - at - 4));
	buf_finish(xml);
	*xml = with;
}

static void put_inner(struct buf *out, uint8_t id, const void *p, size_t n)
{
	put(out, id, 1);
	put(out, n, 4);
	buf_add(out, p, n);
}

static void put_content(struct buf *out, const struct kdbx_recipe *r, const struct buf *header)
{
	struct buf xml = {0};
	uint8_t stream[4] = {(uint8_t)r->stream};

	put_hidden(&xml, r);
	if (r->name_hash)
		name_hash(&xml, header);
	if (r->version >= 0x40000 && !r->raw) {
		put_inner(out, 1, stream, 4);
		put_inner(out, 2, STREAM_KEY, 32);
		for (size_t i = 0; i < r->n_binaries; i++) {
			put(out, 3, 1);
			put(out, r->binaries[i].n + 1, 4);
			put(out, 1, 1);
			buf_add_slice(out, r->binaries[i]);
		}
		put_inner(out, 0, NULL, 0);
	}
	buf_add_slice(out, buf_slice(&xml));
	buf_finish(&xml);
}

static void compress_gzip(struct buf *b)
{
	struct buf out = {0};
	z_stream z = {0};
	size_t room = b->n + b->n / 8 + 100;

	must(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	z.next_in = b->p;
	z.avail_in = (unsigned)b->n;
	must((z.next_out = buf_extend(&out, room)) != NULL);
	z.avail_out = (unsigned)room;
	must(deflate(&z, Z_FINISH) == Z_STREAM_END);
	out.n = z.total_out;
	deflateEnd(&z);
	buf_finish(b);
	*b = out;
}

static void encrypt(struct buf *b, const struct kdbx_recipe *r, const uint8_t key[HASH_SIZE])
{
	gcry_cipher_hd_t h;
	struct cipher_stream stream;
	size_t pad = 16 - b->n % 16;

	if (r->cipher == KDBX_WRITE_CHACHA20) {
		cipher_chacha20(&stream, key, (const uint8_t *)IV);
		if (b->n > 0)
			cipher_stream_xor(&stream, b->p, b->n);
		cipher_stream_finish(&stream);
		return;
	}
	for (size_t i = 0; i < pad; i++)
		buf_add_char(b, (char)pad);
	must(gcry_cipher_open(&h,
		 r->cipher == KDBX_WRITE_AES ? GCRY_CIPHER_AES256 : GCRY_CIPHER_TWOFISH,
		 GCRY_CIPHER_MODE_CBC, 0) == 0 &&
	     gcry_cipher_setkey(h, key, HASH_SIZE) == 0 && gcry_cipher_setiv(h, IV, 16) == 0 &&
	     gcry_cipher_encrypt(h, b->p, b->n, NULL, 0) == 0);
	gcry_cipher_close(h);
}

static struct secret *transformed(const struct kdbx_recipe *r)
{
	const struct kdf_foreign_caps caps = {UINT64_MAX, 1, UINT64_MAX};
	struct kdf_foreign_argon2 a = {.id = r->kdf == KDBX_WRITE_ARGON2ID,
	    .version = 0x13,
	    .mem_kib = r->rounds > 0 ? r->rounds : 8,
	    .passes = 1,
	    .lanes = 1,
	    .salt = slice_of(SALT, 32)};
	uint8_t key[HASH_SIZE];
	struct secret *out = NULL;

	sha256(key, slice_str(r->passphrase != NULL ? r->passphrase : "pass"));
	sha256(key, slice_of(key, sizeof key));
	if (r->version >= 0x40000 && r->kdf != KDBX_WRITE_AES_KDF)
		must(kdf_foreign_argon2(&out, slice_of(key, sizeof key), &a, &caps, NULL) ==
		     RC_OK);
	else
		must(kdf_foreign_aes(&out, key, (const uint8_t *)SALT, r->rounds, UINT64_MAX,
			 NULL, NULL, NULL) == RC_OK);
	return out;
}

/* SHA-256 of 64 bytes for the cipher, SHA-512 of 65 for the blocks. */
static void mix(uint8_t mixed[65], const struct kdbx_recipe *r)
{
	struct secret *t = transformed(r);

	memcpy(mixed, SEED, 32);
	memcpy(mixed + 32, t->p, 32);
	mixed[64] = 1;
	secret_free(t);
}

static void put_mac(struct buf *out, const uint8_t all[64], uint64_t number, struct slice data)
{
	struct buf key = {0};
	uint8_t k[64];
	uint8_t mac[HASH_SIZE];

	put(&key, number, 8);
	buf_add(&key, all, 64);
	sha512(k, buf_slice(&key));
	hmac_sha256(mac, slice_of(k, sizeof k), data);
	buf_add(out, mac, sizeof mac);
	buf_finish(&key);
}

static void put_blocks_4(
    struct buf *out, const struct kdbx_recipe *r, const uint8_t all[64], const struct buf *data)
{
	size_t at = 0;

	for (uint64_t number = 0;; number++) {
		size_t left = data->n - at;
		size_t n = r->block > 0 && left > r->block ? r->block : left;
		struct buf b = {0};

		put(&b, number, 8);
		put(&b, n, 4);
		if (n > 0)
			buf_add(&b, data->p + at, n);
		put_mac(out, all, number, buf_slice(&b));
		put(out, n, 4);
		if (n > 0)
			buf_add(out, data->p + at, n);
		buf_finish(&b);
		at += n;
		if (n == 0)
			return;
	}
}

static void put_blocks_3(struct buf *out, const struct kdbx_recipe *r, const struct buf *data)
{
	size_t at = 0;

	for (uint64_t number = 0;; number++) {
		size_t left = data->n - at;
		size_t n = r->block > 0 && left > r->block ? r->block : left;
		uint8_t hash[HASH_SIZE] = {0};

		if (n > 0)
			sha256(hash, slice_of(data->p + at, n));
		put(out, number, 4);
		buf_add(out, hash, sizeof hash);
		put(out, n, 4);
		if (n > 0)
			buf_add(out, data->p + at, n);
		at += n;
		if (n == 0)
			return;
	}
}

static void put_4(
    struct buf *out, const struct kdbx_recipe *r, const struct buf *header, struct buf *content)
{
	uint8_t mixed[65], key[HASH_SIZE], all[HASH_SIZE_512], hash[HASH_SIZE];

	mix(mixed, r);
	sha256(key, slice_of(mixed, 64));
	sha512(all, slice_of(mixed, 65));
	sha256(hash, buf_slice(header));
	buf_add(out, hash, sizeof hash);
	put_mac(out, all, UINT64_MAX, buf_slice(header));
	encrypt(content, r, key);
	put_blocks_4(out, r, all, content);
}

static void put_3(struct buf *out, const struct kdbx_recipe *r, const struct buf *content)
{
	uint8_t mixed[65], key[HASH_SIZE];
	struct buf plain = {0};

	mix(mixed, r);
	sha256(key, slice_of(mixed, 64));
	buf_add(&plain, START, 32);
	put_blocks_3(&plain, r, content);
	encrypt(&plain, r, key);
	buf_add_slice(out, buf_slice(&plain));
	buf_finish(&plain);
}

void kdbx_write(struct buf *out, const struct kdbx_recipe *r)
{
	struct buf header = {0};
	struct buf content = {0};

	put_header(&header, r);
	put_content(&content, r, &header);
	if (r->compress && !r->raw)
		compress_gzip(&content);
	buf_add_slice(out, buf_slice(&header));
	if (r->version >= 0x40000)
		put_4(out, r, &header, &content);
	else
		put_3(out, r, &content);
	buf_finish(&header);
	buf_finish(&content);
	must(buf_ok(out));
}
