/* passphrase: change one's own. */
#include "app.h"

#include "commands.h"
#include "crypto/secret.h"
#include "vault/member.h"

/* Nothing shows until it is changed. */
static enum rc ask_new(struct secret **passphrase, struct app *app, struct err *e)
{
	term_hush(app);
	return term_new_passphrase(passphrase, app, "yourself", e);
}

enum rc cmd_passphrase(struct app *app, struct err *e)
{
	bool first = session_must_change(app->session);
	struct secret *passphrase = NULL;
	struct buf words = {0};
	enum rc rc;

	app_check_words(&words, app);
	if (first && buf_cstr(&words) != NULL)
		out_note(app,
		    "The check words of this vault are: %s\nCompare them with those on your "
		    "slip; if they differ, stop and ask the clerk.",
		    buf_cstr(&words));
	buf_finish(&words);
	if (args_has(&app->args, "new-passphrase-fd"))
		rc = input_line(&passphrase, app, "new-passphrase-fd", e);
	else if (args_has(&app->args, "passphrase-fd"))
		rc = err_set(e, RC_AUTH,
		    "the new passphrase is missing; give it with --new-passphrase-fd N");
	else
		rc = ask_new(&passphrase, app, e);
	if (rc == RC_OK)
		rc = wrong_words_check(app, passphrase, e);
	if (rc == RC_OK)
		rc = member_change_passphrase(app->session, app->passphrase, passphrase, e);
	term_unhush();
	secret_free(passphrase);
	if (rc != RC_OK)
		return rc;
	if (app->json)
		return out_json(json_pack("{s:b}", "changed", 1), e);
	out_note(app, "Your passphrase is changed.");
	return RC_OK;
}
