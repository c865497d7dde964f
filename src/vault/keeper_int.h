/*
 * keeper_int: the bytes between an identity and the keeper of its keys.
 *
 * A request is a byte that says what is wanted, and the values beside it, by
 * codec.h. An answer is a byte with an enum rc; then, on RC_OK, the values
 * beside it, and otherwise a sentence.
 */
#ifndef STRONGROOM_VAULT_KEEPER_INT_H
#define STRONGROOM_VAULT_KEEPER_INT_H

#include <sys/stat.h>

#include "vault/keeper.h"
#include "vault/record.h"
#include "vault/roster.h"

struct keeper {
	struct session *session;
	struct identity *me;
	enum role role;
	uint8_t row[HASH_SIZE]; /* digest of the member's own, with the passphrase */
	dev_t device;           /* of the file, and what it is on it */
	ino_t inode;
	struct timespec changed; /* of the file, when it was last looked at */
	bool owes;
	struct err over; /* why the keys must not be used any more; rc 0: they may */
};

enum keeper_request {
	KEEPER_HELLO = 1, /* device, inode, hash and tag of a state -> member, vault id, both
			     public keys, 1 if the tag is the member's, else 0 */
	KEEPER_RECORD,    /* bytes of a record -> signature */
	KEEPER_NOTE,      /* size, root -> signature */
	KEEPER_SEAL       /* kind, id, generation, sealed -> key */
};

/*
 * May this record be signed for who did not give the passphrase? RC_REFUSED,
 * saying what to do, if not.
 */
MUST_CHECK enum rc keeper_may_sign(
    const struct session *s, const struct record *r, struct err *e);

/* Is the file still the one that was opened? If not, the keeper is over. */
MUST_CHECK enum rc keeper_check_file(struct keeper *k, struct stat *st, struct err *e);
/* Is it over? Then *rc and *e say why. */
bool keeper_is_over(const struct keeper *k, enum rc *rc, struct err *e);

#endif
