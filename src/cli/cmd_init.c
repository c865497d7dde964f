/* init: a new vault with its founder and its first collection. */
#include "app.h"

#include <string.h>

static enum rc report(struct app *app, const char *name, struct err *e)
{
	struct buf words = {0};
	struct buf hex = {0};
	enum rc rc = RC_OK;

	app_check_words(&words, app);
	json_vault_id(&hex, app);
	if (buf_cstr(&words) == NULL || buf_cstr(&hex) == NULL)
		rc = err_nomem(e);
	else if (app->json)
		rc = out_json(json_pack("{s:s,s:s,s:i,s:s}", "vault_id", buf_cstr(&hex),
				  "words", buf_cstr(&words), "id", 1, "name", name),
		    e);
	else
		out_note(app,
		    "The vault is at %s.\nIts check words are: %s\n"
		    "(They are not secret. New members compare them when they first come in.)\n"
		    "What next: \"strongroom add\" for a first login, \"strongroom import "
		    "FILE\" for an export,\n\"strongroom envelope create\" for the chair's "
		    "sealed envelope.",
		    session_path(app->session), buf_cstr(&words));
	buf_finish(&words);
	buf_finish(&hex);
	return rc;
}

enum rc cmd_init(struct app *app, struct err *e)
{
	const struct founding f = {.collection = "General", .passphrase_fd = "passphrase-fd"};
	const char *role = args_value(&app->args, "role");
	enum rc rc;

	if (role != NULL && strcmp(role, "clerk") != 0)
		return err_set(e, RC_USAGE,
		    "whoever sets up a vault manages it, and so has the role clerk; others are "
		    "added with \"strongroom member add\"");
	rc = app_found(app, &f, e);
	return rc == RC_OK ? report(app, args_value(&app->args, "member"), e) : rc;
}
