/* unseal_file: open an export by itself, with what is on the sheets. */
#include "unseal.h"

#include <string.h>

#include "base/clock.h"
#include "envelope/keys.h"
#include "transfer/parse.h"
#include "transfer/unseal.h"

/* The first tag of an item in an export is its collection. */
static enum rc add_item(void *arg, const struct content *c, long line, struct err *e)
{
	json_t *j = json_content(c, true);
	json_t *tags = json_object_get(j, "tags");

	(void)line;
	if (json_array_size(tags) > 0) {
		json_object_set(j, "collection", json_array_get(tags, 0));
		json_array_remove(tags, 0);
	}
	return json_array_append_new(arg, j) == 0 ? RC_OK : err_nomem(e);
}

static void no_problem(void *arg, long line, const char *message)
{
	(void)arg;
	(void)line;
	(void)message;
}

static void say_what(const struct app *app, const struct unseal_info *info)
{
	char when[CLOCK_TEXT];

	clock_local(when, info->time_ms);
	out_note(app, "Export of %s, sealed on %s at record %lld of its audit log.",
	    info->council, when, (long long)info->size);
	if (info->genuine)
		out_note(
		    app, "Its signature is genuine: it was written by this council's vault.");
	else
		out_note(app, "Whether it is genuine could not be checked: that needs the "
			      "words of the sheet.");
}

enum rc unseal_file(struct app *app, const char *file, struct err *e)
{
	const char *out = args_value(&app->args, "out");
	struct opener o;
	struct unseal_info info = {0};
	struct buf plain = {0};
	json_t *items = json_array();
	const struct parse_sink sink = {.item = add_item, .problem = no_problem, .arg = items};
	enum rc rc;

	if (strcmp(file, "-") == 0)
		file = "/dev/stdin";
	if ((rc = opener_init(&o, app, e)) != RC_OK)
		goto out;
	if (out != NULL) {
		if ((rc = unseal_copy(file, out, &o.age, e)) == RC_OK)
			out_note(
			    app, "Decrypted into %s. It holds every password in clear.", out);
		goto out;
	}
	if ((rc = unseal_read(&plain, file, &o.age, e)) != RC_OK ||
	    (rc = unseal_check(&info, buf_slice(&plain),
		 o.keys == NULL ? NULL : o.keys->seal_public, e)) != RC_OK ||
	    (rc = unseal_items(buf_slice(&plain), &sink, e)) != RC_OK)
		goto out;
	say_what(app, &info);
	rc = unseal_print(app, json_incref(items), e);
out:
	unseal_info_finish(&info);
	buf_finish(&plain);
	opener_finish(&o);
	json_decref(items);
	return rc;
}
