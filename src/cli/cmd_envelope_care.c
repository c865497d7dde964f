/* envelope seen, handover, withdraw, reported: what a council does about its envelope. */
#include "app.h"

#include "base/clock.h"
#include "commands.h"
#include "vault/care.h"

static const char WHAT[] = "care for the envelope";

/* The sheet that the first word means, for who may care for it. */
static enum rc find_sheet(unsigned *number, struct app *app, enum action action, struct err *e)
{
	enum rc rc = session_require(app->session, RIGHT_CARE, action, WHAT, e);

	if (rc != RC_OK)
		return rc;
	return care_sheet(number, app->session, args_word(&app->args, 0), e);
}

static json_t *json_sheet(const struct app *app, unsigned number)
{
	const struct roster *t = session_roster(app->session);

	return json_pack("{s:I,s:I,s:o,s:o}", "serial", (json_int_t)t->envelope.serial, "sheet",
	    (json_int_t)number, "holder", json_slice(care_holder(t, number)), "seen",
	    json_time(t->envelope.seen_ms[number - 1]));
}

/* seen */

static enum rc see(unsigned *number, struct app *app, struct err *e)
{
	enum rc rc = find_sheet(number, app, ACT_ENVELOPE_SEEN, e);

	if (rc != RC_OK)
		return rc;
	return care_seen(app->session, *number, args_value(&app->args, "minute"), e);
}

enum rc cmd_envelope_seen(struct app *app, struct err *e)
{
	const struct roster *t;
	unsigned number;
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK ||
	    (rc = session_end(app->session, see(&number, app, e), e)) != RC_OK)
		return rc;
	t = session_roster(app->session);
	if (app->json)
		return out_json(json_sheet(app, number), e);
	out_note(app,
	    "Sheet %u of envelope %lld, kept by %.*s, is sealed and unbroken: %s says so on "
	    "the audit log.\n"
	    "A seal that is broken, or a sheet that is missing, means a new envelope: "
	    "strongroom envelope create",
	    number, (long long)t->envelope.serial, SLICE_ARG(care_holder(t, number)),
	    session_me(app->session)->name);
	return RC_OK;
}

/* handover */

struct handover {
	unsigned number;
	struct buf from;
};

static enum rc hand_over(struct handover *h, struct app *app, struct err *e)
{
	const char *to = args_value(&app->args, "to");
	enum rc rc = find_sheet(&h->number, app, ACT_ENVELOPE_HANDOVER, e);

	if (rc != RC_OK)
		return rc;
	buf_add_slice(&h->from, care_holder(session_roster(app->session), h->number));
	if (buf_cstr(&h->from) == NULL)
		return err_nomem(e);
	return care_handover(app->session, h->number, to, args_value(&app->args, "minute"), e);
}

static void say_handover(const struct app *app, struct handover *h)
{
	const struct roster *t = session_roster(app->session);
	const bool alone = t->envelope.need == 1;

	out_note(app,
	    "Sheet %u of envelope %lld is kept by %.*s from now on.\n"
	    "Hand it over in its envelope, with the seal unbroken, and strike out the old "
	    "name on it. Was it ever open at %s, the words may have been copied: %s",
	    h->number, (long long)t->envelope.serial, SLICE_ARG(care_holder(t, h->number)),
	    buf_cstr(&h->from),
	    alone ? "then make a new envelope, for these words open it alone: strongroom "
		    "envelope create"
		  : "alone they open nothing, but with those of enough others they do; in "
		    "doubt make a new envelope: strongroom envelope create");
}

enum rc check_envelope_handover(struct app *app, struct err *e)
{
	const char *to;
	enum rc rc = app_option(&to, app, "to", "Who is to keep the sheet: ", e);

	return rc == RC_OK ? emergency_check_holder(to, e) : rc;
}

enum rc cmd_envelope_handover(struct app *app, struct err *e)
{
	struct handover h = {0};
	json_t *doc;
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK ||
	    (rc = session_end(app->session, hand_over(&h, app, e), e)) != RC_OK)
		goto out;
	if (app->json) {
		doc = json_sheet(app, h.number);
		json_object_set_new(doc, "from", json_slice(buf_slice(&h.from)));
		rc = out_json(doc, e);
	} else {
		say_handover(app, &h);
	}
out:
	buf_finish(&h.from);
	return rc;
}

/* withdraw */

static enum rc withdraw(struct app *app, int64_t serial, struct err *e)
{
	enum rc rc = session_require(
	    app->session, RIGHT_ADMINISTER, ACT_ENVELOPE_WITHDRAW, "withdraw the envelope", e);

	if (rc != RC_OK)
		return rc;
	if (serial != session_roster(app->session)->envelope.serial)
		return err_set(e, RC_BUSY,
		    "somebody else made an envelope in the meantime; nothing was changed");
	return care_withdraw(app->session, args_value(&app->args, "reason"), e);
}

/* Who may not is not asked first. */
static enum rc ask(struct app *app, struct err *e)
{
	const struct roster *t = session_roster(app->session);
	enum rc rc = emergency_check_exists(app->session, e);

	if (rc != RC_OK || !roster_may(session_me(app->session), RIGHT_ADMINISTER))
		return roster_may(session_me(app->session), RIGHT_ADMINISTER) ? rc : RC_OK;
	out_note(app,
	    "Without envelope %lld nobody can open the vault in an emergency, until there is "
	    "a new one. To replace it, make the new one at once: strongroom envelope create",
	    (long long)t->envelope.serial);
	return app_confirm(app, "Withdraw the envelope? Type yes to go on: ", e);
}

enum rc cmd_envelope_withdraw(struct app *app, struct err *e)
{
	const int64_t serial = session_roster(app->session)->envelope.serial;
	enum rc rc;

	if ((rc = ask(app, e)) != RC_OK || (rc = session_begin(app->session, e)) != RC_OK ||
	    (rc = session_end(app->session, withdraw(app, serial, e), e)) != RC_OK)
		return rc;
	if (app->json)
		return out_json(
		    json_pack("{s:I,s:b}", "serial", (json_int_t)serial, "withdrawn", 1), e);
	out_note(app,
	    "Envelope %lld is withdrawn: its sheets open nothing in the vault, and nothing "
	    "that is sealed from now on. Nobody can open the vault in an emergency now.\n"
	    "Exports that were written before still open with them: destroy those, and the "
	    "sheets. A new envelope: strongroom envelope create",
	    (long long)serial);
	return RC_OK;
}

/* reported */

static enum rc report(struct app *app, struct envelope *before, struct err *e)
{
	enum rc rc = session_require(app->session, RIGHT_CARE, ACT_ENVELOPE_REPORTED, WHAT, e);

	if (rc != RC_OK)
		return rc;
	*before = session_roster(app->session)->envelope;
	return care_reported(app->session, args_value(&app->args, "minute"), e);
}

enum rc check_envelope_reported(struct app *app, struct err *e)
{
	const char *minute;

	return app_option(&minute, app, "minute",
	    "The minute of the meeting that was told (such as 26/88): ", e);
}

enum rc cmd_envelope_reported(struct app *app, struct err *e)
{
	const char *minute = args_value(&app->args, "minute");
	struct envelope v = {0};
	char when[CLOCK_TEXT];
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK ||
	    (rc = session_end(app->session, report(app, &v, e), e)) != RC_OK)
		return rc;
	if (app->json)
		return out_json(
		    json_pack("{s:I,s:o,s:s}", "serial", (json_int_t)v.unreported_serial,
			"opened", json_time(v.unreported_ms), "minute", minute),
		    e);
	clock_local(when, v.unreported_ms);
	out_note(app,
	    "That envelope %lld was opened on %s has been reported, by minute %s. Members are "
	    "not told of it any more when they unlock; it stays on the audit log.",
	    (long long)v.unreported_serial, when, minute);
	return RC_OK;
}
