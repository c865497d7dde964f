#include "envelope/bech32.h"

#include <ctype.h>
#include <string.h>

#include "crypto/secret.h"
#include "tap.h"

/* Decode text; on success also encode again and compare. */
static enum rc round_trip(
    const char *text, size_t n, const char *want_hrp, const char *want_hex)
{
	struct buf data = {0};
	struct buf again = {0};
	struct slice hrp;
	unsigned char want[200];
	char low[200];
	size_t want_n = tap_hex(want, sizeof want, want_hex);
	enum rc rc = bech32_decode(&hrp, &data, slice_of(text, n), NULL);

	if (rc != RC_OK)
		goto out;
	for (size_t i = 0; i <= n; i++)
		low[i] = (char)tolower((unsigned char)text[i]);
	ok(slice_eq_str(hrp, want_hrp), "%s: prefix", text);
	ok(data.n == want_n && (want_n == 0 || memcmp(data.p, want, want_n) == 0), "%s: data",
	    text);
	low[hrp.n] = '\0';
	bech32_encode(&again, low, buf_slice(&data));
	low[hrp.n] = '1';
	is_str(buf_cstr(&again), low, "the same again");
out:
	buf_finish(&data);
	buf_finish(&again);
	return rc;
}

static void valid(const char *text, const char *hrp, const char *hex)
{
	is_int(round_trip(text, strlen(text), hrp, hex), RC_OK, text);
}

/* BIP-173, "Test vectors", those that hold whole bytes. */
static void test_valid(void)
{
	static const char zeros[] = "00000000000000000000000000000000000000000000000000"
				    "00000000000000000000000000000000000000000000000000"
				    "00";

	valid("A12UEL5L", "A", "");
	valid("a12uel5l", "a", "");
	valid("an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharacters"
	      "bio1"
	      "tt5tgs",
	    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbi"
	    "o",
	    "");
	valid("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef",
	    "00443214c74254b635cf84653a56d7c675be77df");
	valid("11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
	      "qqqq"
	      "c8247j",
	    "1", zeros);
	valid("split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", "split",
	    "c5f38b70305f519bf66d85fb6cf03058f3dde463ecd7918f2dc743918f2d");
	valid("?1ezyfcl", "?", "");
	/* BIP-173 calls this one too long; here there is no limit. */
	valid("an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharacter"
	      "sbio1"
	      "569pvx",
	    "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersb"
	    "io",
	    "");
}

static void refused(const char *text, const char *why)
{
	struct buf data = {0};
	struct slice hrp;
	struct err e = {0};

	is_int(bech32_decode(&hrp, &data, slice_str(text), &e), RC_INPUT, why);
	ok(strstr(e.text, why) != NULL, "it says so: %s", e.text);
	ok(data.n == 0, "and gives nothing");
	buf_finish(&data);
}

/* The same, the invalid ones, and two more. */
static void test_invalid(void)
{
	refused("\x20"
		"1nwldj5",
	    "character 1 of the key cannot stand in a key");
	refused("\x7F"
		"1axkwrx",
	    "character 1 of the key cannot stand in a key");
	refused("\x80"
		"1eym55h",
	    "character 1 of the key cannot stand in a key");
	refused("pzry9x0s0muk", "not complete");
	refused("1pzry9x0s0muk", "not complete");
	refused("x1b4n0q5v", "character 3 of the key is wrong");
	refused("li1dgmt3", "not complete");
	refused("de1lg7wt\xFF", "character 9 of the key cannot stand in a key");
	refused("A1G7SGD8", "checksum");
	refused("10a06t8", "not complete");
	refused("1qzzfhee", "not complete");
	refused("", "not complete");
	refused("a12UEL5L", "capital and small");
}

/* The padding is under five bits, all zero. The checksums are right here. */
static void test_padding(void)
{
	valid("x1lu7rxnn5", "x", "ff");
	refused("x1llssn9at", "whole bytes");
	refused("x1qm7ssx4", "whole bytes");
	/* BIP-173: a set bit in the padding. */
	refused(
	    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3pjxtptv", "whole bytes");
	/* The checksum of Bech32m is another. */
	refused("x1lutlklkk", "checksum");
}

static void test_every_character(void)
{
	static const char good[] = "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw";
	int wrong = 0;

	for (size_t i = 0; i + 1 < sizeof good; i++) {
		char t[sizeof good];
		struct buf data = {0};
		struct slice hrp;

		memcpy(t, good, sizeof good);
		t[i] = t[i] == 'q' ? 'p' : 'q';
		wrong += bech32_decode(&hrp, &data, slice_str(t), NULL) == RC_OK;
		buf_finish(&data);
	}
	is_int(wrong, 0, "no character can be changed");
}

static void test_fixed(void)
{
	unsigned char room[20];
	struct buf data;
	struct slice hrp;
	static const char text[] = "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw";

	buf_init_fixed(&data, room, sizeof room);
	is_int(
	    bech32_decode(&hrp, &data, slice_str(text), NULL), RC_OK, "into just enough room");
	buf_init_fixed(&data, room, sizeof room - 1);
	is_int(bech32_decode(&hrp, &data, slice_str(text), NULL), RC_INPUT, "not into less");
}

int main(void)
{
	struct err e;

	if (crypto_init(&e) != RC_OK)
		return 1;
	test_valid();
	test_invalid();
	test_padding();
	test_every_character();
	test_fixed();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
