/*
 * period_int: the keys under which the details of the log are sealed.
 */
#ifndef STRONGROOM_VAULT_PERIOD_INT_H
#define STRONGROOM_VAULT_PERIOD_INT_H

#include "session_int.h"

/* The private keys of the periods that a member may read; NULL where not. */
struct period_keys {
	struct secret **keys;
	size_t n;
};

/*
 * The private key of one of them. RC_NOTFOUND if it was not sealed to the member;
 * RC_INPUT if what was sealed is something else, or was sealed to other keys.
 */
MUST_CHECK enum rc period_read_key(
    struct secret **key, struct session *s, int64_t period, struct err *e);

MUST_CHECK enum rc period_open_keys(struct period_keys *k, struct session *s, struct err *e);
void period_keys_finish(struct period_keys *k);
const struct secret *period_key(const struct period_keys *k, int64_t period);

/* Open a new period, its key sealed to all who may read the log. */
MUST_CHECK enum rc period_create(struct session *s, struct err *e);

/*
 * Do so if the open one began in an earlier quarter, or the envelope began it,
 * and the member may.
 */
MUST_CHECK enum rc period_turn(struct session *s, struct err *e);

#endif
