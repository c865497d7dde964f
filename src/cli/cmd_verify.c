/* verify: everything that can be checked with the member's keys. */
#include "app.h"

#include "commands.h"
#include "vault/audit.h"
#include "vault/check.h"

struct found {
	struct audit_report log;
	struct check_counts items;
	struct check_envelope envelope;
};

/* An envelope that was withdrawn opens nothing any more. */
static bool has_envelope(const struct app *app)
{
	const struct roster *t = session_roster(app->session);
	const struct member *m = roster_member(t, t->envelope.member);

	return m != NULL && m->active;
}

static json_t *json_envelope(const struct app *app, const struct check_envelope *v)
{
	if (!has_envelope(app))
		return json_null();
	return json_pack("{s:I,s:I,s:I,s:I,s:s,s:I,s:I}", "serial",
	    (json_int_t)session_roster(app->session)->envelope.serial, "sealed",
	    (json_int_t)v->sealed, "opens", (json_int_t)v->opens, "unknown",
	    (json_int_t)v->unknown, "export_key", v->held ? "right" : "not held", "signers",
	    (json_int_t)v->signers, "without", (json_int_t)v->without);
}

static void say_export_key(const struct app *app, const struct check_envelope *v)
{
	if (v->held)
		out_note(app, "The key that signs exports: right; %lld who may seal ha%s it%s.",
		    (long long)v->signers, v->signers == 1 ? "s" : "ve",
		    v->without > 0 ? ", and others, who may, have none" : "");
	else
		out_note(app, "The key that signs exports is not yours, so it was not checked; "
			      "let a clerk who can write exports run this too.");
}

static void say_envelope(const struct app *app, const struct check_envelope *v)
{
	if (!has_envelope(app)) {
		out_note(app, "There is no envelope that would open anything.");
		return;
	}
	out_note(app, "The envelope would open: %lld of %lld sealed collections%s.",
	    (long long)v->opens, (long long)v->sealed,
	    v->unknown > 0 ? "; the others were not granted to you, so let somebody who holds "
			     "them run this too"
			   : "");
	say_export_key(app, v);
}

static enum rc report(struct app *app, const struct found *f, struct err *e)
{
	if (app->json)
		return out_json(
		    json_pack("{s:b,s:I,s:I,s:I,s:o}", "ok", 1, "records",
			(json_int_t)f->log.records, "items", (json_int_t)f->items.items,
			"unopened", (json_int_t)f->items.unopened, "envelope",
			json_envelope(app, &f->envelope)),
		    e);
	out_note(app,
	    "All is sound: the database, %lld records of the audit log, and every row that it "
	    "names.\n"
	    "%lld versions of items open with your keys%s.",
	    (long long)f->log.records, (long long)f->items.items,
	    f->items.unopened > 0 ? "; others are not yours to open" : "");
	say_envelope(app, &f->envelope);
	return RC_OK;
}

enum rc cmd_verify(struct app *app, struct err *e)
{
	struct found f = {0};
	enum rc rc;

	if ((rc = app_record_unlock(app, e)) != RC_OK ||
	    (rc = audit_verify(&f.log, app->session, e)) != RC_OK ||
	    (rc = check_own_seals(app->session, e)) != RC_OK ||
	    (rc = check_items(&f.items, app->session, e)) != RC_OK ||
	    (rc = check_envelope(&f.envelope, app->session, e)) != RC_OK ||
	    (rc = check_seals(app->session, e)) != RC_OK)
		return rc;
	return report(app, &f, e);
}
