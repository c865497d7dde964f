#include "vault/record.h"

#include <string.h>

#include "base/codec.h"
#include "store/store.h"

/* The last millisecond that RFC 3339 can write, 9999-12-31T23:59:59.999Z. */
static const int64_t TIME_MAX = 253402300799999;

/* The NUL at its end is part of it. */
static const char CONTEXT[] = "strongroom audit v1";

static const char *const ACTIONS[ACT_COUNT] = {
    [ACT_VAULT_CREATE] = "vault.create",
    [ACT_UNLOCK] = "unlock",
    [ACT_UNLOCK_FAILED] = "unlock.failed",
    [ACT_ITEM_ADD] = "item.add",
    [ACT_ITEM_EDIT] = "item.edit",
    [ACT_ITEM_MOVE] = "item.move",
    [ACT_ITEM_REMOVE] = "item.remove",
    [ACT_ITEM_RESTORE] = "item.restore",
    [ACT_ITEM_REVEAL] = "item.reveal",
    [ACT_ITEM_REFUSED] = "item.refused",
    [ACT_ITEM_REKEY] = "item.rekey",
    [ACT_ATTACHMENT_ADD] = "attachment.add",
    [ACT_COLLECTION_ADD] = "collection.add",
    [ACT_COLLECTION_SET] = "collection.set",
    [ACT_COLLECTION_REKEY] = "collection.rekey",
    [ACT_GRANT_ADD] = "grant.add",
    [ACT_GRANT_REMOVE] = "grant.remove",
    [ACT_MEMBER_ADD] = "member.add",
    [ACT_MEMBER_LEAVE] = "member.leave",
    [ACT_MEMBER_REKEY] = "member.rekey",
    [ACT_PASSPHRASE_CHANGE] = "passphrase.change",
    [ACT_PERIOD_CREATE] = "period.create",
    [ACT_ENVELOPE_CREATE] = "envelope.create",
    [ACT_ENVELOPE_SEAL] = "envelope.seal",
    [ACT_ENVELOPE_OPEN] = "envelope.open",
    [ACT_ENVELOPE_SEEN] = "envelope.seen",
    [ACT_ENVELOPE_DRILL] = "envelope.drill",
    [ACT_ENVELOPE_HANDOVER] = "envelope.handover",
    [ACT_ENVELOPE_WITHDRAW] = "envelope.withdraw",
    [ACT_ENVELOPE_REPORTED] = "envelope.reported",
    [ACT_IMPORT] = "import",
    [ACT_EXPORT] = "export",
    [ACT_HEALTH] = "health",
    [ACT_BACKUP] = "backup",
    [ACT_BACKUP_RESTORE] = "backup.restore",
    [ACT_AUDIT_VIEW] = "audit.view",
    [ACT_AUDIT_CHECKPOINT] = "audit.checkpoint",
    [ACT_AUDIT_MERGE] = "audit.merge",
    [ACT_WORKLIST_DONE] = "worklist.done",
    [ACT_POLICY_SET] = "policy.set",
};

static const char *const OUTCOMES[OUT_COUNT] = {
    [OUT_OK] = "ok", [OUT_REFUSED] = "refused", [OUT_FAILED] = "failed"};

static const char *const SUBJECTS[SUB_COUNT] = {
    [SUB_NONE] = "none",
    [SUB_MEMBER] = "member",
    [SUB_COLLECTION] = "collection",
    [SUB_ITEM] = "item",
    [SUB_PERIOD] = "period",
    [SUB_ENVELOPE] = "envelope",
    [SUB_ATTACHMENT] = "attachment",
};

/* The index of a word, or 0, which is _UNKNOWN in each of the three. */
static int find(const char *const *words, int count, struct slice word)
{
	for (int i = 1; i < count; i++)
		if (slice_eq_str(word, words[i]))
			return i;
	return 0;
}

const char *action_name(enum action a)
{
	return ACTIONS[a];
}

const char *outcome_name(enum outcome o)
{
	return OUTCOMES[o];
}

const char *subject_name(enum subject s)
{
	return SUBJECTS[s];
}

enum action action_of(struct slice name)
{
	return (enum action)find(ACTIONS, ACT_COUNT, name);
}

bool is_zero(const uint8_t *p, size_t n)
{
	uint8_t any = 0;

	for (size_t i = 0; i < n; i++)
		any |= p[i];
	return any == 0;
}

bool record_time(int64_t ms)
{
	return ms >= 0 && ms <= TIME_MAX;
}

static bool fixed(uint8_t *out, struct slice s, size_t n)
{
	if (s.n != n)
		return false;
	memcpy(out, s.p, n);
	return true;
}

enum rc record_read(struct record *r, const struct audit_row *row, struct err *e)
{
	*r = (struct record){
	    .seq = row->seq,
	    .time_ms = row->time_ms,
	    .actor = row->actor,
	    .action = (enum action)find(ACTIONS, ACT_COUNT, row->action),
	    .outcome = (enum outcome)find(OUTCOMES, OUT_COUNT, row->outcome),
	    .subject_kind = (enum subject)find(SUBJECTS, SUB_COUNT, row->subject_kind),
	    .subject = row->subject,
	    .version = row->version,
	    .public = row->public,
	    .period = row->period,
	};
	if (!fixed(r->prev, row->prev, HASH_SIZE) ||
	    !fixed(r->digest, row->digest, HASH_SIZE) ||
	    !fixed(r->detail_hash, row->detail_hash, HASH_SIZE) ||
	    !fixed(r->sig, row->sig, SIGN_SIZE) || row->leaf.n != HASH_SIZE || row->seq < 1 ||
	    !record_time(row->time_ms) || row->actor < 0 || row->subject < 0 ||
	    row->version < 0 || row->period < 0)
		return err_set(e, RC_TAMPER, "record %lld has a field of a wrong form",
		    (long long)row->seq);
	return RC_OK;
}

void record_row(struct audit_row *row, const struct record *r, const uint8_t leaf[HASH_SIZE])
{
	*row = (struct audit_row){
	    .seq = r->seq,
	    .time_ms = r->time_ms,
	    .actor = r->actor,
	    .subject = r->subject,
	    .version = r->version,
	    .period = r->period,
	    .prev = slice_of(r->prev, HASH_SIZE),
	    .action = slice_str(ACTIONS[r->action]),
	    .outcome = slice_str(OUTCOMES[r->outcome]),
	    .subject_kind = slice_str(SUBJECTS[r->subject_kind]),
	    .digest = slice_of(r->digest, HASH_SIZE),
	    .public = r->public,
	    .detail_hash = slice_of(r->detail_hash, HASH_SIZE),
	    .sig = slice_of(r->sig, SIGN_SIZE),
	    .leaf = slice_of(leaf, HASH_SIZE),
	};
}

void record_bytes(
    struct buf *out, const struct audit_row *row, const uint8_t vault_id[VAULT_ID])
{
	buf_add(out, CONTEXT, sizeof CONTEXT);
	put_bytes(out, vault_id, VAULT_ID);
	put_i64(out, row->seq);
	put_slice(out, row->prev);
	put_i64(out, row->time_ms);
	put_i64(out, row->actor);
	put_slice(out, row->action);
	put_slice(out, row->outcome);
	put_slice(out, row->subject_kind);
	put_i64(out, row->subject);
	put_i64(out, row->version);
	put_slice(out, row->digest);
	put_slice(out, row->public);
	put_i64(out, row->period);
	put_slice(out, row->detail_hash);
}

void record_leaf(uint8_t leaf[HASH_SIZE], struct slice bytes, const uint8_t sig[SIGN_SIZE])
{
	static const uint8_t prefix = 0x00;
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, slice_of(&prefix, 1));
	sha256_add(&h, slice_after(bytes, sizeof CONTEXT));
	sha256_add(&h, slice_of(sig, SIGN_SIZE));
	sha256_final(&h, leaf);
}

static void get_row(struct audit_row *row, struct dec *d)
{
	row->seq = get_i64(d);
	row->prev = get_bytes(d);
	row->time_ms = get_i64(d);
	row->actor = get_i64(d);
	row->action = get_bytes(d);
	row->outcome = get_bytes(d);
	row->subject_kind = get_bytes(d);
	row->subject = get_i64(d);
	row->version = get_i64(d);
	row->digest = get_bytes(d);
	row->public = get_bytes(d);
	row->period = get_i64(d);
	row->detail_hash = get_bytes(d);
}

bool record_parse(struct record *r, struct slice bytes, const uint8_t vault_id[VAULT_ID])
{
	static const uint8_t none[SIGN_SIZE];
	struct audit_row row = {
	    .sig = slice_of(none, SIGN_SIZE), .leaf = slice_of(none, HASH_SIZE)};
	char context[sizeof CONTEXT];
	struct slice vault;
	struct dec d;

	dec_init(&d, bytes);
	get_raw(&d, context, sizeof context);
	vault = get_bytes(&d);
	get_row(&row, &d);
	return dec_end(&d) && memcmp(context, CONTEXT, sizeof context) == 0 &&
	       slice_eq(vault, slice_of(vault_id, VAULT_ID)) &&
	       record_read(r, &row, NULL) == RC_OK && r->action != ACT_UNKNOWN &&
	       r->outcome != OUT_UNKNOWN && r->subject_kind != SUB_UNKNOWN;
}
