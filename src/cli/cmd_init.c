/* init: a new vault with its founder and its first collection. */
#include "setup.h"

#include <string.h>

#include "commands.h"

static enum rc report(struct app *app, struct err *e)
{
	struct buf words = {0};
	struct buf hex = {0};
	enum rc rc;

	app_check_words(&words, app);
	json_vault_id(&hex, app);
	if (buf_cstr(&words) == NULL || buf_cstr(&hex) == NULL)
		rc = err_nomem(e);
	else
		rc = out_json(
		    json_pack("{s:s,s:s,s:i,s:s}", "vault_id", buf_cstr(&hex), "words",
			buf_cstr(&words), "id", 1, "name", args_value(&app->args, "member")),
		    e);
	buf_finish(&words);
	buf_finish(&hex);
	return rc;
}

enum rc init_say(struct app *app, const char *next, struct err *e)
{
	struct buf words = {0};
	enum rc rc = RC_OK;

	app_check_words(&words, app);
	if (buf_cstr(&words) == NULL)
		rc = err_nomem(e);
	else
		out_note(app,
		    "The vault is at %s.\nIts check words are: %s\n"
		    "(They are not secret. New members compare them when they first come "
		    "in.)%s",
		    session_path(app->session), buf_cstr(&words), next);
	buf_finish(&words);
	return rc;
}

/* A script says who and what; a person who says neither is led through it. */
static bool is_talk(struct app *app)
{
	return !app->json && !args_has(&app->args, "council") &&
	       !args_has(&app->args, "member") && !args_has(&app->args, "passphrase-fd") &&
	       term_open(app);
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
	if (is_talk(app))
		return setup_talk(app, e);
	if ((rc = app_found(app, &f, e)) != RC_OK)
		return rc;
	if (app->json)
		return report(app, e);
	return init_say(app,
	    "\nWhat next: \"strongroom add\" for a first login, \"strongroom import FILE\" for "
	    "an "
	    "export,\n\"strongroom envelope create\" for the chair's sealed envelope.",
	    e);
}
