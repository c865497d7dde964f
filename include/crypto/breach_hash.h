/*
 * breach_hash: the hashes by which lists of stolen passwords name them: SHA-1
 * (FIPS 180-4) and NT, which is MD4 (RFC 1320) of the text in UTF-16LE
 * ([MS-NLMP] 3.3.1). Good for nothing else: both are broken.
 */
#ifndef STRONGROOM_CRYPTO_BREACH_HASH_H
#define STRONGROOM_CRYPTO_BREACH_HASH_H

#include "base/err.h"
#include "base/slice.h"

enum { BREACH_SHA1 = 20, BREACH_NT = 16, BREACH_MAX = BREACH_SHA1 /* bytes */ };

/*
 * The hash of size bytes, BREACH_SHA1 or BREACH_NT, of a password in UTF-8. It is
 * as secret as the password. RC_INPUT if that is not UTF-8, RC_FAIL if the library
 * or memory is missing.
 */
MUST_CHECK enum rc breach_hash(uint8_t *out, size_t size, struct slice password, struct err *e);

#endif
