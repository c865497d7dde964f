/* unlock, lock: the agent, on request. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent.h"
#include "base/clock.h"
#include "commands.h"

/* "15m", "1h", "90s": only what an agent may wait. */
static enum rc read_span(int64_t *ms, const char *text, struct err *e)
{
	static const struct {
		char letter;
		int64_t ms;
	} UNITS[] = {{'s', 1000}, {'m', 60 * 1000}, {'h', 60 * 60 * 1000}};
	char *end;
	long n = strtol(text, &end, 10);

	for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++)
		if (text[0] >= '1' && text[0] <= '9' && n <= 100000 &&
		    end[0] == UNITS[i].letter && end[1] == '\0')
			*ms = n * UNITS[i].ms;
	if (*ms >= AGENT_IDLE_LEAST_MS && *ms <= AGENT_IDLE_MOST_MS)
		return RC_OK;
	return err_set(e, RC_USAGE, "--for takes a time from 1m to 12h, as in 15m or 1h");
}

static enum rc idle_of(int64_t *ms, const struct app *app, struct err *e)
{
	const char *given = args_value(&app->args, "for");

	*ms = given == NULL ? AGENT_IDLE_MS : 0;
	return given == NULL ? RC_OK : read_span(ms, given, e);
}

enum rc check_unlock(struct app *app, struct err *e)
{
	int64_t ms;
	enum rc rc = idle_of(&ms, app, e);

	/* Before a passphrase is asked for, and an unlock recorded; the shell has its own. */
	if (rc != RC_OK || app->agent_fd >= 0)
		return rc;
	return agent_has_place(e);
}

static enum rc say_unlocked(struct app *app, struct err *e)
{
	struct agent_status st;
	char when[CLOCK_TEXT];
	enum rc rc = agent_status(&st, app, e);

	if (rc != RC_OK)
		return rc;
	if (app->json)
		return out_json(json_agent(&st), e);
	if (app->agent_fd >= 0) {
		out_note(app,
		    "This shell is unlocked for %s, until it locks itself or \"lock\" does. "
		    "What is done elsewhere needs \"strongroom unlock\" there.",
		    st.name);
		return RC_OK;
	}
	clock_local(when, clock_ms() + st.left_ms);
	out_note(app,
	    "Unlocked for %s until %s; each use begins the %lld minutes anew, for 12 hours in "
	    "all. \"strongroom lock\" ends it.",
	    st.name, when, (long long)(st.idle_ms / 60000));
	return RC_OK;
}

enum rc cmd_unlock(struct app *app, struct err *e)
{
	int64_t idle_ms;
	char how[80];
	int fd;
	enum rc rc;

	if (app->agent_line >= 0)
		return say_unlocked(app, e);
	if ((rc = idle_of(&idle_ms, app, e)) != RC_OK)
		return rc;
	snprintf(how, sizeof how, "started, until %lld minutes without use",
	    (long long)(idle_ms / 60000));
	app_origin(app, "agent", how);
	if ((rc = app_record_unlock(app, e)) != RC_OK ||
	    (rc = agent_start(&fd, app, false, idle_ms, e)) != RC_OK)
		return rc;
	return say_unlocked(app, e);
}

static enum rc take(void *arg, const struct agent_status *st, struct err *e)
{
	json_t *locked = arg;

	return json_array_append_new(locked,
		   json_pack("{s:s,s:s}", "council", st->council, "member", st->name)) == 0
		   ? RC_OK
		   : err_nomem(e);
}

static enum rc lock_all(json_t *locked, struct app *app, struct err *e)
{
	struct agent_status st = {0};
	enum rc rc = app->agent_fd < 0 ? RC_NOTFOUND : agent_lock(app->agent_fd, &st, e);

	if (rc == RC_OK)
		rc = take(locked, &st, e);
	if (rc != RC_OK && rc != RC_NOTFOUND)
		return rc;
	return agent_lock_all(take, locked, e);
}

static void say_locked(const struct app *app, const json_t *locked)
{
	const json_t *one;
	size_t i;

	json_array_foreach(locked, i, one)
	{
		const char *member = json_string_value(json_object_get(one, "member"));

		/* One that was killed could not say whose it was. */
		if (member[0] == '\0')
			out_note(app, "Locked: an agent that did not answer was ended.");
		else
			out_note(app, "Locked: the keys of %s, %s.", member,
			    json_string_value(json_object_get(one, "council")));
	}
}

enum rc cmd_lock(struct app *app, struct err *e)
{
	json_t *locked = json_array();
	enum rc rc = lock_all(locked, app, e);

	say_locked(app, locked);
	if (rc == RC_OK && json_array_size(locked) == 0)
		out_note(app, "Nothing was unlocked.");
	if (rc == RC_OK && app->json)
		return out_json(locked, e);
	json_decref(locked);
	return rc;
}
