/* export: all that the member can open, in clear, for another program. */
#include "app.h"

#include <string.h>
#include <unistd.h>

#include "base/file_new.h"
#include "commands.h"
#include "transfer/clear.h"

static bool to_stdout(const struct app *app)
{
	return strcmp(args_word(&app->args, 0), "-") == 0;
}

static enum rc check_format(const struct app *app, struct err *e)
{
	const char *name = args_value(&app->args, "format");

	if (name != NULL && clear_format_of(name) != CLEAR_COUNT)
		return RC_OK;
	return err_set(e, RC_USAGE,
	    "%s%s%s; give --format bitwarden (JSON), keepassxc (CSV) or keepass (XML)",
	    name == NULL ? "an export needs a format" : "there is no format \"",
	    name == NULL ? "" : name, name == NULL ? "" : "\" of an export");
}

/* Before anybody is asked for a passphrase. */
enum rc check_export(struct app *app, struct err *e)
{
	enum rc rc;

	if ((rc = check_format(app, e)) != RC_OK)
		return rc;
	if (!args_has(&app->args, "in-clear"))
		return err_set(e, RC_USAGE,
		    "an export holds every password in clear, for whoever finds the file; if "
		    "that is what you want, say so with --in-clear, and for a copy that stays "
		    "encrypted use \"strongroom backup\"");
	if (!to_stdout(app))
		return file_new_check(args_word(&app->args, 0), e);
	if (isatty(STDOUT_FILENO))
		return err_set(e, RC_USAGE,
		    "every password would be on the screen; give the name of a file, or lead "
		    "it into a program");
	if (app->json)
		return err_set(e, RC_USAGE,
		    "with --json the document goes to stdout, and the export cannot; give the "
		    "name of a file");
	return RC_OK;
}

/* Each on a line of its own: "#7: its attachments". */
static void warn_lost(const struct app *app, const char *lost)
{
	for (const char *at = lost; at != NULL && *at != '\0';) {
		size_t n = strcspn(at, "\n");

		out_warn(app, "left behind of item %.*s", (int)n, at);
		at += n + (at[n] != '\0');
	}
}

static enum rc report(struct app *app, const struct clear_report *r, struct err *e)
{
	const char *file = args_word(&app->args, 0);

	warn_lost(app, r->lost);
	if (app->json)
		return out_json(
		    json_pack("{s:o,s:s,s:I,s:I,s:o}", "file", json_slice(slice_str(file)),
			"format", args_value(&app->args, "format"), "items",
			(json_int_t)r->items, "total", (json_int_t)r->total, "left_out",
			r->left_out == NULL ? json_null() : json_string(r->left_out)),
		    e);
	out_note(app, "Exported %lld of %lld items%s%s.", (long long)r->items,
	    (long long)r->total,
	    r->left_out == NULL ? "" : "; not: ", r->left_out == NULL ? "" : r->left_out);
	if (!to_stdout(app))
		out_warn(app,
		    "%s holds every password in clear. Take it where it has to go, delete it "
		    "at once, and empty the bin; keep it on no stick and in no backup, where "
		    "what was deleted may still be found",
		    file);
	return RC_OK;
}

enum rc cmd_export(struct app *app, struct err *e)
{
	const struct clear_options options = {
	    .format = clear_format_of(args_value(&app->args, "format")),
	    .path = to_stdout(app) ? NULL : args_word(&app->args, 0),
	    .fd = STDOUT_FILENO,
	    .collection = args_value(&app->args, "collection"),
	    .reason = args_value(&app->args, "reason")};
	struct clear_report r = {0};
	enum rc rc = clear_export(&r, app->session, &options, e);

	if (rc == RC_OK)
		rc = report(app, &r, e);
	clear_report_finish(&r);
	return rc;
}
