#include "password/totp.h"

#include <oath.h>

#include "crypto/secret.h"
#include "password/otpauth.h"

static int flags_of(enum otpauth_hash hash)
{
	if (hash == OTPAUTH_SHA256)
		return OATH_TOTP_HMAC_SHA256;
	return hash == OTPAUTH_SHA512 ? OATH_TOTP_HMAC_SHA512 : 0;
}

enum rc totp_at(
    char code[TOTP_CODE], unsigned *left, const struct otpauth *o, int64_t ms, struct err *e)
{
	const int64_t now = ms < 0 ? 0 : ms / 1000;
	int made;

	wipe(code, TOTP_CODE);
	made = oath_totp_generate2((const char *)o->key->p, o->key->n, now, o->period, 0,
	    o->digits, flags_of(o->hash), code);
	/* The library leaves the key's pads and the code behind there. */
	wipe_stack();
	*left = o->period - (unsigned)(now % o->period);
	if (made == OATH_OK)
		return RC_OK;
	wipe(code, TOTP_CODE);
	return err_set(
	    e, RC_FAIL, "the one-time code cannot be made (%s)", oath_strerror(made));
}

enum rc totp_code(
    char code[TOTP_CODE], unsigned *left, struct slice value, int64_t ms, struct err *e)
{
	struct otpauth o;
	enum rc rc = otpauth_parse(&o, value, e);

	wipe(code, TOTP_CODE);
	if (rc != RC_OK)
		return rc;
	rc = totp_at(code, left, &o, ms, e);
	otpauth_finish(&o);
	return rc;
}
