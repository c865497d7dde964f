/*
 * member: people, each with a passphrase and keys of their own.
 */
#ifndef STRONGROOM_VAULT_MEMBER_H
#define STRONGROOM_VAULT_MEMBER_H

#include "crypto/kdf.h"
#include "vault/roster.h"
#include "vault/session.h"

/* RC_INPUT unless a name is one line of text that is no #ID and not the envelope's. */
MUST_CHECK enum rc member_check_name(const char *name, struct err *e);

/*
 * Add a member with a first passphrase, which has to be changed before
 * anything else. Within a transaction, by a clerk; or by the envelope, which
 * appoints a clerk or deputy (RC_REFUSED for others) and gives them all that it
 * holds. RC_EXISTS if somebody has the name.
 */
MUST_CHECK enum rc member_add(int64_t *id, struct session *s, const char *name, enum role role,
    const struct secret *passphrase, const struct kdf_cost *cost, struct err *e);

/*
 * The member leaves: signs nothing more, holds no grant, and every key that
 * was sealed to the member is replaced. Within a transaction, by another
 * clerk or by the envelope. RC_REFUSED if a collection is kept by another clerk
 * alone, who has to revoke the grant first; RC_EXISTS if the member has left already.
 */
MUST_CHECK enum rc member_leave(struct session *s, int64_t member, struct err *e);

/*
 * Give a member who forgot the own passphrase new keys and a first one: what the
 * old keys opened is granted anew, as far as the session's member holds it, and
 * the old keys sign nothing more. Within a transaction, by a clerk for anybody,
 * or by the envelope for a clerk or deputy. RC_REFUSED for others.
 */
MUST_CHECK enum rc member_reset(struct session *s, int64_t member,
    const struct secret *passphrase, const struct kdf_cost *cost, struct err *e);

/*
 * Give the session's member a new passphrase; a transaction of its own. One
 * who had only a first passphrase gets new keys too, so that whoever knew it
 * holds nothing of use.
 */
MUST_CHECK enum rc member_change_passphrase(struct session *s, const struct secret *current,
    const struct secret *passphrase, struct err *e);

/* The cost that the vault's policy sets for new passphrases. */
struct kdf_cost member_kdf_cost(const struct session *s);

/* The policy's text for a cost, "m=524288,t=3,p=1", and back. */
enum { KDF_TEXT = 48 };
void member_kdf_text(char out[KDF_TEXT], const struct kdf_cost *cost);
/* False if the text is not one that member_kdf_text makes; the cost may be out of bounds. */
bool member_kdf_parse(struct kdf_cost *cost, const char *text);

#endif
