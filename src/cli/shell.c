/*
 * shell: the commands, one after the other, with the passphrase asked once.
 *
 * The shell itself holds no key and no secret: these are with an agent, and
 * with the processes in which the commands run, which end with them.
 */
#include "shell_int.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "agent.h"
#include "commands.h"
#include "shell_complete.h"
#include "shell_signals.h"

enum { PERTURB = 0xa5, MINUTE = 60 * 1000 };

static bool complete_name(struct shell_matches *m, struct slice text, const struct shell *s)
{
	struct buf begun = {0};
	struct err e;
	bool good;

	buf_add_slice(&begun, text);
	good = buf_cstr(&begun) != NULL &&
	       shell_complete_name(m, buf_cstr(&begun), &s->names, s->asked, &e) == RC_OK;
	buf_finish(&begun);
	return good;
}

static bool complete(
    struct shell_matches *m, struct shell_place *place, struct slice text, void *arg)
{
	struct shell *s = arg;
	struct shell_words w;
	struct err e;
	bool good;

	shell_learn_names(s);
	if (s->asked != 0) {
		*place = (struct shell_place){.raw = true};
		return complete_name(m, text, s);
	}
	good = shell_words_split(&w, text, &e) == RC_OK;
	*place = (struct shell_place){.from = w.last, .quote = w.quote};
	shell_words_drop_program(&w);
	good = good && shell_complete(m, &w, &s->names, &e) == RC_OK;
	shell_words_finish(&w);
	return good;
}

static bool is_locked(void *arg)
{
	const struct shell *s = arg;

	return agent_ended(s->agent_fd);
}

static enum rc lock_idle(struct shell *s, struct err *e)
{
	const long long minutes = watch_idle_ms(s->watch) / MINUTE;
	char why[120];

	snprintf(why, sizeof why,
	    "Locked after %lld minute%s without a key press. To go on:", minutes,
	    minutes == 1 ? "" : "s");
	return shell_lock(s, why, e);
}

static enum rc go_to(bool *leave, struct shell *s, enum shell_next next, struct err *e)
{
	*leave = next == SHELL_LEAVE;
	if (next == SHELL_LOCK)
		return shell_lock(s, "Locked. To go on:", e);
	if (next == SHELL_KEYS_GONE)
		return shell_lock(s, "Locked: the keys were wiped meanwhile. To go on:", e);
	return next == SHELL_IDLE ? lock_idle(s, e) : RC_OK;
}

/* One line, and what comes of it. */
static enum rc step(bool *leave, struct shell *s, struct err *e)
{
	enum shell_next next = SHELL_GO_ON;
	struct buf line = {0};
	enum rc rc = RC_OK;

	switch (shell_read_line(&line, s->prompt)) {
	case READ_LINE:
		rc = shell_obey(&next, s, &line, e);
		break;
	case READ_END:
		next = SHELL_LEAVE;
		break;
	case READ_CANCEL:
		/* Likely because it was not meant for this place. */
		shell_read_forget(false);
		break;
	case READ_IDLE:
	case READ_LOCKED:
	case READ_SIGNAL:
		break;
	}
	buf_finish(&line);
	if (rc != RC_OK)
		return rc;
	if ((s->app->signal = shell_signals_end()) != 0)
		return err_set(e, RC_INTR, "the shell was ended; nothing is open any more");
	if (next == SHELL_GO_ON && watch_left_ms(s->watch) == 0)
		next = SHELL_IDLE;
	if (next == SHELL_GO_ON && is_locked(s))
		next = SHELL_KEYS_GONE;
	return go_to(leave, s, next, e);
}

/* Leaving at the question for a passphrase is leaving. */
static enum rc as_left(const struct shell *s, enum rc rc)
{
	return rc == RC_INTR && s->app->signal == 0 ? RC_OK : rc;
}

static enum rc talk(struct shell *s, struct err *e)
{
	bool leave = false;
	enum rc rc;

	if ((rc = shell_unlock(s, e)) != RC_OK)
		return rc;
	s->reader = (struct shell_reader){.watch = s->watch,
	    .plain = term_columns(s->app) == 0,
	    .complete = complete,
	    .locked = is_locked,
	    .arg = s};
	shell_read_start(&s->reader);
	shell_signals_watch();
	while (!leave && rc == RC_OK)
		rc = step(&leave, s, e);
	shell_signals_unwatch();
	shell_read_forget(true);
	return as_left(s, rc);
}

enum rc cmd_shell(struct app *app, struct err *e)
{
	struct shell s = {.app = app, .agent_fd = -1};
	char *vault = NULL;
	bool ended;
	enum rc rc;

	/* What a library gives back is overwritten: readline has no wiping memory. */
	(void)mallopt(M_PERTURB, PERTURB);
	if (!term_open(app))
		return err_set(e, RC_USAGE,
		    "there is no terminal to ask at; \"strongroom help\" lists the commands");
	if ((rc = shell_start(&ended, &vault, app, e)) == RC_OK && !ended)
		rc = talk(&s, e);
	shell_drop_keys(&s);
	shell_names_finish(&s.names);
	watch_free(s.watch);
	app->watch = NULL;
	free(vault);
	return rc;
}
