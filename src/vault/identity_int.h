/*
 * identity_int: what an identity asks of the keeper of its keys.
 */
#ifndef STRONGROOM_VAULT_IDENTITY_INT_H
#define STRONGROOM_VAULT_IDENTITY_INT_H

#include "vault/identity.h"
#include "vault/record.h"

/*
 * As the functions of identity.h, which call these where the keys are kept. A
 * signature is checked, that of a checkpoint by its text.
 */
MUST_CHECK enum rc identity_ask_record(
    uint8_t sig[SIGN_SIZE], const struct identity *i, struct slice bytes, struct err *e);
MUST_CHECK enum rc identity_ask_note(uint8_t sig[SIGN_SIZE], const struct identity *i,
    int64_t size, const uint8_t root[HASH_SIZE], struct slice text, struct err *e);
/* Into key, of SEAL_KEY bytes. */
MUST_CHECK enum rc identity_ask_seal(
    struct secret *key, const struct identity *i, const struct seal_row *row, struct err *e);

#endif
