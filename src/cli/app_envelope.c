/*
 * app_envelope: the envelope as who asks: its words take the place of a passphrase.
 */
#include <string.h>

#include "envelope/keys.h"
#include "unseal.h"
#include "vault/emergency.h"

enum rc app_be_envelope(struct app *app, struct err *e)
{
	struct public_keys keys;
	enum rc rc;

	if (!roster_has_envelope(session_roster(app->session)))
		return err_set(e, RC_NOTFOUND,
		    "this vault has no envelope that opens it; a clerk makes one with "
		    "\"strongroom envelope create\"");
	if (app->envelope == NULL && (rc = sheet_input(&app->envelope, app, e)) != RC_OK)
		return rc;
	memcpy(keys.sign, app->envelope->sign_public, sizeof keys.sign);
	memcpy(keys.seal, app->envelope->open_public, sizeof keys.seal);
	rc = session_unlock_envelope(
	    app->session, &keys, app->envelope->sign_secret, app->envelope->open_secret, e);
	if (rc == RC_OK)
		emergency_lend_seed(app->session, app->envelope->seal_seed);
	return rc;
}

enum rc app_unlock_envelope(struct app *app, struct err *e)
{
	enum rc rc;

	if (!(app->args.command->flags & ENVELOPE_OK))
		return err_set(e, RC_REFUSED,
		    "the envelope cannot do that; with \"--member envelope\" there are show, "
		    "copy, login, totp, save, ls, find, member add, member ls, member leave, "
		    "grant, collection ls and status");
	if ((rc = app_open(app, e)) != RC_OK ||
	    (rc = session_learn(app->session, 0, e)) != RC_OK)
		return rc;
	/* Nobody types 20 words to be told that they are of no use. */
	if (emergency_session_left_ms(app->session) < 0)
		return err_set(e, RC_REFUSED,
		    "the envelope is not open; it is for 30 minutes after \"strongroom unseal "
		    "--reason TEXT\": open it first");
	if ((rc = app_be_envelope(app, e)) != RC_OK)
		return rc;
	emergency_resume(app->session);
	return RC_OK;
}
