/*
 * worklist_envelope: the lines about the envelope, its sheets and its export.
 */
#include "worklist_int.h"

#include <ctype.h>
#include <string.h>

#include "vault/care.h"
#include "vault/policy.h"

static const int64_t YEAR_MS = (int64_t)365 * 24 * 60 * 60 * 1000;

/* who */

static bool holds_sealed(const struct making *m, const struct member *who)
{
	const struct roster *t = m->roster;

	for (size_t i = 0; i < t->n_collections; i++)
		if (t->collections[i].sealed &&
		    roster_grant(t, t->collections[i].id, who->id) == NULL)
			return false;
	return true;
}

static bool may_make(const struct making *m, const struct member *who, const struct work *w)
{
	(void)w;
	return roster_may(who, RIGHT_ADMINISTER) && holds_sealed(m, who);
}

static bool may_seal(const struct making *m, const struct member *who, const struct work *w)
{
	(void)w;
	return roster_may(who, RIGHT_SEAL) && holds_sealed(m, who);
}

static bool may_care(const struct making *m, const struct member *who, const struct work *w)
{
	(void)m;
	(void)w;
	return roster_may(who, RIGHT_CARE);
}

/* a new envelope */

/* Did an opening, of the vault or of an export, use its words? */
static bool was_opened(const struct roster *t, int64_t *since_ms)
{
	const struct envelope *v = &t->envelope;

	*since_ms = v->opened_serial == v->serial ? v->opened_ms : 0;
	for (size_t i = 0; i < t->n_receipts; i++)
		if (t->receipts[i].serial == v->serial)
			*since_ms = t->receipts[i].opened_ms;
	return roster_was_opened(t);
}

/* Why a new envelope has to be made, and since when; NULL if it is good. */
static const char *why_new(const struct roster *t, int64_t *since_ms)
{
	const struct envelope *v = &t->envelope;
	const struct member *maker = roster_member(t, v->maker);

	*since_ms = t->n_members > 0 ? t->members[0].added_ms : 0;
	if (v->serial == 0)
		return "There is none yet, so nobody could get in without the clerk.";
	if (v->withdrawn && t->n_old_sheets > 0)
		*since_ms = t->old_sheets[t->n_old_sheets - 1].void_ms;
	if (v->withdrawn)
		return "The last one was withdrawn, so nobody could get in without the clerk.";
	if (was_opened(t, since_ms))
		return "It was opened, so its words are known and it is void.";
	if (maker == NULL || maker->active)
		return NULL;
	*since_ms = maker->left_ms;
	return "Whoever made it has seen its words, and has left.";
}

static bool is_good(const struct roster *t)
{
	int64_t since_ms;

	return why_new(t, &since_ms) == NULL;
}

enum rc work_envelope(struct making *m, struct err *e)
{
	int64_t since_ms;
	const char *why = why_new(m->roster, &since_ms);
	struct work *w;

	if (why == NULL)
		return RC_OK;
	if ((w = work_add(m, WORK_ENVELOPE, 0, since_ms)) == NULL)
		return err_nomem(e);
	buf_add_str(&w->bufs[WORK_KEY], "envelope.create");
	buf_add_str(&w->bufs[WORK_WHAT],
	    m->roster->envelope.serial == 0 ? "Make an envelope" : "Make a new envelope");
	buf_add_str(&w->bufs[WORK_WHY], why);
	buf_add_str(&w->bufs[WORK_COMMAND], "strongroom envelope create --holder NAME");
	return work_who(m, w, may_make, e);
}

enum rc work_report(struct making *m, struct err *e)
{
	const struct envelope *v = &m->roster->envelope;
	char date[WORK_DATE];
	struct work *w;

	if (v->unreported_ms == 0)
		return RC_OK;
	if ((w = work_add(m, WORK_REPORT, v->unreported_serial, v->unreported_ms)) == NULL)
		return err_nomem(e);
	work_date(date, v->unreported_ms);
	buf_add_str(&w->bufs[WORK_KEY], "envelope.report");
	buf_add_str(&w->bufs[WORK_WHAT], "Report the opening to the next meeting");
	buf_printf(&w->bufs[WORK_WHY], "Envelope %lld was opened on %s, and no minute says so.",
	    (long long)v->unreported_serial, date);
	buf_add_str(&w->bufs[WORK_COMMAND], "strongroom envelope reported --minute REF");
	return work_who(m, w, may_care, e);
}

/* the export */

static void put_seal(const struct making *m, struct work *w)
{
	const char *path = policy_seal_path(m->session);
	const struct envelope *v = &m->roster->envelope;
	char date[WORK_DATE];

	work_date(date, v->sealed_ms);
	buf_add_str(&w->bufs[WORK_KEY], "envelope.seal");
	buf_add_str(&w->bufs[WORK_WHAT], "Seal the export");
	if (v->sealed_seq == 0)
		buf_add_str(&w->bufs[WORK_WHY], "The envelope has nothing to open yet.");
	else if (v->sealed_seq < v->changed_seq)
		buf_printf(&w->bufs[WORK_WHY],
		    "The last one is of %s, and something was changed after it.", date);
	else
		buf_printf(&w->bufs[WORK_WHY],
		    "The last one, of %s, is elsewhere: what is at %s is older, if anything.",
		    date, path);
	buf_add_str(
	    &w->bufs[WORK_COMMAND], path == NULL ? "strongroom seal FILE" : "strongroom seal");
	if (path != NULL)
		buf_printf(&w->bufs[WORK_WHY], " Put the stick in: it goes to %s.", path);
}

enum rc work_seal(struct making *m, struct err *e)
{
	const struct envelope *v = &m->roster->envelope;
	struct work *w;

	if (!roster_seal_is_due(m->roster))
		return RC_OK;
	if ((w = work_add(m, WORK_SEAL, 0, v->changed_ms)) == NULL)
		return err_nomem(e);
	put_seal(m, w);
	return work_who(m, w, may_seal, e);
}

/* the sheets */

/* A byte of a character beyond ASCII is part of a word too. */
static bool in_word(char c)
{
	return isalnum((unsigned char)c) || (c & 0x80) != 0;
}

/* Does the text have the name in it, as words of its own? */
static bool names(struct slice text, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; n > 0 && i + n <= text.n; i++) {
		const char *at = (const char *)text.p + i;

		if (memcmp(at, name, n) == 0 && (i == 0 || !in_word(at[-1])) &&
		    (i + n == text.n || !in_word(at[n])))
			return true;
	}
	return false;
}

static const struct member *who_left(const struct roster *t, struct slice holder)
{
	for (size_t i = 0; i < t->n_members; i++)
		if (t->members[i].left_ms != 0 && names(holder, t->members[i].name))
			return &t->members[i];
	return NULL;
}

static enum rc hand_over(
    struct making *m, size_t number, const struct member *left, struct err *e)
{
	struct work *w = work_add(m, WORK_HANDOVER, (int64_t)number, left->left_ms);

	if (w == NULL)
		return err_nomem(e);
	buf_printf(&w->bufs[WORK_KEY], "sheet.handover.%zu", number);
	buf_printf(&w->bufs[WORK_WHAT], "Hand over sheet %zu", number);
	buf_printf(&w->bufs[WORK_WHY], "It is kept by %.*s, and %s has left.",
	    SLICE_ARG(care_holder(m->roster, (unsigned)number)), left->name);
	buf_printf(&w->bufs[WORK_COMMAND],
	    "strongroom envelope handover %zu --to NAME --minute REF", number);
	return work_who(m, w, may_care, e);
}

enum rc work_handover(struct making *m, struct err *e)
{
	const struct envelope *v = &m->roster->envelope;
	enum rc rc = RC_OK;

	for (size_t i = 1; is_good(m->roster) && i <= v->n_holders && rc == RC_OK; i++) {
		const struct member *left =
		    who_left(m->roster, care_holder(m->roster, (unsigned)i));

		if (left != NULL)
			rc = hand_over(m, i, left, e);
	}
	return rc;
}

static bool is_due(const struct making *m, int64_t made_ms, int64_t last_ms, int64_t *due_ms)
{
	*due_ms = (last_ms > made_ms ? last_ms : made_ms) + YEAR_MS;
	return m->now_ms > *due_ms;
}

static enum rc look(struct making *m, size_t number, int64_t due_ms, struct err *e)
{
	struct work *w = work_add(m, WORK_SEEN, (int64_t)number, due_ms);

	if (w == NULL)
		return err_nomem(e);
	buf_printf(&w->bufs[WORK_KEY], "sheet.seen.%zu", number);
	buf_printf(&w->bufs[WORK_WHAT], "Look at sheet %zu", number);
	buf_printf(&w->bufs[WORK_WHY], "Nobody has noted %s that the seal of %.*s is unbroken.",
	    m->roster->envelope.taken_ms[number - 1] != 0 ? "since the drill" : "for a year",
	    SLICE_ARG(care_holder(m->roster, (unsigned)number)));
	buf_printf(&w->bufs[WORK_COMMAND], "strongroom envelope seen %zu", number);
	return work_who(m, w, may_care, e);
}

/* What was out of its envelope for a drill has to be sealed and seen at once. */
static bool sheet_is_due(const struct making *m, size_t number, int64_t *due_ms)
{
	const struct envelope *v = &m->roster->envelope;

	*due_ms = v->taken_ms[number - 1];
	return *due_ms != 0 || is_due(m, v->created_ms, v->seen_ms[number - 1], due_ms);
}

static enum rc drill(struct making *m, int64_t due_ms, struct err *e)
{
	struct work *w = work_add(m, WORK_DRILL, 0, due_ms);

	if (w == NULL)
		return err_nomem(e);
	buf_add_str(&w->bufs[WORK_KEY], "envelope.drill");
	buf_add_str(&w->bufs[WORK_WHAT], "Try whether the sheets would open it");
	buf_add_str(&w->bufs[WORK_WHY], "Nobody has tried for a year.");
	buf_add_str(&w->bufs[WORK_COMMAND], "strongroom envelope drill");
	return work_who(m, w, may_care, e);
}

enum rc work_yearly(struct making *m, struct err *e)
{
	const struct envelope *v = &m->roster->envelope;
	int64_t due_ms;
	enum rc rc = RC_OK;

	/* One that has to be made anew is not worth looking after. */
	if (!is_good(m->roster))
		return RC_OK;
	for (size_t i = 1; i <= v->n_holders && rc == RC_OK; i++)
		if (sheet_is_due(m, i, &due_ms))
			rc = look(m, i, due_ms, e);
	if (rc == RC_OK && is_due(m, v->created_ms, v->drilled_ms, &due_ms))
		rc = drill(m, due_ms, e);
	return rc;
}
