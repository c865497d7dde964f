/*
 * care: the envelope, from the day when it is made to the day when it is opened.
 *
 * What a council does about its sheets: sees that they are sealed, tries them,
 * hands them over, withdraws them; and reports that they were used.
 */
#ifndef STRONGROOM_VAULT_CARE_H
#define STRONGROOM_VAULT_CARE_H

#include "vault/emergency.h"

/*
 * The sheet that is meant, from 1: by its number, by who keeps it, or by an
 * unambiguous part of that name. RC_NOTFOUND if there is no envelope, or no
 * such sheet; RC_USAGE if several are meant.
 */
MUST_CHECK enum rc care_sheet(
    unsigned *number, const struct session *s, const char *text, struct err *e);

/* Who keeps it: a view of the roster, nothing for a number that is none. */
struct slice care_holder(const struct roster *t, unsigned number);

/* All below are steps within a transaction. A minute may be NULL. */

/* Record that the member saw the seal of that sheet unbroken. */
MUST_CHECK enum rc care_seen(
    struct session *s, unsigned number, const char *minute, struct err *e);

/*
 * Somebody else keeps the sheet from now on. RC_EXISTS if they do already, or
 * have another one: who has enough sheets needs nobody else.
 */
MUST_CHECK enum rc care_handover(
    struct session *s, unsigned number, const char *to, const char *minute, struct err *e);

/*
 * Record that these sheets were tried. As many as are needed give the envelope's
 * public halves, which the log has too: RC_INPUT, and it is on the log as an
 * incident, if they are others. Fewer give nothing (typed NULL).
 */
MUST_CHECK enum rc care_drill(struct session *s, const struct public_sheets *sheets,
    const struct emergency *typed, struct err *e);

/* Record, and commit, that a drill failed, which may be guessing. Returns RC_INPUT, with why.
 */
MUST_CHECK enum rc care_drill_failed(struct session *s, const char *why, struct err *e);

/*
 * Void the envelope without another in its place; what it could open gets a
 * new key. By a clerk who holds every sealed collection.
 */
MUST_CHECK enum rc care_withdraw(struct session *s, const char *reason, struct err *e);

/* A meeting was told of the last opening. RC_NOTFOUND if none waits for that. */
MUST_CHECK enum rc care_reported(struct session *s, const char *minute, struct err *e);

#endif
