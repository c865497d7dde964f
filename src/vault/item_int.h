/*
 * item_int: what finding items shares with keeping them.
 */
#ifndef STRONGROOM_VAULT_ITEM_INT_H
#define STRONGROOM_VAULT_ITEM_INT_H

#include "session_int.h"
#include "vault/collection.h"
#include "vault/item.h"

enum { TITLE_HASH = 16 };

/*
 * The keyed hash by which a title is found without decrypting others:
 * BLAKE2b-128 under BLAKE2b(CK, "title index") of the case-folded title.
 */
MUST_CHECK enum rc item_title_hash(
    uint8_t out[TITLE_HASH], const struct secret *ck, struct slice title, struct err *e);

/* The row that a pin names, opened as far as its overview. */
MUST_CHECK enum rc item_load(
    struct item *it, struct session *s, const struct pin *pin, struct err *e);

#endif
