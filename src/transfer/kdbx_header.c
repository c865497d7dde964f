#include <string.h>

#include "kdbx_int.h"
#include "little_endian_int.h"

static const uint8_t SIGNATURE[4] = {0x03, 0xD9, 0xA2, 0x9A};

/* The second signature, which says for whom the file is. */
enum { KEEPASS_1 = 0xB54BFB65, KEEPASS_2_ALPHA = 0xB54BFB66, KEEPASS_2 = 0xB54BFB67 };

/* Numbers of the fields of the header. */
enum {
	END = 0,
	CIPHER = 2,
	COMPRESSION = 3,
	MASTER_SEED = 4,
	TRANSFORM_SEED = 5,
	TRANSFORM_ROUNDS = 6,
	IV = 7,
	STREAM_KEY = 8,
	STREAM_START = 9,
	STREAM = 10,
	KDF = 11
};

enum { SEED = 32, IV_BLOCK = 16, IV_CHACHA20 = 12 };

static const uint8_t CIPHERS[][16] = {
    [KDBX_AES] = {0x31, 0xc1, 0xf2, 0xe6, 0xbf, 0x71, 0x43, 0x50, 0xbe, 0x58, 0x05, 0x21, 0x6a,
	0xfc, 0x5a, 0xff},
    [KDBX_TWOFISH] = {0xad, 0x68, 0xf2, 0x9f, 0x57, 0x6f, 0x4b, 0xb9, 0xa3, 0x6a, 0xd4, 0x7a,
	0xf9, 0x65, 0x34, 0x6c},
    [KDBX_CHACHA20] = {0xd6, 0x03, 0x8a, 0x2b, 0x8b, 0x6f, 0x4c, 0xb5, 0xa5, 0x24, 0x33, 0x9a,
	0x31, 0xdb, 0xb5, 0x9a},
};

bool kdbx_is(struct slice file)
{
	return file.n >= sizeof SIGNATURE && memcmp(file.p, SIGNATURE, sizeof SIGNATURE) == 0;
}

enum rc kdbx_damaged(struct err *e)
{
	return err_set(e, RC_INPUT,
	    "the KeePass file is damaged or cut off; copy it again, or open it in the program "
	    "that wrote it and save it under another name");
}

static enum rc check_version(uint64_t second, uint64_t version, unsigned *major, struct err *e)
{
	*major = (unsigned)(version >> 16);
	if (second == KEEPASS_1)
		return err_set(e, RC_INPUT,
		    "this file is of KeePass 1 (.kdb), whose format is not read; open it in "
		    "KeePassXC (Database, Import) or KeePass 2, save it as .kdbx and import "
		    "that, or export it as CSV from KeePass 1");
	if (second == KEEPASS_2_ALPHA || (second == KEEPASS_2 && *major < 2))
		return err_set(e, RC_INPUT,
		    "this file is of a version of KeePass 2 before its first release; open it "
		    "in KeePass 2, save it again and import that");
	if (second != KEEPASS_2)
		return err_set(e, RC_INPUT,
		    "this file is of no version of KeePass that is "
		    "known; save it as .kdbx and import that");
	if (*major > 4)
		return err_set(e, RC_INPUT,
		    "this file is of KDBX version %u, which is later than what can be read "
		    "(2.0 "
		    "to 4.1); in its program save it as KDBX 4, or export it as KeePass XML",
		    *major);
	return RC_OK;
}

static enum rc take_cipher(struct kdbx_header *h, struct slice id, struct err *e)
{
	for (size_t i = 0; i < sizeof CIPHERS / sizeof CIPHERS[0]; i++)
		if (slice_eq(id, slice_of(CIPHERS[i], sizeof CIPHERS[i]))) {
			h->cipher = (enum kdbx_cipher)i;
			return RC_OK;
		}
	return err_set(e, RC_INPUT,
	    "this file is encrypted by a cipher that is not known; in its program choose AES, "
	    "ChaCha20 or Twofish in the settings of the database, save it and import that");
}

static uint64_t number(struct slice s)
{
	struct little_endian d = {.left = s};

	return little_endian_number(&d, s.n < 8 ? s.n : 8);
}

static enum rc take_compression(struct kdbx_header *h, struct slice value, struct err *e)
{
	if (value.n != 4 || number(value) > 1)
		return err_set(e, RC_INPUT,
		    "this file is compressed in a way that is not known; in its program choose "
		    "gzip, or none, in the settings of the database, save it and import that");
	h->compressed = number(value) == 1;
	return RC_OK;
}

/* What is not known concerns other programs, and says nothing about how to read. */
static enum rc take(struct kdbx_header *h, unsigned field, struct slice value, struct err *e)
{
	switch (field) {
	case CIPHER:
		return take_cipher(h, value, e);
	case COMPRESSION:
		return take_compression(h, value, e);
	case MASTER_SEED:
		h->seed = value;
		break;
	case TRANSFORM_SEED:
		h->aes_seed = value;
		break;
	case TRANSFORM_ROUNDS:
		h->aes_rounds = number(value);
		break;
	case IV:
		h->iv = value;
		break;
	case STREAM_KEY:
		h->stream_key = value;
		break;
	case STREAM_START:
		h->stream_start = value;
		break;
	case STREAM:
		h->stream = (uint32_t)number(value);
		break;
	case KDF:
		return kdbx_kdf_read(h, value, e);
	default:
		break;
	}
	return RC_OK;
}

/* A cipher has to be named, so that none is taken by default. */
static bool is_whole(const struct kdbx_header *h, bool named)
{
	size_t iv = h->cipher == KDBX_CHACHA20 ? IV_CHACHA20 : IV_BLOCK;

	if (!named || h->seed.n != SEED || h->iv.n != iv)
		return false;
	if (!h->is_argon2 && h->aes_seed.n != SEED)
		return false;
	return h->major >= 4 || h->stream_start.n == SEED;
}

static enum rc read_fields(struct kdbx_header *h, struct little_endian *d, struct err *e)
{
	bool named = false;
	unsigned field;
	enum rc rc;

	do {
		struct slice value;

		field = (unsigned)little_endian_number(d, 1);
		value = little_endian_bytes(d, little_endian_number(d, h->major < 4 ? 2 : 4));
		if (d->bad)
			return kdbx_damaged(e);
		if ((rc = take(h, field, value, e)) != RC_OK)
			return rc;
		named = named || field == CIPHER;
	} while (field != END);
	return is_whole(h, named) ? RC_OK : kdbx_damaged(e);
}

/* In 4.x a hash and an HMAC follow. The hash shows damage before a key is derived at its cost.
 */
static bool read_hashes(struct kdbx_header *h, struct little_endian *d)
{
	struct slice hash = little_endian_bytes(d, HASH_SIZE);
	uint8_t right[HASH_SIZE];

	h->mac = little_endian_bytes(d, HASH_SIZE);
	if (d->bad)
		return false;
	sha256(right, h->bytes);
	return slice_eq(hash, slice_of(right, sizeof right));
}

/* Blocks of a cipher that has some are whole, or something is cut off. */
static bool is_cut(const struct kdbx_header *h)
{
	return h->major < 4 && h->cipher != KDBX_CHACHA20 &&
	       (h->rest.n == 0 || h->rest.n % IV_BLOCK != 0);
}

enum rc kdbx_header_read(struct kdbx_header *h, struct slice file, struct err *e)
{
	struct little_endian d = {.left = file};
	uint64_t second;
	uint64_t version;
	enum rc rc;

	*h = (struct kdbx_header){0};
	little_endian_bytes(&d, sizeof SIGNATURE);
	second = little_endian_number(&d, 4);
	version = little_endian_number(&d, 4);
	if (d.bad)
		return kdbx_damaged(e);
	if (!kdbx_is(file))
		second = 0;
	if ((rc = check_version(second, version, &h->major, e)) != RC_OK ||
	    (rc = read_fields(h, &d, e)) != RC_OK)
		return rc;
	h->bytes = slice_of(file.p, file.n - d.left.n);
	if (h->major >= 4 && !read_hashes(h, &d))
		return kdbx_damaged(e);
	h->rest = d.left;
	return is_cut(h) ? kdbx_damaged(e) : RC_OK;
}
