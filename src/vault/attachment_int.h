/*
 * attachment_int: the pieces of attachments, as they are written and as the log
 * sees them.
 */
#ifndef STRONGROOM_VAULT_ATTACHMENT_INT_H
#define STRONGROOM_VAULT_ATTACHMENT_INT_H

#include "session_int.h"
#include "vault/attachment.h"
#include "vault/row.h"

/* What the value of a field says. */
struct attached {
	int64_t id;
	int64_t size;
	const uint8_t *key; /* BOX_KEY bytes */
};

/* How many pieces a file of that size has. */
int64_t attachment_pieces(int64_t size);
/* The bytes of one of them, counted from 0. */
size_t attachment_piece_size(const struct attached *a, int64_t number);

/* The place of the box of a piece. */
struct box_place attachment_place(
    const struct session *s, const struct attached *a, int64_t number);

/* The digest over all pieces that the file has of an attachment; RC_NOTFOUND if none. */
MUST_CHECK enum rc attachment_digest(
    uint8_t digest[HASH_SIZE], struct session *s, int64_t id, struct err *e);

#endif
