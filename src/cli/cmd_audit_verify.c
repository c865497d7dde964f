/* audit verify: the log proved, and compared with a checkpoint that was kept. */
#include "app.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "commands.h"
#include "crypto/encode.h"
#include "crypto/secret.h"
#include "vault/audit.h"
#include "vault/witness.h"

/* What was asked for, and what came of it. */
struct verdict {
	struct audit_report report;
	bool against;
	struct buf text; /* of the checkpoint */
	struct checkpoint checkpoint;
	struct witness_report witness;
};

static void verdict_finish(struct verdict *v)
{
	buf_finish(&v->text);
	witness_report_finish(&v->witness);
}

/* the checkpoint */

/* Line by line, up to an empty one: as somebody reads it from the minutes. */
static enum rc ask_checkpoint(struct buf *text, struct app *app, struct err *e)
{
	struct secret *line;
	bool more = true;
	enum rc rc = RC_OK;

	term_say(app, "Type the number of records and the check words, as they stand in the "
		      "minutes, in as many lines as you like; end with an empty line.\n");
	while (more && (rc = term_check_words(&line, app, "> ", e)) == RC_OK) {
		more = line->n > 0 && text->n <= CHECKPOINT_MAX;
		buf_add_slice(text, secret_slice(line));
		buf_add_char(text, '\n');
		secret_free(line);
	}
	return rc == RC_OK && !buf_ok(text) ? err_nomem(e) : rc;
}

static enum rc read_checkpoint(struct verdict *v, struct app *app, struct err *e)
{
	const char *file = args_value(&app->args, "against");
	struct err why;
	enum rc rc;

	if (file == NULL)
		return RC_OK;
	v->against = true;
	if (strcmp(file, "-") != 0)
		rc = file_read(&v->text, file, CHECKPOINT_MAX, &why);
	else if (isatty(STDIN_FILENO) && term_open(app))
		rc = ask_checkpoint(&v->text, app, &why);
	else
		rc = file_read_fd(&v->text, STDIN_FILENO, CHECKPOINT_MAX, &why);
	checkpoint_unix_lines(&v->text);
	if (rc == RC_OK)
		rc = checkpoint_parse(&v->checkpoint, buf_slice(&v->text), &why);
	if (rc == RC_OK)
		return rc;
	return err_set(e, rc, "the checkpoint: %s", why.text);
}

/* what is said */

/* The next of the names that stand one a line. */
static bool next_name(struct slice *name, struct slice *names)
{
	const uint8_t *end = names->n == 0 ? NULL : memchr(names->p, '\n', names->n);

	if (end == NULL)
		return false;
	*name = slice_of(names->p, (size_t)(end - names->p));
	*names = slice_of(end + 1, names->n - name->n - 1);
	return true;
}

static json_t *name_list(const struct buf *names)
{
	struct slice rest = buf_slice(names);
	struct slice name;
	json_t *list = json_array();

	while (next_name(&name, &rest))
		json_array_append_new(list, json_slice(name));
	return list;
}

static void put_names(struct buf *b, const char *before, const struct buf *names)
{
	struct slice rest = buf_slice(names);
	struct slice name;

	buf_add_str(b, before);
	for (bool first = true; next_name(&name, &rest); first = false) {
		buf_add_str(b, first ? " " : ", ");
		out_safe_lines(b, name);
	}
	buf_add_str(b, ".\n");
}

static json_t *against(const struct verdict *v)
{
	const struct checkpoint *c = &v->checkpoint;

	return json_pack("{s:I,s:b,s:o,s:o}", "size", (json_int_t)c->size, "note", c->note,
	    "signed_by", name_list(&v->witness.signers), "unknown",
	    name_list(&v->witness.unknown));
}

static json_t *document(struct app *app, const struct verdict *v)
{
	const struct audit_report *r = &v->report;
	struct buf leaf = {0};
	struct buf root = {0};
	json_t *j;

	hex_encode(&leaf, r->leaf, sizeof r->leaf);
	base64_encode(&root, r->root, sizeof r->root, true);
	j = json_pack("{s:b,s:I,s:o,s:o,s:s}", "ok", r->ok, "records", (json_int_t)r->records,
	    "leaf", json_slice(buf_slice(&leaf)), "root", json_slice(buf_slice(&root)), "level",
	    level_name());
	if (!r->ok) {
		json_object_set_new(j, "first_bad",
		    r->first_bad == 0 ? json_null() : json_integer(r->first_bad));
		json_object_set_new(j, "problem", json_string(r->problem));
	}
	if (app->session != NULL && r->ok)
		json_object_set_new(j, "restores", json_restores(app));
	if (v->against)
		json_object_set_new(j, "against", against(v));
	buf_finish(&leaf);
	buf_finish(&root);
	return j;
}

static void put_against(struct buf *b, const struct verdict *v)
{
	const struct witness_report *w = &v->witness;

	buf_printf(b,
	    "The checkpoint fits: the log begins with the %lld records that it was made of.\n",
	    (long long)v->checkpoint.size);
	if (w->signers.n > 0)
		put_names(b, "It was signed by", &w->signers);
	else if (v->checkpoint.note)
		buf_add_str(b, "No member of this vault signed it.\n");
	if (w->unknown.n > 0)
		put_names(b, "Signers that this vault does not know:", &w->unknown);
}

static enum rc print_verdict(struct app *app, const struct verdict *v, struct err *e)
{
	const struct audit_report *r = &v->report;
	struct buf b = {0};
	char when[CLOCK_TEXT];
	enum rc rc;

	clock_local(when, r->time_ms);
	buf_printf(&b, "The audit log is sound: %lld records, the last of %s.\n",
	    (long long)r->records, when);
	buf_add_str(&b, "Every row of the vault is the one that its record names.\n"
			"To compare with another day or another computer: leaf ");
	hex_encode(&b, r->leaf, sizeof r->leaf);
	buf_add_char(&b, '\n');
	if (v->against)
		put_against(&b, v);
	out_restores(&b, app, "");
	buf_printf(&b, "Level \"%s\": %s.\n", level_name(), level_text());
	rc = out_write(&b, e);
	buf_finish(&b);
	return rc;
}

/* the work */

/* A fault found on opening, before the log could be walked, is a verdict too. */
static enum rc open_and_verify(struct audit_report *r, struct app *app, struct err *e)
{
	enum rc rc = app_open(app, e);

	if (rc == RC_OK) {
		if (isatty(STDERR_FILENO))
			out_progress(app, "Checking the whole log …");
		return audit_verify(r, app->session, e);
	}
	*r = (struct audit_report){0};
	if (rc == RC_TAMPER)
		snprintf(r->problem, sizeof r->problem, "%s", e->text);
	return rc;
}

static enum rc compare(struct verdict *v, struct app *app, struct err *e)
{
	enum rc rc = witness_compare(&v->witness, app->session, &v->checkpoint, e);

	if (rc == RC_TAMPER) {
		v->report.ok = false;
		snprintf(v->report.problem, sizeof v->report.problem, "%s", e->text);
	}
	return rc;
}

enum rc cmd_audit_verify(struct app *app, struct err *e)
{
	struct verdict v = {0};
	struct err out;
	enum rc rc;

	if ((rc = read_checkpoint(&v, app, e)) != RC_OK)
		goto out;
	if ((rc = open_and_verify(&v.report, app, e)) == RC_OK && v.against)
		rc = compare(&v, app, e);
	if (rc != RC_OK && rc != RC_TAMPER)
		goto out;
	if (app->json && out_json(document(app, &v), &out) != RC_OK)
		rc = err_set(e, out.rc, "%s", out.text);
	else if (!app->json && rc == RC_OK)
		rc = print_verdict(app, &v, e);
out:
	verdict_finish(&v);
	return rc;
}
