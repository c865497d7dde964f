/*
 * keepass_entry: one entry of KeePass as a content.
 */
#ifndef STRONGROOM_TRANSFER_KEEPASS_ENTRY_INT_H
#define STRONGROOM_TRANSFER_KEEPASS_ENTRY_INT_H

#include "keepass_int.h"
#include "vault/content.h"

/* One entry on its way out. Texts point into the model, or into what is owned here. */
struct keepass_taken {
	const struct keepass *k;
	const struct keepass_entry *from;
	struct keepass_refs *refs;
	struct content c;
	struct keepass_totp totp;
	struct buf path;
	struct buf expiry;
	struct buf title;  /* with blanks for what a title cannot have */
	struct buf *owned; /* values that referred to others */
	size_t n_owned, cap_owned;
	struct buf lost; /* what is left behind, as a list for a person */
	struct buf kept; /* what is not as it was */
	bool ref_lost;   /* a reference leads nowhere */
	bool ref_shown;  /* one would show what is hidden */
	size_t folders;
};

/*
 * Take entry from en->from; k, from and refs are set. RC_FAIL: out of memory. To
 * be finished by the caller in any case.
 */
MUST_CHECK enum rc keepass_take(struct keepass_taken *en, struct err *e);
void keepass_taken_finish(struct keepass_taken *en);

/*
 * Append the day, "2026-11-21", of the local time of this computer: before KDBX 4
 * it stands as a text, then as base64. False if it is neither.
 */
bool keepass_expiry(struct buf *day, struct slice text);

#endif
