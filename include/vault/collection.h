/*
 * collection: sets of items shared alike, each under a key of its own.
 *
 * The key has generations. A new one is made when somebody loses the right to
 * the collection, and everything in use is encrypted again under it.
 */
#ifndef STRONGROOM_VAULT_COLLECTION_H
#define STRONGROOM_VAULT_COLLECTION_H

#include "vault/roster.h"
#include "vault/session.h"

enum { COLLECTION_NAME_MAX = 200 };

/* RC_INPUT unless a collection may be called so. */
MUST_CHECK enum rc collection_check_name(struct slice name, struct err *e);

/* All else here are steps within a transaction. */

/*
 * Make a collection, granted to its maker with edit, and to the envelope if
 * it is sealed. RC_EXISTS if one that the member can open has that name.
 */
MUST_CHECK enum rc collection_add(
    int64_t *id, struct session *s, const char *name, bool sealed, struct err *e);

/* Let the envelope open it, or no longer. RC_REFUSED without its key. */
MUST_CHECK enum rc collection_set(struct session *s, int64_t id, bool sealed, struct err *e);

/*
 * The collection that is meant: its name (in any case) among those that the
 * member can open, or "#ID". RC_REFUSED, and it is on the log, if it is one
 * that was not granted, or could be; RC_NOTFOUND if there is none.
 */
MUST_CHECK enum rc collection_find(
    int64_t *id, struct session *s, const char *text, bool need_key, struct err *e);

/* Append its name. RC_REFUSED if the member holds no key to it. */
MUST_CHECK enum rc collection_name(
    struct buf *out, struct session *s, int64_t id, struct err *e);

/*
 * Does the member hold a grant of it? One whose seal the log pins, but which is
 * not the key, counts as none, and that is told once: whoever may grant could
 * otherwise keep a member, or the envelope, from everything else as well.
 */
bool collection_granted(struct session *s, int64_t id);

/*
 * The key of a generation (0: the newest), checked against its commitment on
 * the log. It belongs to the session. RC_REFUSED if it was not granted.
 */
MUST_CHECK enum rc collection_key(const struct secret **key, struct session *s, int64_t id,
    int64_t generation, struct err *e);

#endif
