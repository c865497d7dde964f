/*
 * audit_int: what writing and reading the details of the log share.
 */
#ifndef STRONGROOM_VAULT_AUDIT_INT_H
#define STRONGROOM_VAULT_AUDIT_INT_H

#include "session_int.h"
#include "vault/audit.h"

/*
 * What the plaintext of a detail begins with: it repeats what the record says
 * about its place, so that a detail sealed for one record is not taken for that
 * of another.
 */
void audit_put_binding(struct buf *b, const struct record *r, const uint8_t *vault_id);

#endif
