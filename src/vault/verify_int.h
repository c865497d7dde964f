/*
 * verify_int: the parts of audit_verify.
 */
#ifndef STRONGROOM_VAULT_VERIFY_INT_H
#define STRONGROOM_VAULT_VERIFY_INT_H

#include "session_int.h"

/*
 * Within a transaction, once the whole log was replayed: has each row of the file
 * its pin, each pin its row, and is none there twice? RC_TAMPER, naming one that
 * is not so.
 */
MUST_CHECK enum rc verify_rows(struct session *s, struct err *e);

#endif
