/*
 * totp: one-time codes that go by the time (RFC 6238).
 */
#ifndef STRONGROOM_PASSWORD_TOTP_H
#define STRONGROOM_PASSWORD_TOTP_H

#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"

struct otpauth;

enum { TOTP_CODE = 9 }; /* bytes of the longest code, with its NUL */

/*
 * The code at ms (since 1970, see clock.h) into code, a secret that the caller
 * wipes, and for how many seconds it is good, 1 at least. RC_FAIL if the library
 * that makes it fails; code is empty then.
 */
MUST_CHECK enum rc totp_at(
    char code[TOTP_CODE], unsigned *left, const struct otpauth *o, int64_t ms, struct err *e);

/* The same of a field's value, an address or a bare secret; RC_INPUT as otpauth_parse. */
MUST_CHECK enum rc totp_code(
    char code[TOTP_CODE], unsigned *left, struct slice value, int64_t ms, struct err *e);

#endif
