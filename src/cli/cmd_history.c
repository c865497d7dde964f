/* history: the versions of one item. */
#include "app.h"

#include "commands.h"
#include "vault/history.h"
#include "vault/version.h"

/* Null where it was removed, or lies in a collection that was not granted. */
static enum rc add_title(
    json_t *titles, struct app *app, int64_t id, int64_t version, struct err *e)
{
	struct item it = {0};
	enum rc rc = version_get(&it, app->session, id, version, e);
	json_t *j = json_null();

	if (rc == RC_OK)
		j = json_slice(it.content.title);
	else if (rc != RC_NOTFOUND && rc != RC_REFUSED)
		return rc;
	item_finish(&it);
	return json_array_append_new(titles, j) == 0 ? RC_OK : err_nomem(e);
}

/* Within the transaction, in which the rows are those that the log names. */
static enum rc find(int64_t *id, json_t *titles, struct app *app, struct err *e)
{
	int64_t n = 0;
	enum rc rc = version_find(id, app->session, args_word(&app->args, 0), false, e);

	if (rc == RC_OK)
		rc = version_count(&n, app->session, *id, e);
	for (int64_t v = 1; v <= n && rc == RC_OK; v++)
		rc = add_title(titles, app, *id, v, e);
	return rc;
}

static json_t *row(struct app *app, const json_t *titles, const struct history_step *step)
{
	json_t *j = json_pack("{s:I,s:o,s:o,s:s,s:O,s:o}", "version", (json_int_t)step->version,
	    "time", json_time(step->time_ms), "member", json_member_name(app, step->member),
	    "action", action_name(step->action), "title",
	    json_array_get(titles, (size_t)step->version - 1), "collection",
	    json_collection_name(app, step->collection));

	if (step->action == ACT_ITEM_MOVE)
		json_object_set_new(j, "from", json_collection_name(app, step->from));
	return j;
}

static void put_collection(struct buf *b, const json_t *name, int64_t id)
{
	if (json_is_string(name))
		buf_printf(b, "\"%s\"", json_string_value(name));
	else
		buf_printf(b, "collection #%lld", (long long)id);
}

static const char *word(enum action a)
{
	switch (a) {
	case ACT_ITEM_ADD:
		return "added to ";
	case ACT_ITEM_EDIT:
		return "edited";
	case ACT_ITEM_MOVE:
		return "moved from ";
	case ACT_ITEM_REMOVE:
		return "removed from ";
	case ACT_ITEM_RESTORE:
		return "restored in ";
	default:
		return "encrypted again under a new key";
	}
}

/* "moved from "General" to "Personnel"": what the row says, for people. */
static json_t *what(const json_t *j, const struct history_step *step)
{
	struct buf b = {0};
	json_t *text;

	buf_add_str(&b, word(step->action));
	if (step->action == ACT_ITEM_MOVE) {
		put_collection(&b, json_object_get(j, "from"), step->from);
		buf_add_str(&b, " to ");
	}
	if (step->action != ACT_ITEM_EDIT && step->action != ACT_ITEM_REKEY)
		put_collection(&b, json_object_get(j, "collection"), step->collection);
	text = json_slice(buf_slice(&b));
	buf_finish(&b);
	return text;
}

static json_t *rows(struct app *app, const json_t *titles, const struct history *h)
{
	json_t *list = json_array();

	for (size_t i = h->n; i-- > 0;) {
		json_t *j = row(app, titles, &h->steps[i]);

		if (!app->json)
			json_object_set_new(j, "what", what(j, &h->steps[i]));
		json_array_append_new(list, j);
	}
	return list;
}

enum rc cmd_history(struct app *app, struct err *e)
{
	static const struct column COLUMNS[] = {{"version", "VERSION", 0},
	    {"time", "TIME (UTC)", 0}, {"member", "WHO", 24}, {"what", "WHAT", 60},
	    {"title", "TITLE", 40}};
	struct history h = {0};
	json_t *titles;
	int64_t id;
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	titles = json_array();
	if ((rc = session_end(app->session, find(&id, titles, app, e), e)) == RC_OK &&
	    (rc = history_read(&h, app->session, id, e)) == RC_OK)
		rc = out_table(app, rows(app, titles, &h), COLUMNS,
		    sizeof COLUMNS / sizeof COLUMNS[0], "No versions.", e);
	history_finish(&h);
	json_decref(titles);
	return rc;
}
