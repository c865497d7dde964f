/*
 * emergency_int: steps of making, withdrawing and opening an envelope.
 */
#ifndef STRONGROOM_VAULT_EMERGENCY_INT_H
#define STRONGROOM_VAULT_EMERGENCY_INT_H

#include "vault/emergency.h"

/*
 * Have the keys of all sealed collections while they are there to be had.
 * RC_REFUSED as emergency_check_holds.
 */
MUST_CHECK enum rc emergency_open_sealed(struct session *s, struct err *e);

/*
 * After an envelope was voided: what it could open gets a new key, and what is
 * sealed is sealed to the one that is in its place, if there is one.
 */
MUST_CHECK enum rc emergency_new_keys(struct session *s, struct err *e);

/* The seal-signing key to a clerk, and a period of the log that the clerk reads. */
MUST_CHECK enum rc emergency_give_role(struct session *s, int64_t member, struct err *e);

/* That, and every collection that it holds, with edit. */
MUST_CHECK enum rc emergency_give_all(struct session *s, int64_t member, struct err *e);

#endif
