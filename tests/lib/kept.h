/*
 * kept: a keeper in this process, and whoever asks it.
 */
#ifndef STRONGROOM_TESTS_KEPT_H
#define STRONGROOM_TESTS_KEPT_H

#include "fixture.h"
#include "vault/keeper.h"
#include "vault/record.h"

struct kept {
	struct fixture *f;
	struct keeper *keeper;
	struct keeper_client client;
	struct keeper_line line; /* to it, as that client */
};

/* The keys of a member, who can unlock, with a keeper. k must not move then. */
void kept_init(struct kept *k, struct fixture *f, int64_t member);
void kept_finish(struct kept *k);

/* A session through it; RC_NOTFOUND and so on as session_unlock_kept. */
enum rc kept_try(struct session **s, struct kept *k, int64_t member, struct err *e);
struct session *kept_open(struct kept *k);

/* Ask: what the answer begins with; the values or the sentence into out, which is emptied
 * first. */
enum rc kept_ask(struct buf *out, struct kept *k, const struct buf *request);

/* A reveal of item 1 by member 1 that continues the log: what a keeper would sign. */
struct record kept_record(const struct session *log);
/* The bytes of a record that are to be signed. */
void kept_put_record(struct buf *bytes, const struct record *r, const uint8_t *vault_id);

#endif
