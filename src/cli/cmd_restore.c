/* restore: an older version again, also of an item that was removed. */
#include "app.h"

#include "commands.h"
#include "vault/version.h"

static enum rc number(int64_t *version, struct app *app, struct err *e)
{
	enum { MOST = 1000000000 };

	*version = 0;
	return args_number(version, &app->args, "version", 1, MOST, e);
}

enum rc check_restore(struct app *app, struct err *e)
{
	int64_t version;

	return number(&version, app, e);
}

struct restored {
	struct item old;
	int64_t version; /* that was made */
	int64_t collection;
};

static enum rc restore(struct restored *r, struct app *app, struct err *e)
{
	int64_t version;
	int64_t id;
	enum rc rc;

	if ((rc = session_require(
		 app->session, RIGHT_WRITE, ACT_ITEM_RESTORE, "restore items", e)) != RC_OK ||
	    (rc = number(&version, app, e)) != RC_OK ||
	    (rc = version_find(&id, app->session, args_word(&app->args, 0), true, e)) !=
		RC_OK ||
	    (rc = version_to_restore(&r->old, app->session, id, version, e)) != RC_OK)
		return rc;
	return item_restore(&r->version, &r->collection, app->session, &r->old,
	    args_value(&app->args, "reason"), e);
}

static enum rc print(struct app *app, const struct restored *r, struct err *e)
{
	const struct item *old = &r->old;
	json_t *gained = reach_change(app, &old->collection, 1, r->collection, true);
	enum rc rc = RC_OK;

	if (app->json) {
		rc = out_json(
		    json_pack("{s:I,s:o,s:I,s:I,s:O}", "id", (json_int_t)old->id, "title",
			json_slice(old->content.title), "version", (json_int_t)r->version,
			"restored", (json_int_t)old->version, "gained", gained),
		    e);
	} else {
		out_note(app, "Restored version %lld of \"%.*s\" (#%lld) as version %lld.",
		    (long long)old->version, SLICE_ARG(old->content.title), (long long)old->id,
		    (long long)r->version);
		reach_note_gained(app, gained);
	}
	json_decref(gained);
	return rc;
}

enum rc cmd_restore(struct app *app, struct err *e)
{
	struct restored r = {0};
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	if ((rc = session_end(app->session, restore(&r, app, e), e)) == RC_OK)
		rc = print(app, &r, e);
	item_finish(&r.old);
	return rc;
}
