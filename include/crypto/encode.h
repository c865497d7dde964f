/*
 * encode: bytes as hexadecimal, base64 and base32, without tables that a secret would index.
 */
#ifndef STRONGROOM_CRYPTO_ENCODE_H
#define STRONGROOM_CRYPTO_ENCODE_H

#include "base/buf.h"

/* Append n bytes as lower-case hexadecimal. */
void hex_encode(struct buf *out, const void *p, size_t n);

/* Exactly n bytes from 2 n digits of either case; false on anything else. */
MUST_CHECK bool hex_decode(void *out, size_t n, struct slice text);

/* Append standard base64 (RFC 4648, 4), with padding if pad. */
void base64_encode(struct buf *out, const void *p, size_t n, bool pad);

/* Append the decoded bytes; false on anything but the canonical form. */
MUST_CHECK bool base64_decode(struct buf *out, struct slice text, bool pad);

/* Append base32 (RFC 4648, 6) in upper case, without padding. */
void base32_encode(struct buf *out, const void *p, size_t n);

/*
 * Append what base32 as people copy it says: in either case, with blanks and
 * hyphens anywhere and any padding at its end; bits that make no whole byte do not
 * count. False on anything else.
 */
MUST_CHECK bool base32_decode(struct buf *out, struct slice text);

#endif
