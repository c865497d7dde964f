/* import: the export of another password manager. */
#include "import_cli.h"

#include "base/file.h"
#include "base/text.h"
#include "import_file.h"
#include "transfer/parse.h"

json_t *import_document(const struct import_report *r)
{
	json_t *problems = json_array();

	for (size_t i = 0; i < r->n_problems; i++)
		json_array_append_new(
		    problems, json_pack("{s:I,s:s}", "line", (json_int_t)r->problems[i].line,
				  "message", r->problems[i].message));
	return json_pack("{s:I,s:I,s:I,s:I,s:o}", "read", (json_int_t)r->read, "added",
	    (json_int_t)r->added, "duplicates", (json_int_t)r->duplicates, "weak",
	    (json_int_t)r->weak, "problems", problems);
}

void import_say(const struct app *app, const struct import_report *r, const char *file)
{
	for (size_t i = 0; i < r->n_problems; i++)
		out_warn(app, "%s:%ld: %s", file, r->problems[i].line, r->problems[i].message);
	out_note(app, "%zu read, %zu %s, %zu there already, %zu skipped.", r->read, r->added,
	    args_has(&app->args, "dry-run") ? "would be added" : "added", r->duplicates,
	    r->read - r->added - r->duplicates);
	if (r->weak > 0)
		out_warn(app,
		    "%zu of the passwords %s weak, or not as the council's policy wants %s; "
		    "once they are in the vault, \"strongroom health\" says which, and why.",
		    r->weak, r->weak == 1 ? "is" : "are", r->weak == 1 ? "it" : "them");
}

static enum rc report(
    const struct app *app, const struct import_report *r, const char *file, struct err *e)
{
	bool dry = args_has(&app->args, "dry-run");

	if (app->json)
		return out_json(import_document(r), e);
	import_say(app, r, file);
	if (!dry && r->added > 0)
		out_note(app,
		    "%s holds every password in clear: delete it once you have seen that all "
		    "is well.",
		    file);
	return RC_OK;
}

static struct parse_options asked_for(const struct app *app)
{
	return (struct parse_options){
	    .format = args_value(&app->args, "format"), .map = args_value(&app->args, "map")};
}

/* Before anybody is asked for a passphrase. */
enum rc check_import(struct app *app, struct err *e)
{
	const struct parse_options how = asked_for(app);
	enum rc rc = parse_check(&how, e);

	if (rc == RC_OK)
		rc = file_can_read(args_word(&app->args, 0), e);
	if (rc == RC_OK && import_is_export(args_word(&app->args, 0)))
		rc = import_check_export(app, e);
	return rc;
}

enum rc cmd_import(struct app *app, struct err *e)
{
	const char *file = args_word(&app->args, 0);
	const struct import_options options = {
	    .collection = args_value(&app->args, "collection"),
	    .file = text_valid(slice_str(file)) ? file : NULL,
	    .dry_run = args_has(&app->args, "dry-run")};
	struct import_report r = {0};
	struct import_file in = {0};
	enum rc rc;

	if (import_is_export(file))
		return import_from_export(app, file, e);
	if ((rc = import_file_open(&in, app, file, asked_for(app), e)) != RC_OK)
		goto out;
	out_note(app, "Reading %s …", file);
	rc = import_items(&r, app->session, in.source, &options, e);
	if (rc == RC_OK)
		rc = report(app, &r, file, e);
out:
	import_report_finish(&r);
	import_file_close(&in);
	return rc;
}
