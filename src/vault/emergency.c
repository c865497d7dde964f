#include "emergency_int.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "collection_int.h"
#include "crypto/encode.h"
#include "crypto/secret.h"
#include "period_int.h"

enum rc emergency_check_exists(const struct session *s, struct err *e)
{
	const struct roster *t = &s->replay->roster;

	if (roster_has_envelope(t))
		return RC_OK;
	if (t->envelope.serial == 0)
		return err_set(e, RC_NOTFOUND,
		    "this vault has no envelope yet; a clerk makes one with \"strongroom "
		    "envelope create\"");
	return err_set(e, RC_NOTFOUND,
	    "envelope %lld was withdrawn, and there is no other: its sheets open nothing in "
	    "the vault; a clerk makes a new one with \"strongroom envelope create\"",
	    (long long)t->envelope.serial);
}

enum rc emergency_check_holds(struct session *s, struct err *e)
{
	const struct roster *t = &s->replay->roster;

	for (size_t i = 0; i < t->n_collections; i++)
		if (t->collections[i].sealed && !collection_granted(s, t->collections[i].id))
			return err_set(e, RC_REFUSED,
			    "collection #%lld is sealed, but was not granted to you; a member "
			    "who holds it has to grant it, or make it private",
			    (long long)t->collections[i].id);
	return RC_OK;
}

enum rc emergency_check_holder(const char *name, struct err *e)
{
	if (text_valid_name(slice_str(name)) && strlen(name) <= MEMBER_NAME_MAX)
		return RC_OK;
	return err_set(e, RC_INPUT,
	    "who keeps a sheet is named in 1 to %d bytes of plain text without blanks around "
	    "it",
	    (int)MEMBER_NAME_MAX);
}

static enum rc record_create(struct session *s, const struct emergency *m, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	struct public_envelope p = {.member = (int64_t)t->n_members + 1,
	    .keys = m->keys,
	    .need = m->need,
	    .sheet_id = m->sheet_id};
	const struct detail detail = {"export at", slice_str(m->export_at)};
	struct buf public = {0};
	enum rc rc;

	if (m->n_holders > sizeof p.holders / sizeof p.holders[0])
		return err_set(e, RC_USAGE, "an envelope has at most 16 holders");
	for (size_t i = 0; i < m->n_holders; i++)
		if ((rc = emergency_check_holder(m->holders[i], e)) != RC_OK)
			return rc;
	memcpy(p.recipient, m->recipient, sizeof p.recipient);
	memcpy(p.export_sign, m->export_sign, sizeof p.export_sign);
	if (m->page != NULL)
		memcpy(p.page, m->page, sizeof p.page);
	p.n_holders = m->n_holders;
	for (size_t i = 0; i < m->n_holders; i++)
		p.holders[i] = slice_str(m->holders[i]);
	public_put_envelope(&public, &p);
	rc = buf_ok(&public) ? audit_append(s,
				   &(struct draft){.action = ACT_ENVELOPE_CREATE,
				       .kind = SUB_ENVELOPE,
				       .subject = t->envelope.serial + 1,
				       .public = buf_slice(&public),
				       .details = &detail,
				       .n_details = m->export_at == NULL ? 0 : 1},
				   e)
			     : err_nomem(e);
	buf_finish(&public);
	return rc;
}

static enum rc seal_export_key(struct session *s, const struct secret *seed, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < t->n_members && rc == RC_OK; i++)
		if (roster_may(&t->members[i], RIGHT_SEAL))
			rc = sealed_write(s, ACT_GRANT_ADD, SUB_ENVELOPE, t->envelope.serial, 0,
			    t->members[i].id, false, seed, e);
	return rc;
}

enum rc emergency_new_keys(struct session *s, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < t->n_collections && rc == RC_OK; i++) {
		const struct collection *c = &t->collections[i];

		if (c->stale)
			rc = collection_rekey(s, c->id, e);
		else if (c->sealed)
			rc = collection_seal_to_envelope(s, c->id, e);
	}
	return rc;
}

enum rc emergency_open_sealed(struct session *s, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	const struct secret *key;
	enum rc rc = emergency_check_holds(s, e);

	for (size_t i = 0; i < t->n_collections && rc == RC_OK; i++)
		if (t->collections[i].sealed)
			rc = collection_key(&key, s, t->collections[i].id, 0, e);
	return rc;
}

enum rc emergency_create(struct session *s, const struct emergency *m, struct err *e)
{
	enum rc rc;

	if ((rc = emergency_open_sealed(s, e)) != RC_OK ||
	    (rc = record_create(s, m, e)) != RC_OK ||
	    (rc = seal_export_key(s, m->export_seed, e)) != RC_OK)
		return rc;
	return emergency_new_keys(s, e);
}

bool emergency_signs(const struct session *s, const struct secret *seed)
{
	uint8_t secret_key[SIGN_SECRET];
	uint8_t public_key[SIGN_PUBLIC];

	sign_keys(public_key, secret_key, seed->p);
	wipe(secret_key, sizeof secret_key);
	return memcmp(public_key, s->replay->roster.envelope.export_sign, SIGN_PUBLIC) == 0;
}

enum rc emergency_export_seed(struct secret **seed, struct session *s, struct err *e)
{
	enum rc rc;

	if ((rc = emergency_check_exists(s, e)) != RC_OK)
		return rc;
	rc = sealed_read(seed, s, SUB_ENVELOPE, s->replay->roster.envelope.serial, 0, e);
	if (rc == RC_NOTFOUND || rc == RC_INPUT)
		return err_set(e, RC_REFUSED,
		    "you do not hold the key that signs exports; make a new envelope with "
		    "\"strongroom envelope create\"");
	if (rc != RC_OK || emergency_signs(s, *seed))
		return rc;
	secret_free(*seed);
	*seed = NULL;
	return err_set(e, RC_TAMPER,
	    "the key that was sealed to you is not the one that signs exports; \"strongroom "
	    "verify\" says who did that");
}

enum rc emergency_record_seal(struct session *s, const struct sealed_export *x, struct err *e)
{
	struct buf hex = {0};
	struct detail details[] = {
	    {"items", slice_str(x->items)}, {"path", slice_str(x->path)}, {"sha256", {0}}};
	enum rc rc;

	hex_encode(&hex, x->digest, HASH_SIZE);
	details[2].value = buf_slice(&hex);
	rc = buf_ok(&hex) ? audit_append(s,
				&(struct draft){.action = ACT_ENVELOPE_SEAL,
				    .kind = SUB_ENVELOPE,
				    .subject = s->replay->roster.envelope.serial,
				    .version = x->elsewhere ? SEAL_ELSEWHERE : 0,
				    .details = details,
				    .n_details = sizeof details / sizeof details[0]},
				e)
			  : err_nomem(e);
	buf_finish(&hex);
	return rc;
}

enum rc emergency_record_done(
    struct session *s, int64_t item, const char *reason, struct err *e)
{
	const struct revealed *v = roster_revealed(&s->replay->roster, item);
	const struct detail detail = {"reason", slice_str(reason)};

	if (v == NULL || v->done)
		return err_set(e, RC_NOTFOUND,
		    "item #%lld has not to be changed after an opening", (long long)item);
	return audit_append(s,
	    &(struct draft){.action = ACT_WORKLIST_DONE,
		.kind = SUB_ITEM,
		.subject = item,
		.version = v->version,
		.details = &detail,
		.n_details = 1},
	    e);
}

enum rc emergency_record_open(
    struct session *s, const char *reason, const char *present, struct err *e)
{
	const struct detail details[] = {
	    {"reason", slice_str(reason)}, {"present", slice_str(present)}};

	s->to_open = false;
	return audit_append(s,
	    &(struct draft){.action = ACT_ENVELOPE_OPEN,
		.kind = SUB_ENVELOPE,
		.subject = s->replay->roster.envelope.serial,
		.details = details,
		.n_details = present == NULL ? 1 : 2},
	    e);
}

/* while it is open */

void emergency_resume(struct session *s)
{
	s->to_open = false;
	s->unlock_recorded = false;
}

void emergency_lend_seed(struct session *s, const struct secret *export_seed)
{
	s->export_seed = export_seed;
}

int64_t emergency_session_left_ms(const struct session *s)
{
	return emergency_left_ms(&s->replay->roster.envelope, s->replay->time_ms, clock_ms());
}

/* A session that was lent no seed gives none; the next envelope has another. */
static enum rc give_seed(struct session *s, const struct member *m, struct err *e)
{
	if (s->export_seed == NULL || !roster_may(m, RIGHT_SEAL))
		return RC_OK;
	return sealed_write(s, ACT_GRANT_ADD, SUB_ENVELOPE, s->replay->roster.envelope.serial,
	    0, m->id, false, s->export_seed, e);
}

enum rc emergency_give_role(struct session *s, int64_t member, struct err *e)
{
	const struct member *m = roster_member(&s->replay->roster, member);
	enum rc rc = give_seed(s, m, e);

	return rc == RC_OK && roster_may(m, RIGHT_READ_LOG) ? period_create(s, e) : rc;
}

enum rc emergency_give_all(struct session *s, int64_t member, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	enum rc rc = collection_renew_closed(s, e);

	for (size_t i = 0; i < t->n_collections && rc == RC_OK; i++)
		if (collection_granted(s, t->collections[i].id))
			rc = collection_seal_to(s, t->collections[i].id, member, true, e);
	return rc == RC_OK ? emergency_give_role(s, member, e) : rc;
}
