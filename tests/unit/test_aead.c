#include <string.h>

#include "crypto/aead.h"
#include "crypto/secret.h"
#include "tap.h"

static const char PLAIN[] =
    "Ladies and Gentlemen of the class of '99: If I could offer you only "
    "one tip for the future, sunscreen would be it.";
enum { PLAIN_N = sizeof PLAIN - 1 };

/* RFC 8439, 2.8.2: the same ciphertext; the tag is that without associated data. */
static void test_vector(void)
{
	uint8_t key[AEAD_KEY], nonce[AEAD_NONCE];
	uint8_t sealed[PLAIN_N + AEAD_TAG], want[PLAIN_N + AEAD_TAG], plain[PLAIN_N];
	bool failed = true;

	for (unsigned i = 0; i < sizeof key; i++)
		key[i] = (uint8_t)(0x80 + i);
	tap_hex(nonce, sizeof nonce, "070000004041424344454647");
	tap_hex(want, sizeof want,
	    "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
	    "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
	    "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
	    "3ff4def08e4b7a9de576d26586cec64b61166a23a4681fd59456aea1d29f82477216");
	aead_seal(sealed, (const uint8_t *)PLAIN, PLAIN_N, nonce, key);
	is_mem(sealed, want, sizeof want, "the text of RFC 8439");
	ok(aead_open(plain, sealed, sizeof sealed, nonce, key), "it opens");
	is_mem(plain, PLAIN, PLAIN_N, "with the text");
	for (size_t i = 0; i < sizeof sealed; i++) {
		sealed[i] ^= 1;
		failed = failed && !aead_open(plain, sealed, sizeof sealed, nonce, key);
		sealed[i] ^= 1;
	}
	ok(failed, "each altered byte makes it fail");
	nonce[11] ^= 1;
	ok(!aead_open(plain, sealed, sizeof sealed, nonce, key), "another nonce too");
	nonce[11] ^= 1;
	ok(!aead_open(plain, sealed, sizeof sealed - 1, nonce, key), "a cut one");
	ok(!aead_open(plain, sealed, AEAD_TAG - 1, nonce, key), "one shorter than a tag");
	memcpy(want, PLAIN, PLAIN_N);
	aead_seal(want, want, PLAIN_N, nonce, key);
	is_mem(want, sealed, sizeof want, "in place");
}

int main(void)
{
	if (crypto_init(NULL) != RC_OK)
		return 1;
	test_vector();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
