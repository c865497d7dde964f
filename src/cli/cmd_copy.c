/* copy: one value to the clipboard; of a hidden one that is recorded first. */
#include "clipboard.h"

#include "commands.h"
#include "item_value.h"

static const char *label_of(const struct app *app)
{
	const char *label = args_value(&app->args, "field");

	return label == NULL ? LABEL_PASSWORD : label;
}

/* RC_NOTFOUND or RC_USAGE, with what to do instead. */
static enum rc check_field(const struct content *c, const char *label, struct err *e)
{
	const struct field *f = content_field(c, slice_str(label));
	enum rc rc = item_value_check(c, label, e);

	if (rc == RC_OK && f != NULL && f->kind == FIELD_TOTP)
		return err_set(e, RC_USAGE,
		    "what makes one-time codes is of no use to a website; \"strongroom totp "
		    "ITEM "
		    "--copy\" puts the code itself on the clipboard");
	return rc;
}

static enum rc record_field(struct item *it, struct app *app, const char *label, struct err *e)
{
	struct buf name = {0};
	enum rc rc = RC_OK;

	if (!item_value_hidden(&it->content, label))
		return RC_OK;
	buf_printf(&name, "%s (to the clipboard)", label);
	if (buf_cstr(&name) == NULL)
		rc = err_nomem(e);
	else
		rc = item_reveal(
		    it, app->session, buf_cstr(&name), args_value(&app->args, "reason"), e);
	buf_finish(&name);
	return rc;
}

static enum rc find(struct item *it, struct app *app, struct err *e)
{
	const char *label = label_of(app);
	enum rc rc;

	if ((rc = item_find(it, app->session, args_word(&app->args, 0), e)) != RC_OK ||
	    (rc = check_field(&it->content, label, e)) != RC_OK)
		return rc;
	return record_field(it, app, label, e);
}

static enum rc copy_value(
    struct app *app, const struct item *it, unsigned seconds, struct err *e)
{
	const char *label = label_of(app);
	struct slice value = {0};
	enum rc rc;

	if (!item_value(&value, &it->content, label) || value.n == 0)
		return err_set(e, RC_NOTFOUND,
		    "the field \"%s\" is empty; the clipboard is as it was", label);
	if ((rc = clipboard_put(app, value, seconds, e)) != RC_OK || !app->json)
		return rc;
	return out_json(
	    json_pack("{s:I,s:o,s:s,s:i}", "id", (json_int_t)it->id, "title",
		json_slice(it->content.title), "field", label, "seconds", (int)seconds),
	    e);
}

static enum rc seconds_of(unsigned *seconds, const struct app *app, struct err *e)
{
	int64_t n = CLIPBOARD_SECONDS;
	enum rc rc = args_number(
	    &n, &app->args, "seconds", CLIPBOARD_SECONDS_MIN, CLIPBOARD_SECONDS_MAX, e);

	*seconds = (unsigned)n;
	return rc;
}

enum rc check_copy(struct app *app, struct err *e)
{
	unsigned seconds;

	return seconds_of(&seconds, app, e);
}

enum rc cmd_copy(struct app *app, struct err *e)
{
	struct item it = {0};
	unsigned seconds;
	enum rc rc;

	if ((rc = seconds_of(&seconds, app, e)) != RC_OK ||
	    (rc = clipboard_check(app, e)) != RC_OK ||
	    (rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	if ((rc = session_end(app->session, find(&it, app, e), e)) != RC_OK)
		goto out;
	if (item_value_hidden(&it.content, label_of(app)) &&
	    (rc = item_open(&it, app->session, e)) != RC_OK)
		goto out;
	rc = copy_value(app, &it, seconds, e);
out:
	item_finish(&it);
	return rc;
}
