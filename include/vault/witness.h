/*
 * witness: a checkpoint of a vault's log is made, or compared with the log.
 */
#ifndef STRONGROOM_VAULT_WITNESS_H
#define STRONGROOM_VAULT_WITNESS_H

#include "vault/checkpoint.h"
#include "vault/session.h"

/* Record, within a transaction, that a checkpoint is made; minute may be NULL. */
MUST_CHECK enum rc witness_record(struct session *s, const char *minute, struct err *e);

/* Append the signed note of the log as the session knows it. */
MUST_CHECK enum rc witness_note(struct buf *out, const struct session *s, struct err *e);

/* Append the verifier key of the session's member. */
void witness_key(struct buf *out, const struct session *s);

/* The number of records, their root and their check words, appended. */
void witness_state(
    int64_t *size, uint8_t root[HASH_SIZE], struct buf *words, const struct session *s);

/* Who signed a note: names, one a line. */
struct witness_report {
	struct buf signers; /* members, whose signatures are good */
	struct buf unknown; /* others, about whom nothing can be said */
};
void witness_report_finish(struct witness_report *r);

/*
 * Compare a checkpoint with the log that audit_verify has just proved. RC_OK:
 * the log begins with just what was noted. RC_TAMPER: it does not, it is
 * shorter, of another vault, or a member's signature is not good. RC_INPUT:
 * the check words are mistyped. *r is to be finished in any case.
 */
MUST_CHECK enum rc witness_compare(
    struct witness_report *r, struct session *s, const struct checkpoint *c, struct err *e);

/* Is the text a signed note about the log of this vault? */
bool witness_is_note(struct slice text, const struct session *s);

#endif
