/*
 * migration: the accounts that Google Authenticator exports, as the QR codes of its
 * "Transfer accounts", otpauth-migration://offline?data=…
 *
 * One code holds about ten accounts; more are spread over several, which know of
 * each other by a common id.
 */
#ifndef STRONGROOM_PASSWORD_MIGRATION_H
#define STRONGROOM_PASSWORD_MIGRATION_H

#include "base/buf.h"

struct otpauth;

enum {
	MIGRATION_TEXT_MAX = 64 * 1024, /* bytes; a QR code holds 4,296 letters */
	MIGRATION_BATCHES = 64
};

/* Is the text such an address, in any case? */
bool migration_is(struct slice text);

/* Which of the codes of one export this is. */
struct migration_batch {
	uint32_t id;
	unsigned number; /* from 1 */
	unsigned of;
};

/*
 * One account, valid during the call. why: what is wrong with one that no codes can
 * be made of, of which only the names are there; else NULL. Anything but RC_OK
 * ends the reading with that value.
 */
typedef enum rc migration_each(
    void *arg, const struct otpauth *o, const char *why, struct err *e);

/* All of one code. RC_INPUT: it is malformed; each was not called then. */
MUST_CHECK enum rc migration_read(struct migration_batch *batch, struct slice text,
    migration_each *each, void *arg, struct err *e);

/* The codes of one export that were seen so far; {0}: none. */
struct migration_seen {
	uint32_t id;
	unsigned of;
	uint64_t seen; /* bit number - 1 */
};

/* RC_INPUT: it is of another export than those before. RC_EXISTS: it was seen. */
MUST_CHECK enum rc migration_add(
    struct migration_seen *s, const struct migration_batch *batch, struct err *e);

/* Append the numbers of those that are missing, "2 and 3 of 4"; nothing if none is. */
void migration_missing(struct buf *out, const struct migration_seen *s);

#endif
