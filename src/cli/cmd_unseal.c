/* unseal: open the envelope: an export by itself, or the vault. */
#include "unseal.h"

#include "commands.h"

enum rc unseal_print(struct app *app, json_t *items, struct err *e)
{
	struct buf b = {0};
	json_t *one;
	size_t i;
	enum rc rc;

	if (app->json)
		return out_json(json_pack("{s:o}", "items", items), e);
	json_array_foreach(items, i, one)
	{
		if (i > 0)
			buf_add_char(&b, '\n');
		out_item(&b, one);
	}
	rc = out_write(&b, e);
	buf_finish(&b);
	json_decref(items);
	return rc;
}

enum rc cmd_unseal(struct app *app, struct err *e)
{
	const char *file = args_word(&app->args, 0);

	return file != NULL ? unseal_file(app, file, e) : unseal_vault(app, e);
}
