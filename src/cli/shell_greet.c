/*
 * shell_greet: what somebody is told who comes in.
 */
#include "shell_int.h"

#include "base/clock.h"
#include "report/worklist.h"

enum { SHOWN = 4 };

static void greet_member(const struct app *app)
{
	const struct member *me = session_me(app->session);
	char when[CLOCK_TEXT];

	out_note(
	    app, "%s: %s, %s.", session_council(app->session), me->name, role_name(me->role));
	if (me->unlocked_ms != 0) {
		clock_local(when, me->unlocked_ms);
		out_note(app, "You were here last on %s.", when);
	}
	if (me->failures > 0)
		out_note(app,
		    "%s a wrong passphrase was given %u time%s. If that was not you, %s.",
		    me->unlocked_ms != 0 ? "Since then" : "So far", me->failures,
		    me->failures == 1 ? "" : "s",
		    roster_may(me, RIGHT_READ_LOG)
			? "\"audit log --incidents\" shows when it was"
			: "tell the clerk: \"audit log --incidents\" shows when");
}

static void greet_opened(const struct app *app)
{
	const struct envelope *v = &session_roster(app->session)->envelope;
	char when[CLOCK_TEXT];

	if (v->unreported_ms == 0)
		return;
	clock_local(when, v->unreported_ms);
	out_note(
	    app, "The sealed envelope was opened on %s, and no meeting was told of it.", when);
}

/* What the member can do of the worklist. */
static void greet_work(const struct app *app)
{
	const int64_t me = session_me(app->session)->id;
	struct worklist list;
	size_t n = 0;

	if (worklist_make(&list, app->session, clock_ms(), true, NULL) == RC_OK)
		for (size_t i = 0; i < list.n; i++) {
			if (!work_can(&list.lines[i], me) || n++ >= SHOWN)
				continue;
			if (n == 1)
				out_note(app, "What needs attention:");
			out_note(app, "  - %s.", list.lines[i].texts[WORK_WHAT]);
		}
	if (n > SHOWN)
		out_note(app, "  - and %zu more", n - SHOWN);
	if (n > 0)
		out_note(app, "\"worklist\" says why, and what to do.");
	worklist_finish(&list);
}

void shell_greet(struct app *app)
{
	if (app->quiet || app->json)
		return;
	greet_member(app);
	greet_opened(app);
	greet_work(app);
	out_note(
	    app, "\nType a command, \"menu\" for what is done most, \"help\", or \"exit\".");
}
