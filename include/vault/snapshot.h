/*
 * snapshot: the vault of a session as a file of its own, for a backup.
 */
#ifndef STRONGROOM_VAULT_SNAPSHOT_H
#define STRONGROOM_VAULT_SNAPSHOT_H

#include "vault/session.h"

/* Record, within a transaction, that a backup is made into a file. */
MUST_CHECK enum rc snapshot_record(struct session *s, const char *file, struct err *e);

/*
 * Copy the vault into the empty file at path, as it is at one moment, which
 * the session has learned when this returns.
 */
MUST_CHECK enum rc snapshot_copy(struct session *s, const char *path, struct err *e);

/*
 * Is other, which was opened and no more, an earlier state of the vault of s,
 * or the same? *size is the number of its records. RC_TAMPER if it is not:
 * another vault, more records, or others.
 */
MUST_CHECK enum rc snapshot_is_earlier(
    int64_t *size, struct session *other, struct session *s, struct err *e);

/* How many records the file has by now. */
MUST_CHECK enum rc snapshot_records(int64_t *n, struct session *s, struct err *e);

/*
 * Keep every other program from the vault of s until the session is closed;
 * if it was learned, its log has to end where that was: RC_BUSY if not.
 */
MUST_CHECK enum rc snapshot_hold(struct session *s, bool learned, struct err *e);

#endif
