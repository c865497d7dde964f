#include "vault/snapshot.h"

#include <string.h>

#include "session_int.h"

enum rc snapshot_record(struct session *s, const char *file, struct err *e)
{
	const struct detail detail = {"file", slice_str(file)};
	const struct draft d = {
	    .action = ACT_BACKUP, .kind = SUB_NONE, .details = &detail, .n_details = 1};

	return audit_append(s, &d, e);
}

enum rc snapshot_copy(struct session *s, const char *path, struct err *e)
{
	enum rc rc;

	if ((rc = store_begin_read(s->store, e)) != RC_OK)
		return rc;
	if ((rc = session_catch_up(s, e)) == RC_OK)
		rc = store_copy(s->store, path, e);
	store_rollback(s->store);
	return rc;
}

static enum rc compare_heads(
    int64_t *size, struct session *other, struct session *s, struct err *e)
{
	uint8_t theirs[HASH_SIZE];
	uint8_t ours[HASH_SIZE];
	enum rc rc;

	if ((rc = store_audit_last(size, other->store, e)) != RC_OK ||
	    (rc = session_leaf_at(theirs, other, *size, e)) != RC_OK)
		return rc;
	rc = session_leaf_at(ours, s, *size, e);
	if (rc == RC_NOTFOUND)
		return err_set(e, RC_TAMPER,
		    "it has %lld records, more than the vault: the vault is an older copy",
		    (long long)*size);
	if (rc == RC_OK && memcmp(ours, theirs, HASH_SIZE) != 0)
		rc = err_set(e, RC_TAMPER,
		    "its record %lld is not the one that the vault has: one of them was "
		    "rewritten, or went on by itself",
		    (long long)*size);
	return rc;
}

enum rc snapshot_is_earlier(
    int64_t *size, struct session *other, struct session *s, struct err *e)
{
	bool alone = !store_in_transaction(s->store);
	enum rc rc;

	*size = 0;
	if (memcmp(other->vault_id, s->vault_id, VAULT_ID) != 0)
		return err_set(e, RC_TAMPER, "it is of another vault");
	if ((rc = store_begin_read(other->store, e)) != RC_OK)
		return rc;
	if (!alone || (rc = store_begin_read(s->store, e)) == RC_OK)
		rc = compare_heads(size, other, s, e);
	if (alone)
		store_rollback(s->store);
	store_rollback(other->store);
	return rc;
}

enum rc snapshot_records(int64_t *n, struct session *s, struct err *e)
{
	return store_audit_last(n, s->store, e);
}

enum rc snapshot_hold(struct session *s, bool learned, struct err *e)
{
	int64_t last;
	enum rc rc;

	if ((rc = store_begin_alone(s->store, e)) != RC_OK || !learned)
		return rc;
	if ((rc = session_check_head(s, e)) != RC_OK ||
	    (rc = store_audit_last(&last, s->store, e)) != RC_OK)
		return rc;
	if (last != replay_size(s->replay))
		return err_set(e, RC_BUSY,
		    "the vault was used in the meantime; look again, and start anew");
	return RC_OK;
}
