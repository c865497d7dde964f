/*
 * term_read: what is typed at the terminal.
 *
 * Bytes come from read(2) straight into locked memory: neither stdio nor
 * readline keeps a copy. Whatever signal comes while the echo is off, it is on
 * again before the signal does what it does; and one that ends the program
 * does so when everything is wiped.
 */
#include "app.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include "agent.h"
#include "base/clock.h"
#include "crypto/secret.h"
#include "watch.h"

enum { LINE_MAX_BYTES = 4096, TRIES = 3 };

static const int SIGNALS[] = {
    SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM, SIGCONT, SIGTSTP, SIGTTIN, SIGTTOU};

enum { N_SIGNALS = sizeof SIGNALS / sizeof SIGNALS[0] };

/* Set by the handler, acted upon when read(2) comes back. */
static volatile sig_atomic_t caught[N_SIGNALS];

static void note_signal(int sig)
{
	for (int i = 0; i < N_SIGNALS; i++)
		if (SIGNALS[i] == sig)
			caught[i] = 1;
}

static bool any_caught(void)
{
	for (int i = 0; i < N_SIGNALS; i++)
		if (caught[i])
			return true;
	return false;
}

bool term_over(const struct app *app)
{
	return app->until_ms != 0 && clock_running_ms() >= app->until_ms;
}

/* Until no answer is waited for any more; INT64_MAX: for ever. */
static int64_t time_left_ms(const struct app *app)
{
	int64_t left = watch_left_ms(app->watch);
	int64_t until;

	if (app->until_ms == 0)
		return left;
	until = app->until_ms - clock_running_ms();
	if (until < 0)
		until = 0;
	return until < left ? until : left;
}

/*
 * A wait goes by a clock that stands still while the computer sleeps; so none is
 * long, and the one that goes on is asked after each.
 */
static struct timespec step(int64_t left)
{
	enum { STEP = 1000 };

	if (left > STEP)
		left = STEP;
	return (struct timespec){.tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000};
}

/* Who has the keys: of a command, or of the shell itself. */
static int agent_of(const struct app *app)
{
	return app->session == NULL ? app->agent_fd : app->agent_line;
}

/*
 * Wait for a byte; false if the vault was locked, if a signal came, or the time is over.
 * Signals are let in while it waits and at no other time, or one could come between the look at
 * what was caught and the wait, which then would not end.
 */
static bool wait_for_byte(const struct app *app)
{
	/* Of the agent only that it has ended is waited for. */
	struct pollfd p[] = {{.fd = app->tty, .events = POLLIN}, {.fd = agent_of(app)}};
	sigset_t all;
	sigset_t before;
	int ready = 0;

	sigemptyset(&all);
	for (int i = 0; i < N_SIGNALS; i++)
		sigaddset(&all, SIGNALS[i]);
	sigprocmask(SIG_BLOCK, &all, &before);
	while (!any_caught() && ready == 0) {
		const int64_t left = time_left_ms(app);
		const struct timespec wait = step(left);

		ready =
		    ppoll(p, sizeof p / sizeof p[0], left == INT64_MAX ? NULL : &wait, &before);
		if (left == 0)
			break;
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	/* A computer that wakes up may have a key before it is seen how long it slept. */
	if (ready <= 0 || p[1].revents != 0 || time_left_ms(app) == 0)
		return false;
	watch_key(app->watch);
	return !any_caught();
}

/* One line into memory; the count, or -1 at the end of input, of the time, or on a signal. */
static ssize_t read_line(const struct app *app, uint8_t *p, size_t cap)
{
	size_t n = 0;

	for (;;) {
		uint8_t c;
		ssize_t got = wait_for_byte(app) ? read(app->tty, &c, 1) : -1;

		if (got < 0)
			return -1;
		if (got == 0)
			return n > 0 ? (ssize_t)n : -1;
		if (c == '\n' || c == '\r')
			return (ssize_t)n;
		if (n < cap)
			p[n++] = c;
	}
}

/* After SIGSTOP there is SIGCONT only, and a shell may have set the echo by then. */
static bool goes_on(int sig)
{
	return sig == SIGCONT || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU;
}

/*
 * Act on what was caught. A stop is passed on, and comes back here when it is
 * over: true, to ask again. What ends the program is left to its end, which
 * wipes first.
 */
static bool pass_on(struct app *app)
{
	int stop = 0;

	for (int i = 0; i < N_SIGNALS; i++) {
		if (caught[i] && goes_on(SIGNALS[i]))
			stop = SIGNALS[i];
		else if (caught[i])
			app->signal = SIGNALS[i];
		caught[i] = 0;
	}
	if (app->signal != 0)
		return false;
	kill(getpid(), stop);
	return true;
}

static void watch(struct sigaction old[N_SIGNALS])
{
	struct sigaction act = {.sa_handler = note_signal};

	sigemptyset(&act.sa_mask);
	for (int i = 0; i < N_SIGNALS; i++) {
		caught[i] = 0;
		sigaction(SIGNALS[i], &act, &old[i]);
	}
}

static void unwatch(const struct sigaction old[N_SIGNALS])
{
	for (int i = 0; i < N_SIGNALS; i++)
		sigaction(SIGNALS[i], &old[i], NULL);
}

/* Key by key, if keys is true, rather than line by line. */
static bool echo_off(int tty, const struct termios *saved, bool keys)
{
	struct termios quiet = *saved;

	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	if (keys) {
		quiet.c_lflag &= ~(tcflag_t)ICANON;
		quiet.c_cc[VMIN] = 1;
		quiet.c_cc[VTIME] = 0;
	}
	return tcsetattr(tty, TCSAFLUSH, &quiet) == 0;
}

/* In the background the terminal is another's, and so are its modes. */
static void echo_as_before(int tty, const struct termios *saved)
{
	while (tcsetattr(tty, TCSAFLUSH, saved) != 0 && errno == EINTR)
		if (tcgetpgrp(tty) != getpgrp())
			return;
}

/* One attempt, with echo if saved is NULL; false if a signal came in between. */
static bool ask_once(struct app *app, const char *prompt, const struct termios *saved,
    struct secret *line, ssize_t *n)
{
	struct sigaction old[N_SIGNALS];
	bool changed;

	watch(old);
	changed = saved != NULL && echo_off(app->tty, saved, false);
	term_say(app, "%s", prompt);
	*n = any_caught() ? -1 : read_line(app, line->p, line->n);
	if (changed) {
		echo_as_before(app->tty, saved);
		term_say(app, "\n");
	}
	unwatch(old);
	return !any_caught();
}

static enum rc ask(
    struct secret **out, struct app *app, const char *prompt, bool echo, struct err *e)
{
	struct termios saved;
	struct secret *line;
	bool quiet;
	ssize_t n;

	if (!term_open(app))
		return err_set(e, RC_AUTH,
		    "%s; give it through a descriptor, as with --passphrase-fd (see "
		    "\"strongroom help\")",
		    term_missing(app));
	if ((line = secret_new(LINE_MAX_BYTES)) == NULL)
		return err_nomem(e);
	/* Once: a shell may hand the terminal back as it was when we were stopped. */
	quiet = !echo && tcgetattr(app->tty, &saved) == 0;
	while (!ask_once(app, prompt, quiet ? &saved : NULL, line, &n)) {
		secret_truncate(line, 0);
		secret_free(line);
		if (!pass_on(app))
			return err_set(e, RC_INTR, "interrupted; nothing was changed");
		if ((line = secret_new(LINE_MAX_BYTES)) == NULL)
			return err_nomem(e);
	}
	if (n < 0) {
		secret_free(line);
		return err_set(e, RC_INTR, "%s; nothing was changed",
		    time_left_ms(app) == 0       ? "the time is over"
		    : agent_ended(agent_of(app)) ? "the vault was locked"
						 : "the input ended");
	}
	secret_truncate(line, (size_t)n);
	*out = line;
	return RC_OK;
}

/* A line that is no such words as belong elsewhere; public: check words may be. */
static enum rc ask_text(
    struct secret **line, struct app *app, const char *prompt, bool public, struct err *e)
{
	enum rc rc = RC_OK;

	for (int i = 0; i < TRIES; i++) {
		if ((rc = ask(line, app, prompt, true, e)) != RC_OK)
			return rc;
		rc = public ? wrong_words_public(*line, e) : wrong_words_text(app, *line, e);
		if (rc == RC_OK)
			return rc;
		secret_free(*line);
		*line = NULL;
		term_say(app, "No: %s.\n", e->text);
	}
	return rc;
}

enum rc term_line(struct secret **line, struct app *app, const char *prompt, struct err *e)
{
	return ask_text(line, app, prompt, false, e);
}

enum rc term_check_words(
    struct secret **line, struct app *app, const char *prompt, struct err *e)
{
	return ask_text(line, app, prompt, true, e);
}

enum rc term_secret(struct secret **line, struct app *app, const char *prompt, struct err *e)
{
	return ask(line, app, prompt, false, e);
}

/* Keys until they are enough; false at the end of input or on a signal. */
static bool read_keys(const struct app *app, const struct term_keys *keys)
{
	for (;;) {
		uint8_t c;

		if (!wait_for_byte(app) || read(app->tty, &c, 1) != 1)
			return false;
		if (keys->key(keys->arg, c))
			return true;
	}
}

/* One attempt; false if a signal came in between. */
static bool keys_once(
    struct app *app, const struct term_keys *keys, const struct termios *saved, bool *done)
{
	struct sigaction old[N_SIGNALS];

	watch(old);
	(void)echo_off(app->tty, saved, true);
	keys->show(keys->arg);
	*done = !any_caught() && read_keys(app, keys);
	keys->hide(keys->arg);
	echo_as_before(app->tty, saved);
	if (!*done)
		term_say(app, "\n");
	unwatch(old);
	return !any_caught();
}

enum rc term_keys(struct app *app, const struct term_keys *keys, struct err *e)
{
	struct termios saved;
	bool done;

	if (tcgetattr(app->tty, &saved) != 0)
		return err_errno(e, RC_IO, "the terminal cannot be asked");
	while (!keys_once(app, keys, &saved, &done)) {
		if (!pass_on(app))
			return err_set(e, RC_INTR, "interrupted; nothing was changed");
		if (done)
			break;
	}
	return done ? RC_OK : err_set(e, RC_INTR, "the input ended; nothing was changed");
}
