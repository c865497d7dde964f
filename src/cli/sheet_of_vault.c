/* sheet_of_vault: is a sheet of the envelope that opens the vault? */
#include <stdio.h>
#include <time.h>

#include "sheet_typing.h"

/* "3 May 2026" */
static void date_text(char *out, size_t n, int64_t ms)
{
	time_t t = (time_t)(ms / 1000);
	struct tm tm;
	char text[64] = "an unknown day";

	if (localtime_r(&t, &tm) != NULL)
		(void)!strftime(text, sizeof text, "%e %B %Y", &tm);
	snprintf(out, n, "%s", text[0] == ' ' ? text + 1 : text);
}

static void current_text(char *out, size_t n, const struct roster *r)
{
	if (roster_has_envelope(r))
		snprintf(
		    out, n, "the current one is envelope %lld", (long long)r->envelope.serial);
	else
		snprintf(out, n, "no other was made since");
}

/* The newest envelope of the past with that id; NULL if there is none. */
static const struct old_sheets *old_one(const struct roster *r, unsigned id)
{
	for (size_t i = r->n_old_sheets; i-- > 0;)
		if (r->old_sheets[i].sheet_id == id)
			return &r->old_sheets[i];
	return NULL;
}

enum rc sheet_of_vault(const struct app *app, unsigned id, struct err *e)
{
	const struct roster *r = app->session == NULL ? NULL : session_roster(app->session);
	const struct old_sheets *old;
	char current[80];
	char date[80];

	if (r == NULL || r->envelope.serial == 0 ||
	    (roster_has_envelope(r) && r->envelope.sheet_id == id))
		return RC_OK;
	current_text(current, sizeof current, r);
	if ((old = old_one(r, id)) == NULL)
		return err_set(e, RC_INPUT,
		    "this sheet is of another envelope, which was not made for this vault; %s",
		    current);
	date_text(date, sizeof date, old->void_ms);
	return err_set(e, RC_INPUT,
	    "this sheet is of another envelope: envelope %lld, which is void since %s; %s",
	    (long long)old->serial, date, current);
}
