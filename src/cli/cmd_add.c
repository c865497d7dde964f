/* add, edit, rm: items, from options, descriptors, and questions. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "password/generate.h"
#include "vault/collection.h"

enum { SECRETS_MAX = 32 };

/* Secrets that were read for one item, and what else its content points at. */
struct input {
	struct secret *held[SECRETS_MAX];
	size_t n;
};

static void input_finish(struct input *in)
{
	while (in->n > 0)
		secret_free(in->held[--in->n]);
}

static enum rc keep(struct slice *s, struct input *in, struct secret *value, struct err *e)
{
	if (in->n == SECRETS_MAX) {
		secret_free(value);
		return err_set(e, RC_USAGE, "too many secret fields at once");
	}
	in->held[in->n++] = value;
	*s = secret_slice(value);
	return RC_OK;
}

static enum rc make_password(struct secret **out, const char *spec_text, struct err *e)
{
	struct generate_spec spec;
	enum rc rc = generate_parse(&spec, spec_text, e);

	if (rc == RC_OK && generate_make(out, &spec) != RC_OK)
		return err_nomem(e);
	return rc;
}

/* *given stays false if nothing was said about a password. */
static enum rc read_password(
    struct slice *password, bool *given, struct app *app, struct input *in, struct err *e)
{
	struct secret *value = NULL;
	enum rc rc;

	*given = true;
	if (args_has(&app->args, "password-fd") && args_has(&app->args, "generate"))
		return err_set(
		    e, RC_USAGE, "give either --password-fd or --generate, not both");
	if (args_has(&app->args, "password-fd"))
		rc = input_line(&value, app, "password-fd", e);
	else if (args_has(&app->args, "generate"))
		rc = make_password(&value, args_value(&app->args, "generate"), e);
	else {
		*given = false;
		return RC_OK;
	}
	return rc == RC_OK ? keep(password, in, value, e) : rc;
}

/* Later ones replace earlier ones; an empty value takes the field away. */
static void set_field(
    struct content *c, struct slice label, enum field_kind kind, struct slice value)
{
	if (value.n > 0) {
		content_set_field(c, label, kind, value);
		return;
	}
	for (size_t i = 0; i < c->n_fields; i++)
		if (c->fields[i].kind == kind && slice_eq(c->fields[i].label, label)) {
			memmove(c->fields + i, c->fields + i + 1,
			    (--c->n_fields - i) * sizeof *c->fields);
			return;
		}
}

static enum rc plain_fields(struct content *c, const struct app *app, struct err *e)
{
	const char *text;

	for (size_t i = 0; (text = args_nth(&app->args, "field", i)) != NULL; i++) {
		const char *equals = strchr(text, '=');

		if (equals == NULL || equals == text)
			return err_set(e, RC_USAGE, "--field takes LABEL=VALUE");
		set_field(c, slice_of(text, (size_t)(equals - text)), FIELD_PLAIN,
		    slice_str(equals + 1));
	}
	return RC_OK;
}

static enum rc secret_fields(
    struct content *c, const struct app *app, struct input *in, struct err *e)
{
	const char *text;

	for (size_t i = 0; (text = args_nth(&app->args, "secret-field", i)) != NULL; i++) {
		const char *colon = strrchr(text, ':');
		struct secret *value;
		struct slice s;
		char *end;
		long fd = colon == NULL ? -1 : strtol(colon + 1, &end, 10);
		enum rc rc;

		if (colon == NULL || colon == text || end == colon + 1 || *end != '\0' ||
		    fd < 0)
			return err_set(e, RC_USAGE,
			    "--secret-field takes LABEL:FD, the number of a descriptor to read "
			    "from");
		if ((rc = input_line_fd(&value, (int)fd, "secret-field", e)) != RC_OK ||
		    (rc = keep(&s, in, value, e)) != RC_OK)
			return rc;
		set_field(c, slice_of(text, (size_t)(colon - text)), FIELD_SECRET, s);
	}
	return RC_OK;
}

/* What the options say, onto a content that may hold something already. */
static enum rc apply_options(
    struct content *c, struct app *app, struct input *in, struct err *e)
{
	const struct args *a = &app->args;
	struct secret *notes;
	struct slice s;
	const char *text;
	bool given;
	enum rc rc;

	if ((rc = read_password(&s, &given, app, in, e)) != RC_OK)
		return rc;
	if (given)
		set_field(c, slice_str(LABEL_PASSWORD), FIELD_SECRET, s);
	if (args_has(a, "type"))
		c->type = slice_str(args_value(a, "type"));
	if (args_has(a, "user"))
		c->username = slice_str(args_value(a, "user"));
	if (args_has(a, "url"))
		c->n_urls = 0;
	for (size_t i = 0; (text = args_nth(a, "url", i)) != NULL; i++)
		if (text[0] != '\0')
			content_add_url(c, slice_str(text));
	if (args_has(a, "tag"))
		c->n_tags = 0;
	for (size_t i = 0; (text = args_nth(a, "tag", i)) != NULL; i++)
		if (text[0] != '\0')
			content_add_tag(c, slice_str(text));
	if ((rc = plain_fields(c, app, e)) != RC_OK ||
	    (rc = secret_fields(c, app, in, e)) != RC_OK)
		return rc;
	if (!args_has(a, "notes-fd"))
		return RC_OK;
	if ((rc = input_all(&notes, app, "notes-fd", e)) != RC_OK ||
	    (rc = keep(&s, in, notes, e)) != RC_OK)
		return rc;
	set_field(c, slice_str(LABEL_NOTES), FIELD_NOTES, s);
	return RC_OK;
}

/* Was anything said beyond the title? If not, a person at a terminal is asked. */
static bool has_options(const struct args *a)
{
	static const char *const NAMES[] = {"title", "type", "user", "url", "tag", "field",
	    "password-fd", "generate", "notes-fd", "secret-field"};

	for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
		if (args_has(a, NAMES[i]))
			return true;
	return false;
}

static enum rc ask_text(struct slice *s, struct app *app, struct input *in, const char *prompt,
    bool hidden, struct err *e)
{
	struct secret *line;
	enum rc rc =
	    hidden ? term_secret(&line, app, prompt, e) : term_line(&line, app, prompt, e);

	return rc == RC_OK ? keep(s, in, line, e) : rc;
}

/* An answer of nothing leaves a field as it is. */
static enum rc ask_fields(
    struct content *c, struct app *app, struct input *in, bool new, struct err *e)
{
	struct secret *made;
	struct slice s;
	enum rc rc;

	if ((rc = ask_text(&s, app, in, "User name: ", false, e)) != RC_OK)
		return rc;
	if (s.n > 0)
		c->username = s;
	if ((rc = ask_text(&s, app, in, "Address (https://…): ", false, e)) != RC_OK)
		return rc;
	if (s.n > 0) {
		c->n_urls = 0;
		content_add_url(c, s);
	}
	rc = ask_text(&s, app, in,
	    new ? "Password (nothing shows; Enter alone has one made for you): "
		: "New password (nothing shows; Enter alone keeps the old one): ",
	    true, e);
	if (rc != RC_OK)
		return rc;
	if (s.n == 0 && new) {
		if ((rc = make_password(&made, NULL, e)) != RC_OK ||
		    (rc = keep(&s, in, made, e)) != RC_OK)
			return rc;
		term_say(app, "A password of 20 letters and digits was made.\n");
	}
	if (s.n > 0)
		content_set_field(c, slice_str(LABEL_PASSWORD), FIELD_SECRET, s);
	if ((rc = ask_text(&s, app, in,
		 "Notes, one line (nothing shows; Enter alone for none): ", true, e)) != RC_OK)
		return rc;
	if (s.n > 0)
		content_set_field(c, slice_str(LABEL_NOTES), FIELD_NOTES, s);
	return RC_OK;
}

static enum rc gather(
    struct content *c, struct app *app, struct input *in, bool new, struct err *e)
{
	if (has_options(&app->args))
		return apply_options(c, app, in, e);
	if (term_open(app)) {
		if (!new)
			term_say(app, "Press Enter at whatever stays as it is.\n");
		return ask_fields(c, app, in, new, e);
	}
	if (new)
		return RC_OK;
	return err_set(e, RC_USAGE,
	    "nothing to change was given; see \"strongroom help edit\" for the options");
}

static enum rc done(struct app *app, int64_t id, const struct content *c, int64_t version,
    const char *what, struct err *e)
{
	if (app->json)
		return out_json(json_pack("{s:I,s:o,s:I}", "id", (json_int_t)id, "title",
				    json_slice(c->title), "version", (json_int_t)version),
		    e);
	out_note(app, "%s \"%.*s\" as #%lld.", what, SLICE_ARG(c->title), (long long)id);
	return RC_OK;
}

/* A collection to write to: the right is checked, and its lack recorded. */
static enum rc require_edit(struct app *app, int64_t collection, enum action action,
    enum subject kind, int64_t subject, struct err *e)
{
	const struct grant *g = roster_grant(
	    session_roster(app->session), collection, session_me(app->session)->id);

	if (g != NULL && g->edit)
		return RC_OK;
	return session_refuse(app->session, action, kind, subject, NULL, e,
	    "you may look at this collection, but not change it");
}

static enum rc add_to(struct app *app, int64_t *id, const struct content *c, struct err *e)
{
	const char *name = args_value(&app->args, "collection");
	int64_t collection;
	enum rc rc;

	if ((rc = session_require(app->session, RIGHT_WRITE, ACT_ITEM_ADD, "add items", e)) !=
		RC_OK ||
	    (rc = collection_find(&collection, app->session, name == NULL ? "General" : name,
		 true, e)) != RC_OK ||
	    (rc = require_edit(app, collection, ACT_ITEM_ADD, SUB_COLLECTION, collection, e)) !=
		RC_OK)
		return rc;
	return item_add(id, app->session, collection, c, args_value(&app->args, "reason"), e);
}

enum rc cmd_add(struct app *app, struct err *e)
{
	struct content c = {
	    .title = slice_str(args_word(&app->args, 0)), .type = slice_str("login")};
	struct input in = {0};
	int64_t id = 0;
	enum rc rc;

	if ((rc = gather(&c, app, &in, true, e)) != RC_OK)
		goto out;
	if ((rc = content_check(&c, e)) != RC_OK)
		goto out;
	if ((rc = session_begin(app->session, e)) != RC_OK)
		goto out;
	if ((rc = session_end(app->session, add_to(app, &id, &c, e), e)) == RC_OK)
		rc = done(app, id, &c, 1, "Added", e);
out:
	content_finish(&c);
	input_finish(&in);
	return rc;
}

/* A copy that can be changed; the values stay where they are. */
static void copy_content(struct content *to, const struct content *from)
{
	*to = (struct content){
	    .title = from->title, .type = from->type, .username = from->username};
	for (size_t i = 0; i < from->n_urls; i++)
		content_add_url(to, from->urls[i]);
	for (size_t i = 0; i < from->n_tags; i++)
		content_add_tag(to, from->tags[i]);
	for (size_t i = 0; i < from->n_fields; i++)
		content_add_field(
		    to, from->fields[i].label, from->fields[i].kind, from->fields[i].value);
}

/* What was gathered apart from the item, laid over what the item has. */
static void overlay(struct content *c, const struct content *changes, const struct app *app)
{
	const struct args *a = &app->args;

	if (args_has(a, "title"))
		c->title = slice_str(args_value(a, "title"));
	if (changes->type.n > 0)
		c->type = changes->type;
	if (changes->username.n > 0 || args_has(a, "user"))
		c->username = changes->username;
	if (changes->n_urls > 0 || args_has(a, "url")) {
		c->n_urls = 0;
		for (size_t i = 0; i < changes->n_urls; i++)
			content_add_url(c, changes->urls[i]);
	}
	if (args_has(a, "tag")) {
		c->n_tags = 0;
		for (size_t i = 0; i < changes->n_tags; i++)
			content_add_tag(c, changes->tags[i]);
	}
	for (size_t i = 0; i < changes->n_fields; i++)
		content_set_field(c, changes->fields[i].label, changes->fields[i].kind,
		    changes->fields[i].value);
}

/* "LABEL=" takes a plain field away. */
static void drop_fields(struct content *c, const struct app *app)
{
	const char *text;

	for (size_t i = 0; (text = args_nth(&app->args, "field", i)) != NULL; i++) {
		size_t n = strlen(text);

		if (n > 1 && text[n - 1] == '=' && strchr(text, '=') == text + n - 1)
			set_field(c, slice_of(text, n - 1), FIELD_PLAIN, slice_of(NULL, 0));
	}
}

static enum rc edit_found(
    struct app *app, struct item *it, const struct content *changes, struct err *e)
{
	struct content c = {0};
	enum rc rc;

	if ((rc = session_require(
		 app->session, RIGHT_WRITE, ACT_ITEM_EDIT, "change items", e)) != RC_OK ||
	    (rc = item_find(it, app->session, args_word(&app->args, 0), e)) != RC_OK ||
	    (rc = require_edit(app, it->collection, ACT_ITEM_EDIT, SUB_ITEM, it->id, e)) !=
		RC_OK ||
	    (rc = item_open_unseen(it, app->session, e)) != RC_OK)
		return rc;
	copy_content(&c, &it->content);
	overlay(&c, changes, app);
	drop_fields(&c, app);
	rc = item_edit(app->session, it, &c, args_value(&app->args, "reason"), e);
	content_finish(&c);
	return rc;
}

enum rc cmd_edit(struct app *app, struct err *e)
{
	struct content changes = {0};
	struct input in = {0};
	struct item it = {0};
	enum rc rc;

	if ((rc = gather(&changes, app, &in, false, e)) != RC_OK)
		goto out;
	if ((rc = session_begin(app->session, e)) != RC_OK)
		goto out;
	if ((rc = session_end(app->session, edit_found(app, &it, &changes, e), e)) == RC_OK)
		rc = done(app, it.id, &it.content, it.version + 1, "Changed", e);
out:
	item_finish(&it);
	content_finish(&changes);
	input_finish(&in);
	return rc;
}

static enum rc remove_found(struct app *app, struct item *it, struct err *e)
{
	enum rc rc;

	if ((rc = session_require(
		 app->session, RIGHT_WRITE, ACT_ITEM_REMOVE, "remove items", e)) != RC_OK ||
	    (rc = item_find(it, app->session, args_word(&app->args, 0), e)) != RC_OK ||
	    (rc = require_edit(app, it->collection, ACT_ITEM_REMOVE, SUB_ITEM, it->id, e)) !=
		RC_OK)
		return rc;
	return item_remove(app->session, it, args_value(&app->args, "reason"), e);
}

enum rc cmd_rm(struct app *app, struct err *e)
{
	struct item it = {0};
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	if ((rc = session_end(app->session, remove_found(app, &it, e), e)) == RC_OK)
		rc = done(app, it.id, &it.content, it.version + 1, "Removed", e);
	item_finish(&it);
	return rc;
}
