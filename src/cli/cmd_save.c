/* save: an attachment into a file, which is a reveal and recorded first. */
#include "attached.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_new.h"
#include "base/text.h"
#include "commands.h"
#include "vault/attachment.h"

static const char ADVICE[] = "say where it goes with --out FILE";

/* A file on its way out, to where it was asked for. */
struct outgoing {
	struct app *app;
	const char *out; /* NULL: under its own name, in this folder */
	struct item it;
	const struct field *field;
	char *name;
	struct file_new *file; /* NULL: stdout */
};

static bool to_stdout(const struct app *app)
{
	const char *out = args_value(&app->args, "out");

	return out != NULL && strcmp(out, "-") == 0;
}

enum rc check_save(struct app *app, struct err *e)
{
	const char *out = args_value(&app->args, "out");

	if (to_stdout(app) && isatty(STDOUT_FILENO))
		return err_set(e, RC_USAGE,
		    "an attachment is not written to a terminal; give the name of a file, or "
		    "lead it into a program");
	if (to_stdout(app) && app->json)
		return err_set(e, RC_USAGE,
		    "with --json the document goes to stdout, and the attachment cannot; give "
		    "the name of a file");
	return out == NULL || to_stdout(app) ? RC_OK : file_new_check(out, e);
}

/*
 * Names of the overview are an author's, who may have used another program, and
 * may mean the file for a folder where a hidden name is obeyed, such as a home.
 */
static enum rc check_own_name(struct slice name, struct err *e)
{
	enum rc rc = attached_check_name(name, ADVICE, e);

	if (rc == RC_OK && (name.p[0] == '.' || name.p[0] == '-' || !text_is_safe(name)))
		rc = err_set(e, RC_INPUT,
		    "\"%.*s\" begins with a dot or a dash, or has characters that are not "
		    "shown, and so is no name to save it under unasked; %s",
		    SLICE_ARG(name), ADVICE);
	return rc;
}

static enum rc choose_name(struct outgoing *o, struct err *e)
{
	const struct slice label = o->field->label;
	enum rc rc;

	if (to_stdout(o->app))
		return RC_OK;
	if (o->out == NULL && (rc = check_own_name(label, e)) != RC_OK)
		return rc;
	o->name = o->out != NULL ? strdup(o->out) : strndup((const char *)label.p, label.n);
	if (o->name == NULL)
		return err_nomem(e);
	if ((rc = session_check_name(o->app->session, o->name, "the attachment", e)) != RC_OK)
		return rc;
	return file_new_open(&o->file, o->name, e);
}

/* Where it goes is tried before anything is recorded. */
static enum rc record(struct outgoing *o, struct err *e)
{
	const char *reason = args_value(&o->app->args, "reason");
	struct session *s = o->app->session;
	struct buf fields = {0};
	enum rc rc;

	if ((rc = item_find(&o->it, s, args_word(&o->app->args, 0), e)) != RC_OK ||
	    (rc = attached_find(&o->field, &o->it.content, args_word(&o->app->args, 1), e)) !=
		RC_OK ||
	    (rc = choose_name(o, e)) != RC_OK)
		return rc;
	buf_add_slice(&fields, o->field->label);
	rc = buf_cstr(&fields) == NULL ? err_nomem(e)
				       : item_reveal(&o->it, s, buf_cstr(&fields), reason, e);
	buf_finish(&fields);
	return rc;
}

static enum rc write_piece(void *arg, struct slice piece, struct err *e)
{
	struct outgoing *o = arg;

	return o->file == NULL ? file_write_fd(STDOUT_FILENO, piece.p, piece.n, e)
			       : file_new_write(o->file, piece.p, piece.n, e);
}

/* Which field it is, in the content that item_open has put in the other's place. */
static enum rc give_out(struct outgoing *o, struct err *e)
{
	const size_t at = (size_t)(o->field - o->it.content.fields);
	struct file_new *file;
	enum rc rc;

	if ((rc = item_open(&o->it, o->app->session, e)) != RC_OK)
		return rc;
	o->field = &o->it.content.fields[at];
	if ((rc = attachment_read(o->app->session, o->field, write_piece, o, e)) != RC_OK ||
	    o->file == NULL)
		return rc;
	file = o->file;
	o->file = NULL;
	return file_new_commit(file, e);
}

static enum rc report(const struct outgoing *o, struct err *e)
{
	const int64_t size = attachment_size(o->field);
	char text[ATTACHED_SIZE];

	if (o->name == NULL)
		return RC_OK;
	if (o->app->json)
		return out_json(
		    json_pack("{s:o,s:o,s:I}", "name", json_slice(o->field->label), "file",
			json_slice(slice_str(o->name)), "size", (json_int_t)size),
		    e);
	attached_size(text, size);
	out_note(o->app,
	    "Saved %.*s (%s) as %s. It is in clear there: delete it when it has served.",
	    SLICE_ARG(o->field->label), text, o->name);
	return RC_OK;
}

enum rc cmd_save(struct app *app, struct err *e)
{
	struct outgoing o = {.app = app, .out = args_value(&app->args, "out")};
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	if ((rc = session_end(app->session, record(&o, e), e)) == RC_OK &&
	    (rc = give_out(&o, e)) == RC_OK)
		rc = report(&o, e);
	file_new_abort(o.file);
	free(o.name);
	item_finish(&o.it);
	return rc;
}
