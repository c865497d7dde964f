/*
 * member_int: rows of members.
 */
#ifndef STRONGROOM_VAULT_MEMBER_INT_H
#define STRONGROOM_VAULT_MEMBER_INT_H

#include "session_int.h"

/* RC_EXISTS if a member has that name, in any case. */
MUST_CHECK enum rc member_check_free(const struct session *s, const char *name, struct err *e);

/* Write the row of a member, the seed locked with the passphrase, and its record. */
MUST_CHECK enum rc member_write_row(struct session *s, enum action action, int64_t id,
    struct slice name, const struct secret *seed, const struct secret *passphrase,
    const struct kdf_cost *cost, const struct buf *public, struct err *e);

#endif
