#include <string.h>

#include "crypto/breach_hash.h"
#include "tap.h"

static void hashes(const char *password, size_t size, const char *want)
{
	uint8_t got[BREACH_MAX] = {0};
	uint8_t wanted[BREACH_MAX] = {0};

	tap_hex(wanted, sizeof wanted, want);
	if (breach_hash(got, size, slice_str(password), NULL) != RC_OK)
		ok(false, "a hash");
	is_mem(got, wanted, size, want);
}

/* SHA-1: FIPS 180-4, examples. NT: [MS-NLMP] 4.2.2.1.2, and as iconv and openssl make it. */
int main(void)
{
	uint8_t out[BREACH_MAX];
	struct err e = {0};

	hashes("abc", BREACH_SHA1, "a9993e364706816aba3e25717850c26c9cd0d89d");
	hashes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", BREACH_SHA1,
	    "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
	hashes("", BREACH_SHA1, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
	hashes("Password", BREACH_NT, "a4f49c406510bdcab6824ee7c30fd852");
	hashes("password", BREACH_NT, "8846f7eaee8fb117ad06bdd830b7586c");
	hashes("", BREACH_NT, "31d6cfe0d16ae931b73c59d7e0c089c0");
	hashes("\xC3\xA9\xE2\x82\xAC\xF0\x9D\x84\x9Ex", BREACH_NT,
	    "3ba1200d5a728e7bc1e3e733a642b5b5");
	is_int(breach_hash(out, BREACH_NT, slice_str("\xC3"), &e), RC_INPUT,
	    "half a character has no NT hash");
	is_int(breach_hash(out, BREACH_NT, slice_str("a\xF0\x9D\x84"), &e), RC_INPUT,
	    "nor has one that is cut");
	return tap_done();
}
