/*
 * export_check: whether an export would open, and is genuine, without opening it.
 *
 * It is decrypted to nowhere, a piece at a time: what is asked is its signature.
 */
#ifndef STRONGROOM_TRANSFER_EXPORT_CHECK_H
#define STRONGROOM_TRANSFER_EXPORT_CHECK_H

#include "base/err.h"

#include <stdint.h>

struct secret;

struct export_found {
	int64_t serial;  /* of the envelope; 0 if it does not say */
	int64_t size;    /* of the log when it was sealed */
	int64_t time_ms; /* when that was */
};

/*
 * Read the export by its age identity, and check its signature by the public
 * seal-signing key. RC_NOTFOUND if there is no such file; RC_INPUT if it does
 * not open, or not to its end; RC_TAMPER if no such signature stands there.
 */
MUST_CHECK enum rc export_check(struct export_found *found, const char *path,
    const struct secret *identity, const uint8_t *export_sign, struct err *e);

#endif
