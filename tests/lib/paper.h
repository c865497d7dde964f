/*
 * paper: an envelope for a vault of the fixture, and the keys that its sheets
 * would give. There are no words: the keys are those of any identity.
 */
#ifndef STRONGROOM_TESTS_PAPER_H
#define STRONGROOM_TESTS_PAPER_H

#include "vault/emergency.h"
#include "vault/identity.h"

struct paper {
	struct identity *keys;      /* of the emergency member */
	struct secret *export_seed; /* of the key that signs exports */
	struct emergency emergency; /* what the vault is told; holders Shah, Price and Dunn */
};

/* Keys only; 1 … 3 sheets, any need of which open it. To be finished. */
void paper_init(struct paper *p, size_t sheets, unsigned need);
void paper_finish(struct paper *p);

/* Make it the vault's envelope: one transaction, by an open session of a clerk. */
void paper_make(struct paper *p, struct session *s);

#endif
