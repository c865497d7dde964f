/*
 * record: one row of the audit table, and the bytes that are signed.
 */
#ifndef STRONGROOM_VAULT_RECORD_H
#define STRONGROOM_VAULT_RECORD_H

#include "base/buf.h"
#include "crypto/box.h"
#include "crypto/hash.h"
#include "crypto/sign.h"

struct audit_row;

enum action {
	ACT_UNKNOWN,
	ACT_VAULT_CREATE,
	ACT_UNLOCK,
	ACT_UNLOCK_FAILED,
	ACT_ITEM_ADD,
	ACT_ITEM_EDIT,
	ACT_ITEM_MOVE,
	ACT_ITEM_REMOVE,
	ACT_ITEM_RESTORE,
	ACT_ITEM_REVEAL,
	ACT_ITEM_REFUSED,
	ACT_ITEM_REKEY,
	ACT_ATTACHMENT_ADD,
	ACT_COLLECTION_ADD,
	ACT_COLLECTION_SET,
	ACT_COLLECTION_REKEY,
	ACT_GRANT_ADD,
	ACT_GRANT_REMOVE,
	ACT_MEMBER_ADD,
	ACT_MEMBER_LEAVE,
	ACT_MEMBER_REKEY,
	ACT_PASSPHRASE_CHANGE,
	ACT_PERIOD_CREATE,
	ACT_ENVELOPE_CREATE,
	ACT_ENVELOPE_SEAL,
	ACT_ENVELOPE_OPEN,
	ACT_ENVELOPE_SEEN,
	ACT_ENVELOPE_DRILL,
	ACT_ENVELOPE_HANDOVER,
	ACT_ENVELOPE_WITHDRAW,
	ACT_ENVELOPE_REPORTED,
	ACT_IMPORT,
	ACT_EXPORT,
	ACT_HEALTH,
	ACT_BACKUP,
	ACT_BACKUP_RESTORE,
	ACT_AUDIT_VIEW,
	ACT_AUDIT_CHECKPOINT,
	ACT_AUDIT_MERGE,
	ACT_WORKLIST_DONE,
	ACT_POLICY_SET,
	ACT_COUNT
};

enum outcome { OUT_UNKNOWN, OUT_OK, OUT_REFUSED, OUT_FAILED, OUT_COUNT };

enum subject {
	SUB_UNKNOWN,
	SUB_NONE,
	SUB_MEMBER,
	SUB_COLLECTION,
	SUB_ITEM,
	SUB_PERIOD,
	SUB_ENVELOPE,
	SUB_ATTACHMENT,
	SUB_COUNT
};

/* The words as they stand in the table; NULL for _UNKNOWN. */
const char *action_name(enum action a);
const char *outcome_name(enum outcome o);
const char *subject_name(enum subject s);
enum action action_of(struct slice name);

struct record {
	int64_t seq;
	uint8_t prev[HASH_SIZE];
	int64_t time_ms;
	int64_t actor; /* a member's id; 0: nobody who could sign */
	enum action action;
	enum outcome outcome;
	enum subject subject_kind;
	int64_t subject;
	int64_t version;
	uint8_t digest[HASH_SIZE]; /* of the row that it writes; else zero */
	struct slice public;       /* points into the row it was read from */
	int64_t period;
	uint8_t detail_hash[HASH_SIZE]; /* zero: no detail */
	uint8_t sig[SIGN_SIZE];
};

/*
 * Read a row. RC_TAMPER if a field cannot be what this program wrote. A word
 * that is not known becomes _UNKNOWN, and its record is for later versions:
 * record_bytes takes the words from the row, so its signature can be checked.
 */
MUST_CHECK enum rc record_read(struct record *r, const struct audit_row *row, struct err *e);

/* The row of a record; its slices point into r and leaf. */
void record_row(struct audit_row *row, const struct record *r, const uint8_t leaf[HASH_SIZE]);

/* Append the bytes that are signed: context, then every field to detail_hash. */
void record_bytes(
    struct buf *out, const struct audit_row *row, const uint8_t vault_id[VAULT_ID]);

/*
 * Read what record_bytes wrote for this vault; public points into bytes, and sig
 * is zero. False for all other bytes, and for words of later versions.
 */
MUST_CHECK bool record_parse(
    struct record *r, struct slice bytes, const uint8_t vault_id[VAULT_ID]);

/* SHA-256(0x00 | bytes without the context | sig): RFC 6962, 2.1. */
void record_leaf(uint8_t leaf[HASH_SIZE], struct slice bytes, const uint8_t sig[SIGN_SIZE]);

bool is_zero(const uint8_t *p, size_t n);
/* Is it a time that a record may have? */
bool record_time(int64_t ms);

#endif
