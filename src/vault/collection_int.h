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

/* A new key for every collection that takes no write without one, as far as it is held. */
MUST_CHECK enum rc collection_renew_closed(struct session *s, struct err *e);

/*
 * The same, and for every collection whose key a first passphrase opened, if the
 * session's member is a clerk.
 */
MUST_CHECK enum rc collection_renew_exposed(struct session *s, struct err *e);

/* BLAKE2b(key, "commit", vault id, collection, generation). */
void collection_commitment(uint8_t out[COMMITMENT], const struct session *s,
    const struct secret *key, int64_t id, int64_t generation);

/* The place of a box in the row of a generation. */
struct box_place collection_place(
    const struct session *s, const char *purpose, int64_t id, int64_t generation);

/* The collection of that name among those that the member can open; *id is 0 if none has it. */
MUST_CHECK enum rc collection_named(
    int64_t *id, struct session *s, struct slice name, struct err *e);

/*
 * Is what was sealed to the member the key that the log commits to? Also true
 * where that cannot be told, since the row is missing or not the one on the log.
 */
bool collection_seal_opens(struct session *s, int64_t id, int64_t generation);

/* A key that the session holds already, or NULL. */
const struct secret *collection_held_key(
    const struct session *s, int64_t id, int64_t generation);

/*
 * Give a key to the session, which frees it; RC_TAMPER if it is not the one that the
 * log commits to.
 */
MUST_CHECK enum rc collection_hold_key(
    struct session *s, int64_t id, int64_t generation, struct secret *key, struct err *e);

#endif
