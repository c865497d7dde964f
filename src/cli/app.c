/*
 * app: finding the vault and the member, and unlocking.
 */
#include "app.h"

#include <ctype.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent.h"
#include "base/file.h"
#include "base/words.h"
#include "crypto/secret.h"
#include "vault/collection.h"
#include "vault/member.h"

/*
 * The user's entry, where the file has one: whatever else the system may ask
 * takes its time, and every command wants to know.
 */
static const struct passwd *own_entry(void)
{
	FILE *file = fopen("/etc/passwd", "re");
	const struct passwd *pw = NULL;

	while (file != NULL && (pw = fgetpwent(file)) != NULL && pw->pw_uid != getuid())
		;
	if (file != NULL)
		fclose(file);
	return pw != NULL ? pw : getpwuid(getuid());
}

const char *app_home(void)
{
	const char *home = getenv("HOME");
	const struct passwd *pw;

	if (home != NULL && home[0] != '\0')
		return home;
	pw = own_entry();
	return pw == NULL ? "/nonexistent" : pw->pw_dir;
}

/* "$VARIABLE/strongroom", or under the home directory; NULL if neither. */
static char *own_dir(const char *variable, const char *in_home)
{
	const char *base = getenv(variable);
	char *path = NULL;

	if (base != NULL && base[0] == '/')
		return asprintf(&path, "%s/strongroom", base) < 0 ? NULL : path;
	return asprintf(&path, "%s/%s/strongroom", app_home(), in_home) < 0 ? NULL : path;
}

static const char SHARED_VAULT[] = "/var/lib/strongroom/vault.db";

/* The place of the vault, in the order that the manual gives. Only the personal one is ever
 * made unasked. */
static char *vault_path(const struct app *app, bool making)
{
	const char *given = args_value(&app->args, "vault");
	char *dir;
	char *path;

	if (given == NULL)
		given = getenv("STRONGROOM_VAULT");
	if (given != NULL && given[0] != '\0')
		return strdup(given);
	if ((dir = own_dir("XDG_DATA_HOME", ".local/share")) == NULL)
		return NULL;
	path = file_join(dir, "vault.db");
	if (making && path != NULL)
		(void)!file_mkdirs(dir, NULL);
	free(dir);
	if (!making && path != NULL && access(path, F_OK) != 0 &&
	    access(SHARED_VAULT, F_OK) == 0) {
		free(path);
		return strdup(SHARED_VAULT);
	}
	return path;
}

void app_origin(struct app *app, const char *key, const char *value)
{
	size_t i = app->options.n_origin;

	if (value == NULL || value[0] == '\0' || i == ORIGIN_MAX)
		return;
	snprintf(app->origin_text[i], ORIGIN_TEXT, "%s", value);
	app->origin[i] = (struct detail){key, slice_str(app->origin_text[i])};
	app->options.n_origin++;
}

/* Where the user sits: it goes into the detail of every record. */
static void find_origin(struct app *app)
{
	const struct passwd *pw = own_entry();
	const char *ssh = getenv("SSH_CLIENT");
	char host[ORIGIN_TEXT] = "";

	(void)gethostname(host, sizeof host - 1);
	app_origin(app, "host", host);
	app_origin(app, "user", pw == NULL ? NULL : pw->pw_name);
	app_origin(app, "terminal", ttyname(STDERR_FILENO));
	app_origin(app, "ssh", ssh);
}

static void warn(void *arg, const char *text)
{
	out_warn(arg, "%s", text);
}

enum rc app_prepare(struct app *app, bool making, struct err *e)
{
	free(app->vault_path);
	free(app->state_dir);
	app->vault_path = vault_path(app, making);
	app->state_dir = own_dir("XDG_STATE_HOME", ".local/state");
	if (app->vault_path == NULL || app->state_dir == NULL)
		return err_nomem(e);
	app->options = (struct session_options){.path = app->vault_path,
	    .state_dir = app->state_dir,
	    .origin = app->origin,
	    .warn = warn,
	    .arg = app};
	find_origin(app);
	return RC_OK;
}

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

/* "ITEM" is one word that has to be there, "[X]" may be, "X…" is one or more. */
static bool next_name(const char **names, char *name, size_t size, bool *optional)
{
	const char *p = *names;
	size_t n;

	while (*p == ' ')
		p++;
	n = strcspn(p, " ");
	if (n == 0)
		return false;
	snprintf(name, size, "%.*s", (int)n, p);
	*optional = name[0] == '[';
	*names = p + n;
	return true;
}

static bool is_many(const char *names)
{
	return strstr(names, "…") != NULL;
}

enum rc app_keep_answer(
    const char **answer, struct app *app, const struct secret *line, struct err *e)
{
	struct secret *text;

	if (app->n_asked == sizeof app->asked / sizeof app->asked[0])
		return err_set(
		    e, RC_USAGE, "too many questions; give the arguments with the command");
	/* One byte more, for the NUL. */
	if ((text = secret_new(line->n + 1)) == NULL)
		return err_nomem(e);
	if (line->n > 0)
		memcpy(text->p, line->p, line->n);
	app->asked[app->n_asked++] = text;
	*answer = (const char *)text->p;
	return RC_OK;
}

enum rc app_ask(const char **answer, struct app *app, const char *prompt, struct err *e)
{
	struct secret *line;
	enum rc rc;

	if ((rc = term_line(&line, app, prompt, e)) != RC_OK)
		return rc;
	rc = line->n == 0 ? err_set(e, RC_USAGE, "nothing was typed; nothing was changed")
			  : app_keep_answer(answer, app, line, e);
	secret_free(line);
	return rc;
}

enum rc app_option(
    const char **value, struct app *app, const char *option, const char *prompt, struct err *e)
{
	enum rc rc;

	*value = args_value(&app->args, option);
	if (*value != NULL && (*value)[0] != '\0')
		return RC_OK;
	if (!term_open(app))
		return err_set(e, RC_USAGE, "--%s is missing; see \"strongroom help %s\"",
		    option, app->args.command->name);
	if ((rc = app_ask(value, app, prompt, e)) != RC_OK)
		return rc;
	return args_answer(&app->args, option, *value, e);
}

void app_forget_answers(struct app *app, size_t n)
{
	while (app->n_asked > n)
		secret_free(app->asked[--app->n_asked]);
}

static enum rc ask_word(struct app *app, const char *name, struct err *e)
{
	const char *answer;
	char prompt[80];
	enum rc rc;

	/* "ITEM" is asked for as "Item". */
	snprintf(prompt, sizeof prompt, "%.40s: ", name);
	for (char *p = prompt + 1; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	if ((rc = app_ask(&answer, app, prompt, e)) == RC_OK)
		app->args.words[app->args.n_words++] = answer;
	return rc;
}

enum rc app_ask_words(struct app *app, struct err *e)
{
	const struct command *c = app->args.command;
	const char *names = c->args;
	char name[64];
	bool optional;
	size_t n = 0;
	enum rc rc;

	while (next_name(&names, name, sizeof name, &optional)) {
		if (n++ < app->args.n_words || optional)
			continue;
		if (!term_open(app))
			return err_set(e, RC_USAGE,
			    "%s is missing; the usage is: strongroom %s %s", name, c->name,
			    c->args);
		if ((rc = ask_word(app, name, e)) != RC_OK)
			return rc;
	}
	if (app->args.n_words > n && !is_many(c->args))
		return err_set(e, RC_USAGE,
		    "\"%s\" is one word too many; the usage is: strongroom %s%s%s",
		    app->args.words[n], c->name, c->args[0] == '\0' ? "" : " ", c->args);
	return RC_OK;
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

json_t *json_member_name(const struct app *app, int64_t id)
{
	const struct member *m = roster_member(session_roster(app->session), id);

	return m == NULL ? json_null() : json_string(m->name);
}

json_t *json_collection_name(struct app *app, int64_t id)
{
	struct buf name = {0};
	json_t *j;

	if (collection_name(&name, app->session, id, NULL) != RC_OK)
		j = json_null();
	else
		j = json_slice(buf_slice(&name));
	buf_finish(&name);
	return j;
}
