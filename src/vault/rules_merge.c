/*
 * rules_merge: the record that takes the receipt of an opening into the log.
 */
#include "rules_int.h"

#include <string.h>

#include "vault/public_receipt.h"

static enum rc check_signature(const struct replay *r, const struct record *rec,
    const struct public_receipt *p, struct err *e)
{
	const struct member *v = roster_envelope_member(&r->roster, rec->subject);
	struct buf bytes = {0};
	enum rc rc = RC_OK;

	if (v == NULL)
		return rule_malformed(rec, e);
	public_receipt_bytes(&bytes, p, r->vault_id, rec->subject);
	if (!buf_ok(&bytes))
		rc = err_nomem(e);
	else if (!sign_check(p->sig, buf_slice(&bytes), v->keys.sign))
		rc = rule_broken(rec, e, "the receipt in it was not signed by its envelope");
	buf_finish(&bytes);
	return rc;
}

/* A log that was put back knows nothing of the records that were given up for it. */
static bool names_a_head(
    const struct replay *r, const struct record *rec, const struct public_receipt *p)
{
	return p->size > 0 && (p->size < rec->seq || r->roster.n_restores > 0);
}

/*
 * What an opening by itself gave out counts like what one of the vault did. If
 * the item was opened in that version or a later one already, whatever came
 * after that counts. A version that the log does not have, since a backup was
 * put back or somebody made it up, stands for the newest: later openings count.
 */
static enum rc reveal(
    struct replay *r, const struct record *rec, const struct public_shown *p, struct err *e)
{
	const struct revealed *before = roster_revealed(&r->roster, p->item);
	struct pin now;
	enum rc rc;

	if (p->item == 0 || p->item > r->roster.items ||
	    (before != NULL && before->version >= p->version))
		return RC_OK;
	if ((rc = pins_item(&now, r->pins, p->item, e)) != RC_OK)
		return rc;
	return roster_add_revealed(&r->roster,
	    &(struct revealed){.item = p->item,
		.version = p->version < now.b ? p->version : now.b,
		.time_ms = p->time_ms,
		.serial = rec->subject,
		.done = is_zero(now.digest, HASH_SIZE)},
	    e);
}

enum rc rule_audit_merge(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct envelope *v = &r->roster.envelope;
	struct public_receipt p;
	size_t known;
	enum rc rc;

	(void)actor;
	if (!public_get_receipt(&p, rec->public) || rec->version != 0 || p.opened_ms == 0 ||
	    !names_a_head(r, rec, &p))
		return rule_malformed(rec, e);
	if ((rc = check_signature(r, rec, &p, e)) != RC_OK)
		return rc;
	if (!roster_receipt_goes_on(&known, &r->roster, &p, rec->subject))
		return rule_broken(
		    rec, e, "the receipt in it does not go on from an earlier one");
	for (size_t i = known; i < public_shown_count(p.shown) && rc == RC_OK; i++) {
		struct public_shown one = public_shown_at(p.shown, i);

		rc = reveal(r, rec, &one, e);
	}
	if (rc == RC_OK && p.opened_ms > v->unreported_ms) {
		v->unreported_ms = p.opened_ms;
		v->unreported_serial = rec->subject;
		v->unreported_seq = rec->seq;
	}
	return rc == RC_OK ? roster_add_receipt(&r->roster, &p, rec->subject, e) : rc;
}
