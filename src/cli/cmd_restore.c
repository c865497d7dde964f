/* restore: an older version again, also of an item that was removed. */
#include "app.h"

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

static enum rc restore(int64_t *made, struct item *old, struct app *app, struct err *e)
{
	int64_t version;
	int64_t id;
	enum rc rc;

	if ((rc = session_require(
		 app->session, RIGHT_WRITE, ACT_ITEM_RESTORE, "restore items", e)) != RC_OK ||
	    (rc = number(&version, app, e)) != RC_OK ||
	    (rc = version_find(&id, app->session, args_word(&app->args, 0), true, e)) !=
		RC_OK ||
	    (rc = version_to_restore(old, app->session, id, version, e)) != RC_OK)
		return rc;
	return item_restore(made, app->session, old, args_value(&app->args, "reason"), e);
}

static enum rc print(struct app *app, const struct item *old, int64_t made, struct err *e)
{
	if (app->json)
		return out_json(json_pack("{s:I,s:o,s:I,s:I}", "id", (json_int_t)old->id,
				    "title", json_slice(old->content.title), "version",
				    (json_int_t)made, "restored", (json_int_t)old->version),
		    e);
	out_note(app, "Restored version %lld of \"%.*s\" (#%lld) as version %lld.",
	    (long long)old->version, SLICE_ARG(old->content.title), (long long)old->id,
	    (long long)made);
	return RC_OK;
}

enum rc cmd_restore(struct app *app, struct err *e)
{
	struct item old = {0};
	int64_t made = 0;
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	if ((rc = session_end(app->session, restore(&made, &old, app, e), e)) == RC_OK)
		rc = print(app, &old, made, e);
	item_finish(&old);
	return rc;
}
