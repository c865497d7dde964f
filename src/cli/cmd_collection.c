/* collection: sets of items, and whether the envelope opens them. */
#include "app.h"

#include "commands.h"
#include "vault/collection.h"

static enum rc add(struct app *app, int64_t *id, struct err *e)
{
	enum rc rc;

	rc = session_require(
	    app->session, RIGHT_ADMINISTER, ACT_COLLECTION_ADD, "make collections", e);
	if (rc != RC_OK)
		return rc;
	return collection_add(
	    id, app->session, args_word(&app->args, 0), !args_has(&app->args, "private"), e);
}

enum rc cmd_collection_add(struct app *app, struct err *e)
{
	int64_t id = 0;
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	if ((rc = session_end(app->session, add(app, &id, e), e)) != RC_OK)
		return rc;
	if (app->json)
		return out_json(json_pack("{s:I,s:s}", "id", (json_int_t)id, "name",
				    args_word(&app->args, 0)),
		    e);
	out_note(app, "Collection \"%s\" is #%lld; %s.", args_word(&app->args, 0),
	    (long long)id,
	    args_has(&app->args, "private") ? "private, so the envelope does not open it"
					    : "sealed, so the envelope opens it");
	return RC_OK;
}

static enum rc set(struct app *app, bool sealed, struct err *e)
{
	int64_t id;
	enum rc rc;

	rc = session_require(
	    app->session, RIGHT_ADMINISTER, ACT_COLLECTION_SET, "change collections", e);
	if (rc != RC_OK || (rc = collection_find(
				&id, app->session, args_word(&app->args, 0), true, e)) != RC_OK)
		return rc;
	return collection_set(app->session, id, sealed, e);
}

enum rc check_collection_set(struct app *app, struct err *e)
{
	if (args_has(&app->args, "sealed") == args_has(&app->args, "private"))
		return err_set(e, RC_USAGE, "say either --sealed or --private");
	return RC_OK;
}

enum rc cmd_collection_set(struct app *app, struct err *e)
{
	bool sealed = args_has(&app->args, "sealed");
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	if ((rc = session_end(app->session, set(app, sealed, e), e)) != RC_OK)
		return rc;
	if (app->json)
		return out_json(json_pack("{s:b}", "sealed", sealed), e);
	out_note(app, "Collection \"%s\" is %s.", args_word(&app->args, 0),
	    sealed ? "sealed: the envelope opens it"
		   : "private: the envelope does not open it");
	return RC_OK;
}

static json_t *grants(struct app *app, int64_t id)
{
	const struct roster *t = session_roster(app->session);
	json_t *list = json_array();

	for (size_t i = 0; i < t->n_grants; i++)
		if (t->grants[i].collection == id)
			json_array_append_new(
			    list, json_pack("{s:o,s:b}", "member",
				      json_member_name(app, t->grants[i].member), "edit",
				      t->grants[i].edit));
	return list;
}

/* "Jane Smith (edit), Cllr Brown" */
static json_t *grants_text(const json_t *list)
{
	struct buf b = {0};
	json_t *one;
	size_t i;
	json_t *text;

	json_array_foreach(list, i, one)
	{
		const char *name = json_string_value(json_object_get(one, "member"));

		buf_add_str(&b, i > 0 ? ", " : "");
		buf_add_str(&b, name == NULL ? "?" : name);
		buf_add_str(&b, json_is_true(json_object_get(one, "edit")) ? " (edit)" : "");
	}
	text = json_slice(buf_slice(&b));
	buf_finish(&b);
	return text;
}

enum rc cmd_collection_ls(struct app *app, struct err *e)
{
	static const struct column COLUMNS[] = {{"id", "#", 0}, {"name", "NAME", 40},
	    {"sealed", "SEALED", 0}, {"items", "ITEMS", 0}, {"granted", "GRANTED TO", 0}};
	const struct roster *t = session_roster(app->session);
	json_t *rows;
	enum rc rc;

	if ((rc = app_record_unlock(app, e)) != RC_OK)
		return rc;
	rows = json_array();
	for (size_t i = 0; i < t->n_collections; i++) {
		const struct collection *c = &t->collections[i];
		json_t *list = grants(app, c->id);
		json_t *row = json_pack("{s:I,s:o,s:b,s:I,s:O}", "id", (json_int_t)c->id,
		    "name", json_collection_name(app, c->id), "sealed", c->sealed, "items",
		    (json_int_t)c->items, "grants", list);

		if (!app->json)
			json_object_set_new(row, "granted", grants_text(list));
		json_decref(list);
		json_array_append_new(rows, row);
	}
	return out_table(
	    app, rows, COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0], "No collections.", e);
}
