/*
 * world: a log to go on from, and records made of any bytes.
 */
#ifndef STRONGROOM_TESTS_FUZZ_WORLD_H
#define STRONGROOM_TESTS_FUZZ_WORLD_H

#include "ledger.h"
#include "vault/replay.h"

/* What was replayed, in the form in which a computer remembers it. */
struct world {
	struct buf state;    /* replay_put, then the directory of the pages */
	struct slice replay; /* the first part of it */
	int pages;           /* a file in memory */
};

/* Keep r as it is. There is no end to it: targets keep their world. */
void world_keep(struct world *w, struct replay *r);

/* A replay as it was; to be freed by the caller. */
struct replay *world_again(const struct world *w);

/*
 * Apply a record that stands in its place in the chain, with all else taken
 * from the feed. Unless the feed says so its signature is taken as checked.
 */
enum rc world_apply(struct replay *r, struct slice *feed, struct err *e);
/* What the record that is next in the feed is. */
struct next {
	int64_t actor;
	enum action action;
	enum outcome outcome;
};
struct next world_next(struct slice feed);

/* Such a record, for a seed; of the entry signer, word, astray and times are left out. */
void world_put(struct buf *feed, const struct entry *en);

#endif
