#include "cli/cli.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent.h"
#include "app.h"
#include "clipboard.h"
#include "crypto/secret.h"
#include "envelope/keys.h"
#include "transfer/json.h"

/* Before anything secret exists: no core dump, no debugger, no file for others. */
static void harden(void)
{
	const struct rlimit none = {0, 0};
	int fd;

	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)setrlimit(RLIMIT_CORE, &none);
	umask(077);
	/* A write beyond a limit is an error to report, not a reason to die. */
	signal(SIGXFSZ, SIG_IGN);
	/* A file that is opened must not become standard output. */
	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

static enum rc print_version(struct err *e)
{
	struct buf b = {0};
	enum rc rc;

	buf_add_str(&b, "strongroom " STRONGROOM_VERSION "\n");
	rc = out_write(&b, e);
	buf_finish(&b);
	return rc;
}

static enum rc print_help(const struct args *a, struct err *e)
{
	struct buf b = {0};
	enum rc rc;

	if (a->noun == NULL || !help_noun(&b, a->noun))
		help_text(&b, a->command);
	rc = out_write(&b, e);
	buf_finish(&b);
	return rc;
}

/* A command for which somebody has unlocked, and what is seen to before it ends. */
static enum rc run_unlocked(struct app *app, struct err *e)
{
	const struct command *c = app->args.command;
	const int64_t before = refresh_mark(app);
	enum rc rc = c->run(app, e);

	/* Its keys went to an agent that did not start. */
	if (app->session == NULL)
		return rc;
	/* What was changed is so, whether or not it could be told. */
	refresh_export(app, before, rc == RC_OK);
	if (rc != RC_OK)
		return rc;
	/* Counted last, so that it says what is left; a shell says so when it opens. */
	if (!(c->flags & SHOWS_WORK) && app->watch == NULL)
		note_worklist(app);
	return RC_OK;
}

/* Without a command: is there a person who can be asked? In a shell there is one already. */
static bool is_for_shell(const struct app *app)
{
	return app->watch == NULL && !app->no_input && isatty(STDIN_FILENO) &&
	       isatty(STDOUT_FILENO);
}

enum rc cli_command(struct app *app, struct err *e)
{
	const struct command *c = app->args.command;
	struct err why;
	enum rc rc;

	if (args_has_global(&app->args, "version"))
		return print_version(e);
	if (args_has(&app->args, "help"))
		return print_help(&app->args, e);
	if (c == NULL && !is_for_shell(app))
		return err_set(
		    e, RC_USAGE, "say what to do; \"strongroom help\" lists the commands");
	if (c == NULL)
		app->args.command = c = &SHELL;
	if (c->run == NULL)
		return more_run(app->argv, e);
	if ((rc = app_ask_words(app, e)) != RC_OK)
		return rc;
	if (c->check != NULL && (rc = c->check(app, e)) != RC_OK)
		return rc;
	if ((c->flags & NEED_UNLOCK) && !app->making && (rc = app_unlock(app, e)) != RC_OK)
		return rc;
	/* A command that makes the vault has none to look after. */
	rc = app->session != NULL ? run_unlocked(app, e) : c->run(app, e);
	/* Whoever knew the passphrase is on the log, also if the rest came to nothing. */
	if (rc != RC_OK && session_note_unlock(app->session, &why) != RC_OK)
		return err_set(e, why.rc, "%s", why.text);
	return rc;
}

void cli_finish(struct app *app)
{
	session_close(app->session);
	agent_close(app);
	envelope_keys_free(app->envelope);
	secret_free(app->passphrase);
	app_forget_answers(app, 0);
	term_close(app);
	free(app->vault_path);
	free(app->state_dir);
	wipe_stack();
}

/* What a test build adds: a secret that nobody freed is a fault. */
static int count_secrets(int status)
{
#ifdef STRONGROOM_COUNT_SECRETS
	static const char MESSAGE[] = "strongroom: a secret was left in memory\n";

	if (secret_live() != 0) {
		(void)!write(STDERR_FILENO, MESSAGE, sizeof MESSAGE - 1);
		abort();
	}
#endif
	return status;
}

/* As the signal would have ended it, so that a shell knows. */
static int end(const struct app *app, int status)
{
	status = count_secrets(status);
	if (app->signal != 0)
		kill(getpid(), app->signal);
	return status;
}

int cli_run(struct app *app, int argc, char **argv)
{
	struct err e = {.rc = RC_OK};
	enum rc rc;

	app->argv = argv;
	/* Known before the arguments are understood, so that their errors are JSON too. */
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		app->json |= strcmp(argv[i], "--json") == 0;
	if ((rc = args_parse(&app->args, argc, argv, &e)) == RC_OK) {
		app->quiet = args_has(&app->args, "quiet");
		app->no_input = args_has(&app->args, "no-input");
		rc = cli_command(app, &e);
	}
	if (rc != RC_OK) {
		e.rc = rc;
		out_error(app, &e);
	}
	cli_finish(app);
	return end(app, (int)rc);
}

int cli_main(int argc, char **argv)
{
	struct app app = {.tty = -1, .agent_fd = -1, .agent_line = -1};
	struct err e;

	harden();
	json_use_wiped_memory();
	if (crypto_init(&e) != RC_OK) {
		out_error(&app, &e);
		return RC_FAIL;
	}
	if (clipboard_is_keeper(argv))
		return clipboard_keep();
	return cli_run(&app, argc, argv);
}
