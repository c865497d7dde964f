/*
 * emergency: the vault's side of the envelope.
 *
 * The envelope's secret gives public keys, which become the emergency member:
 * every sealed collection is granted to it. What is on paper is not needed
 * again until the envelope is opened.
 */
#ifndef STRONGROOM_VAULT_EMERGENCY_H
#define STRONGROOM_VAULT_EMERGENCY_H

#include "vault/item.h"
#include "vault/record.h"
#include "vault/roster.h"
#include "vault/session.h"

/* The public halves of an envelope, its seal-signing key, and who holds it. */
struct emergency {
	struct public_keys keys;
	uint8_t recipient[32]; /* age, X25519 */
	uint8_t export_sign[SIGN_PUBLIC];
	const struct secret *export_seed; /* of the seal-signing key */
	const char *const *holders;
	size_t n_holders;
	uint8_t need;
	uint32_t sheet_id;     /* of the set of sheets (SLIP-39) */
	const uint8_t *page;   /* SHA-256 of the page in the rescue kit; NULL: none */
	const char *export_at; /* NULL: not said */
};

/*
 * Make the emergency member, within a transaction, by a clerk who holds every
 * sealed collection; an older envelope is void from then on.
 */
MUST_CHECK enum rc emergency_create(
    struct session *s, const struct emergency *m, struct err *e);

/*
 * The seed of the seal-signing key, sealed to the clerk. RC_REFUSED without it;
 * RC_TAMPER if another key was sealed as that one.
 */
MUST_CHECK enum rc emergency_export_seed(
    struct secret **seed, struct session *s, struct err *e);

/* Is it the seed of the seal-signing key, by the public half on the log? */
bool emergency_signs(const struct session *s, const struct secret *seed);

/* RC_NOTFOUND, saying why, if there is none, or it was withdrawn. */
MUST_CHECK enum rc emergency_check_exists(const struct session *s, struct err *e);

/* RC_INPUT unless the holder of a sheet may be called so. */
MUST_CHECK enum rc emergency_check_holder(const char *name, struct err *e);

/* RC_REFUSED, naming it, if the member cannot open every sealed collection. */
MUST_CHECK enum rc emergency_check_holds(struct session *s, struct err *e);

/* What an export holds, as "ID:VERSION …", where it lies, and SHA-256 of all of it. */
struct sealed_export {
	const char *items;
	const char *path;
	const uint8_t *digest; /* HASH_SIZE bytes */
	bool elsewhere;        /* than the policy seal.path has it */
};

/* Record that an export was written. */
MUST_CHECK enum rc emergency_record_seal(
    struct session *s, const struct sealed_export *x, struct err *e);

/*
 * Record that a credential which an opening gave out stays as it is, because
 * the council decided so. RC_NOTFOUND unless it is one that is to be changed.
 */
MUST_CHECK enum rc emergency_record_done(
    struct session *s, int64_t item, const char *reason, struct err *e);

/* Record the opening: the emergency member's first record. */
MUST_CHECK enum rc emergency_record_open(
    struct session *s, const char *reason, const char *present, struct err *e);

/*
 * After session_unlock_envelope, for a session that goes on with an envelope that
 * was opened before: session_begin records the unlock, or refuses it when the
 * time is over.
 */
void emergency_resume(struct session *s);

/*
 * Lend the session the seed of the seal-signing key, which the words give, for
 * the clerk who is appointed. It stays the caller's.
 */
void emergency_lend_seed(struct session *s, const struct secret *export_seed);

/* The time for which the envelope is open yet; -1: it is not. */
int64_t emergency_left_ms(const struct envelope *v, int64_t log_ms, int64_t clock_ms);
int64_t emergency_session_left_ms(const struct session *s);

/* May an opened envelope sign such a record at all? */
bool emergency_may(enum action action);
/* The roles that it may appoint, and give a new first passphrase. */
bool emergency_may_equip(enum role role);

#endif
