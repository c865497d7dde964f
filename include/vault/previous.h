/*
 * previous: the credential that an item had before.
 */
#ifndef STRONGROOM_VAULT_PREVIOUS_H
#define STRONGROOM_VAULT_PREVIOUS_H

#include "base/err.h"
#include "vault/session.h"

/*
 * Within a transaction: the newest version of an item whose credential is
 * another than that of the item as it is. Gives nothing out and records nothing
 * but a refusal. RC_NOTFOUND if the item has had no other; RC_REFUSED, and it is
 * on the log, if an older version lies where the member has no grant.
 */
MUST_CHECK enum rc previous_find(
    int64_t *version, struct session *s, int64_t item, struct err *e);

#endif
