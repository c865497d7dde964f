/*
 * identity: the keys of one member, and the passphrase that guards them.
 */
#ifndef STRONGROOM_VAULT_IDENTITY_H
#define STRONGROOM_VAULT_IDENTITY_H

#include "crypto/box.h"
#include "crypto/kdf.h"
#include "vault/public.h"

struct secret;
struct member_row;

enum { IDENTITY_SEED = 32, PASSPHRASE_MIN = 8, PASSPHRASE_MAX = 1024 /* bytes */ };

struct slice;
struct buf;
struct remember;
struct replay;
struct seal_row;

enum { KEEPER_ANSWER = 1024 /* bytes, at most */ };

/*
 * Whoever keeps the keys of a member outside of this process: bytes of a
 * request in, bytes of the answer appended to a fixed buffer of KEEPER_ANSWER
 * bytes, which the caller wipes. RC_FAIL if nobody answers.
 */
struct keeper_line {
	enum rc (*ask)(void *arg, struct slice request, struct buf *answer, struct err *e);
	void *arg;
};

/* The secret keys are all here, or all with the keeper, and then NULL. */
struct identity {
	int64_t member;
	struct public_keys keys;
	struct secret *sign; /* SIGN_SECRET */
	struct secret *seal; /* SEAL_KEY */
	struct secret *mac;  /* of what this computer remembers */
	struct keeper_line keeper;
	/* The hash and the tag of the state that the keeper knows as its own; zeros: none. */
	uint8_t state[2 * HASH_SIZE];
};

/* A new random seed; NULL if locked memory ran out. */
struct secret *identity_seed(void);

/* The keys that a seed gives, by crypto_kdf with the context "srmember". */
MUST_CHECK enum rc identity_new(
    struct identity **out, int64_t member, const struct secret *seed, struct err *e);

/* The emergency member, whose keys come from the words of an envelope. */
MUST_CHECK enum rc identity_emergency(struct identity **out, int64_t member,
    const struct public_keys *keys, const struct secret *sign, const struct secret *seal,
    struct err *e);

/*
 * A member whose keys a keeper has, if it is a keeper for this vault and this
 * member, and of the same file; RC_NOTFOUND if not, or if nobody answers. m is
 * the state that identity_check_state will be asked about. What line->arg
 * points at must outlive the identity.
 */
MUST_CHECK enum rc identity_kept(struct identity **out, const uint8_t vault_id[VAULT_ID],
    int64_t member, const char *path, const struct remember *m, const struct keeper_line *line,
    struct err *e);

void identity_free(struct identity *i);

/* Sign what record_bytes gave for a record of the member's own. */
MUST_CHECK enum rc identity_sign_record(
    uint8_t sig[SIGN_SIZE], const struct identity *i, struct slice bytes, struct err *e);

/* Append the signed note of a checkpoint (checkpoint.h). */
MUST_CHECK enum rc identity_sign_note(struct buf *out, const struct identity *i,
    const uint8_t vault_id[VAULT_ID], int64_t size, const uint8_t root[HASH_SIZE],
    struct err *e);

/*
 * Open a key that was sealed to the member, whose row the log pins. *key
 * belongs to the caller. RC_INPUT if it does not open.
 */
MUST_CHECK enum rc identity_open_seal(
    struct secret **key, const struct identity *i, const struct seal_row *row, struct err *e);

/* Did this member write the remembered state that was loaded? */
bool identity_check_state(const struct identity *i, const struct remember *m);

/* Remember what r has learned, all of which is committed; a keeper does that by itself. */
MUST_CHECK enum rc identity_remember(
    const struct identity *i, struct remember *m, struct replay *r, struct err *e);

/* RC_INPUT, with advice, if a new passphrase is too short or not UTF-8. */
MUST_CHECK enum rc identity_check_passphrase(const struct secret *passphrase, struct err *e);

/*
 * Fill a member's row: a new salt, and the seed in a box under the passphrase
 * (UTF-8, taken in NFC). To be finished by the caller.
 */
MUST_CHECK enum rc identity_lock(struct member_row *row, int64_t member, struct slice name,
    const struct secret *seed, const struct secret *passphrase, const struct kdf_cost *cost,
    const uint8_t *vault_id, struct err *e);

/* The seed out of a row. RC_AUTH if the passphrase is not the one. */
MUST_CHECK enum rc identity_unlock(struct secret **seed, const struct member_row *row,
    const struct secret *passphrase, const uint8_t *vault_id, struct err *e);

#endif
