/* seal: write the export that the envelope opens. */
#include "app.h"

#include "transfer/export.h"
#include "vault/check.h"

/*
 * The export is what matters most, and is written whatever somebody may have
 * sealed to the envelope in the vault; but that is no time to be silent.
 */
static void warn_if_wrong(const struct app *app)
{
	struct check_envelope found;
	struct err why;

	if (check_envelope(&found, app->session, &why) != RC_OK)
		out_warn(app, "%s", why.text);
}

enum rc cmd_seal(struct app *app, struct err *e)
{
	const char *file = args_word(&app->args, 0);
	struct export_report r = {0};
	enum rc rc = export_seal(&r, app->session, file, e);

	if (rc == RC_OK && app->json)
		rc = out_json(json_pack("{s:I,s:I,s:o}", "items", (json_int_t)r.items, "total",
				  (json_int_t)r.total, "left_out",
				  r.left_out == NULL ? json_null() : json_string(r.left_out)),
		    e);
	else if (rc == RC_OK)
		out_note(app,
		    "Sealed %lld of %lld items into %s%s%s.\n"
		    "Keep it where the sheet says; alone it opens nothing.",
		    (long long)r.items, (long long)r.total, file,
		    r.left_out == NULL ? "" : "; not: ", r.left_out == NULL ? "" : r.left_out);
	if (rc == RC_OK)
		warn_if_wrong(app);
	export_report_finish(&r);
	return rc;
}
