/*
 * export: what the envelope opens, as a file that outlives the program.
 *
 * An age file (C2SP age.md) for the recipient of the envelope. In it is
 * indented JSON in the schema of an unencrypted Bitwarden export, each sealed
 * collection a folder, then the member "strongroom", which says of which vault
 * and when, and on a line of its own the signature: Ed25519 by the
 * seal-signing key over "strongroom seal v1", a zero byte and SHA-256 of every
 * byte before that line.
 */
#ifndef STRONGROOM_TRANSFER_EXPORT_H
#define STRONGROOM_TRANSFER_EXPORT_H

#include <stdint.h>

#include "base/err.h"

struct emergency;
struct envelope_keys;
struct session;

struct export_report {
	int64_t items;  /* in the export */
	int64_t total;  /* in the vault */
	char *left_out; /* "Personnel (17), #3 (2)"; NULL if nothing was */
};

void export_report_finish(struct export_report *r);

/*
 * Write the export at path, for whom it is meant to be opened by the sheets: a
 * transaction of its own with one record, which names items and versions.
 * Items of private collections are left out.
 *
 * RC_REFUSED, on the log, to who may not seal or cannot open every sealed
 * collection; RC_NOTFOUND if there is no envelope; RC_USAGE if path is that of
 * the vault; RC_IO. On failure the file that was there stays as it is; only
 * if the record itself cannot be made durable is the new one there already.
 * *report, empty after a failure, is to be finished by the caller.
 */
MUST_CHECK enum rc export_seal(
    struct export_report *report, struct session *s, const char *path, struct err *e);

/*
 * Could export_seal write there, for this member? Nothing is recorded.
 * RC_REFUSED, RC_NOTFOUND, RC_EXISTS and RC_USAGE as there.
 */
MUST_CHECK enum rc export_may(struct session *s, const char *path, struct err *e);

/*
 * Fill in, for emergency_create, what the keys of an envelope give. The rest
 * of *m (holders, need, where the export is) stays as it is; it points into k.
 */
void export_emergency(struct emergency *m, const struct envelope_keys *k);

#endif
