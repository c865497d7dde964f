/*
 * item_int: what reading, writing and finding items share.
 */
#ifndef STRONGROOM_VAULT_ITEM_INT_H
#define STRONGROOM_VAULT_ITEM_INT_H

#include "session_int.h"
#include "vault/collection.h"
#include "vault/item.h"

enum { TITLE_HASH = 16, ITEM_KEY = 32 };

/* The key of one box of one version; purpose is "overview" or "secret". */
void item_key(uint8_t out[ITEM_KEY], const struct secret *ck, const char *purpose, int64_t id,
    int64_t version);

/* The place of that box. */
struct box_place item_place(
    const struct session *s, const char *purpose, const struct item_row *row);

/*
 * The keyed hash by which a title is found without decrypting others:
 * BLAKE2b-128 under BLAKE2b(CK, "title index") of the case-folded title.
 */
MUST_CHECK enum rc item_title_hash(
    uint8_t out[TITLE_HASH], const struct secret *ck, struct slice title, struct err *e);

/* RC_INPUT unless this can be what a person calls an item. */
MUST_CHECK enum rc item_check_text(const char *text, struct err *e);

/* The row that a pin names, opened as far as its overview. */
MUST_CHECK enum rc item_load(
    struct item *it, struct session *s, const struct pin *pin, struct err *e);

#endif
