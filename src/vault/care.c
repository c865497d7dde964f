#include "vault/care.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "emergency_int.h"
#include "session_int.h"

/* sheets */

struct slice care_holder(const struct roster *t, unsigned number)
{
	const char *p = t->envelope.holders;

	if (p == NULL || number < 1 || number > t->envelope.n_holders)
		return slice_of(NULL, 0);
	while (--number > 0)
		p = strchr(p, '\n') + 1;
	return slice_of(p, strcspn(p, "\n"));
}

/* Is the text all of the holder's name, or a part of it? In any case. */
static enum rc match(
    bool *whole, bool *part, struct slice folded, struct slice holder, struct err *e)
{
	struct buf fold = {0};
	enum rc rc = text_fold(&fold, holder, e);

	*whole = rc == RC_OK && slice_eq(buf_slice(&fold), folded);
	*part = rc == RC_OK && fold.n > 0 && folded.n > 0 &&
		memmem(fold.p, fold.n, folded.p, folded.n) != NULL;
	buf_finish(&fold);
	return rc;
}

static enum rc by_holder(unsigned *number, const struct roster *t, struct slice folded,
    const char *text, struct err *e)
{
	unsigned parts = 0;
	bool whole;
	bool part;
	enum rc rc;

	*number = 0;
	for (unsigned i = 1; i <= t->envelope.n_holders; i++) {
		if ((rc = match(&whole, &part, folded, care_holder(t, i), e)) != RC_OK)
			return rc;
		if (part) {
			parts++;
			*number = i;
		}
		if (whole)
			return RC_OK;
	}
	if (parts == 1)
		return RC_OK;
	if (parts > 1)
		return err_set(e, RC_USAGE,
		    "\"%s\" fits %u holders; give the number of the sheet", text, parts);
	return err_set(e, RC_NOTFOUND,
	    "nobody called \"%s\" keeps a sheet of envelope %lld; \"strongroom envelope "
	    "status\" says who does",
	    text, (long long)t->envelope.serial);
}

enum rc care_sheet(unsigned *number, const struct session *s, const char *text, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	struct buf fold = {0};
	char *end;
	unsigned long n;
	enum rc rc;

	if ((rc = emergency_check_exists(s, e)) != RC_OK)
		return rc;
	n = strtoul(text, &end, 10);
	if (text[0] >= '0' && text[0] <= '9' && *end == '\0') {
		if (n < 1 || n > t->envelope.n_holders)
			return err_set(e, RC_NOTFOUND,
			    "envelope %lld has no sheet %s: it has %zu",
			    (long long)t->envelope.serial, text, t->envelope.n_holders);
		*number = (unsigned)n;
		return RC_OK;
	}
	if ((rc = text_fold(&fold, slice_str(text), e)) == RC_OK)
		rc = by_holder(number, t, buf_slice(&fold), text, e);
	buf_finish(&fold);
	return rc;
}

/* records */

static void note(struct draft *d, struct detail *details, const char *key, struct slice value)
{
	if (value.n > 0)
		details[d->n_details++] = (struct detail){key, value};
}

static struct draft about_envelope(const struct session *s, enum action action)
{
	return (struct draft){.action = action,
	    .kind = SUB_ENVELOPE,
	    .subject = s->replay->roster.envelope.serial};
}

static enum rc append_sheet(struct session *s, enum action action, unsigned number,
    const char *to, const char *minute, struct err *e)
{
	const struct public_sheet p = {.number = (uint8_t)number, .holder = slice_str(to)};
	const struct slice holder = care_holder(&s->replay->roster, number);
	struct draft d = about_envelope(s, action);
	struct detail details[4];
	struct buf public = {0};
	char sheet[16];
	enum rc rc;

	snprintf(sheet, sizeof sheet, "%u", number);
	d.details = details;
	note(&d, details, "sheet", slice_str(sheet));
	note(&d, details, to == NULL ? "holder" : "from", holder);
	note(&d, details, "to", slice_str(to));
	note(&d, details, "minute", slice_str(minute));
	public_put_sheet(&public, &p);
	d.public = buf_slice(&public);
	rc = buf_ok(&public) ? audit_append(s, &d, e) : err_nomem(e);
	buf_finish(&public);
	return rc;
}

enum rc care_seen(struct session *s, unsigned number, const char *minute, struct err *e)
{
	return append_sheet(s, ACT_ENVELOPE_SEEN, number, NULL, minute, e);
}

/* Does somebody else's name, or another sheet of the same one, stand in the way? */
static enum rc check_new_holder(
    const struct roster *t, const char *to, struct slice folded, struct err *e)
{
	bool whole;
	bool part;
	enum rc rc;

	for (unsigned i = 1; i <= t->envelope.n_holders; i++) {
		if ((rc = match(&whole, &part, folded, care_holder(t, i), e)) != RC_OK)
			return rc;
		if (whole)
			return err_set(e, RC_EXISTS,
			    "%s keeps sheet %u already; whoever has enough of them needs "
			    "nobody else to open the envelope",
			    to, i);
	}
	return RC_OK;
}

enum rc care_handover(
    struct session *s, unsigned number, const char *to, const char *minute, struct err *e)
{
	struct buf fold = {0};
	enum rc rc;

	if ((rc = emergency_check_holder(to, e)) == RC_OK &&
	    (rc = text_fold(&fold, slice_str(to), e)) == RC_OK &&
	    (rc = check_new_holder(&s->replay->roster, to, buf_slice(&fold), e)) == RC_OK)
		rc = append_sheet(s, ACT_ENVELOPE_HANDOVER, number, to, minute, e);
	buf_finish(&fold);
	return rc;
}

/* drills */

static bool is_this_one(
    const struct envelope *v, const struct member *m, const struct emergency *t)
{
	return memcmp(m->keys.sign, t->keys.sign, sizeof m->keys.sign) == 0 &&
	       memcmp(m->keys.seal, t->keys.seal, sizeof m->keys.seal) == 0 &&
	       memcmp(v->recipient, t->recipient, sizeof v->recipient) == 0 &&
	       memcmp(v->export_sign, t->export_sign, sizeof v->export_sign) == 0;
}

enum rc care_drill_failed(struct session *s, const char *why, struct err *e)
{
	struct draft d = about_envelope(s, ACT_ENVELOPE_DRILL);
	struct detail details[1];
	enum rc rc;

	d.outcome = OUT_REFUSED;
	d.details = details;
	note(&d, details, "result", slice_str(why));
	if ((rc = audit_append(s, &d, e)) != RC_OK || (rc = session_commit(s, e)) != RC_OK)
		return rc;
	return err_set(
	    e, RC_INPUT, "the drill failed: %s; the attempt is on the audit log", why);
}

static enum rc record_drill(
    struct session *s, const struct public_sheets *sheets, bool enough, struct err *e)
{
	struct draft d = about_envelope(s, ACT_ENVELOPE_DRILL);
	struct detail details[2];
	struct buf public = {0};
	struct buf list = {0};
	enum rc rc;

	for (size_t i = 0; i < sheets->n; i++)
		buf_printf(&list, "%s%u", i > 0 ? ", " : "", sheets->numbers[i]);
	public_put_sheets(&public, sheets);
	d.details = details;
	note(&d, details, "sheets", buf_slice(&list));
	note(&d, details, "result",
	    slice_str(enough
			  ? "they would open the envelope"
			  : "right as far as their checksum and set go; too few to open it"));
	d.public = buf_slice(&public);
	rc = buf_ok(&public) && buf_ok(&list) ? audit_append(s, &d, e) : err_nomem(e);
	buf_finish(&public);
	buf_finish(&list);
	return rc;
}

enum rc care_drill(struct session *s, const struct public_sheets *sheets,
    const struct emergency *typed, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	const struct member *m = roster_member(t, t->envelope.member);
	enum rc rc;

	if ((rc = emergency_check_exists(s, e)) != RC_OK)
		return rc;
	if (typed != NULL && !is_this_one(&t->envelope, m, typed))
		return care_drill_failed(
		    s, "the words fit together, but are not those of this envelope", e);
	return record_drill(s, sheets, typed != NULL, e);
}

/* the end of an envelope, and of an opening */

enum rc care_withdraw(struct session *s, const char *reason, struct err *e)
{
	struct draft d = about_envelope(s, ACT_ENVELOPE_WITHDRAW);
	struct detail details[1];
	enum rc rc;

	if ((rc = emergency_check_exists(s, e)) != RC_OK ||
	    (rc = emergency_open_sealed(s, e)) != RC_OK)
		return rc;
	d.details = details;
	note(&d, details, "reason", slice_str(reason));
	rc = audit_append(s, &d, e);
	return rc == RC_OK ? emergency_new_keys(s, e) : rc;
}

enum rc care_reported(struct session *s, const char *minute, struct err *e)
{
	const struct envelope *v = &s->replay->roster.envelope;
	const struct detail detail = {"minute", slice_str(minute)};
	struct draft d = about_envelope(s, ACT_ENVELOPE_REPORTED);

	if (v->unreported_ms == 0)
		return err_set(e, RC_NOTFOUND, "no opening waits to be reported: %s",
		    v->opened_ms == 0 ? "no envelope of this vault was ever opened"
				      : "the last one was reported already");
	d.subject = v->unreported_serial;
	d.details = &detail;
	d.n_details = 1;
	return audit_append(s, &d, e);
}
