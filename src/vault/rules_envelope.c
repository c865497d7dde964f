/*
 * rules_envelope: records about periods and the envelope.
 */
#include "rules_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"

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
	period.by_envelope = actor->role == ROLE_EMERGENCY;
	return roster_add_period(&r->roster, &period, e);
}

/* Is it about the envelope that there is? */
static bool is_newest(const struct replay *r, const struct record *rec)
{
	return roster_has_envelope(&r->roster) && rec->subject == r->roster.envelope.serial;
}

static bool is_current(const struct replay *r, const struct record *rec)
{
	return is_newest(r, rec) && rec->version == 0;
}

/* One a line is how they are kept. */
static bool are_names(const struct public_envelope *p)
{
	for (size_t i = 0; i < p->n_holders; i++)
		if (!text_valid_name(p->holders[i]))
			return false;
	return true;
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

/* One sheet of several that opens alone is what SLIP-39 does not make. */
static bool is_shared(const struct public_envelope *p)
{
	return p->need <= p->n_holders && (p->need > 1 || (p->need == 1 && p->n_holders == 1));
}

enum rc rule_envelope_create(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct envelope *v = &r->roster.envelope;
	struct public_envelope p;
	struct member m;
	char *holders;
	enum rc rc;

	if (!public_get_envelope(&p, rec->public) || rec->version != 0 ||
	    rec->subject - 1 != v->serial || p.member != (int64_t)r->roster.n_members + 1 ||
	    !is_shared(&p) || !are_names(&p))
		return rule_malformed(rec, e);
	if ((rc = roster_void_envelope(&r->roster, rec->time_ms, e)) != RC_OK ||
	    (rc = holders_text(&holders, &p, e)) != RC_OK)
		return rc;
	free(v->holders);
	*v = (struct envelope){.serial = rec->subject,
	    .member = p.member,
	    .need = p.need,
	    .sheet_id = p.sheet_id,
	    .holders = holders,
	    .n_holders = p.n_holders,
	    .maker = actor->id,
	    .created_ms = rec->time_ms,
	    .changed_seq = rec->seq,
	    .changed_ms = rec->time_ms,
	    .opened_ms = v->opened_ms,
	    .opened_serial = v->opened_serial,
	    .unreported_ms = v->unreported_ms,
	    .unreported_serial = v->unreported_serial,
	    .unreported_seq = v->unreported_seq};
	memcpy(v->page, p.page, sizeof v->page);
	memcpy(v->recipient, p.recipient, sizeof v->recipient);
	memcpy(v->export_sign, p.export_sign, sizeof v->export_sign);
	m = (struct member){.id = p.member,
	    .role = ROLE_EMERGENCY,
	    .active = true,
	    .added_ms = rec->time_ms,
	    .keys = p.keys};
	return roster_add_member(&r->roster, &m, slice_str("envelope"), e);
}

enum rc rule_envelope_seal(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct envelope *v = &r->roster.envelope;

	(void)actor;
	if (rec->public.n != 0 || !is_newest(r, rec) || rec->version > SEAL_ELSEWHERE)
		return rule_malformed(rec, e);
	v->sealed_ms = rec->time_ms;
	v->sealed_seq = rec->seq;
	if (rec->version != SEAL_ELSEWHERE)
		v->kept_seq = rec->seq;
	return RC_OK;
}

enum rc rule_envelope_open(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct envelope *v = &r->roster.envelope;

	if (rec->public.n != 0 || !is_current(r, rec))
		return rule_malformed(rec, e);
	if (actor->id != v->member)
		return rule_no_right(rec, e);
	v->opened_ms = v->unreported_ms = rule_latest(r, rec);
	v->opened_serial = v->unreported_serial = v->serial;
	v->unreported_seq = rec->seq;
	v->opened_clock_ms = rec->time_ms;
	return RC_OK;
}

enum rc rule_envelope_seen(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct envelope *v = &r->roster.envelope;
	struct public_sheet p;

	(void)actor;
	if (!public_get_sheet(&p, rec->public) || !is_current(r, rec) || p.holder.n != 0 ||
	    p.number < 1 || p.number > v->n_holders)
		return rule_malformed(rec, e);
	v->seen_ms[p.number - 1] = rule_latest(r, rec);
	v->taken_ms[p.number - 1] = 0;
	return RC_OK;
}

/*
 * The sheets that took part are out of their envelopes, so nobody has seen
 * those sealed; only enough of them have shown that they would open it.
 */
enum rc rule_envelope_drill(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct envelope *v = &r->roster.envelope;
	struct public_sheets p;

	(void)actor;
	if (!public_get_sheets(&p, rec->public) || !is_current(r, rec) || p.n == 0 ||
	    p.numbers[p.n - 1] > v->n_holders)
		return rule_malformed(rec, e);
	for (size_t i = 0; i < p.n; i++)
		v->taken_ms[p.numbers[i] - 1] = rule_latest(r, rec);
	if (p.n >= v->need)
		v->drilled_ms = rule_latest(r, rec);
	return RC_OK;
}

/* The holders with another in the place of number, from 1. */
static enum rc replace_holder(char **holders, unsigned number, struct slice name, struct err *e)
{
	struct buf b = {0};
	const char *p = *holders;
	const char *text;
	char *copy;

	for (unsigned i = 1; p != NULL; i++) {
		const char *end = strchrnul(p, '\n');

		buf_add_slice(&b, i == number ? name : slice_of(p, (size_t)(end - p)));
		p = *end == '\0' ? NULL : end + 1;
		if (p != NULL)
			buf_add_char(&b, '\n');
	}
	text = buf_cstr(&b);
	copy = text == NULL ? NULL : strdup(text);
	buf_finish(&b);
	if (copy == NULL)
		return err_nomem(e);
	free(*holders);
	*holders = copy;
	return RC_OK;
}

enum rc rule_envelope_handover(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct envelope *v = &r->roster.envelope;
	struct public_sheet p;

	(void)actor;
	if (!public_get_sheet(&p, rec->public) || !is_current(r, rec) ||
	    !text_valid_name(p.holder) || p.number < 1 || p.number > v->n_holders)
		return rule_malformed(rec, e);
	v->seen_ms[p.number - 1] = rule_latest(r, rec);
	v->taken_ms[p.number - 1] = 0;
	return replace_holder(&v->holders, p.number, p.holder, e);
}

enum rc rule_envelope_withdraw(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	(void)actor;
	if (rec->public.n != 0 || !is_current(r, rec))
		return rule_malformed(rec, e);
	return roster_void_envelope(&r->roster, rec->time_ms, e);
}

enum rc rule_envelope_reported(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct envelope *v = &r->roster.envelope;

	(void)actor;
	if (rec->public.n != 0 || rec->version != 0 || v->unreported_ms == 0 ||
	    rec->subject != v->unreported_serial)
		return rule_malformed(rec, e);
	v->unreported_ms = 0;
	v->unreported_serial = 0;
	v->unreported_seq = 0;
	return RC_OK;
}

/* The council decided that a credential may stay as it is. */
enum rc rule_worklist_done(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct revealed *v = roster_revealed(&r->roster, rec->subject);

	(void)actor;
	if (rec->public.n != 0 || v == NULL || v->done || v->version != rec->version)
		return rule_malformed(rec, e);
	v->done = true;
	return RC_OK;
}
