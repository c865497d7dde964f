/*
 * inflate: what gzip compressed (RFC 1952), up to a limit: a few bytes can say
 * that gigabytes follow.
 */
#ifndef STRONGROOM_TRANSFER_INFLATE_INT_H
#define STRONGROOM_TRANSFER_INFLATE_INT_H

#include "base/buf.h"

/*
 * Append what it is, at most max bytes. RC_INPUT, with a sentence, if it is
 * more, or if it is damaged or cut off.
 */
MUST_CHECK enum rc inflate_gzip(
    struct buf *out, struct slice compressed, size_t max, struct err *e);

#endif
