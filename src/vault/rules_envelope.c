/*
 * rules_envelope: records about periods and the envelope.
 */
#include "rules_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"

enum rc rule_period_create(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct public_period p;
	struct period period;

	/* A councillor's right to read the log is not a right to close its period. */
	if (actor->role == ROLE_COUNCILLOR)
		return rule_no_right(rec, e);
	if (!public_get_period(&p, rec->public) || rec->version != 0 ||
	    rec->subject != (int64_t)r->roster.n_periods + 1 ||
	    p.quarter > clock_quarter(rec->time_ms))
		return rule_malformed(rec, e);
	period.quarter = p.quarter;
	memcpy(period.key, p.key, sizeof period.key);
	return roster_add_period(&r->roster, &period, e);
}

static enum rc holders_text(char **out, const struct public_envelope *p, struct err *e)
{
	struct buf b = {0};
	const char *text;

	for (size_t i = 0; i < p->n_holders; i++) {
		if (i > 0)
			buf_add_char(&b, '\n');
		buf_add_slice(&b, p->holders[i]);
	}
	text = buf_cstr(&b);
	*out = text == NULL ? NULL : strdup(text);
	buf_finish(&b);
	return *out == NULL ? err_nomem(e) : RC_OK;
}

/* A new envelope voids the one before, which loses every grant. */
static void void_envelope(struct roster *t)
{
	struct member *old = roster_member(t, t->envelope.member);

	if (old == NULL)
		return;
	old->active = false;
	for (size_t i = 0; i < t->n_collections; i++)
		roster_remove_grant(t, t->collections[i].id, old->id);
}

enum rc rule_envelope_create(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct envelope *v = &r->roster.envelope;
	struct public_envelope p;
	struct member m;
	char *holders;
	enum rc rc;

	(void)actor;
	if (!public_get_envelope(&p, rec->public) || rec->version != 0 ||
	    rec->subject - 1 != v->serial || p.member != (int64_t)r->roster.n_members + 1 ||
	    p.need < 1 || p.need > p.n_holders)
		return rule_malformed(rec, e);
	if ((rc = holders_text(&holders, &p, e)) != RC_OK)
		return rc;
	void_envelope(&r->roster);
	free(v->holders);
	*v = (struct envelope){.serial = rec->subject,
	    .member = p.member,
	    .need = p.need,
	    .holders = holders,
	    .created_ms = rec->time_ms,
	    .changed_seq = rec->seq,
	    .opened_ms = v->opened_ms,
	    .opened_serial = v->opened_serial};
	memcpy(v->recipient, p.recipient, sizeof v->recipient);
	memcpy(v->export_sign, p.export_sign, sizeof v->export_sign);
	m = (struct member){
	    .id = p.member, .role = ROLE_EMERGENCY, .active = true, .keys = p.keys};
	return roster_add_member(&r->roster, &m, slice_str("envelope"), e);
}

enum rc rule_envelope_seal(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct envelope *v = &r->roster.envelope;

	(void)actor;
	if (rec->public.n != 0 || v->serial == 0 || rec->subject != v->serial ||
	    rec->version != 0)
		return rule_malformed(rec, e);
	v->sealed_ms = rec->time_ms;
	v->sealed_seq = rec->seq;
	return RC_OK;
}

enum rc rule_envelope_open(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct envelope *v = &r->roster.envelope;

	if (rec->public.n != 0 || rec->subject != v->serial || rec->version != 0)
		return rule_malformed(rec, e);
	if (actor->id != v->member)
		return rule_no_right(rec, e);
	v->opened_ms = rule_latest(r, rec);
	v->opened_serial = v->serial;
	return RC_OK;
}
