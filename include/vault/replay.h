/*
 * replay: reading the log in order, which is the only authority.
 *
 * Each record is checked for its place in the chain, its signature and the
 * right of its actor at that point, and then takes effect on the roster and
 * the pins. The same function checks a record before this program appends it.
 */
#ifndef STRONGROOM_VAULT_REPLAY_H
#define STRONGROOM_VAULT_REPLAY_H

#include "vault/merkle.h"
#include "vault/pins.h"
#include "vault/record.h"
#include "vault/roster.h"

struct audit_row;
struct sign_queue;

/* How long an opened envelope may act. */
enum { OPEN_MS = 30 * 60 * 1000 };

struct replay {
	uint8_t vault_id[VAULT_ID];
	char *council;
	uint8_t leaf[HASH_SIZE]; /* of the newest record */
	int64_t time_ms;         /* the latest signed time */
	struct merkle merkle;    /* its size is the number of records */
	struct roster roster;
	/* Nothing but the restores of logs that were given up for this one. */
	struct roster past;
	struct pins *pins;
	struct sign_queue *later; /* signatures that wait to be checked; NULL: none has to */
};

MUST_CHECK enum rc replay_new(struct replay **r, struct err *e);
void replay_free(struct replay *r);

int64_t replay_size(const struct replay *r);

/*
 * Take the next record. RC_TAMPER, naming it and what is wrong with it;
 * RC_INPUT if it is sound but of a kind that only a later version knows. With
 * own true the signature is not checked again, for it was just made. After a
 * failure r is of no more use.
 */
MUST_CHECK enum rc replay_apply(
    struct replay *r, const struct audit_row *row, bool own, struct err *e);

/*
 * From here until replay_settle, replay_apply leaves signatures to all cores,
 * which check them meanwhile. What is learned until then is not to be used for
 * anything but to go on.
 */
MUST_CHECK enum rc replay_defer(struct replay *r, struct err *e);

/* Wait for them. False if one is bad: r is of no more use then. */
MUST_CHECK bool replay_settle(struct replay *r);

/* What has to hold at the end of every transaction; RC_TAMPER with a sentence. */
MUST_CHECK enum rc replay_check(const struct replay *r, struct err *e);

/* The identity of a vault from what its first record says. */
void replay_vault_id(uint8_t vault_id[VAULT_ID], const struct public_vault *p);

/* For the remembered state; the pins are kept apart. */
void replay_put(struct buf *out, const struct replay *r);
struct dec;
MUST_CHECK enum rc replay_get(struct replay *r, struct dec *d, struct err *e);

#endif
