#include "vault/merge.h"

#include <string.h>

#include "session_int.h"
#include "vault/roster.h"

/* A log that took the place of another cannot know what was given up for it. */
static enum rc check_head(
    bool *given_up, struct session *s, const struct public_receipt *p, struct err *e)
{
	uint8_t leaf[HASH_SIZE] = {0};
	enum rc rc = session_leaf_at(leaf, s, p->size, e);

	*given_up = false;
	if (rc != RC_OK && rc != RC_NOTFOUND)
		return rc;
	if (rc == RC_OK && memcmp(leaf, p->leaf, HASH_SIZE) == 0)
		return RC_OK;
	if (session_roster(s)->n_restores == 0)
		return err_set(e, RC_TAMPER,
		    "the export was sealed after a record %lld that this log does not have: "
		    "the vault is an older copy, or its log was rewritten; nothing was merged",
		    (long long)p->size);
	*given_up = true;
	return RC_OK;
}

static enum rc check_signature(const struct session *s, const struct merge *m, struct err *e)
{
	const struct member *v = roster_envelope_member(session_roster(s), m->serial);
	struct buf bytes = {0};
	enum rc rc = RC_OK;

	if (v == NULL)
		return err_set(e, RC_TAMPER,
		    "the receipt is of envelope %lld, which this vault never had: the vault is "
		    "an older copy, or somebody made the receipt up",
		    (long long)m->serial);
	public_receipt_bytes(&bytes, &m->public, m->vault_id, m->serial);
	if (!buf_ok(&bytes))
		rc = err_nomem(e);
	else if (!sign_check(m->public.sig, buf_slice(&bytes), v->keys.sign))
		rc = err_set(e, RC_TAMPER,
		    "the receipt was not signed by envelope %lld of this vault: it was "
		    "altered, or somebody without the words made it up",
		    (long long)m->serial);
	buf_finish(&bytes);
	return rc;
}

static enum rc check(
    size_t *known, const struct session *s, const struct merge *m, struct err *e)
{
	const struct roster *t = session_roster(s);
	enum rc rc;

	if (memcmp(m->vault_id, session_vault_id(s), VAULT_ID) != 0)
		return err_set(e, RC_NOTFOUND,
		    "the receipt is of another vault; merge it there (its first lines say "
		    "which)");
	if ((rc = check_signature(s, m, e)) != RC_OK)
		return rc;
	if (roster_receipt_is_known(t, &m->public))
		return err_set(
		    e, RC_EXISTS, "the log has this receipt already; nothing was added");
	if (!roster_receipt_goes_on(known, t, &m->public, m->serial))
		return err_set(e, RC_TAMPER,
		    "the log has a receipt of this opening that says something else: whoever "
		    "has the words of the envelope signed both");
	return RC_OK;
}

enum rc merge_receipt(
    size_t *known, bool *given_up, struct session *s, const struct merge *m, struct err *e)
{
	struct buf public = {0};
	enum rc rc;

	if ((rc = session_require(s, RIGHT_READ_LOG, ACT_AUDIT_MERGE,
		 "take a receipt into the audit log", e)) != RC_OK ||
	    (rc = check(known, s, m, e)) != RC_OK ||
	    (rc = check_head(given_up, s, &m->public, e)) != RC_OK)
		return rc;
	public_put_receipt(&public, &m->public);
	rc = buf_ok(&public) ? audit_append(s,
				   &(struct draft){.action = ACT_AUDIT_MERGE,
				       .kind = SUB_ENVELOPE,
				       .subject = m->serial,
				       .public = buf_slice(&public),
				       .details = m->notes,
				       .n_details = m->n_notes},
				   e)
			     : err_nomem(e);
	buf_finish(&public);
	return rc;
}
