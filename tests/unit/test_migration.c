#include <stdio.h>
#include <string.h>

#include "crypto/encode.h"
#include "crypto/secret.h"
#include "password/migration.h"
#include "password/otpauth.h"
#include "tap.h"

static const char SCHEME[] = "otpauth-migration://offline?data=";

/* The parts of a payload (protobuf.dev, "Encoding"), put together by hand. */
static const char TWO[] = "\x0A\x1E\x0A\x0A"
			  "1234567890\x12\x05"
			  "clerk\x1A\x03VAT\x20\x01\x28\x01\x30\x02" /* by the time */
			  "\x0A\x14\x0A\x03"
			  "abc\x12\x03"
			  "Ban\x1A\x02XX\x20\x01\x28\x01\x30\x01"; /* by a counter */

static struct buf said;

static enum rc tell(void *arg, const struct otpauth *o, const char *why, struct err *e)
{
	(void)arg;
	(void)e;
	buf_printf(&said, "%.*s|%.*s|", SLICE_ARG(buf_slice(&o->issuer)),
	    SLICE_ARG(buf_slice(&o->account)));
	if (why != NULL)
		buf_printf(&said, "%s", why);
	else {
		base32_encode(&said, o->key->p, o->key->n);
		buf_printf(&said, "|%d|%u|%u", o->hash, o->digits, o->period);
	}
	buf_add_char(&said, '\n');
	return RC_OK;
}

/* What a payload says, and its batch; "refused". */
static const char *read_payload(const void *p, size_t n)
{
	static char all[1000];
	struct migration_batch batch = {0};
	struct buf text = {0};
	struct err e;
	enum rc rc;

	buf_add_str(&text, SCHEME);
	base64_encode(&text, p, n, true);
	buf_clear(&said);
	rc = migration_read(&batch, buf_slice(&text), tell, NULL, &e);
	if (rc != RC_OK)
		ok(rc == RC_INPUT && said.n == 0 && strstr(e.text, "not whole") != NULL,
		    "refused before anything is handed out");
	snprintf(all, sizeof all, "%s%u/%u %u", said.n > 0 ? buf_cstr(&said) : "", batch.number,
	    batch.of, batch.id);
	buf_finish(&text);
	return rc == RC_OK ? all : "refused";
}

#define READ(text) read_payload((text), sizeof(text) - 1)

static void test_reads(void)
{
	is_str(READ(TWO),
	    "VAT|clerk|GEZDGNBVGY3TQOJQ|0|6|30\n"
	    "XX|Ban|its codes go by a counter (HOTP), which strongroom does not make\n"
	    "1/1 0",
	    "one by the time, one by a counter");
	is_str(READ("\x0A\x16\x0A\x01k\x12\x0AHMRC: VAT2\x1A\x04HMRC\x20\x03\x28\x02\x30\x02"
		    "\x10\x02\x18\x03\x20\x01\x28\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"),
	    "refused", "a length that is too small");
	is_str(READ("\x0A\x1B\x0A\x01k\x12\x0AHMRC: VAT2\x1A\x04HMRC\x20\x03\x28\x02\x30\x02"
		    "\x10\x02\x18\x03\x20\x01\x28\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"),
	    "HMRC|VAT2|NM|2|8|30\n2/3 4294967295",
	    "SHA-512, eight digits, the issuer taken off the name, the second of three");
	is_str(READ("\x0A\x05\x0A\x01k\x20\x04\x0A\x03\x0A\x01k\x79"
		    "12345678\x7D"
		    "1234"),
	    "||its codes are of a kind that strongroom does not make\n||NM|0|6|30\n1/1 0",
	    "MD5, an account without anything, and fields that nobody knows");
	is_str(READ("\x0A\x0D\x0A\x01k\x12\x08"
		    "Bank:ann"),
	    "Bank|ann|NM|0|6|30\n1/1 0", "an issuer in the name alone");
	is_str(READ("\x0A\x0A\x0A\x01k\x12\x05"
		    ": :an"),
	    "|an|NM|0|6|30\n1/1 0", "and an empty one");
	is_str(READ("\x0A\x00"), "||it has no secret, or one that is too long\n1/1 0",
	    "an account of nothing");
	is_str(READ("\x0A\x08\x0A\x01k\x12\x03"
		    "a\nb"),
	    "||NM|0|6|30\n1/1 0", "a name that is no line is left out");
	is_str(READ(""), "1/1 0", "nothing at all");
}

static void test_refusals(void)
{
	struct migration_batch batch;
	struct err e;

	is_str(READ("\x18\x02\x20\x02"), "refused", "the third of two");
	is_str(READ("\x18\x41"), "refused", "more codes than there can be");
	is_str(READ("\x00\x00"), "refused", "field 0");
	is_str(READ("\x0B"), "refused", "a group");
	is_str(READ("\x28\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"), "refused",
	    "a long number");
	is_str(READ("\x0A\x03\x0A\x05k"), "refused", "an account that is cut");
	is_str(READ("\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01k"), "refused",
	    "a length of 2^64");
	ok(migration_read(&batch, slice_str("otpauth-migration://offline?dat=AA"), tell, NULL,
	       &e) == RC_INPUT,
	    "no data");
	ok(migration_read(&batch, slice_str("otpauth-migration://offline?data=A*"), tell, NULL,
	       &e) == RC_INPUT,
	    "no base64");
	ok(migration_is(slice_str("OTPAUTH-migration://x")) &&
		!migration_is(slice_str("otpauth://totp/x")),
	    "which addresses are meant");
}

/* "+" and "/" as a link writes them, and as others spoil them */
static void test_forms(void)
{
	static const struct {
		const char *query;
		const char *key;
	} FORMS[] = {{"data=CgcKBfvvvvv/", "7PX35677"},
	    {"x=1&DATA=CgcKBfvvvvv%2f&y", "7PX35677"}, {"data=CgcKBUFC++++", "IFBPX356"},
	    {"data=CgcKBUFC%2B%2b++", "IFBPX356"}, {"data=CgcKBUFC%20%20%20%20", "IFBPX356"},
	    {"data=CgUKA%2Fvvvg==", "7PX34"}};
	struct migration_batch batch;
	struct buf text = {0};

	for (size_t i = 0; i < sizeof FORMS / sizeof FORMS[0]; i++) {
		buf_clear(&text);
		buf_add_str(&text, "otpauth-migration://offline?");
		buf_add_str(&text, FORMS[i].query);
		buf_clear(&said);
		ok(migration_read(&batch, buf_slice(&text), tell, NULL, NULL) == RC_OK, "%s",
		    FORMS[i].query);
		ok(said.n > 0 && strstr(buf_cstr(&said), FORMS[i].key) != NULL, "is read");
	}
	buf_finish(&text);
}

/* Every cut and every altered byte gives a result or a refusal. */
static void test_total(void)
{
	char altered[sizeof TWO];
	size_t read = 0;

	for (size_t n = 0; n < sizeof TWO - 1; n++)
		read += strcmp(read_payload(TWO, n), "refused") != 0;
	is_int((long long)read, 2, "of all cuts only those between accounts are read");
	for (size_t i = 0; i < sizeof TWO - 1; i++)
		for (int bit = 0; bit < 8; bit++) {
			memcpy(altered, TWO, sizeof altered);
			altered[i] = (char)(altered[i] ^ 1 << bit);
			(void)!read_payload(altered, sizeof altered - 1);
		}
}

static void test_batches(void)
{
	struct migration_seen seen = {0};
	struct buf b = {0};

	migration_missing(&b, &seen);
	is_int((long long)b.n, 0, "nothing is missing of nothing");
	ok(migration_add(&seen, &(struct migration_batch){7, 2, 4}, NULL) == RC_OK, "one");
	migration_missing(&b, &seen);
	is_str(buf_cstr(&b), "1, 3 and 4 of 4", "the others are missing");
	ok(migration_add(&seen, &(struct migration_batch){7, 2, 4}, NULL) == RC_EXISTS,
	    "again");
	ok(migration_add(&seen, &(struct migration_batch){8, 1, 4}, NULL) == RC_INPUT &&
		migration_add(&seen, &(struct migration_batch){7, 1, 3}, NULL) == RC_INPUT,
	    "of another export");
	ok(migration_add(&seen, &(struct migration_batch){7, 1, 4}, NULL) == RC_OK &&
		migration_add(&seen, &(struct migration_batch){7, 3, 4}, NULL) == RC_OK,
	    "two more");
	buf_clear(&b);
	migration_missing(&b, &seen);
	is_str(buf_cstr(&b), "4 of 4", "one is missing");
	ok(migration_add(&seen, &(struct migration_batch){7, 4, 4}, NULL) == RC_OK, "the last");
	buf_clear(&b);
	migration_missing(&b, &seen);
	is_int((long long)b.n, 0, "none is missing");
	buf_finish(&b);
}

int main(void)
{
	if (crypto_init(NULL) != RC_OK)
		return 1;
	test_reads();
	test_refusals();
	test_forms();
	test_total();
	test_batches();
	buf_finish(&said);
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
