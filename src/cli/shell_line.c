/*
 * shell_line: what is to be done with a line that was typed.
 */
#include "shell_int.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "agent.h"
#include "crypto/secret.h"
#include "shell_complete.h"

static bool is_own(const char *word)
{
	for (size_t i = 0; SHELL_OWN[i] != NULL; i++)
		if (strcmp(SHELL_OWN[i], word) == 0)
			return true;
	return false;
}

static void help_own(const struct app *app)
{
	out_note(app, "\nIn this shell, commands need no \"strongroom\" in front. Also:\n\n"
		      "  menu        what is done most, by number\n"
		      "  lock        wipe the keys and clear the screen, until the passphrase "
		      "comes\n"
		      "  exit, quit  the same as Ctrl-D\n\n"
		      "Tab completes commands, titles and names; the arrows and Ctrl-R bring\n"
		      "back lines; Ctrl-L clears the screen. A title with blanks in it goes\n"
		      "between quotes: \"HMRC VAT\".");
}

/* The words of a command; none if there is nothing in the line. */
static enum rc split(struct shell_words *w, struct slice line, struct err *e)
{
	enum rc rc = shell_words_split(w, line, e);

	shell_words_drop_program(w);
	if (rc != RC_OK || !w->unclosed)
		return rc;
	return err_set(e, RC_USAGE,
	    "a quote is open at the end of the line, or a backslash stands there; quotes come "
	    "in pairs, as in \"HMRC VAT\"");
}

/* Whose shell this is was settled when it was opened. */
static enum rc check_globals(const struct args *a, struct err *e)
{
	static const char *const FIXED[] = {"vault", "member", "passphrase-fd"};

	for (size_t i = 0; i < sizeof FIXED / sizeof FIXED[0]; i++)
		if (args_has_global(a, FIXED[i]))
			return err_set(e, RC_USAGE,
			    "--%s cannot be given within the shell; type exit, and start "
			    "another with it",
			    FIXED[i]);
	return RC_OK;
}

/* Is it likely to be a command with a slip in it? */
static bool is_slip(const char *word)
{
	for (const struct command *c = COMMANDS; c->name != NULL; c++)
		if (args_likely(word, c->name))
			return true;
	for (size_t i = 0; SHELL_OWN[i] != NULL; i++)
		if (args_near(word, SHELL_OWN[i]))
			return true;
	return false;
}

/*
 * A line that is no command may be a passphrase: it is not kept, and not said
 * once more. *e says already what is wrong with the command.
 */
static void not_a_command(
    const struct app *app, const char *word, const struct buf *line, struct err *e)
{
	struct secret *text = secret_copy(line->p, line->n);
	struct err why;

	if (text != NULL && wrong_words_text(app, text, &why) != RC_OK)
		*e = why;
	else if (!is_slip(word))
		err_set(e, RC_USAGE,
		    "there is no such command; \"help\" lists all. If that was a passphrase: "
		    "it was kept nowhere, and Ctrl-L clears the screen");
	secret_free(text);
	shell_read_forget(false);
}

/* Parsed here only to be judged; the process that runs it does so again. */
static enum rc judge(
    const struct shell *s, const struct shell_words *w, struct buf *line, struct err *e)
{
	char program[] = "strongroom";
	char *argv[ARGS_MAX + 1] = {program};
	struct args a;
	enum rc rc;

	memcpy(argv + 1, w->words, w->n * sizeof *argv);
	rc = args_parse(&a, (int)w->n + 1, argv, e);
	if (a.command == NULL && rc != RC_OK) {
		not_a_command(s->app, w->words[0], line, e);
		return e->rc;
	}
	if (buf_cstr(line) != NULL)
		shell_read_keep(buf_cstr(line));
	return rc == RC_OK ? check_globals(&a, e) : rc;
}

/* A choice that was broken off by Ctrl-C is none. */
static enum rc menu(struct shell *s, struct err *e)
{
	enum rc rc = shell_menu(s, e);

	if (rc != RC_INTR || (s->app->signal != 0 && s->app->signal != SIGINT))
		return rc;
	s->app->signal = 0;
	return RC_OK;
}

static void run(struct shell *s, const struct shell_words *w)
{
	const int status = shell_run(s, w->words, w->n);

	if (status == -1)
		out_warn(s->app,
		    "the command could not be started; close other programs, and try again");
	else if (WIFSIGNALED(status) && WTERMSIG(status) != SIGINT)
		out_warn(s->app,
		    "the command was ended from outside (signal %d); what it had not finished "
		    "was not done",
		    WTERMSIG(status));
	if (w->n == 1 && strcmp(w->words[0], "help") == 0)
		help_own(s->app);
}

static enum rc obey_own(enum shell_next *next, struct shell *s, const char *word, struct err *e)
{
	shell_read_keep(word);
	if (strcmp(word, "menu") == 0)
		return menu(s, e);
	*next = strcmp(word, "lock") == 0 ? SHELL_LOCK : SHELL_LEAVE;
	return RC_OK;
}

enum rc shell_obey(enum shell_next *next, struct shell *s, struct buf *line, struct err *e)
{
	struct agent_status st;
	struct shell_words w;
	struct err why;
	enum rc rc = RC_OK;

	*next = SHELL_GO_ON;
	if (split(&w, buf_slice(line), &why) != RC_OK)
		out_error(s->app, &why);
	else if (w.n == 2 && strcmp(w.words[0], "help") == 0 && is_own(w.words[1]))
		help_own(s->app);
	else if (w.n > 0 && is_own(w.words[0]))
		rc = obey_own(next, s, w.words[0], e);
	else if (w.n > 0 && judge(s, &w, line, &why) != RC_OK)
		out_error(s->app, &why);
	else if (w.n > 0 && agent_status_of(&st, s->agent_fd, &why) != RC_OK)
		*next = SHELL_KEYS_GONE;
	else if (w.n > 0)
		run(s, &w);
	shell_words_finish(&w);
	return rc;
}
