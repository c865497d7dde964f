/*
 * merge: an opening without the vault is taken into the log.
 */
#ifndef STRONGROOM_VAULT_MERGE_H
#define STRONGROOM_VAULT_MERGE_H

#include "vault/public_receipt.h"
#include "vault/session.h"

/* A receipt, as a file holds it. */
struct merge {
	const uint8_t *vault_id;
	int64_t serial; /* of the envelope */
	struct public_receipt public;
	const struct detail *notes; /* what public.rest is the hash of */
	size_t n_notes;
};

/*
 * Record the receipt, within a transaction, by a member who may read the log.
 * *known is how many of its lines the log had before. RC_NOTFOUND: it is of
 * another vault. RC_TAMPER: it was not signed by that envelope of this vault,
 * or contradicts what is merged already, or the log lacks the record that the
 * export was sealed after; where a log was given up for this one it may be of
 * that one, which *given_up tells. RC_EXISTS: there is nothing new in it.
 */
MUST_CHECK enum rc merge_receipt(
    size_t *known, bool *given_up, struct session *s, const struct merge *m, struct err *e);

#endif
