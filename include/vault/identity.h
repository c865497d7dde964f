/*
 * identity: the keys of one member, and the passphrase that guards them.
 */
#ifndef STRONGROOM_VAULT_IDENTITY_H
#define STRONGROOM_VAULT_IDENTITY_H

#include "crypto/kdf.h"
#include "vault/public.h"

struct secret;
struct member_row;

enum { IDENTITY_SEED = 32, PASSPHRASE_MIN = 8, PASSPHRASE_MAX = 1024 /* bytes */ };

struct identity {
	int64_t member;
	struct public_keys keys;
	struct secret *sign; /* SIGN_SECRET */
	struct secret *seal; /* SEAL_KEY */
	struct secret *mac;  /* of what this computer remembers */
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

void identity_free(struct identity *i);

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
