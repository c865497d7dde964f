/* app: opening the vault, as which member, and unlocking. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent.h"
#include "base/words.h"
#include "commands.h"
#include "crypto/secret.h"
#include "vault/member.h"

enum rc app_open(struct app *app, struct err *e)
{
	enum rc rc;

	if ((rc = app_prepare(app, false, e)) != RC_OK)
		return rc;
	return session_open(&app->session, &app->options, e);
}

enum rc app_member(int64_t *id, struct app *app, const char *name, struct err *e)
{
	return session_find_member(id, app->session, name, e);
}

static const char *member_given(const struct app *app)
{
	bool filters = (app->args.command->flags & MEMBER_FILTERS) != 0;
	const char *name = filters ? args_value_at(&app->args, "member", true)
				   : args_value(&app->args, "member");

	if (name == NULL)
		name = getenv("STRONGROOM_MEMBER");
	return name != NULL && name[0] == '\0' ? NULL : name;
}

enum rc app_choose_member(int64_t *id, struct app *app, struct err *e)
{
	struct secret *line;
	struct buf name = {0};
	enum rc rc;

	if ((rc = app_member(id, app, member_given(app), e)) != RC_OK || *id != 0)
		return rc;
	/* A script that names one member only may well mean both. */
	if (!term_open(app) && args_has(&app->args, "member"))
		return app_member(id, app, args_value(&app->args, "member"), e);
	if (!term_open(app))
		return err_set(e, RC_USAGE,
		    "this vault has several members; say who you are with --member NAME");
	if ((rc = term_line(&line, app, "Your name: ", e)) != RC_OK)
		return rc;
	buf_add_slice(&name, secret_slice(line));
	secret_free(line);
	rc = buf_cstr(&name) == NULL ? err_nomem(e) : app_member(id, app, buf_cstr(&name), e);
	buf_finish(&name);
	return rc;
}

static enum rc get_passphrase(struct app *app, int64_t id, struct err *e)
{
	struct buf name = {0};
	char prompt[300];
	enum rc rc;

	if (args_has(&app->args, "passphrase-fd"))
		return input_line(&app->passphrase, app, "passphrase-fd", e);
	if (!term_open(app))
		return err_set(e, RC_AUTH,
		    "a passphrase is needed, and %s; give it with --passphrase-fd N%s",
		    term_missing(app),
		    (app->args.command->flags & ASKS_AGAIN) != 0
			? ""
			: ", or run \"strongroom unlock\" first");
	if ((rc = session_member_name(&name, app->session, id, e)) == RC_OK) {
		snprintf(prompt, sizeof prompt,
		    "Passphrase of %.*s (nothing shows while you type): ",
		    SLICE_ARG(buf_slice(&name)));
		rc = term_secret(&app->passphrase, app, prompt, e);
	}
	buf_finish(&name);
	return rc;
}

/*
 * Who has never typed a passphrase of their own is walked through that first,
 * at a terminal; a script is told.
 */
static enum rc change_first(struct app *app, struct err *e)
{
	struct buf words = {0};
	struct secret *passphrase = NULL;
	enum rc rc;

	if (!term_open(app) || args_has(&app->args, "passphrase-fd"))
		return err_set(e, RC_AUTH,
		    "this first passphrase must be changed before anything else; run "
		    "\"strongroom passphrase\"");
	app_check_words(&words, app);
	term_say(app,
	    "\nThis is a first passphrase, which others may have seen. Choose your own now.\n"
	    "Compare the check words on your slip with those of this vault:\n\n    %s\n\n"
	    "If they differ, stop with Ctrl-C and ask the clerk.\n\n",
	    buf_cstr(&words) ? buf_cstr(&words) : "");
	buf_finish(&words);
	term_hush(app);
	if ((rc = term_new_passphrase(&passphrase, app, "yourself", e)) == RC_OK)
		rc = member_change_passphrase(app->session, app->passphrase, passphrase, e);
	term_unhush();
	if (passphrase == NULL)
		return rc;
	secret_free(app->passphrase);
	app->passphrase = passphrase;
	if (rc == RC_OK)
		term_say(app, "Your passphrase is set; only you know it.\n\n");
	return rc;
}

/* A person may mistype; a script is told at once. */
static enum rc try_passphrases(struct app *app, int64_t id, bool script, struct err *e)
{
	enum { TRIES = 3 };
	enum rc rc = RC_OK;

	for (int i = 0; i < TRIES; i++) {
		if ((rc = get_passphrase(app, id, e)) != RC_OK)
			return rc;
		/* Return was pressed too soon: nobody has tried anything. */
		if (!script && app->passphrase->n == 0)
			rc = err_set(e, RC_AUTH, "nothing was typed, so nothing was tried");
		else
			rc = wrong_words_check(app, app->passphrase, e);
		if (rc == RC_OK)
			rc = session_unlock(app->session, app->passphrase, e);
		if ((rc != RC_AUTH && rc != RC_INPUT) || i + 1 == TRIES || script)
			return rc;
		term_say(app, "No: %s.\n", e->text);
		secret_free(app->passphrase);
		app->passphrase = NULL;
	}
	return rc;
}

/* What is typed while one is tried is a passphrase, and for no other program to show or take.
 */
static enum rc ask_passphrase(struct app *app, int64_t id, struct err *e)
{
	const bool script = args_has(&app->args, "passphrase-fd");
	enum rc rc;

	if (!script)
		term_hush(app);
	rc = try_passphrases(app, id, script, e);
	term_unhush();
	return rc;
}

/* Whether an agent would do, if there is one: who gives a passphrase wants it tried. */
static bool may_be_kept(const struct app *app)
{
	const struct command *c = app->args.command;

	return (c->flags & ASKS_AGAIN) == 0 && !args_has(&app->args, "passphrase-fd") &&
	       !(c->run == cmd_unlock && args_has(&app->args, "for"));
}

enum rc app_unlock(struct app *app, struct err *e)
{
	const char *given = member_given(app);
	int64_t id;
	enum rc rc;

	if (given != NULL && strcasecmp(given, "envelope") == 0)
		return app_unlock_envelope(app, e);
	if ((rc = app_open(app, e)) != RC_OK ||
	    (rc = app_choose_member(&id, app, e)) != RC_OK ||
	    (rc = session_learn(app->session, id, e)) != RC_OK)
		return rc;
	rc = may_be_kept(app) ? agent_unlock_member(app, id, e) : RC_NOTFOUND;
	if (rc != RC_NOTFOUND)
		return rc;
	if ((rc = ask_passphrase(app, id, e)) != RC_OK)
		return rc;
	if (!secret_is_locked())
		out_warn(app, "this system does not let memory be locked, so a secret could "
			      "reach its swap space; raise \"ulimit -l\" to 8192 or more");
	if (session_must_change(app->session) && !(app->args.command->flags & FIRST_OK))
		rc = change_first(app, e);
	/* Only a change of passphrase needs the old one again. */
	if (!(app->args.command->flags & FIRST_OK)) {
		secret_free(app->passphrase);
		app->passphrase = NULL;
	}
	return rc;
}

enum rc app_record_unlock(struct app *app, struct err *e)
{
	enum rc rc = session_begin(app->session, e);

	if (rc != RC_OK)
		return rc;
	return session_commit(app->session, e);
}

void app_check_words(struct buf *out, const struct app *app)
{
	enum { WORDS = 8 };

	words_of_hash(out, session_vault_id(app->session), WORDS);
}
