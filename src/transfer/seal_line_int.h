/*
 * seal_line: the signature at the end of an export.
 */
#ifndef STRONGROOM_TRANSFER_SEAL_LINE_INT_H
#define STRONGROOM_TRANSFER_SEAL_LINE_INT_H

#include "base/buf.h"
#include "crypto/hash.h"
#include "crypto/sign.h"

enum { SEAL_LINE = 108 /* bytes, with the brace */ };

/* Append the line, and the brace that ends the document. */
void seal_line_put(
    struct buf *out, const uint8_t hash[HASH_SIZE], const uint8_t secret_key[SIGN_SECRET]);

/* *body is all before the line. False if the document does not end in one. */
bool seal_line_get(struct slice *body, uint8_t sig[SIGN_SIZE], struct slice document);

/* By the hash of the body. */
bool seal_line_check(const uint8_t hash[HASH_SIZE], const uint8_t sig[SIGN_SIZE],
    const uint8_t public_key[SIGN_PUBLIC]);

#endif
