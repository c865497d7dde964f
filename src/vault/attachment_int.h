/*
 * attachment_int: the pieces of attachments as the log sees them.
 */
#ifndef STRONGROOM_VAULT_ATTACHMENT_INT_H
#define STRONGROOM_VAULT_ATTACHMENT_INT_H

#include "session_int.h"
#include "vault/row.h"

/* The digest over all pieces that the file has of an attachment; RC_NOTFOUND if none. */
MUST_CHECK enum rc attachment_digest(
    uint8_t digest[HASH_SIZE], struct session *s, int64_t id, struct err *e);

#endif
