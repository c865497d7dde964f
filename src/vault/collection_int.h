/*
 * collection_int: steps that change who holds a collection's key.
 */
#ifndef STRONGROOM_VAULT_COLLECTION_INT_H
#define STRONGROOM_VAULT_COLLECTION_INT_H

#include "session_int.h"
#include "vault/collection.h"

/* Seal the newest key to a member, with its grant.add. */
MUST_CHECK enum rc collection_seal_to(
    struct session *s, int64_t id, int64_t member, bool edit, struct err *e);

/* The same to the emergency member, if there is one and the collection is sealed. */
MUST_CHECK enum rc collection_seal_to_envelope(struct session *s, int64_t id, struct err *e);

/* Record the end of a grant. collection_rekey has to follow. */
MUST_CHECK enum rc collection_revoke(
    struct session *s, int64_t id, int64_t member, struct err *e);

/* A new generation, sealed to all who hold a grant; every item encrypted again. */
MUST_CHECK enum rc collection_rekey(struct session *s, int64_t id, struct err *e);

#endif
