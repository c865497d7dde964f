/* add, edit, rm: items, made, changed and removed. */
#include "form.h"
#include "item_input.h"

#include <string.h>

#include "advice.h"
#include "commands.h"
#include "vault/grant.h"

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

/* In a collection by its name; NULL: the first that the member may change. */
static enum rc add_to(struct app *app, int64_t *id, const struct content *c,
    const char *collection, struct err *e)
{
	int64_t in;
	enum rc rc =
	    grant_to_write(&in, app->session, collection, ACT_ITEM_ADD, "add items", e);

	if (rc != RC_OK)
		return rc;
	return item_add(id, app->session, in, c, args_value(&app->args, "reason"), e);
}

static enum rc add(
    struct app *app, struct content *c, const char *collection, int64_t *id, struct err *e)
{
	enum rc rc;

	item_drop_empty(c);
	if ((rc = content_check(c, e)) != RC_OK ||
	    (rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	if ((rc = session_end(app->session, add_to(app, id, c, collection, e), e)) == RC_OK)
		rc = done(app, *id, c, 1, "Added", e);
	return rc;
}

static enum rc add_filled(struct form *f, struct err *e)
{
	const char *collection = args_value(&f->app->args, "collection");
	struct content c = {.type = slice_str("login")};
	struct buf chosen = {0};
	int64_t id = 0;
	enum rc rc;

	buf_add_slice(&chosen, form_collection(f));
	if (chosen.n > 0)
		collection = buf_cstr(&chosen);
	form_apply(&c, f);
	rc = buf_ok(&chosen) ? add(f->app, &c, collection, &id, e) : err_nomem(e);
	content_finish(&c);
	buf_finish(&chosen);
	return rc;
}

/* Nobody fills in a form for what would be refused in the end. */
static enum rc may_add(struct app *app, struct err *e)
{
	int64_t in;
	enum rc rc = session_begin(app->session, e);

	if (rc != RC_OK)
		return rc;
	rc = grant_to_write(&in, app->session, args_value(&app->args, "collection"),
	    ACT_ITEM_ADD, "add items", e);
	return session_end(app->session, rc, e);
}

static enum rc add_by_form(struct app *app, struct err *e)
{
	struct form f = {0};
	enum rc rc;

	if ((rc = may_add(app, e)) == RC_OK &&
	    (rc = form_init(&f, app, NULL, args_word(&app->args, 0), e)) == RC_OK)
		rc = form_fill(&f, e);
	while (rc == RC_OK && (rc = add_filled(&f, e)) != RC_OK)
		rc = form_mend(&f, rc, e);
	form_finish(&f);
	return rc;
}

enum rc cmd_add(struct app *app, struct err *e)
{
	struct content c = {
	    .title = slice_str(args_word(&app->args, 0)), .type = slice_str("login")};
	struct item_input in = {0};
	int64_t id = 0;
	enum rc rc;

	if (!item_has_options(&app->args) && term_open(app))
		return add_by_form(app, e);
	if ((rc = item_gather(&c, app, &in, true, e)) == RC_OK)
		rc = add(app, &c, args_value(&app->args, "collection"), &id, e);
	if (rc == RC_OK)
		advise_password(app, &c, id, "edit");
	content_finish(&c);
	item_input_finish(&in);
	return rc;
}

/* What was gathered apart from the item, laid over what the item has. */
static void overlay(struct content *c, const struct content *changes, const struct app *app)
{
	const struct args *a = &app->args;

	if (args_has(a, "title"))
		c->title = slice_str(args_value(a, "title"));
	if (args_has(a, "type"))
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
		item_set_field(c, changes->fields[i].label, changes->fields[i].kind,
		    changes->fields[i].value);
}

enum rc item_to_edit(struct item *it, struct app *app, const char *text, struct err *e)
{
	enum rc rc;

	if ((rc = session_require(
		 app->session, RIGHT_WRITE, ACT_ITEM_EDIT, "change items", e)) != RC_OK ||
	    (rc = item_find(it, app->session, text, e)) != RC_OK)
		return rc;
	return grant_require_edit(
	    app->session, it->collection, ACT_ITEM_EDIT, SUB_ITEM, it->id, e);
}

enum rc item_same(struct app *app, struct item *it, bool hidden, const char *why, struct err *e)
{
	enum rc rc = RC_OK;

	if (hidden && (rc = item_reveal(it, app->session, "compared with what was typed",
			   args_value(&app->args, "reason"), e)) == RC_OK)
		rc = session_commit(app->session, e);
	return rc == RC_OK ? err_set(e, RC_USAGE, "%s", why) : rc;
}

/* A new version that says c, or RC_USAGE if the item does. hidden: is any of c that was typed?
 */
static enum rc save(
    struct app *app, struct item *it, const struct content *c, bool hidden, struct err *e)
{
	if (content_eq(c, &it->content))
		return item_same(app, it, hidden,
		    "the item says all of that already; no new version was made", e);
	return item_edit(app->session, it, c, args_value(&app->args, "reason"), e);
}

static bool any_hidden(const struct content *changes)
{
	bool any = false;

	for (size_t i = 0; i < changes->n_fields; i++)
		any |= field_is_secret(&changes->fields[i]);
	return any;
}

static enum rc edit_found(
    struct app *app, struct item *it, const struct content *changes, struct err *e)
{
	struct content c = {0};
	enum rc rc;

	if ((rc = item_to_edit(it, app, args_word(&app->args, 0), e)) != RC_OK ||
	    (rc = item_open_unseen(it, app->session, e)) != RC_OK)
		return rc;
	content_copy(&c, &it->content);
	overlay(&c, changes, app);
	rc = save(app, it, &c, any_hidden(changes), e);
	content_finish(&c);
	return rc;
}

static void advise_edited(struct app *app, const struct item *it, const struct content *changes)
{
	struct content c = {0};

	if (content_field(changes, slice_str(LABEL_PASSWORD)) == NULL)
		return;
	content_copy(&c, &it->content);
	overlay(&c, changes, app);
	advise_password(app, &c, it->id, "edit");
	content_finish(&c);
}

static enum rc edit_by_options(struct app *app, struct err *e)
{
	struct content changes = {0};
	struct item_input in = {0};
	struct item it = {0};
	enum rc rc;

	if ((rc = item_gather(&changes, app, &in, false, e)) != RC_OK)
		goto out;
	if ((rc = session_begin(app->session, e)) != RC_OK)
		goto out;
	if ((rc = session_end(app->session, edit_found(app, &it, &changes, e), e)) == RC_OK)
		rc = done(app, it.id, &it.content, it.version + 1, "Changed", e);
	if (rc == RC_OK)
		advise_edited(app, &it, &changes);
out:
	item_finish(&it);
	content_finish(&changes);
	item_input_finish(&in);
	return rc;
}

static bool typed_hidden(const struct form *f)
{
	bool any = false;

	for (size_t i = 0; i < f->n; i++)
		any |= form_hidden(&f->lines[i]) && f->lines[i].typed != NULL;
	return any;
}

/* What was typed, onto the item as it is when all was typed. */
static enum rc apply_form(struct item *it, const struct form *f, int64_t id, struct err *e)
{
	struct session *s = f->app->session;
	struct content c = {0};
	enum rc rc;

	if ((rc = item_get(it, s, id, e)) != RC_OK ||
	    (rc = grant_require_edit(s, it->collection, ACT_ITEM_EDIT, SUB_ITEM, id, e)) !=
		RC_OK ||
	    (rc = item_open_unseen(it, s, e)) != RC_OK)
		return rc;
	content_copy(&c, &it->content);
	form_apply(&c, f);
	rc = save(f->app, it, &c, typed_hidden(f), e);
	content_finish(&c);
	return rc;
}

static enum rc edit_filled(const struct form *f, int64_t id, struct err *e)
{
	struct item it = {0};
	enum rc rc;

	if ((rc = session_begin(f->app->session, e)) != RC_OK)
		return rc;
	if ((rc = session_end(f->app->session, apply_form(&it, f, id, e), e)) == RC_OK)
		rc = done(f->app, id, &it.content, it.version + 1, "Changed", e);
	item_finish(&it);
	return rc;
}

static enum rc edit_by_form(struct app *app, struct err *e)
{
	struct form f = {0};
	struct item it = {0};
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	rc = item_to_edit(&it, app, args_word(&app->args, 0), e);
	/* Nothing can be kept of what opens for nobody. */
	if (rc == RC_OK && it.unreadable)
		rc = item_open_unseen(&it, app->session, e);
	if ((rc = session_end(app->session, rc, e)) == RC_OK &&
	    (rc = form_init(&f, app, &it.content, NULL, e)) == RC_OK) {
		out_pending(app, &it);
		rc = form_fill(&f, e);
	}
	while (rc == RC_OK && (rc = edit_filled(&f, it.id, e)) != RC_OK)
		rc = form_mend(&f, rc, e);
	form_finish(&f);
	item_finish(&it);
	return rc;
}

enum rc cmd_edit(struct app *app, struct err *e)
{
	if (!item_has_options(&app->args) && term_open(app))
		return edit_by_form(app, e);
	return edit_by_options(app, e);
}

static enum rc remove_found(struct app *app, struct item *it, struct err *e)
{
	enum rc rc;

	if ((rc = session_require(
		 app->session, RIGHT_WRITE, ACT_ITEM_REMOVE, "remove items", e)) != RC_OK ||
	    (rc = item_find(it, app->session, args_word(&app->args, 0), e)) != RC_OK ||
	    (rc = grant_require_edit(
		 app->session, it->collection, ACT_ITEM_REMOVE, SUB_ITEM, it->id, e)) != RC_OK)
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
