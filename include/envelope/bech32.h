/*
 * bech32: bytes as text that people can type, with a checksum (BIP-173).
 *
 * The checksum constant is 1 (Bech32, not Bech32m). As in the age format there
 * is no limit on the length. No copy of the data is made on the way, so secrets
 * may pass through.
 */
#ifndef STRONGROOM_ENVELOPE_BECH32_H
#define STRONGROOM_ENVELOPE_BECH32_H

#include "base/buf.h"

/* Append hrp, "1" and data in lower case. hrp is in lower case, too. */
void bech32_encode(struct buf *out, const char *hrp, struct slice data);

/*
 * Read text, in upper or in lower case: *hrp is the part of text before the
 * last "1", the bytes are appended to *data, which may be a fixed buffer.
 * RC_INPUT if text is malformed, of mixed case, has a wrong checksum, or does
 * not hold whole bytes; nothing is appended then, and the sentence does not
 * repeat what was read.
 */
MUST_CHECK enum rc bech32_decode(
    struct slice *hrp, struct buf *data, struct slice text, struct err *e);

#endif
