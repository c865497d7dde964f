/*
 * encode: bytes as hexadecimal and base64, in constant time.
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

#endif
