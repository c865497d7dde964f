/*
 * What one-time codes are made of, as others hand it over.
 *
 * Input: an otpauth address, a secret, or, as the first byte says, the payload of an
 * export of Google Authenticator.
 */
#include <string.h>

#include "crypto/encode.h"
#include "crypto/secret.h"
#include "fuzz.h"
#include "password/migration.h"
#include "password/otpauth.h"
#include "password/totp.h"

static unsigned address;
static unsigned bare;
static unsigned account;
static unsigned unusable;

void fuzz_init(void)
{
	address = fuzz_way("an address");
	bare = fuzz_way("a secret alone");
	account = fuzz_way("an account of an export");
	unusable = fuzz_way("an account that no codes are made of");
}

static bool same(const struct otpauth *a, const struct otpauth *b)
{
	return slice_eq(secret_slice(a->key), secret_slice(b->key)) &&
	       slice_eq(buf_slice(&a->issuer), buf_slice(&b->issuer)) &&
	       slice_eq(buf_slice(&a->account), buf_slice(&b->account)) && a->hash == b->hash &&
	       a->digits == b->digits && a->period == b->period;
}

/* What was read is within its limits, makes a code, and is written as it is read. */
static void sound(struct buf *result, const struct otpauth *o)
{
	char code[TOTP_CODE];
	struct otpauth again;
	struct buf text = {0};
	unsigned left;

	fuzz_must(o->key->n >= 1 && o->key->n <= OTPAUTH_KEY_MAX);
	fuzz_must(o->digits >= 6 && o->digits <= 8);
	fuzz_must(o->period >= 1 && o->period <= OTPAUTH_PERIOD_MAX);
	fuzz_must(totp_at(code, &left, o, 59000, NULL) == RC_OK);
	fuzz_must(strlen(code) == o->digits && left >= 1 && left <= o->period);
	otpauth_put(&text, o);
	if (text.n <= OTPAUTH_TEXT_MAX) {
		fuzz_must(otpauth_parse(&again, buf_slice(&text), NULL) == RC_OK);
		fuzz_must(same(o, &again));
		otpauth_finish(&again);
	}
	buf_add_str(result, code);
	buf_add_slice(result, buf_slice(&text));
	buf_finish(&text);
}

static enum rc each(void *arg, const struct otpauth *o, const char *why, struct err *e)
{
	(void)e;
	fuzz_must(o->issuer.n <= OTPAUTH_NAME_MAX && o->account.n <= OTPAUTH_NAME_MAX);
	if (why != NULL) {
		fuzz_accept(unusable);
		fuzz_sentence(why);
		buf_add_str(arg, why);
		return RC_OK;
	}
	fuzz_accept(account);
	sound(arg, o);
	return RC_OK;
}

static void payload(struct buf *result, struct slice bytes)
{
	struct migration_seen seen = {0};
	struct migration_batch batch;
	struct buf text = {0};
	struct err e;
	enum rc rc;

	buf_add_str(&text, "otpauth-migration://offline?data=");
	base64_encode(&text, bytes.p, bytes.n, false);
	rc = migration_read(&batch, buf_slice(&text), each, result, &e);
	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_INPUT));
	if (rc == RC_OK) {
		fuzz_must(batch.number >= 1 && batch.number <= batch.of);
		fuzz_must(migration_add(&seen, &batch, NULL) == RC_OK);
		fuzz_must(migration_add(&seen, &batch, NULL) == RC_EXISTS);
		migration_missing(result, &seen);
	}
	buf_finish(&text);
}

void fuzz_one(struct buf *result, struct slice input)
{
	struct migration_batch batch;
	struct otpauth o;
	struct err e;
	enum rc rc;

	if (input.n > 0 && input.p[0] == 1) {
		(void)feed_u8(&input);
		payload(result, input);
		return;
	}
	if (migration_is(input)) {
		rc = migration_read(&batch, input, each, result, &e);
		fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_INPUT));
		return;
	}
	rc = otpauth_parse(&o, input, &e);
	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_INPUT));
	if (rc != RC_OK)
		return;
	fuzz_accept(memchr(input.p, ':', input.n) != NULL ? address : bare);
	sound(result, &o);
	otpauth_finish(&o);
}
