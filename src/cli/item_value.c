#include "item_value.h"

#include <string.h>

/* The standing ones come first, then the fields. */
bool item_value(struct slice *value, const struct content *c, const char *label)
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

bool item_value_hidden(const struct content *c, const char *label)
{
	static const char *const STANDING[] = {"title", "username", "url", "type"};
	const struct field *f;

	for (size_t i = 0; i < sizeof STANDING / sizeof STANDING[0]; i++)
		if (strcmp(label, STANDING[i]) == 0)
			return false;
	f = content_field(c, slice_str(label));
	return f != NULL && field_is_secret(f);
}

enum rc item_value_check(const struct content *c, const char *label, struct err *e)
{
	struct slice value;

	if (item_value(&value, c, label))
		return RC_OK;
	if (content_file(c, slice_str(label)) != NULL)
		return err_set(e, RC_USAGE,
		    "\"%s\" is an attachment; \"strongroom save\" writes it to a file", label);
	return err_set(e, RC_NOTFOUND,
	    "the item has no field \"%s\"; \"strongroom show\" without that lists those "
	    "that it has",
	    label);
}
