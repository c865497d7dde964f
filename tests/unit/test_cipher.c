#include <string.h>

#include "crypto/cipher.h"
#include "crypto/secret.h"
#include "tap.h"

static void is_hex(struct slice got, const char *hex, const char *name)
{
	uint8_t want[200];
	size_t n = tap_hex(want, sizeof want, hex);

	is_int((long long)got.n, (long long)n, name);
	if (got.n == n)
		is_mem(got.p, want, n, name);
}

/* What sealed, in hexadecimal, is in text. */
static enum rc opened(struct buf *out, enum cipher kind, const char *key, const char *iv,
    const char *sealed, struct err *e)
{
	uint8_t k[CIPHER_KEY], v[CIPHER_BLOCK], s[200];

	tap_hex(k, sizeof k, key);
	tap_hex(v, sizeof v, iv);
	return cipher_cbc_open(out, kind, k, v, slice_of(s, tap_hex(s, sizeof s, sealed)), e);
}

#define AES_KEY "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"
#define AES_IV "000102030405060708090a0b0c0d0e0f"
#define AES_SEALED                                                                             \
	"f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"                     \
	"39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b"
#define AES_PLAIN                                                                              \
	"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"                     \
	"30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"

/* NIST SP 800-38A, F.2.6, and behind it the block of padding that openssl adds. */
static void test_aes(void)
{
	struct buf out = {0};

	is_int(opened(&out, CIPHER_AES, AES_KEY, AES_IV,
		   AES_SEALED "3f461796d6b0d6b2e0c2a72b4d80e644", NULL),
	    RC_OK, "AES-256 in CBC mode");
	is_hex(buf_slice(&out), AES_PLAIN, "opens the example of SP 800-38A");
	buf_finish(&out);
}

/*
 * In the first block the IV is what the text is: the decryption of the block is
 * zero here. From the tables of the Twofish paper, 256-bit keys, I = 3.
 */
static void test_twofish(void)
{
	static const char key[] =
	    "0123456789abcdeffedcba987654321000112233445566778899aabbccddeeff";
	static const char sealed[] = "37527be0052334b89f0cfccae87cfa20";
	struct buf out = {0};

	is_int(
	    opened(&out, CIPHER_TWOFISH, key, "68656c6c6f0b0b0b0b0b0b0b0b0b0b0b", sealed, NULL),
	    RC_OK, "Twofish in CBC mode");
	is_hex(buf_slice(&out), "68656c6c6f", "opens a block, and takes the padding off");
	buf_clear(&out);
	is_int(
	    opened(&out, CIPHER_TWOFISH, key, "10101010101010101010101010101010", sealed, NULL),
	    RC_OK, "a block of nothing but padding");
	is_int((long long)out.n, 0, "is nothing");
	buf_finish(&out);
}

static void refused(const char *iv, const char *sealed, const char *name)
{
	static const char key[] =
	    "0123456789abcdeffedcba987654321000112233445566778899aabbccddeeff";
	struct buf out = {0};
	struct err e;

	buf_add_str(&out, "before");
	is_int(opened(&out, CIPHER_TWOFISH, key, iv, sealed, &e), RC_INPUT, name);
	ok(slice_eq_str(buf_slice(&out), "before"), "and nothing is given out");
	buf_finish(&out);
}

static void test_refused(void)
{
	static const char sealed[] = "37527be0052334b89f0cfccae87cfa20";

	refused("68656c6c6f0b0b0b0b0b0b0b0b0b0b00", sealed, "a padding of no bytes");
	refused("11111111111111111111111111111111", sealed, "a padding of 17 bytes");
	refused("68656c6c6f0a0b0b0b0b0b0b0b0b0b0b", sealed, "a padding of unlike bytes");
	refused("68656c6c6f0b0b0b0b0b0b0b0b0b0b0b", "37527be0052334b89f0cfccae87cfa",
	    "a block that is cut off");
	refused("68656c6c6f0b0b0b0b0b0b0b0b0b0b0b", "", "nothing at all");
}

static void is_stream(
    struct cipher_stream *s, size_t piece, size_t from, const char *hex, const char *name)
{
	uint8_t p[256] = {0};

	for (size_t i = 0; i < sizeof p; i += piece)
		cipher_stream_xor(s, p + i, piece < sizeof p - i ? piece : sizeof p - i);
	is_hex(slice_of(p + from, 64), hex, name);
	cipher_stream_finish(s);
}

/* RFC 8439, A.1, vectors 1 and 2; eSTREAM, Salsa20/256, set 1, vector 0. */
static void test_streams(void)
{
	static const char chacha[] =
	    "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
	    "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f";
	static const char salsa[] =
	    "57be81f47b17d9ae7c4ff15429a73e10acf250ed3a90a93c711308a74c6216a9"
	    "ed84cd126da7f28e8abf8bb63517e1ca98e712f4fb2e1a6aed9fdc73291faa17";
	static const size_t pieces[] = {256, 1, 63, 64, 65, 100};
	uint8_t key[CIPHER_KEY] = {0};
	uint8_t nonce[12] = {0};
	struct cipher_stream s;

	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		key[0] = 0;
		cipher_chacha20(&s, key, nonce);
		is_stream(&s, pieces[i], 64, chacha, "the second block of ChaCha20");
		key[0] = 0x80;
		cipher_salsa20(&s, key, nonce);
		is_stream(&s, pieces[i], 192, salsa, "the fourth block of Salsa20");
	}
	key[0] = 0;
	cipher_chacha20(&s, key, nonce);
	is_stream(&s, 256, 0,
	    "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
	    "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586",
	    "and its first");
}

int main(void)
{
	struct err e;

	if (crypto_init(&e) != RC_OK)
		return 1;
	test_aes();
	test_twofish();
	test_refused();
	test_streams();
	return tap_done();
}
