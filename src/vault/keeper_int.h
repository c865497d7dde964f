/*
 * keeper_int: the bytes between an identity and the keeper of its keys.
 *
 * A request is a byte that says what is wanted, and the values beside it, by
 * codec.h. An answer is a byte with an enum rc; then, on RC_OK, the values
 * beside it, and otherwise a sentence.
 */
#ifndef STRONGROOM_VAULT_KEEPER_INT_H
#define STRONGROOM_VAULT_KEEPER_INT_H

#include "vault/record.h"

struct session;

enum keeper_request {
	KEEPER_HELLO = 1, /* device, inode -> member, vault id, both public keys */
	KEEPER_RECORD,    /* bytes of a record -> signature */
	KEEPER_NOTE,      /* size, root -> signature */
	KEEPER_SEAL,      /* kind, id, generation, sealed -> key */
	KEEPER_STATE,     /* hash, tag -> 1 if the tag is the member's, else 0 */
	KEEPER_REMEMBER   /* size, leaf -> nothing */
};

/*
 * May this record be signed for who did not give the passphrase? RC_REFUSED,
 * saying what to do, if not.
 */
MUST_CHECK enum rc keeper_may_sign(
    const struct session *s, const struct record *r, struct err *e);

#endif
