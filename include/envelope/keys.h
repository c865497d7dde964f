/*
 * envelope_keys: what the secret of an envelope opens and signs.
 *
 * Four keys by HKDF-SHA-256 of the secret that the sheets hold, with the salt
 * "strongroom envelope v1" and the label of each as info. The public halves
 * make the emergency member of the vault.
 */
#ifndef STRONGROOM_ENVELOPE_KEYS_H
#define STRONGROOM_ENVELOPE_KEYS_H

#include <stdint.h>

#include "base/err.h"

struct secret;

enum { ENVELOPE_SECRET = 16, ENVELOPE_KEY = 32 };

struct envelope_keys {
	/* "age": the export is encrypted to it; X25519 */
	struct secret *identity;
	uint8_t recipient[ENVELOPE_KEY];
	/* "sign": for the records of the emergency member; Ed25519, SIGN_SECRET bytes */
	struct secret *sign_secret;
	uint8_t sign_public[ENVELOPE_KEY];
	/* "open": grants are sealed to it; of seal_keys */
	struct secret *open_secret;
	uint8_t open_public[ENVELOPE_KEY];
	/*
	 * "seal": for the export, held by whoever may write it; Ed25519. The seed is
	 * ENVELOPE_KEY bytes, the form in which it is sealed to them; the other
	 * is what sign_keys makes of it.
	 */
	struct secret *seal_seed;
	struct secret *seal_secret;
	uint8_t seal_public[ENVELOPE_KEY];
};

/* All of them from ENVELOPE_SECRET bytes; *keys belongs to the caller. */
MUST_CHECK enum rc envelope_keys_derive(
    struct envelope_keys **keys, const struct secret *secret, struct err *e);

/* Wipe and free; accepts NULL. */
void envelope_keys_free(struct envelope_keys *keys);

#endif
