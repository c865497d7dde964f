/* import: the export of another password manager. */
#include "import_cli.h"

#include "base/file.h"
#include "base/text.h"
#include "commands.h"
#include "import_delete.h"
#include "import_file.h"
#include "import_folders.h"
#include "transfer/parse.h"

json_t *import_document(const struct import_report *r)
{
	json_t *problems = json_array();

	for (size_t i = 0; i < r->n_problems; i++)
		json_array_append_new(
		    problems, json_pack("{s:I,s:s}", "line", (json_int_t)r->problems[i].line,
				  "message", r->problems[i].message));
	return json_pack("{s:I,s:I,s:I,s:I,s:I,s:o}", "read", (json_int_t)r->read, "added",
	    (json_int_t)r->added, "duplicates", (json_int_t)r->duplicates, "left_out",
	    (json_int_t)r->left_out, "weak", (json_int_t)r->weak, "problems", problems);
}

void import_say(const struct app *app, const struct import_report *r, const char *file)
{
	for (size_t i = 0; i < r->n_problems; i++)
		out_warn(app, "%s:%ld: %s", file, r->problems[i].line, r->problems[i].message);
	if (r->left_out > 0)
		out_note(app, "%zu left out by their folders.", r->left_out);
	out_note(app, "%zu read, %zu %s, %zu there already, %zu skipped.", r->read, r->added,
	    args_has(&app->args, "dry-run") ? "would be added" : "added", r->duplicates,
	    r->read - r->added - r->duplicates - r->left_out);
	if (r->weak > 0)
		out_warn(app,
		    "%zu of the passwords %s weak, or not as the council's policy wants %s; "
		    "once they are in the vault, \"strongroom health\" says which, and why.",
		    r->weak, r->weak == 1 ? "is" : "are", r->weak == 1 ? "it" : "them");
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

static enum rc report(struct app *app, const struct import_report *r,
    const struct import_file *in, const struct folders *folders, struct err *e)
{
	bool dry = args_has(&app->args, "dry-run");
	enum rc rc = RC_OK;

	if (app->json)
		rc = out_json(import_document(r), e);
	else
		import_say(app, r, in->path);
	if (dry && !app->json)
		import_list_folders(app, folders);
	if (rc != RC_OK || dry || r->read == 0 || parse_source_protected(in->source) ||
	    in->is_folder)
		return rc;
	return import_delete(app, in->path, &in->was, r, e);
}

enum rc cmd_import(struct app *app, struct err *e)
{
	const char *file = args_word(&app->args, 0);
	struct folders folders = {0};
	const struct import_options options = {.folders = &folders,
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
	out_progress(app, "Reading %s …", file);
	if ((rc = import_choose_folders(&folders, app, in.source, e)) == RC_OK &&
	    (rc = import_items(&r, app->session, in.source, &options, e)) == RC_OK)
		rc = report(app, &r, &in, &folders, e);
out:
	import_report_finish(&r);
	folders_finish(&folders);
	import_file_close(&in);
	return rc;
}
