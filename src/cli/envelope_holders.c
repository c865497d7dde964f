/* envelope_holders: who keeps the sheets, and how many are needed. */
#include "envelope.h"

#include <stdio.h>

#include "base/text.h"
#include "envelope/slip39.h"

static size_t count(const struct app *app)
{
	size_t n = 0;

	while (args_nth(&app->args, "holder", n) != NULL)
		n++;
	return n;
}

static bool same(const char *a, const char *b)
{
	struct buf one = {0};
	struct buf other = {0};
	bool equal = text_fold(&one, slice_str(a), NULL) == RC_OK &&
		     text_fold(&other, slice_str(b), NULL) == RC_OK &&
		     slice_eq(buf_slice(&one), buf_slice(&other));

	buf_finish(&one);
	buf_finish(&other);
	return equal;
}

/* Holder i against those before. */
static enum rc check_holder(const struct app *app, size_t i, struct err *e)
{
	const char *holder = args_nth(&app->args, "holder", i);

	if (!text_valid_name(slice_str(holder)))
		return err_set(e, RC_INPUT,
		    "the name of holder %zu is empty, begins or ends with a blank, or has a "
		    "character that cannot be seen",
		    i + 1);
	for (size_t k = 0; k < i; k++)
		if (same(args_nth(&app->args, "holder", k), holder))
			return err_set(e, RC_USAGE,
			    "\"%s\" is given twice: who holds two sheets has two votes; name "
			    "each holder once",
			    holder);
	return RC_OK;
}

static enum rc check_holders(const struct app *app, size_t n, struct err *e)
{
	enum rc rc = RC_OK;

	if (n > SLIP39_SHARES)
		return err_set(e, RC_USAGE, "an envelope has at most %d sheets, not %zu",
		    SLIP39_SHARES, n);
	for (size_t i = 0; i < n && rc == RC_OK; i++)
		rc = check_holder(app, i, e);
	return rc;
}

static enum rc ask_need(struct app *app, size_t n, struct err *e)
{
	const char *need;
	char prompt[120];

	if (!args_has(&app->args, "need") && !term_open(app))
		return err_set(e, RC_USAGE,
		    "say how many of the %zu sheets are needed to open the envelope, such as "
		    "--need 2",
		    n);
	snprintf(prompt, sizeof prompt,
	    "How many of the %zu sheets are to be needed to open it (2 to %zu): ", n, n);
	return app_option(&need, app, "need", prompt, e);
}

static enum rc check_need(const struct app *app, size_t n, struct err *e)
{
	int64_t need = 1;
	enum rc rc;

	if ((rc = args_number(&need, &app->args, "need", 1, SLIP39_SHARES, e)) != RC_OK)
		return rc;
	if (need > (int64_t)n)
		return err_set(e, RC_USAGE,
		    "no envelope needs more sheets than it has (%lld of %zu): name more "
		    "holders, or "
		    "need fewer",
		    (long long)need, n);
	if (need == 1 && n > 1)
		return err_set(e, RC_USAGE,
		    "with --need 1 whoever has any one of the sheets could open the envelope, "
		    "and the standard for sheets (SLIP-39) rules that out: give one --holder, "
		    "or --need 2 or more");
	return RC_OK;
}

enum rc envelope_holders(struct app *app, struct err *e)
{
	const char *holder;
	size_t n;
	enum rc rc;

	if (count(app) == 0 &&
	    (rc = app_option(&holder, app, "holder",
		 "Who is to keep the sealed envelope (such as Cllr Shah): ", e)) != RC_OK)
		return rc;
	n = count(app);
	if ((rc = check_holders(app, n, e)) != RC_OK ||
	    (n > 1 && (rc = ask_need(app, n, e)) != RC_OK))
		return rc;
	return check_need(app, n, e);
}

unsigned envelope_need(const struct app *app)
{
	int64_t need = 1;

	return args_number(&need, &app->args, "need", 1, SLIP39_SHARES, NULL) == RC_OK
		   ? (unsigned)need
		   : 1;
}
