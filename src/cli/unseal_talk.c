/*
 * unseal_talk: the opened vault, at a terminal, for as long as it is open.
 *
 * A short numbered conversation. What it does is done by the commands, as if
 * they had been typed; it only asks. It ends by itself when the time is over,
 * also while it waits for an answer.
 */
#include "unseal_talk.h"

#include <string.h>

#include "base/clock.h"
#include "vault/emergency.h"

const struct command *talk_command(const char *name)
{
	const struct command *c = COMMANDS;

	while (strcmp(c->name, name) != 0)
		c++;
	return c;
}

enum rc talk_run(struct app *app, const struct args *args, struct err *e)
{
	const struct args own = app->args;
	const struct command *c = args->command;
	enum rc rc;

	app->args = *args;
	if ((rc = app_ask_words(app, e)) == RC_OK &&
	    (c->check == NULL || (rc = c->check(app, e)) == RC_OK))
		rc = c->run(app, e);
	app->args = own;
	return rc;
}

enum rc talk_run_plain(struct app *app, const char *name, struct err *e)
{
	return talk_run(app, &(struct args){.command = talk_command(name)}, e);
}

static enum rc show_all(struct talk *t, struct err *e)
{
	return unseal_show_all(t->app, e);
}

static enum rc first_hour(struct talk *t, struct err *e)
{
	(void)e;
	unseal_first_hour(t->app, true);
	return RC_OK;
}

/* the conversation */

static const struct {
	const char *text;
	enum rc (*act)(struct talk *t, struct err *e);
} CHOICES[] = {
    {"end: the envelope is shut", NULL},
    {"show a login or another item", talk_show_one},
    {"show all of them, with all passwords", show_all},
    {"appoint a clerk or deputy", talk_appoint},
    {"a member leaves, and every key that was known is replaced", talk_leaves},
    {"let a member open a collection", talk_let_open},
    {"a new first passphrase for a clerk or deputy who forgot the own one", talk_forgot},
    {"what to secure in the first hour", first_hour},
};

enum { N_CHOICES = sizeof CHOICES / sizeof CHOICES[0], MINUTE = 60 * 1000 };

static void say_choices(const struct talk *t)
{
	int64_t left = emergency_session_left_ms(t->app->session);
	char until[CLOCK_TEXT];

	clock_local(until, clock_ms() + left);
	term_say(t->app, "\nThe envelope is open until %s (%lld minute%s left).\n", until + 12,
	    (long long)((left + MINUTE - 1) / MINUTE),
	    (left + MINUTE - 1) / MINUTE == 1 ? "" : "s");
	for (size_t i = 1; i < N_CHOICES; i++)
		term_say(t->app, "  %zu  %s\n", i, CHOICES[i].text);
	term_say(t->app, "  0  %s\n", CHOICES[0].text);
}

/* After a failure in the middle a session can only be opened anew. */
static enum rc again(struct app *app, struct err *e)
{
	enum rc rc;

	session_close(app->session);
	app->session = NULL;
	if ((rc = session_open(&app->session, &app->options, e)) != RC_OK)
		return rc;
	if ((rc = session_learn(app->session, 0, e)) == RC_OK &&
	    (rc = app_be_envelope(app, e)) == RC_OK) {
		emergency_resume(app->session);
		return RC_OK;
	}
	session_close(app->session);
	app->session = NULL;
	return rc;
}

/* By the clock that runs on, and by the times of the log. */
static bool is_over(const struct app *app)
{
	return term_over(app) || emergency_session_left_ms(app->session) < 0;
}

/* What a person can do better at the next attempt, or what ends it all. */
static bool goes_on(const struct app *app, enum rc rc)
{
	if (app->signal != 0 || is_over(app))
		return false;
	return rc == RC_USAGE || rc == RC_NOTFOUND || rc == RC_REFUSED || rc == RC_EXISTS ||
	       rc == RC_INPUT || rc == RC_BUSY || rc == RC_INTR;
}

static enum rc act(struct talk *t, size_t n, struct err *e)
{
	const size_t asked = t->app->n_asked;
	enum rc rc = CHOICES[n].act(t, e);

	app_forget_answers(t->app, asked);
	if (rc == RC_OK || !goes_on(t->app, rc))
		return rc;
	term_say(t->app, "That was not done: %s.\n", e->text);
	return again(t->app, e);
}

static enum rc talk(struct talk *t, struct err *e)
{
	size_t n = CHOICE_NONE;
	enum rc rc;

	for (;;) {
		if (n == CHOICE_NONE)
			say_choices(t);
		if ((rc = choice_ask(&n, t->app,
			 "What is to be done? Type its number: ", N_CHOICES - 1, e)) != RC_OK)
			return rc;
		if (n == 0)
			return RC_OK;
		if (n != CHOICE_NONE && (rc = act(t, n, e)) != RC_OK)
			return rc;
		n = CHOICE_NONE;
	}
}

enum rc unseal_talk(struct app *app, const char *reason, struct err *e)
{
	struct talk t = {.app = app, .reason = reason};
	bool over;
	enum rc rc;

	app->until_ms = clock_running_ms() + emergency_session_left_ms(app->session);
	rc = talk(&t, e);
	if (app->signal != 0 || app->session == NULL)
		return rc;
	over = is_over(app);
	if (rc != RC_OK && rc != RC_INTR && !over)
		return rc;
	term_say(app, "\n%s\n",
	    over
		? "The thirty minutes are over: the envelope is shut. To go on, open it again: "
		  "strongroom unseal"
		: "The envelope is shut.");
	unseal_first_hour(app, false);
	return RC_OK;
}
