/* show: one item, masked; or revealed, which is recorded first. */
#include "chars.h"

#include <string.h>
#include <unistd.h>

#include "app.h"
#include "base/text.h"
#include "commands.h"
#include "item_value.h"
#include "vault/previous.h"
#include "vault/version.h"

/* What is to be shown, and what became of it. */
struct show {
	struct app *app;
	struct chars chars; /* n 0: whole values */
	struct item it;
	int64_t newest; /* with --previous: the version of the item as it is */
	bool reveal;
};

/* The labels of --field; of --chars without one: the password. */
static const char *label_nth(const struct app *app, size_t i)
{
	const char *label = args_nth(&app->args, "field", i);

	return label == NULL && i == 0 && args_has(&app->args, "chars") ? LABEL_PASSWORD
									: label;
}

/* Are all hidden values given out? */
static bool whole(const struct app *app)
{
	return label_nth(app, 0) == NULL &&
	       (args_has(&app->args, "reveal") || args_has(&app->args, "previous"));
}

static void add_name(struct buf *out, struct slice label, const struct chars *chars)
{
	buf_add_str(out, out->n > 0 ? ", " : "");
	buf_add_slice(out, label);
	if (chars->n == 0)
		return;
	buf_add_str(out, " (");
	chars_name(out, chars);
	buf_add_char(out, ')');
}

/* Which hidden fields are asked for, for the record; empty: none. */
static enum rc hidden_asked(struct buf *out, const struct show *s, struct err *e)
{
	const struct content *c = &s->it.content;
	const char *label;
	enum rc rc;

	for (size_t i = 0; (label = label_nth(s->app, i)) != NULL; i++) {
		if ((rc = item_value_check(c, label, e)) != RC_OK)
			return rc;
		if (item_value_hidden(c, label))
			add_name(out, slice_str(label), &s->chars);
	}
	for (size_t i = 0; whole(s->app) && i < c->n_fields; i++)
		if (field_is_secret(&c->fields[i]) && c->fields[i].kind != FIELD_FILE)
			add_name(out, c->fields[i].label, &s->chars);
	return buf_ok(out) ? RC_OK : err_nomem(e);
}

static enum rc print_fields(const struct show *s, struct err *e)
{
	bool terminal = isatty(STDOUT_FILENO);
	struct buf b = {0};
	const char *label;
	struct slice value;
	enum rc rc;

	for (size_t i = 0; (label = label_nth(s->app, i)) != NULL; i++) {
		if (i > 0)
			buf_add_char(&b, '\n');
		if (!item_value(&value, &s->it.content, label))
			continue;
		if (s->chars.n > 0)
			chars_put(&b, &s->chars, value);
		else if (terminal)
			text_safe(&b, value, true);
		else
			buf_add_slice(&b, value);
	}
	if (s->chars.n == 0 && (terminal || label_nth(s->app, 1) != NULL))
		buf_add_char(&b, '\n');
	rc = out_write(&b, e);
	buf_finish(&b);
	return rc;
}

/* One field, with its value, or with the characters that were asked for. */
static json_t *json_asked(const struct show *s, const char *label)
{
	const struct content *c = &s->it.content;
	const struct field *f =
	    item_value_hidden(c, label) ? content_field(c, slice_str(label)) : NULL;
	struct slice value = {0};
	json_t *j;

	(void)item_value(&value, c, label);
	j = f != NULL ? json_field(f, s->chars.n == 0)
		      : json_pack("{s:s,s:s}", "label", label, "kind", "plain");
	if (s->chars.n > 0)
		json_object_set_new(j, "characters", chars_json(&s->chars, value));
	else if (f == NULL)
		json_object_set_new(j, "value", json_slice(value));
	return j;
}

static json_t *document(const struct show *s, bool revealed)
{
	const bool some = label_nth(s->app, 0) != NULL;
	json_t *j = json_item(s->app, &s->it, !some, revealed);
	json_t *fields = json_array();
	const char *label;

	for (size_t i = 0; (label = label_nth(s->app, i)) != NULL; i++)
		json_array_append_new(fields, json_asked(s, label));
	if (some)
		json_object_set(j, "fields", fields);
	json_decref(fields);
	if (s->newest != 0)
		json_object_set_new(j, "newest", json_integer(s->newest));
	return j;
}

static enum rc print_item(struct show *s, struct err *e)
{
	const bool revealed = s->reveal || args_has(&s->app->args, "reveal");
	struct buf b = {0};
	json_t *j;
	enum rc rc;

	if (!s->app->json && label_nth(s->app, 0) != NULL)
		return print_fields(s, e);
	j = document(s, revealed);
	if (s->app->json)
		return out_json(j, e);
	out_item(&b, j);
	rc = out_write(&b, e);
	buf_finish(&b);
	json_decref(j);
	if (rc == RC_OK && s->newest == 0)
		out_pending(s->app, &s->it);
	if (rc == RC_OK && !revealed)
		out_note(s->app,
		    "Hidden values are shown with --reveal, which goes on the audit log.");
	return rc;
}

/* The item, or the version of it that had the credential before. */
static enum rc find(struct show *s, struct err *e)
{
	struct session *session = s->app->session;
	int64_t version;
	int64_t id;
	enum rc rc;

	if ((rc = item_find(&s->it, session, args_word(&s->app->args, 0), e)) != RC_OK ||
	    !args_has(&s->app->args, "previous"))
		return rc;
	id = s->it.id;
	s->newest = s->it.version;
	item_finish(&s->it);
	if ((rc = previous_find(&version, session, id, e)) != RC_OK)
		return rc;
	return version_get(&s->it, session, id, version, e);
}

/* Everything that is recorded before anything is decrypted. */
static enum rc record(struct show *s, struct err *e)
{
	struct buf hidden = {0};
	enum rc rc;

	if ((rc = find(s, e)) != RC_OK)
		return rc;
	rc = hidden_asked(&hidden, s, e);
	s->reveal = rc == RC_OK && hidden.n > 0;
	if (s->reveal)
		rc = buf_cstr(&hidden) == NULL
			 ? err_nomem(e)
			 : item_reveal(&s->it, s->app->session, buf_cstr(&hidden),
			       args_value(&s->app->args, "reason"), e);
	buf_finish(&hidden);
	return rc;
}

/* How long a secret is, nobody learns without a record. */
static enum rc check_chars(const struct show *s, struct err *e)
{
	const char *label = label_nth(s->app, 0);
	struct slice value = {0};

	if (s->chars.n == 0)
		return RC_OK;
	(void)item_value(&value, &s->it.content, label);
	return chars_check(&s->chars, label, value, e);
}

enum rc check_show(struct app *app, struct err *e)
{
	const struct args *a = &app->args;
	struct chars chars;

	if (!args_has(a, "chars"))
		return RC_OK;
	if (args_has(a, "reveal") || args_nth(a, "field", 1) != NULL)
		return err_set(e, RC_USAGE,
		    "--chars gives characters of the password, or of one field with --field; "
		    "leave out --reveal and any other --field");
	return chars_parse(&chars, args_value(a, "chars"), e);
}

enum rc cmd_show(struct app *app, struct err *e)
{
	struct show s = {.app = app};
	enum rc rc;

	if (args_has(&app->args, "chars") &&
	    (rc = chars_parse(&s.chars, args_value(&app->args, "chars"), e)) != RC_OK)
		return rc;
	if ((rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	if ((rc = session_end(app->session, record(&s, e), e)) != RC_OK)
		goto out;
	if (s.reveal && (rc = item_open(&s.it, app->session, e)) != RC_OK)
		goto out;
	if ((rc = check_chars(&s, e)) == RC_OK)
		rc = print_item(&s, e);
out:
	item_finish(&s.it);
	return rc;
}
