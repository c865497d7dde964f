/*
 * keeper: the keys of a member, in a process that others ask.
 *
 * A keeper has a session of its own and answers what an identity asks whose
 * keys it has (identity.h). It is no oracle: whoever asks is not trusted. It
 * signs only records of its own member that continue the log as it sees it
 * itself and need no passphrase, only checkpoints that it has itself, opens
 * only seals that the log pins, and remembers only what it has replayed.
 */
#ifndef STRONGROOM_VAULT_KEEPER_H
#define STRONGROOM_VAULT_KEEPER_H

#include "vault/identity.h"
#include "vault/session.h"

struct keeper;

/* The record that was last signed for somebody who asks, if it is not on the log yet. */
struct keeper_client {
	int64_t base; /* size of the log that it continues */
	int64_t seq;  /* 0: none */
	uint8_t leaf[HASH_SIZE];
};

/*
 * Open the vault of the options, which must outlive the keeper, as the member
 * whose keys these are. me is taken over in any case.
 */
MUST_CHECK enum rc keeper_new(struct keeper **k, struct identity *me,
    const struct session_options *options, struct err *e);
/* Wipes the keys; accepts NULL. */
void keeper_free(struct keeper *k);

/*
 * Answer a request, whatever its bytes. The answer is appended to a fixed
 * buffer of KEEPER_ANSWER bytes, which the caller wipes: it may be a key.
 */
void keeper_answer(
    struct buf *answer, struct keeper *k, struct keeper_client *who, struct slice request);

/*
 * Look at the vault. RC_OK if all is as it was, or the file is busy; else why
 * the keys must not be kept any longer: the file is gone, another, or altered,
 * or the member has left, or has another role, passphrase or keys. Once it
 * said so it goes on saying it, and answers nothing else.
 */
MUST_CHECK enum rc keeper_watch(struct keeper *k, struct err *e);

/*
 * Take in what was recorded; a program that writes at this moment is waited for.
 * RC_BUSY and RC_IO pass; after any other failure the keeper is over.
 */
MUST_CHECK enum rc keeper_catch_up(struct keeper *k, struct err *e);

/* Is something learned that is not remembered on disk yet? */
bool keeper_owes(const struct keeper *k);
/* Remember it. */
MUST_CHECK enum rc keeper_save(struct keeper *k, struct err *e);

/* The session, to say whose keys these are. */
const struct session *keeper_session(const struct keeper *k);

#endif
