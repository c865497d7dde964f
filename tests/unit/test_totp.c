#include <stdio.h>
#include <string.h>

#include "crypto/encode.h"
#include "crypto/secret.h"
#include "password/otpauth.h"
#include "password/totp.h"
#include "tap.h"

static struct otpauth with_key(const char *key, enum otpauth_hash hash, unsigned digits)
{
	return (struct otpauth){.key = secret_copy(key, strlen(key)),
	    .hash = hash,
	    .digits = digits,
	    .period = OTPAUTH_PERIOD};
}

/* RFC 6238, appendix B; the keys are those of its program, as long as the hash. */
static void test_rfc6238(void)
{
	static const char KEY[] =
	    "1234567890123456789012345678901234567890123456789012345678901234";
	static const size_t LENGTH[] = {20, 32, 64};
	static const struct {
		int64_t seconds;
		const char *codes[3];
	} VECTORS[] = {{59, {"94287082", "46119246", "90693936"}},
	    {1111111109, {"07081804", "68084774", "25091201"}},
	    {1111111111, {"14050471", "67062674", "99943326"}},
	    {1234567890, {"89005924", "91819424", "93441116"}},
	    {2000000000, {"69279037", "90698825", "38618901"}},
	    {20000000000, {"65353130", "77737706", "47863826"}}};

	for (size_t i = 0; i < sizeof VECTORS / sizeof VECTORS[0]; i++)
		for (int hash = OTPAUTH_SHA1; hash <= OTPAUTH_SHA512; hash++) {
			struct otpauth o = with_key(KEY, (enum otpauth_hash)hash, 8);
			char code[TOTP_CODE];
			unsigned left;

			secret_truncate(o.key, LENGTH[hash]);
			ok(totp_at(code, &left, &o, VECTORS[i].seconds * 1000, NULL) == RC_OK,
			    "a code is made");
			is_str(code, VECTORS[i].codes[hash], "as in RFC 6238");
			otpauth_finish(&o);
		}
}

/* RFC 4226, appendix D: the counter is the number of the period. */
static void test_rfc4226(void)
{
	static const char *const CODES[] = {"755224", "287082", "359152", "969429", "338314",
	    "254676", "287922", "162583", "399871", "520489"};
	struct otpauth o = with_key("12345678901234567890", OTPAUTH_SHA1, 6);
	char code[TOTP_CODE];
	unsigned left;

	o.period = OTPAUTH_PERIOD_MAX;
	for (int i = 0; i < 10; i++) {
		const int64_t ms = (int64_t)i * OTPAUTH_PERIOD_MAX * 1000;

		ok(totp_at(code, &left, &o, ms, NULL) == RC_OK && left == OTPAUTH_PERIOD_MAX &&
			strcmp(code, CODES[i]) == 0,
		    "code %d of RFC 4226", i);
	}
	otpauth_finish(&o);
}

static void test_time(void)
{
	struct otpauth o = with_key("12345678901234567890", OTPAUTH_SHA1, 6);
	char code[TOTP_CODE];
	char next[TOTP_CODE];
	unsigned left;

	ok(totp_at(code, &left, &o, 59999, NULL) == RC_OK && left == 1, "good for a second");
	ok(totp_at(next, &left, &o, 60000, NULL) == RC_OK && left == 30,
	    "a new one for thirty");
	ok(strcmp(code, next) != 0, "which is another");
	ok(totp_at(code, &left, &o, -1, NULL) == RC_OK && left == 30, "before 1970 it is 1970");
	o.period = 1;
	ok(totp_at(code, &left, &o, 59000, NULL) == RC_OK && left == 1,
	    "a period of one second");
	o.digits = 9;
	ok(totp_at(code, &left, &o, 59000, NULL) == RC_FAIL && code[0] == '\0',
	    "nine digits are an error, not an overrun");
	otpauth_finish(&o);
}

/* What an address says, as one text. */
static const char *described(const char *text)
{
	static char all[4096];
	static const char *const HASHES[] = {"SHA1", "SHA256", "SHA512"};
	struct otpauth o;
	struct err e;
	struct buf key = {0};

	if (otpauth_parse(&o, slice_str(text), &e) != RC_OK) {
		snprintf(all, sizeof all, "%d %s", e.rc, e.text);
		return all;
	}
	base32_encode(&key, o.key->p, o.key->n);
	snprintf(all, sizeof all, "%s|%s|%s|%s|%u|%u", buf_cstr(&o.issuer),
	    buf_cstr(&o.account), buf_cstr(&key), HASHES[o.hash], o.digits, o.period);
	buf_finish(&key);
	otpauth_finish(&o);
	return all;
}

static void reads(const char *text, const char *want)
{
	is_str(described(text), want, text);
}

static void refuses(const char *text, const char *why)
{
	const char *said = described(text);

	ok(strncmp(said, "9 ", 2) == 0 && strstr(said, why) != NULL, "%s: %s", text, said);
}

static void test_addresses(void)
{
	/* The example of "Key Uri Format". */
	reads("otpauth://totp/"
	      "ACME%20Co:john.doe@email.com?secret=HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ&"
	      "issuer=ACME%20Co&algorithm=SHA1&digits=6&period=30",
	    "ACME Co|john.doe@email.com|HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ|SHA1|6|30");
	reads("otpauth://totp/Clerk?secret=JBSWY3DPEHPK3PXP",
	    "|Clerk|JBSWY3DPEHPK3PXP|SHA1|6|30");
	reads("OTPAUTH://TOTP/"
	      "Bank%3A%20Clerk?SECRET=jbswy3dp&DIGITS=8&Algorithm=sha256&period=60",
	    "Bank|Clerk|JBSWY3DP|SHA256|8|60");
	reads(
	    "otpauth://totp/Old:Clerk?issuer=New+Bank+%2B&secret=JBSWY3DP&algorithm=HMACSHA512",
	    "New Bank +|Clerk|JBSWY3DP|SHA512|6|30");
	reads("otpauth://totp/a+b@c.org?secret=JBSW%20Y3DP====&image=x%2Fy&&counter=9&lone",
	    "|a+b@c.org|JBSWY3DP|SHA1|6|30");
	reads("otpauth://totp/?secret=JBSWY3DP#frag", "||JBSWY3DP|SHA1|6|30");
	reads("otpauth://totp/C%C3%A9line?secret=JBSWY3DP&digits=7&period=86400",
	    "|C\xC3\xA9line|JBSWY3DP|SHA1|7|86400");
	reads("  otpauth://totp/x?secret=JBSWY3DP&period=1\r\n", "|x|JBSWY3DP|SHA1|6|1");
}

static void test_bare(void)
{
	reads("JBSWY3DPEHPK3PXP", "||JBSWY3DPEHPK3PXP|SHA1|6|30");
	reads("jbsw y3dp ehpk 3pxp", "||JBSWY3DPEHPK3PXP|SHA1|6|30");
	reads("JBSW-Y3DP-EHPK-3PXP\n", "||JBSWY3DPEHPK3PXP|SHA1|6|30");
	reads("MZXW6===", "||MZXW6|SHA1|6|30");
	reads("MZXW6", "||MZXW6|SHA1|6|30");
	refuses("", "is empty");
	refuses("====", "is empty");
	refuses("A", "is empty");
	refuses("JBSWY3DP1", "perhaps a 0 for an O");
	refuses("MZ=XW6", "A to Z");
	refuses("JBSWY3D\xC3\xA9", "A to Z");
	refuses("key=JBSWY3DP&step=30", "A to Z");
}

static void test_refusals(void)
{
	refuses("otpauth://hotp/x?secret=JBSWY3DP&counter=1", "counter (HOTP)");
	refuses("otpauth://steam/x?secret=JBSWY3DP", "Steam");
	refuses("otpauth://totp/Steam:x?secret=JBSWY3DP&encoder=steam", "Steam");
	refuses("steam://JBSWY3DP", "Steam");
	refuses("otpauth://yaotp/x?secret=JBSWY3DP", "otpauth://totp/");
	refuses("otpauth-migration://offline?data=AAAA", "totp ITEM --set");
	refuses("otpauth://totp/x?issuer=y", "no secret");
	refuses("otpauth://totp/x", "no secret");
	refuses("otpauth://totp/x?secret=", "is empty");
	refuses("otpauth://totp/x?secret=JBSWY3DP&secret=JBSWY3DQ", "two secrets");
	refuses("otpauth://totp/x?secret=JBSWY3DP&digits=5", "digits");
	refuses("otpauth://totp/x?secret=JBSWY3DP&digits=9", "digits");
	refuses("otpauth://totp/x?secret=JBSWY3DP&digits=6.0", "digits");
	refuses("otpauth://totp/x?secret=JBSWY3DP&digits=4294967302", "digits");
	refuses("otpauth://totp/x?secret=JBSWY3DP&period=0", "time between");
	refuses("otpauth://totp/x?secret=JBSWY3DP&period=86401", "time between");
	refuses("otpauth://totp/x?secret=JBSWY3DP&period=", "time between");
	refuses("otpauth://totp/x?secret=JBSWY3DP&algorithm=MD5", "hash");
	refuses("otpauth://totp/x%2?secret=JBSWY3DP", "hexadecimal");
	refuses("otpauth://totp/x?secret=JBSWY3DP%", "hexadecimal");
	refuses("otpauth://totp/x?secret=JBSWY3DP&issuer=%zz", "hexadecimal");
	refuses("otpauth://totp/x%00y?secret=JBSWY3DP", "one line");
	refuses("otpauth://totp/x%0Ay?secret=JBSWY3DP", "one line");
	refuses("otpauth://totp/x?secret=JBSWY3DP&issuer=%FF", "one line");
}

static void test_limits(void)
{
	struct buf b = {0};

	for (int i = 0; i < OTPAUTH_TEXT_MAX; i++)
		buf_add_char(&b, 'A');
	refuses(buf_cstr(&b), "1024 bytes");
	buf_add_char(&b, 'A');
	refuses(buf_cstr(&b), "8192 bytes");
	buf_clear(&b);
	buf_add_str(&b, "otpauth://totp/x?secret=JBSWY3DP&issuer=");
	for (int i = 0; i < OTPAUTH_NAME_MAX; i++)
		buf_add_char(&b, 'i');
	ok(strlen(described(buf_cstr(&b))) > OTPAUTH_NAME_MAX, "the longest issuer is read");
	buf_add_char(&b, 'i');
	refuses(buf_cstr(&b), "1000 bytes");
	buf_finish(&b);
}

static void writes(const char *text, const char *want)
{
	struct otpauth o;
	struct buf b = {0};

	ok(otpauth_parse(&o, slice_str(text), NULL) == RC_OK, "%s", text);
	otpauth_put(&b, &o);
	is_str(buf_cstr(&b), want, "is written");
	otpauth_finish(&o);
	ok(otpauth_parse(&o, buf_slice(&b), NULL) == RC_OK, "and read again");
	otpauth_finish(&o);
	buf_finish(&b);
}

static void test_put(void)
{
	writes("jbsw y3dp", "otpauth://totp/?secret=JBSWY3DP");
	writes("otpauth://totp/x?secret=MZXW6===&digits=6&period=30&algorithm=SHA1",
	    "otpauth://totp/x?secret=MZXW6");
	writes("otpauth://totp/A%26B:c%2Fd@e?secret=MZXW6&digits=8&period=15&algorithm=SHA512",
	    "otpauth://totp/A%26B:c%2Fd%40e?secret=MZXW6&issuer=A%26B&algorithm=SHA512&digits=8"
	    "&period=15");
	writes("otpauth://totp/:a%3Ab?secret=MZXW6", "otpauth://totp/:a%3Ab?secret=MZXW6");
}

static void test_value(void)
{
	char code[TOTP_CODE];
	unsigned left;

	ok(totp_code(code, &left, slice_str("GEZDGNBVGY3TQOJQ GEZDGNBVGY3TQOJQ"), 59000,
	       NULL) == RC_OK,
	    "a code of a field's value");
	is_str(code, "287082", "which is the right one");
	is_int(left, 1, "for so long");
	ok(totp_code(code, &left, slice_str("GEZDGNBV0"), 59000, NULL) == RC_INPUT &&
		code[0] == '\0',
	    "none of what is no secret");
}

int main(void)
{
	if (crypto_init(NULL) != RC_OK)
		return 1;
	test_rfc6238();
	test_rfc4226();
	test_time();
	test_addresses();
	test_bare();
	test_refusals();
	test_limits();
	test_put();
	test_value();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
