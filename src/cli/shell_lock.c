/*
 * shell_lock: the keys of a shell: where they are, and how they are wiped.
 */
#include "shell_int.h"

#include <stdio.h>
#include <unistd.h>

#include "agent.h"
#include "base/text.h"
#include "crypto/secret.h"
#include "shell_signals.h"
#include "vault/policy.h"

/*
 * How much longer the agent waits than the shell, which counts keys, and not
 * commands: a shell that is stopped by Ctrl-Z cannot lock itself.
 */
enum { AGENT_TIMES = 2 };

static void close_session(struct app *app)
{
	session_close(app->session);
	app->session = NULL;
	agent_close(app);
	secret_free(app->passphrase);
	app->passphrase = NULL;
	app_forget_answers(app, 0);
	wipe_stack();
}

/* What an unlocked session tells the shell for as long as it runs. */
static enum rc learn(struct shell *s, struct err *e)
{
	const struct session *session = s->app->session;
	const struct member *me = session_me(session);
	char council[80];
	char name[80];

	text_safe_str(council, sizeof council, slice_str(session_council(session)), false);
	text_safe_str(name, sizeof name, slice_str(me->name), false);
	snprintf(s->prompt, sizeof s->prompt, "%s (%s)> ", council, name);
	snprintf(s->who, sizeof s->who, "#%lld", (long long)me->id);
	if (s->watch == NULL)
		return watch_new(&s->watch, policy_lock_idle_ms(session), e);
	watch_restart(s->watch, policy_lock_idle_ms(session));
	return RC_OK;
}

enum rc shell_unlock(struct shell *s, struct err *e)
{
	struct app *app = s->app;
	enum rc rc = RC_OK;

	app->watch = NULL;
	if (app->session == NULL)
		rc = app_unlock(app, e);
	if (rc != RC_OK || (rc = learn(s, e)) != RC_OK)
		goto out;
	shell_greet(app);
	/* What follows goes through the agent, and is no unlock of its own. */
	app->watch = s->watch;
	if ((rc = app_record_unlock(app, e)) == RC_OK)
		rc = agent_start(
		    &s->agent_fd, app, true, AGENT_TIMES * watch_idle_ms(s->watch), e);
out:
	close_session(app);
	app->watch = s->watch;
	return rc;
}

void shell_drop_keys(struct shell *s)
{
	struct agent_status st;

	if (s->agent_fd < 0)
		return;
	/* Whether or not it answers: it ends when nobody has the line any more. */
	(void)!agent_lock(s->agent_fd, &st, NULL);
	close(s->agent_fd);
	s->agent_fd = -1;
	s->app->agent_fd = -1;
}

/* Also what could be scrolled back to (xterm's "erase saved lines"). */
static void clear_screen(struct app *app)
{
	static const char CLEAR[] = "\033[H\033[2J\033[3J";

	if (term_columns(app) > 0)
		(void)!write(app->tty, CLEAR, sizeof CLEAR - 1);
}

enum rc shell_lock(struct shell *s, const char *why, struct err *e)
{
	struct app *app = s->app;
	enum rc rc;

	shell_drop_keys(s);
	shell_names_finish(&s->names);
	shell_read_forget(true);
	clear_screen(app);
	shell_signals_unwatch();
	term_say(app, "%s\n", why);
	while ((rc = shell_unlock(s, e)) == RC_AUTH || rc == RC_INPUT)
		term_say(app, "Still locked: %s.\n", e->text);
	shell_signals_watch();
	return rc;
}
