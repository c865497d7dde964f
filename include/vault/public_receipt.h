/*
 * public_receipt: what the record of a merged receipt says in clear.
 *
 * Whoever opens an export without the vault leaves a receipt, signed by the
 * envelope. What replay has to know of it stands in the record with that
 * signature, so that nobody makes up an opening, and nobody a shorter one.
 */
#ifndef STRONGROOM_VAULT_PUBLIC_RECEIPT_H
#define STRONGROOM_VAULT_PUBLIC_RECEIPT_H

#include "base/buf.h"
#include "crypto/box.h"
#include "crypto/hash.h"
#include "crypto/sign.h"

enum { RECEIPT_ID = 16, RECEIPT_SHOWN_MAX = 100000 };

/* One line of the receipt: what was shown, and when. */
struct public_shown {
	int64_t time_ms;
	int64_t item; /* 0: everything; which items that is follows, if it can be told */
	int64_t version;
};

/* audit.merge; the subject of the record is the serial of the envelope */
struct public_receipt {
	uint8_t id[RECEIPT_ID];  /* of the opening, at random */
	int64_t size;            /* of the log when the export was sealed */
	uint8_t leaf[HASH_SIZE]; /* of its newest record then */
	int64_t opened_ms;
	uint8_t rest[HASH_SIZE]; /* SHA-256 of what only readers of the log may know */
	struct slice shown;      /* of public_shown_put, in their order */
	uint8_t sig[SIGN_SIZE];
};

void public_shown_put(struct buf *out, const struct public_shown *p);
size_t public_shown_count(struct slice shown);
/* Bytes of the first n. */
size_t public_shown_size(size_t n);
/* Number i, from 0, of those that are there. */
struct public_shown public_shown_at(struct slice shown, size_t i);

void public_put_receipt(struct buf *out, const struct public_receipt *p);
/* False if the bytes are anything else. The slice points into them. */
MUST_CHECK bool public_get_receipt(struct public_receipt *p, struct slice s);

/*
 * One of the notes that rest is the hash of: they are put one behind the other
 * and end with the one that is called PUBLIC_SALT.
 */
#define PUBLIC_SALT "salt"
void public_note_put(struct buf *out, struct slice name, struct slice value);

/* Append what the envelope of that serial signs. */
void public_receipt_bytes(struct buf *out, const struct public_receipt *p,
    const uint8_t vault_id[VAULT_ID], int64_t serial);

#endif
