/*
 * otpauth: what a telephone is told to make one-time codes of an account.
 *
 * As an address, otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=…&algorithm=…
 * &digits=…&period=…, which is what a QR code on a website holds, or as its
 * secret alone, in base32 (RFC 4648, 6). The form of the address is Google
 * Authenticator's wiki page "Key Uri Format".
 */
#ifndef STRONGROOM_PASSWORD_OTPAUTH_H
#define STRONGROOM_PASSWORD_OTPAUTH_H

#include "base/buf.h"

struct secret;

enum {
	OTPAUTH_KEY_MAX = 1024,     /* bytes; longer than any block of the hashes */
	OTPAUTH_TEXT_MAX = 8192,    /* bytes of an address */
	OTPAUTH_NAME_MAX = 1000,    /* bytes of an issuer or an account */
	OTPAUTH_PERIOD_MAX = 86400, /* seconds */
	OTPAUTH_PERIOD = 30,
	OTPAUTH_DIGITS = 6
};

enum otpauth_hash { OTPAUTH_SHA1, OTPAUTH_SHA256, OTPAUTH_SHA512 };

struct otpauth {
	struct secret *key;
	struct buf issuer; /* these two are UTF-8, one line each, and may be empty */
	struct buf account;
	enum otpauth_hash hash;
	unsigned digits; /* 6 to 8 */
	unsigned period; /* seconds */
};

void otpauth_finish(struct otpauth *o);

/*
 * Read an address or a bare secret; *o is finished by the caller on RC_OK.
 * RC_INPUT: it is neither, or of a kind of code that cannot be made here (by a
 * counter, Steam's); the sentence says which, and holds nothing of the text.
 */
MUST_CHECK enum rc otpauth_parse(struct otpauth *o, struct slice text, struct err *e);

/* Append the address of it. */
void otpauth_put(struct buf *out, const struct otpauth *o);

#endif
