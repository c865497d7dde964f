/* confirm: asked before what cannot be undone. */
#include "app.h"

#include <strings.h>

#include "crypto/secret.h"

enum rc app_confirm(struct app *app, const char *question, struct err *e)
{
	struct secret *line;
	bool yes;
	enum rc rc;

	if (args_has(&app->args, "yes"))
		return RC_OK;
	if (!term_open(app))
		return err_set(e, RC_USAGE, "nothing was changed: %s; say --yes to go on",
		    term_missing(app));
	if ((rc = term_line(&line, app, question, e)) != RC_OK)
		return rc;
	yes = line->n == 3 && strncasecmp((const char *)line->p, "yes", 3) == 0;
	secret_free(line);
	return yes ? RC_OK : err_set(e, RC_INTR, "nothing was changed");
}
