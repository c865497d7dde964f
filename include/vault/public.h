/*
 * public: what a record says in clear, so that anyone who replays the log can
 * tell who may do what. One struct for each kind of content; encodings are
 * described in strongroom-vault(5), PUBLIC PART.
 */
#ifndef STRONGROOM_VAULT_PUBLIC_H
#define STRONGROOM_VAULT_PUBLIC_H

#include "base/buf.h"
#include "crypto/hash.h"
#include "crypto/seal.h"
#include "crypto/sign.h"

enum {
	COMMITMENT = 32,
	SEAL_HASH = 32,
	VAULT_SALT = 32,
	ENVELOPE_SHEETS = 16,
	SHEET_ID_MAX = 0x7FFF
};

/* The two public keys of a member. */
struct public_keys {
	uint8_t sign[SIGN_PUBLIC];
	uint8_t seal[SEAL_KEY];
};

/* vault.create */
struct public_vault {
	struct slice council;
	uint8_t salt[VAULT_SALT];
	struct slice role;
	struct public_keys keys;
	struct slice name; /* of the founder */
};

/* member.add */
struct public_member {
	struct slice role;
	int64_t until; /* the end of the appointment, ms; 0: none */
	bool must_change;
	struct public_keys keys;
	struct slice name;
};

/* member.rekey of another member */
struct public_reset {
	struct public_keys keys;
	bool must_change;
};

/* collection.add, collection.rekey; and collection.set, with sealed alone */
struct public_collection {
	bool sealed;
	uint8_t commitment[COMMITMENT];
};

/* grant.add, and member.rekey of a grant */
struct public_grant {
	int64_t member;
	bool edit;
	uint8_t seal[SEAL_HASH]; /* BLAKE2b-256 of the sealed key */
};

/* item.add, item.edit, item.move, item.remove, item.restore, item.rekey */
struct public_item {
	int64_t collection;
	int64_t generation;
	/*
	 * The credential is another than in the version before
	 * (content_eq_credential).
	 */
	bool secret;
};

/* period.create */
struct public_period {
	int64_t quarter; /* year * 10 + 1 … 4 */
	uint8_t key[SEAL_KEY];
};

/* envelope.create */
struct public_envelope {
	int64_t member; /* the new emergency member */
	struct public_keys keys;
	uint8_t recipient[32]; /* age, X25519 */
	uint8_t export_sign[SIGN_PUBLIC];
	uint8_t need;
	uint32_t sheet_id;       /* of the set of sheets (SLIP-39), which is no secret */
	uint8_t page[HASH_SIZE]; /* SHA-256 of the page in the rescue kit; zero: none */
	struct slice holders[ENVELOPE_SHEETS];
	size_t n_holders;
};

/* envelope.seen, with no holder, and envelope.handover, with the new one */
struct public_sheet {
	uint8_t number; /* from 1 */
	struct slice holder;
};

/* envelope.drill: the sheets that took part */
struct public_sheets {
	uint8_t numbers[ENVELOPE_SHEETS]; /* from 1, each higher than the one before */
	size_t n;
};

/* policy.set */
struct public_policy {
	struct slice name;
	struct slice value;
};

/* backup.restore: the newest head that was known of the log that is given up */
struct public_restore {
	int64_t size;
	uint8_t leaf[HASH_SIZE];
	int64_t opened_ms; /* an opening in it that no meeting was told of; 0: none */
	int64_t opened_serial;
};

void public_put_keys(struct buf *out, const struct public_keys *p);
void public_put_reset(struct buf *out, const struct public_reset *p);
void public_put_vault(struct buf *out, const struct public_vault *p);
void public_put_member(struct buf *out, const struct public_member *p);
void public_put_collection(struct buf *out, const struct public_collection *p);
void public_put_sealed(struct buf *out, bool sealed);
void public_put_grant(struct buf *out, const struct public_grant *p);
void public_put_revoked(struct buf *out, int64_t member);
void public_put_item(struct buf *out, const struct public_item *p);
/* attachment.add: the collection of the item that it is for */
void public_put_attachment(struct buf *out, int64_t collection);
void public_put_period(struct buf *out, const struct public_period *p);
void public_put_envelope(struct buf *out, const struct public_envelope *p);
void public_put_sheet(struct buf *out, const struct public_sheet *p);
void public_put_sheets(struct buf *out, const struct public_sheets *p);
void public_put_policy(struct buf *out, const struct public_policy *p);
void public_put_restore(struct buf *out, const struct public_restore *p);

/* False if the bytes are anything else. Slices point into them. */
MUST_CHECK bool public_get_keys(struct public_keys *p, struct slice s);
MUST_CHECK bool public_get_reset(struct public_reset *p, struct slice s);
MUST_CHECK bool public_get_vault(struct public_vault *p, struct slice s);
MUST_CHECK bool public_get_member(struct public_member *p, struct slice s);
MUST_CHECK bool public_get_collection(struct public_collection *p, struct slice s);
MUST_CHECK bool public_get_sealed(bool *sealed, struct slice s);
MUST_CHECK bool public_get_grant(struct public_grant *p, struct slice s);
MUST_CHECK bool public_get_revoked(int64_t *member, struct slice s);
MUST_CHECK bool public_get_item(struct public_item *p, struct slice s);
MUST_CHECK bool public_get_attachment(int64_t *collection, struct slice s);
MUST_CHECK bool public_get_period(struct public_period *p, struct slice s);
MUST_CHECK bool public_get_envelope(struct public_envelope *p, struct slice s);
MUST_CHECK bool public_get_sheet(struct public_sheet *p, struct slice s);
MUST_CHECK bool public_get_sheets(struct public_sheets *p, struct slice s);
MUST_CHECK bool public_get_policy(struct public_policy *p, struct slice s);
MUST_CHECK bool public_get_restore(struct public_restore *p, struct slice s);

#endif
