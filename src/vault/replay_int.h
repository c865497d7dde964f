/*
 * replay_int: what a record of each action has to be, and does.
 */
#ifndef STRONGROOM_VAULT_REPLAY_INT_H
#define STRONGROOM_VAULT_REPLAY_INT_H

#include "vault/replay.h"

/* "record N: …", RC_TAMPER. */
enum rc rule_broken(const struct record *rec, struct err *e, const char *why);

/*
 * Check the record against the rule of its action, and let it take effect.
 * actor is NULL for a record that nobody signed.
 */
MUST_CHECK enum rc rule_apply(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e);

/* Which pins hold the seals of a kind of key. */
MUST_CHECK bool sealed_pin_table(enum pin_table *table, enum subject kind);

#endif
