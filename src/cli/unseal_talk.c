/*
 * unseal_talk: the opened vault, at a terminal, for as long as it is open.
 *
 * A short numbered conversation. What it does is done by the commands, as if
 * they had been typed; it only asks. It ends by itself when the time is over,
 * also while it waits for an answer.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "choice.h"
#include "crypto/secret.h"
#include "unseal.h"
#include "vault/emergency.h"

struct talk {
	struct app *app;
	const char *reason;
};

/* commands */

static const struct command *command_named(const char *name)
{
	const struct command *c = COMMANDS;

	while (strcmp(c->name, name) != 0)
		c++;
	return c;
}

/* Run a command with these arguments; it asks for what is missing. */
static enum rc run(struct app *app, const struct args *args, struct err *e)
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

static enum rc run_plain(struct app *app, const char *name, struct err *e)
{
	return run(app, &(struct args){.command = command_named(name)}, e);
}

/* showing items */

static void say_titles(struct app *app, const json_t *rows)
{
	json_t *one;
	size_t i;

	json_array_foreach(rows, i, one) term_say(app, "  %3zu  %s   %s   (%s)\n", i + 1,
	    json_string_value(json_object_get(one, "title")),
	    json_string_value(json_object_get(one, "username")),
	    json_string_value(json_object_get(one, "collection")));
}

static enum rc reveal(struct talk *t, const json_t *row, struct err *e)
{
	struct args args = {.command = command_named("show"), .n_words = 1};
	char id[32];
	enum rc rc;

	snprintf(
	    id, sizeof id, "#%lld", (long long)json_integer_value(json_object_get(row, "id")));
	args.words[0] = id;
	if ((rc = args_answer(&args, "reveal", NULL, e)) != RC_OK ||
	    (rc = args_answer(&args, "reason", t->reason, e)) != RC_OK)
		return rc;
	return run(t->app, &args, e);
}

/* One after the other, until Enter alone. */
static enum rc pick(struct talk *t, const json_t *rows, struct err *e)
{
	const size_t n = json_array_size(rows);
	enum rc rc = RC_OK;

	if (n == 0)
		term_say(t->app, "Nothing has that in its title, user name or address. Try a "
				 "part of the word.\n");
	while (n > 0 && rc == RC_OK) {
		size_t k;

		say_titles(t->app, rows);
		rc = choice_ask(&k, t->app,
		    "The number of one to show with its passwords (Enter alone: back): ", n, e);
		if (rc != RC_OK || k == 0 || k == CHOICE_NONE)
			break;
		rc = reveal(t, json_array_get(rows, k - 1), e);
	}
	return rc;
}

static enum rc list(json_t **rows, struct app *app, const struct secret *word, struct err *e)
{
	struct buf folded = {0};
	const char *text;
	enum rc rc = text_fold(&folded, secret_slice(word), e);

	if (rc == RC_OK && (text = buf_cstr(&folded)) == NULL)
		rc = err_nomem(e);
	if (rc == RC_OK)
		rc = ls_items(rows, app, NULL, &text, word->n == 0 ? 0 : 1, e);
	buf_finish(&folded);
	return rc;
}

static enum rc show_one(struct talk *t, struct err *e)
{
	struct secret *word;
	json_t *rows;
	enum rc rc;

	if ((rc = term_line(&word, t->app,
		 "A part of its title, user name or address (Enter alone: list all): ", e)) !=
	    RC_OK)
		return rc;
	rc = list(&rows, t->app, word, e);
	secret_free(word);
	if (rc != RC_OK)
		return rc;
	rc = pick(t, rows, e);
	json_decref(rows);
	return rc;
}

static enum rc show_all(struct talk *t, struct err *e)
{
	return unseal_show_all(t->app, e);
}

/* people */

static enum rc appoint(struct talk *t, struct err *e)
{
	struct args args = {.command = command_named("member add")};
	size_t n;
	enum rc rc;

	term_say(t->app,
	    "  1  clerk: manages everything, members too\n"
	    "  2  deputy: uses, adds and changes logins, but manages no members\n");
	rc = choice_ask(&n, t->app, "Which of them? Type 1 or 2 (Enter alone: back): ", 2, e);
	if (rc != RC_OK || n == 0 || n == CHOICE_NONE)
		return rc;
	if ((rc = args_answer(&args, "role", n == 1 ? "clerk" : "deputy", e)) != RC_OK)
		return rc;
	term_say(t->app, "The name, as in \"Jane Smith\".\n");
	return run(t->app, &args, e);
}

/* A member who is meant, after a look at the list. */
static enum rc ask_member(int64_t *id, struct app *app, const char *prompt, struct err *e)
{
	const char *name;
	enum rc rc;

	if ((rc = run_plain(app, "member ls", e)) != RC_OK ||
	    (rc = app_ask(&name, app, prompt, e)) != RC_OK)
		return rc;
	return app_member(id, app, name, e);
}

static enum rc leaves(struct talk *t, struct err *e)
{
	struct args args = {.command = command_named("member leave"), .n_words = 1};
	const struct member *m;
	char number[32];
	int64_t id;
	bool yes;
	enum rc rc;

	if ((rc = ask_member(&id, t->app, "Who leaves? The name (Enter alone: back): ", e)) !=
	    RC_OK)
		return rc;
	m = roster_member(session_roster(t->app->session), id);
	term_say(t->app, "%s (%s) can open nothing more after this, and it cannot be undone.\n",
	    m->name, role_name(m->role));
	rc = choice_yes(&yes, t->app, "Type yes if that is right: ", e);
	if (rc != RC_OK || !yes)
		return rc;
	snprintf(number, sizeof number, "#%lld", (long long)id);
	args.words[0] = number;
	return run(t->app, &args, e);
}

static enum rc let_open(struct talk *t, struct err *e)
{
	struct args args = {.command = command_named("grant")};
	bool yes;
	enum rc rc;

	if ((rc = run_plain(t->app, "collection ls", e)) != RC_OK ||
	    (rc = run_plain(t->app, "member ls", e)) != RC_OK)
		return rc;
	rc = choice_yes(
	    &yes, t->app, "Shall the member be able to change things, too? (yes or no): ", e);
	if (rc != RC_OK || (yes && (rc = args_answer(&args, "edit", NULL, e)) != RC_OK))
		return rc;
	return run(t->app, &args, e);
}

static enum rc forgot(struct talk *t, struct err *e)
{
	int64_t id;
	enum rc rc = ask_member(
	    &id, t->app, "Who forgot the passphrase? The name (Enter alone: back): ", e);

	return rc == RC_OK ? unseal_reset_member(t->app, id, NULL, NULL, e) : rc;
}

static enum rc first_hour(struct talk *t, struct err *e)
{
	(void)e;
	unseal_first_hour(t->app);
	return RC_OK;
}

/* the conversation */

static const struct {
	const char *text;
	enum rc (*act)(struct talk *t, struct err *e);
} CHOICES[] = {
    {"end: the envelope is shut", NULL},
    {"show a login or another item", show_one},
    {"show all of them, with all passwords", show_all},
    {"appoint a clerk or deputy", appoint},
    {"a member leaves, and every key that was known is replaced", leaves},
    {"let a member open a collection", let_open},
    {"a new first passphrase for a clerk or deputy who forgot the own one", forgot},
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
	unseal_first_hour(app);
	return RC_OK;
}
