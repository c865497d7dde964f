/*
 * grant: who may open which collection.
 *
 * A grant is a collection key sealed to one member. Taking it back adds a
 * record and a new generation of the key; what the member could open before
 * is not made unknown by that, so passwords should be changed as well.
 */
#ifndef STRONGROOM_VAULT_GRANT_H
#define STRONGROOM_VAULT_GRANT_H

#include "vault/record.h"
#include "vault/session.h"

/* All of these are steps within a transaction, for a clerk. */

/* RC_REFUSED if the clerk lacks the key, or the role cannot hold the grant. */
MUST_CHECK enum rc grant_add(
    struct session *s, int64_t collection, int64_t member, bool edit, struct err *e);

/* RC_NOTFOUND if there is no such grant; RC_REFUSED for the last member's. */
MUST_CHECK enum rc grant_remove(
    struct session *s, int64_t collection, int64_t member, struct err *e);

/*
 * Let a councillor read the log; or give who reads it by role, but came later or
 * got new keys, the older parts that the session's member can read, which any reader
 * may. RC_EXISTS if there is nothing to give.
 */
MUST_CHECK enum rc grant_log(struct session *s, int64_t member, struct err *e);

/*
 * Take that back: the log goes on in a new period, which the member cannot
 * read. RC_NOTFOUND if the member was not given it, or reads it by role.
 */
MUST_CHECK enum rc grant_log_remove(struct session *s, int64_t member, struct err *e);

/*
 * The collection to write to: the one that name says, or with NULL the first
 * that was granted with edit (collection 1 was made with the vault). A lack of
 * right goes on the log as action; what says it in words, as "add items".
 */
MUST_CHECK enum rc grant_to_write(int64_t *collection, struct session *s, const char *name,
    enum action action, const char *what, struct err *e);

/* The same for what lies in a collection already. */
MUST_CHECK enum rc grant_require_edit(struct session *s, int64_t collection, enum action action,
    enum subject kind, int64_t subject, struct err *e);

#endif
