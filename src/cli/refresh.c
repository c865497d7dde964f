/* refresh: after a change, the export that the council keeps is sealed again. */
#include "app.h"

#include <limits.h>
#include <stdio.h>

#include "transfer/export_kit.h"
#include "vault/policy.h"

int64_t refresh_mark(const struct app *app)
{
	return session_roster(app->session)->envelope.changed_seq;
}

void refresh_kit(const struct app *app, const char *path)
{
	struct err e;

	if (export_kit_renew(app->session, path, &e) != RC_OK)
		out_warn(app,
		    "the export is fresh, but the text beside it may tell of an older one: %s",
		    e.text);
}

static enum rc seal(struct app *app, const char *path, struct err *e)
{
	struct export_report r = {0};
	enum rc rc;

	/* Asked first, for what is refused here was not asked for: it is no incident. */
	if ((rc = export_may(app->session, path, e)) == RC_OK)
		rc = export_seal(&r, app->session, path, e);
	if (rc == RC_OK)
		refresh_kit(app, path);
	export_report_finish(&r);
	return rc;
}

static bool is_due(const struct app *app, int64_t before)
{
	return policy_seal_path(app->session) != NULL &&
	       roster_may(session_me(app->session), RIGHT_SEAL) &&
	       refresh_mark(app) != before && roster_seal_is_due(session_roster(app->session));
}

void refresh_export(struct app *app, int64_t before, bool worked)
{
	struct err e = {0};
	char path[PATH_MAX];

	if (!is_due(app, before))
		return;
	/* The policy's own text may move when new records are taken in. */
	snprintf(path, sizeof path, "%s", policy_seal_path(app->session));
	if (seal(app, path, &e) != RC_OK && !worked)
		return;
	if (e.rc == RC_OK)
		out_note(app, "The export %s is fresh.", path);
	else if (e.rc == RC_TAMPER)
		out_warn(app, "the export %s was not refreshed: %s", path, e.text);
	else
		out_note(app,
		    "The export %s was not refreshed: %s. The worklist keeps this in mind.",
		    path, e.text);
}
