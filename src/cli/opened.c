#include "opened.h"

#include "envelope/keys.h"

void opened_finish(struct opened *o)
{
	opening_finish(&o->opening);
	unseal_info_finish(&o->info);
	buf_finish(&o->plain);
	opener_finish(&o->opener);
}

enum rc opened_decrypt(struct opened *o, struct app *app, const char *file, struct err *e)
{
	enum rc rc;

	if ((rc = opener_init(&o->opener, app, e)) != RC_OK)
		return rc;
	rc = unseal_read(&o->plain, file, &o->opener.age, e);
	term_unhush();
	return rc;
}

enum rc opened_check(struct opened *o, struct err *e)
{
	const struct envelope_keys *keys = o->opener.keys;

	return unseal_check(
	    &o->info, buf_slice(&o->plain), keys == NULL ? NULL : keys->seal_public, e);
}

enum rc opened_begin(
    struct opened *o, struct app *app, const char *file, const char *reason, struct err *e)
{
	enum rc rc;

	if (o->opener.keys != NULL && reason == NULL &&
	    (rc = app_option(&reason, app, "reason", "Why is the export opened? ", e)) != RC_OK)
		return rc;
	return opening_begin(&o->opening, app, file, &o->info, o->opener.keys, reason, e);
}
