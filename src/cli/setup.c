/*
 * setup: a new vault, as a conversation at the terminal.
 */
#include "setup.h"

#include <string.h>

#include "base/text.h"
#include "choice.h"
#include "crypto/secret.h"
#include "path.h"
#include "unseal_talk.h"
#include "vault/collection.h"

enum { HOLDERS = 16 };

/* what the vault needs */

/* Of who keeps a sheet. */
static enum rc check_holder(struct slice name, struct err *e)
{
	if (text_valid_name(name) && name.n <= COLLECTION_NAME_MAX && name.p[0] != '#')
		return RC_OK;
	return err_set(e, RC_INPUT,
	    "such a name is 1 to %d bytes of text without blanks around it, and begins with no "
	    "\"#\"",
	    COLLECTION_NAME_MAX);
}

/* A name that will do, asked for until it does; Enter alone is other, unless that is NULL. */
static enum rc ask_name(const char **name, struct app *app, const char *prompt,
    const char *other, enum rc (*check)(struct slice, struct err *), struct err *e)
{
	for (;;) {
		struct secret *line;
		enum rc rc = term_line(&line, app, prompt, e);

		if (rc != RC_OK)
			return rc;
		*name = other;
		if (line->n > 0)
			rc = check(secret_slice(line), e);
		if (line->n > 0 && rc == RC_OK)
			rc = app_keep_answer(name, app, line, e);
		secret_free(line);
		if (rc != RC_OK && rc != RC_INPUT)
			return rc;
		if (rc == RC_OK && *name != NULL)
			return RC_OK;
		term_say(app, "No: %s.\n", rc != RC_OK ? e->text : "a name is needed");
	}
}

/* A person who mistypes three times has not changed her mind. */
static enum rc ask_passphrase(struct app *app, const char *whose, struct err *e)
{
	enum rc rc;

	while ((rc = term_new_passphrase(&app->passphrase, app, whose, e)) == RC_INPUT)
		term_say(app, "Take your time.\n");
	return rc;
}

static enum rc make_vault(struct app *app, struct err *e)
{
	struct founding f = {.passphrase_fd = "passphrase-fd"};
	const char *name;
	enum rc rc;

	if ((rc = app_found_place(app, e)) != RC_OK)
		return rc;
	term_say(
	    app, "This sets up a new vault. Until it is made, Ctrl-C leaves all as it is.\n\n");
	if ((rc = ask_name(&f.council, app, "Name of the council: ", NULL,
		 session_check_council, e)) != RC_OK ||
	    (rc = ask_name(&name, app, "Your name: ", NULL, roster_check_name, e)) != RC_OK ||
	    (rc = args_answer(&app->args, "member", name, e)) != RC_OK ||
	    (rc = ask_passphrase(app, name, e)) != RC_OK ||
	    (rc = ask_name(&f.collection, app,
		 "Name of the first collection, which holds the logins (Enter: General): ",
		 "General", collection_check_name, e)) != RC_OK)
		return rc;
	return app_found(app, &f, e);
}

/* what comes next */

/* What is wrong is told, and the rest of the conversation goes on. */
static enum rc tell(struct app *app, enum rc rc, struct err *e)
{
	if (rc == RC_OK || rc == RC_INTR)
		return rc;
	term_say(app, "That was not done: %s.\n", e->text);
	return RC_OK;
}

/* One name or several, up to Enter alone. */
static enum rc ask_holders(struct args *args, struct app *app, struct err *e)
{
	const char *holder;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < HOLDERS && rc == RC_OK; i++) {
		if ((rc = ask_name(&holder, app,
			 i == 0 ? "Who is to keep it, such as the chair: "
				: "Who keeps another sheet, so that it takes several to open "
				  "it (Enter: nobody): ",
			 i == 0 ? NULL : "", check_holder, e)) != RC_OK ||
		    holder[0] == '\0')
			break;
		rc = args_answer(args, "holder", holder, e);
	}
	return rc;
}

static enum rc offer_envelope(struct app *app, bool *done, struct err *e)
{
	struct args args = {.command = talk_command("envelope create")};
	bool yes;
	enum rc rc;

	term_say(app,
	    "\nThe sealed envelope is for the day on which you cannot be asked: a sheet of "
	    "words on paper that opens the vault. The sheet is shown on this screen, to be "
	    "copied by hand; to have it printed, leave it for later, and then: strongroom "
	    "envelope create --sheet pdf | lp\n");
	if ((rc = choice_yes(&yes, app,
		 "Make the sealed envelope now? (yes, or Enter for later) ", e)) != RC_OK ||
	    !yes)
		return rc;
	if ((rc = ask_holders(&args, app, e)) == RC_OK)
		rc = talk_run(app, &args, e);
	*done = rc == RC_OK;
	return tell(app, rc, e);
}

static enum rc import(struct app *app, struct slice typed, struct err *e)
{
	struct args args = {.command = talk_command("import"), .n_words = 1};
	enum rc rc = path_typed(&args.words[0], app, typed, e);

	return rc == RC_OK ? talk_run(app, &args, e) : rc;
}

static enum rc offer_import(struct app *app, bool *done, struct err *e)
{
	const size_t asked = app->n_asked;
	enum rc rc = RC_OK;

	term_say(app,
	    "\nLogins that are in another program, or in a browser, can be brought over from "
	    "the file that it exports.\n");
	while (rc == RC_OK && !*done) {
		struct secret *line;
		bool later;

		if ((rc = term_line(&line, app, "The name of that file (Enter: later): ", e)) !=
		    RC_OK)
			break;
		later = line->n == 0;
		if (!later)
			rc = import(app, secret_slice(line), e);
		secret_free(line);
		if (later)
			break;
		*done = rc == RC_OK;
		rc = tell(app, rc, e);
		app_forget_answers(app, asked);
	}
	return rc;
}

static enum rc offer(struct app *app, struct err *e)
{
	bool envelope = false;
	bool logins = false;
	enum rc rc;

	if ((rc = offer_envelope(app, &envelope, e)) != RC_OK ||
	    (rc = offer_import(app, &logins, e)) != RC_OK)
		return rc;
	term_say(app, "\n");
	if ((rc = talk_run_plain(app, "status", e)) != RC_OK)
		return rc;
	out_note(app, "The vault is ready. What next:\n  strongroom add           a login%s",
	    logins ? ", one by one" : "");
	if (!logins)
		out_note(app, "  strongroom import FILE   logins from another program");
	if (!envelope)
		out_note(app, "  strongroom envelope create   the sealed envelope");
	else
		out_note(app, "  strongroom seal --kit FOLDER   the export that the envelope "
			      "opens, to a stick");
	out_note(app, "  strongroom member add    the others, each with own passphrase\n"
		      "  strongroom worklist      what there is to do, at any time");
	return RC_OK;
}

enum rc setup_talk(struct app *app, struct err *e)
{
	enum rc rc;

	if ((rc = make_vault(app, e)) != RC_OK || (rc = init_say(app, "", e)) != RC_OK)
		return rc;
	rc = offer(app, e);
	if (rc != RC_OK && rc != RC_INTR)
		out_note(app, "The vault at %s is made and whole all the same.",
		    session_path(app->session));
	if (rc != RC_INTR)
		return rc;
	return err_set(e, RC_INTR,
	    "interrupted; the vault at %s is made and whole, and what was not done can be done "
	    "at any time: \"strongroom worklist\" says what and how",
	    session_path(app->session));
}
