/*
 * check: what only a member's keys can show to be sound.
 */
#ifndef STRONGROOM_VAULT_CHECK_H
#define STRONGROOM_VAULT_CHECK_H

#include "vault/session.h"

struct check_counts {
	int64_t items;    /* versions of items that were opened */
	int64_t unopened; /* that were not granted */
};

/* Open every version of every item that is granted, without giving any out. */
MUST_CHECK enum rc check_items(struct check_counts *n, struct session *s, struct err *e);

/*
 * Does everything open that was sealed to the member? RC_TAMPER, naming who
 * sealed it, for the first that does not.
 */
MUST_CHECK enum rc check_own_seals(struct session *s, struct err *e);

/*
 * Make every seal of the collections that are granted again, the envelope's
 * too, and compare: what was sealed to each member opens the collection.
 * RC_TAMPER, naming who sealed it, for the first that does not.
 */
MUST_CHECK enum rc check_seals(struct session *s, struct err *e);

struct check_envelope {
	int64_t sealed;  /* collections that it has to open */
	int64_t opens;   /* of these, those that it was shown to open */
	int64_t unknown; /* that were not granted, so that the member cannot tell */
	/*
	 * The key that signs exports: is it the member's, who may seal with it and
	 * was shown to have the right one, and who of them has none.
	 */
	bool held;
	int64_t signers;
	int64_t without;
};

/*
 * All about the envelope, if there is one: would it open the newest key of
 * every sealed collection that is granted to the member, and does everybody
 * who may seal hold the key on record? RC_TAMPER, naming who sealed it, if it
 * would not open one, or if somebody was sealed another key.
 */
MUST_CHECK enum rc check_envelope(
    struct check_envelope *found, struct session *s, struct err *e);

#endif
