/*
 * version: what an item was before, also one that was removed.
 */
#ifndef STRONGROOM_VAULT_VERSION_H
#define STRONGROOM_VAULT_VERSION_H

#include "vault/item.h"

/*
 * The item whose versions are meant, as item_find, but with those that were
 * removed; by "#ID", if to_restore is false, also one that was not granted, by
 * who may read the log. A title, whole or in part, is first sought among the
 * items in use, or (to_restore) among those that have something to be restored.
 */
MUST_CHECK enum rc version_find(
    int64_t *id, struct session *s, const char *text, bool to_restore, struct err *e);

/*
 * One version with its overview, to be finished by the caller on RC_OK.
 * RC_NOTFOUND if there is none, or if it is the item's removal; RC_REFUSED
 * (not recorded) if its collection was not granted.
 */
MUST_CHECK enum rc version_get(
    struct item *it, struct session *s, int64_t id, int64_t version, struct err *e);

/* How many versions an item has, its removals among them. */
MUST_CHECK enum rc version_count(int64_t *n, struct session *s, int64_t id, struct err *e);

/*
 * Within a transaction, the version to restore; 0: the newest with a content
 * that is older than the item as it is, or RC_USAGE if that lies in another
 * collection, as others could open it then. RC_REFUSED, and it is on the log,
 * without edit where the item is, or without a grant where the version is.
 */
MUST_CHECK enum rc version_to_restore(
    struct item *old, struct session *s, int64_t id, int64_t version, struct err *e);

#endif
