/* unseal_talk_people: who comes, who goes, and who may open what. */
#include <stdio.h>

#include "unseal_talk.h"

enum rc talk_appoint(struct talk *t, struct err *e)
{
	struct args args = {.command = talk_command("member add")};
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
	return talk_run(t->app, &args, e);
}

/* A member who is meant, after a look at the list. */
static enum rc ask_member(int64_t *id, struct app *app, const char *prompt, struct err *e)
{
	const char *name;
	enum rc rc;

	if ((rc = talk_run_plain(app, "member ls", e)) != RC_OK ||
	    (rc = app_ask(&name, app, prompt, e)) != RC_OK)
		return rc;
	return app_member(id, app, name, e);
}

enum rc talk_leaves(struct talk *t, struct err *e)
{
	struct args args = {.command = talk_command("member leave"), .n_words = 1};
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
	return talk_run(t->app, &args, e);
}

enum rc talk_let_open(struct talk *t, struct err *e)
{
	struct args args = {.command = talk_command("grant")};
	bool yes;
	enum rc rc;

	if ((rc = talk_run_plain(t->app, "collection ls", e)) != RC_OK ||
	    (rc = talk_run_plain(t->app, "member ls", e)) != RC_OK)
		return rc;
	rc = choice_yes(
	    &yes, t->app, "Shall the member be able to change things, too? (yes or no): ", e);
	if (rc != RC_OK || (yes && (rc = args_answer(&args, "edit", NULL, e)) != RC_OK))
		return rc;
	return talk_run(t->app, &args, e);
}

enum rc talk_forgot(struct talk *t, struct err *e)
{
	int64_t id;
	enum rc rc = ask_member(
	    &id, t->app, "Who forgot the passphrase? The name (Enter alone: back): ", e);

	return rc == RC_OK ? unseal_reset_member(t->app, id, NULL, NULL, e) : rc;
}
