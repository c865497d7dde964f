#include "totp_item.h"

static const struct field *first_totp(const struct content *c)
{
	for (size_t i = 0; i < c->n_fields; i++)
		if (c->fields[i].kind == FIELD_TOTP)
			return &c->fields[i];
	return NULL;
}

const struct field *totp_item_field(const struct app *app, const struct content *c)
{
	const char *label = args_value(&app->args, "field");
	const struct field *f =
	    label == NULL ? first_totp(c) : content_field(c, slice_str(label));

	return f != NULL && f->kind == FIELD_TOTP ? f : NULL;
}

static enum rc none(const struct app *app, const struct item *it, struct err *e)
{
	if (first_totp(&it->content) != NULL)
		return err_set(e, RC_NOTFOUND,
		    "the field \"%s\" makes no one-time codes; leave out --field, and the one "
		    "that does is taken",
		    args_value(&app->args, "field"));
	return err_set(e, RC_NOTFOUND,
	    "\"%.*s\" has nothing to make one-time codes of; \"strongroom totp '#%lld' --set\" "
	    "takes what the website gives",
	    SLICE_ARG(it->content.title), (long long)it->id);
}

enum rc totp_item_reveal(struct item *it, struct app *app, const char *what, struct err *e)
{
	const struct field *f;
	struct buf name = {0};
	enum rc rc;

	if ((rc = item_find(it, app->session, args_word(&app->args, 0), e)) != RC_OK)
		return rc;
	if ((f = totp_item_field(app, &it->content)) == NULL)
		return none(app, it, e);
	buf_add_slice(&name, f->label);
	buf_printf(&name, " (%s)", what);
	rc = buf_cstr(&name) == NULL ? err_nomem(e)
				     : item_reveal(it, app->session, buf_cstr(&name),
					   args_value(&app->args, "reason"), e);
	buf_finish(&name);
	return rc;
}
