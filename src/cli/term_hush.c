/*
 * term_hush: a terminal that shows nothing of what is typed, while the program
 * works rather than asks.
 *
 * Whoever is not sure that the last key was taken types the passphrase once more.
 */
#include "app.h"

#include <errno.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

static const int SIGNALS[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM, SIGTSTP, SIGCONT};

enum { N_SIGNALS = sizeof SIGNALS / sizeof SIGNALS[0] };

/* What the handler needs to put the terminal back. */
static struct {
	int tty; /* 0: nothing is hushed */
	struct termios before;
	struct termios quiet;
	struct sigaction old[N_SIGNALS];
} hush;

/* In the background the terminal is another's, and so are its modes. */
static void set(const struct termios *modes, int when)
{
	sigset_t out;
	sigset_t was;

	if (tcgetpgrp(hush.tty) != getpgrp())
		return;
	sigemptyset(&out);
	sigaddset(&out, SIGTTOU);
	sigprocmask(SIG_BLOCK, &out, &was);
	while (tcsetattr(hush.tty, when, modes) != 0 && errno == EINTR)
		;
	sigprocmask(SIG_SETMASK, &was, NULL);
}

/* As the signal does by itself; one that ends the program does not come back. */
static void do_by_default(int sig)
{
	struct sigaction act = {.sa_handler = SIG_DFL};
	struct sigaction own;
	sigset_t it;
	sigset_t was;

	sigemptyset(&act.sa_mask);
	sigemptyset(&it);
	sigaddset(&it, sig);
	sigaction(sig, &act, &own);
	raise(sig);
	sigprocmask(SIG_UNBLOCK, &it, &was);
	sigprocmask(SIG_SETMASK, &was, NULL);
	sigaction(sig, &own, NULL);
}

static void handle(int sig)
{
	const int before = errno;

	if (sig != SIGCONT) {
		set(&hush.before, TCSAFLUSH);
		do_by_default(sig);
	}
	/* Stopped and gone on with: whoever had the terminal meanwhile may have set it. */
	set(&hush.quiet, TCSANOW);
	errno = before;
}

/* What is ignored, as under nohup, stays so. */
static void watch(void)
{
	struct sigaction act = {.sa_handler = handle, .sa_flags = SA_RESTART};

	sigemptyset(&act.sa_mask);
	for (int i = 0; i < N_SIGNALS; i++) {
		sigaction(SIGNALS[i], NULL, &hush.old[i]);
		if (hush.old[i].sa_handler != SIG_IGN)
			sigaction(SIGNALS[i], &act, NULL);
	}
}

void term_hush(struct app *app)
{
	if (hush.tty > 0 || !term_open(app) || tcgetattr(app->tty, &hush.before) != 0)
		return;
	hush.quiet = hush.before;
	hush.quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	hush.tty = app->tty;
	watch();
	set(&hush.quiet, TCSANOW);
}

void term_unhush(void)
{
	if (hush.tty <= 0)
		return;
	set(&hush.before, TCSAFLUSH);
	for (int i = 0; i < N_SIGNALS; i++)
		sigaction(SIGNALS[i], &hush.old[i], NULL);
	hush.tty = 0;
}
