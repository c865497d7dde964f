/* show: one item, masked; or revealed, which is recorded first. */
#include "app.h"

#include <string.h>
#include <unistd.h>

#include "base/text.h"

enum { LABELS_MAX = 64 };

/* The value behind a label: the standing ones first, then the fields. */
static bool value_of(struct slice *value, const struct content *c, const char *label)
{
	const struct field *f;

	if (strcmp(label, "title") == 0)
		*value = c->title;
	else if (strcmp(label, "username") == 0)
		*value = c->username;
	else if (strcmp(label, "url") == 0)
		*value = c->n_urls > 0 ? c->urls[0] : slice_of(NULL, 0);
	else if (strcmp(label, "type") == 0)
		*value = c->type;
	else if ((f = content_field(c, slice_str(label))) != NULL)
		*value = f->value;
	else
		return false;
	return true;
}

static bool is_hidden(const struct content *c, const char *label)
{
	static const char *const STANDING[] = {"title", "username", "url", "type"};
	const struct field *f;

	for (size_t i = 0; i < sizeof STANDING / sizeof STANDING[0]; i++)
		if (strcmp(label, STANDING[i]) == 0)
			return false;
	f = content_field(c, slice_str(label));
	return f != NULL && field_is_secret(f);
}

/* Which hidden fields are asked for, for the record; empty: none. */
static enum rc hidden_asked(
    struct buf *out, const struct app *app, const struct content *c, struct err *e)
{
	const char *label;
	struct slice value;

	for (size_t i = 0; (label = args_nth(&app->args, "field", i)) != NULL; i++) {
		if (!value_of(&value, c, label))
			return err_set(e, RC_NOTFOUND, "the item has no field \"%s\"", label);
		if (is_hidden(c, label)) {
			buf_add_str(out, out->n > 0 ? ", " : "");
			buf_add_str(out, label);
		}
	}
	if (args_has(&app->args, "reveal") && !args_has(&app->args, "field"))
		for (size_t i = 0; i < c->n_fields; i++)
			if (field_is_secret(&c->fields[i])) {
				buf_add_str(out, out->n > 0 ? ", " : "");
				buf_add_slice(out, c->fields[i].label);
			}
	return buf_ok(out) ? RC_OK : err_nomem(e);
}

static enum rc print_fields(struct app *app, const struct item *it, struct err *e)
{
	bool terminal = isatty(STDOUT_FILENO);
	struct buf b = {0};
	const char *label;
	struct slice value;
	enum rc rc;

	for (size_t i = 0; (label = args_nth(&app->args, "field", i)) != NULL; i++) {
		if (i > 0)
			buf_add_char(&b, '\n');
		if (!value_of(&value, &it->content, label))
			continue;
		if (terminal)
			text_safe(&b, value, true);
		else
			buf_add_slice(&b, value);
	}
	if (terminal || args_nth(&app->args, "field", 1) != NULL)
		buf_add_char(&b, '\n');
	rc = out_write(&b, e);
	buf_finish(&b);
	return rc;
}

/* Only the fields that were asked for. */
static json_t *json_fields(struct app *app, const struct item *it)
{
	json_t *j = json_item(app, it, false, false);
	json_t *fields = json_array();
	const struct field *f;
	const char *label;
	struct slice value;

	for (size_t i = 0; (label = args_nth(&app->args, "field", i)) != NULL; i++) {
		f = content_field(&it->content, slice_str(label));
		if (is_hidden(&it->content, label) || !value_of(&value, &it->content, label)) {
			json_array_append_new(fields, json_field(f, true));
			continue;
		}
		json_array_append_new(fields, json_pack("{s:s,s:s,s:o}", "label", label, "kind",
						  "plain", "value", json_slice(value)));
	}
	json_object_set_new(j, "fields", fields);
	return j;
}

static enum rc print_item(struct app *app, const struct item *it, bool revealed, struct err *e)
{
	json_t *j;
	struct buf b = {0};
	enum rc rc;

	if (args_has(&app->args, "field")) {
		if (!app->json)
			return print_fields(app, it, e);
		return out_json(json_fields(app, it), e);
	}
	j = json_item(app, it, true, revealed);
	if (app->json)
		return out_json(j, e);
	out_item(&b, j);
	rc = out_write(&b, e);
	buf_finish(&b);
	json_decref(j);
	if (rc == RC_OK && !revealed)
		out_note(
		    app, "Hidden values are shown with --reveal, which goes on the audit log.");
	return rc;
}

/* Everything that is recorded before anything is decrypted. */
static enum rc record(struct item *it, bool *reveal, struct app *app, struct err *e)
{
	struct buf hidden = {0};
	enum rc rc;

	if ((rc = item_find(it, app->session, args_word(&app->args, 0), e)) != RC_OK)
		return rc;
	rc = hidden_asked(&hidden, app, &it->content, e);
	*reveal = rc == RC_OK && hidden.n > 0;
	if (*reveal)
		rc = buf_cstr(&hidden) == NULL
			 ? err_nomem(e)
			 : item_reveal(it, app->session, buf_cstr(&hidden),
			       args_value(&app->args, "reason"), e);
	buf_finish(&hidden);
	return rc;
}

enum rc cmd_show(struct app *app, struct err *e)
{
	struct item it = {0};
	bool reveal = false;
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	if ((rc = session_end(app->session, record(&it, &reveal, app, e), e)) != RC_OK)
		goto out;
	if (reveal && (rc = item_open(&it, app->session, e)) != RC_OK)
		goto out;
	rc = print_item(app, &it, reveal || args_has(&app->args, "reveal"), e);
out:
	item_finish(&it);
	return rc;
}
