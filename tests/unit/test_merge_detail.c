/*
 * merge: what a record of a receipt keeps for the readers of the log has to be
 * what the envelope signed, whoever merged it.
 */
#include "transfer/receipt.h"
#include "transfer_vault.h"
#include "vault/audit.h"
#include "vault/merge.h"

static struct tv f;
static struct envelope_keys *keys;

struct seen {
	size_t n;
	bool fault;
	char reason[64];
};

static enum rc look(void *arg, const struct audit_entry *entry, struct err *e)
{
	struct seen *s = arg;

	(void)e;
	s->n++;
	s->fault = entry->fault != NULL;
	s->reason[0] = '\0';
	for (size_t i = 0; i < entry->n_details; i++)
		if (slice_eq_str(entry->details[i].key, "reason"))
			snprintf(s->reason, sizeof s->reason, "%.*s",
			    SLICE_ARG(entry->details[i].value));
	return RC_OK;
}

/*
 * Merge a receipt with that reason, say another one, and add something of one's
 * own; then look at the log.
 */
static struct seen merge(const char *reason, const char *said, struct detail more)
{
	const struct audit_filter filter = {.action = ACT_AUDIT_MERGE};
	struct receipt r = {.serial = 1, .public = {.size = session_size(f.session)}};
	struct detail notes[3] = {{"reason", slice_str(said)}};
	struct merge m = {.vault_id = r.vault_id,
	    .serial = 1,
	    .notes = notes,
	    .n_notes = more.key == NULL ? 2 : 3};
	struct seen seen = {0};
	struct err e = {0};
	size_t known;
	bool given_up;

	memcpy(r.vault_id, session_vault_id(f.session), VAULT_ID);
	memcpy(r.public.leaf, session_leaf(f.session), HASH_SIZE);
	tv_must(receipt_begin(&r, 1795000000000, &e), &e, "receipt");
	tv_must(receipt_set_note(&r, RECEIPT_REASON, reason, &e), &e, "receipt");
	tv_must(receipt_sign(&r, keys->sign_secret, &e), &e, "receipt");
	notes[1] = (struct detail){"salt", slice_str(r.notes[RECEIPT_SALT])};
	notes[2] = more;
	m.public = receipt_public(&r);
	tv_must(session_begin(f.session, &e), &e, "begin");
	tv_must(session_end(f.session, merge_receipt(&known, &given_up, f.session, &m, &e), &e),
	    &e, "merge");
	is_int(audit_read(f.session, &filter, look, &seen, &e), RC_OK, "the log is read");
	receipt_finish(&r);
	return seen;
}

int main(void)
{
	const struct detail nothing = {0};
	struct seen seen;
	struct err e = {0};

	tv_must(crypto_init(&e), &e, "crypto");
	tv_init(&f);
	keys = tv_envelope(&f);
	seen = merge("a fire", "a fire", nothing);
	ok(seen.n == 1 && !seen.fault, "a receipt as it was signed");
	is_str(seen.reason, "a fire", "… gives its reason");
	seen = merge("a fire", "a whim", nothing);
	ok(seen.n == 2 && seen.fault, "another reason than that is a fault of the record");
	is_str(seen.reason, "", "… and not given out");
	seen = merge("a fire", "a fire", (struct detail){"reason", slice_str("a drill")});
	ok(seen.n == 3 && seen.fault, "so is one that stands behind it");
	is_str(seen.reason, "", "… which is not given out either");
	seen = merge("a fire", "a fire", (struct detail){"present", slice_str("the chair")});
	ok(seen.n == 4 && seen.fault, "and what the receipt did not say at all");
	seen = merge("a fire", "a fire", (struct detail){"host", slice_str("office")});
	ok(seen.n == 5 && !seen.fault, "but who merged it says from where");
	envelope_keys_free(keys);
	tv_finish(&f);
	return tap_done();
}
