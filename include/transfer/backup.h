/*
 * backup: the vault as a second file, checked, and put back.
 */
#ifndef STRONGROOM_TRANSFER_BACKUP_H
#define STRONGROOM_TRANSFER_BACKUP_H

#include "vault/audit.h"
#include "vault/restore.h"

struct backup_report {
	int64_t records;
	int64_t items;
	int64_t time_ms; /* of the newest record */
};

/*
 * Record that a backup is made, then write it to path: one state of the vault,
 * read back and proved as a whole before it gets its name. RC_EXISTS if there
 * is a file of that name that is no earlier backup of this vault.
 */
MUST_CHECK enum rc backup_write(
    struct backup_report *report, struct session *s, const char *path, struct err *e);

/*
 * Open the file at path as a vault by itself, unseen by what this computer
 * remembers, and prove the whole of it. o stays the caller's, and is filled
 * in from base; *s is left open on RC_OK.
 */
MUST_CHECK enum rc backup_open(struct session **s, struct backup_report *report,
    struct session_options *o, const struct session_options *base, const char *path,
    struct err *e);

/*
 * Putting a backup back: _begin copies it beside the vault and looks at what
 * is there; the caller lets a clerk unlock backup_session; _plan finds out
 * what is given up; _finish records it and puts the copy in the vault's place.
 */
struct restoring;

/*
 * RC_EXISTS if another vault is in the place; RC_NOTFOUND, RC_INPUT, RC_TAMPER
 * for the backup, as backup_open.
 */
MUST_CHECK enum rc backup_restore_begin(struct restoring **r,
    const struct session_options *options, const char *file, struct err *e);
/* Undo what _finish has not finished. Accepts NULL. */
void backup_restore_free(struct restoring *r);

/* The copy, and what it holds. */
struct session *backup_session(struct restoring *r);
const struct backup_report *backup_restore_report(const struct restoring *r);

struct restore_plan {
	struct backup_report backup;
	struct head newest;   /* of all that is known; of the backup, if nothing is newer */
	struct head rumoured; /* later than that, but known without proof; size 0: none */
	bool there;           /* a file is in the place */
	const char *problem;  /* why that could not be asked; NULL: it is whole */
};

/* given: a head that somebody else has seen, or size 0. RC_REFUSED: no clerk. */
MUST_CHECK enum rc backup_restore_plan(
    struct restore_plan *plan, struct restoring *r, const struct head *given, struct err *e);

/*
 * *kept is the name that the file that was there has now, NULL if there was
 * none; it lives as long as r. RC_BUSY if the vault was used since _plan.
 */
MUST_CHECK enum rc backup_restore_finish(const char **kept, struct restoring *r, struct err *e);

#endif
