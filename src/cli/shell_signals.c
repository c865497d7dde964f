#include "shell_signals.h"

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static const int SIGNALS[] = {
    SIGHUP, SIGTERM, SIGQUIT, SIGINT, SIGTSTP, SIGCONT, SIGWINCH, SIGCHLD};

enum {
	N_SIGNALS = sizeof SIGNALS / sizeof SIGNALS[0],
	N_ENDING = 3, /* the first ones */
	STEP_MS = 1000
};

/* Set by the handler; looked at only when signals are blocked, or by who sets them back. */
static volatile sig_atomic_t noted[N_SIGNALS];
static struct sigaction before[N_SIGNALS];

static void note(int sig)
{
	for (int i = 0; i < N_SIGNALS; i++)
		if (SIGNALS[i] == sig)
			noted[i] = 1;
}

void shell_signals_watch(void)
{
	struct sigaction act = {.sa_handler = note};

	sigemptyset(&act.sa_mask);
	for (int i = 0; i < N_SIGNALS; i++) {
		noted[i] = 0;
		sigaction(SIGNALS[i], &act, &before[i]);
	}
}

void shell_signals_unwatch(void)
{
	for (int i = 0; i < N_SIGNALS; i++)
		sigaction(SIGNALS[i], &before[i], NULL);
}

static bool any(void)
{
	for (int i = 0; i < N_SIGNALS; i++)
		if (noted[i])
			return true;
	return false;
}

enum shell_wait shell_signals_wait(int fd, int64_t left_ms)
{
	const int64_t step = left_ms < STEP_MS ? left_ms : STEP_MS;
	const struct timespec wait = {.tv_sec = step / 1000, .tv_nsec = step % 1000 * 1000000};
	struct pollfd p = {.fd = fd, .events = POLLIN};
	sigset_t all;
	sigset_t old;
	int ready = 0;

	sigemptyset(&all);
	for (int i = 0; i < N_SIGNALS; i++)
		sigaddset(&all, SIGNALS[i]);
	sigprocmask(SIG_BLOCK, &all, &old);
	if (!any())
		ready = ppoll(&p, 1, &wait, &old);
	sigprocmask(SIG_SETMASK, &old, NULL);
	if (any())
		return WAIT_SIGNAL;
	return ready > 0 ? WAIT_READY : WAIT_TIME;
}

bool shell_signals_take(int sig)
{
	bool was = false;

	for (int i = 0; i < N_SIGNALS; i++)
		if (SIGNALS[i] == sig && noted[i]) {
			noted[i] = 0;
			was = true;
		}
	return was;
}

int shell_signals_end(void)
{
	for (int i = 0; i < N_ENDING; i++)
		if (noted[i])
			return SIGNALS[i];
	return 0;
}

void shell_signals_stop(void)
{
	struct sigaction act = {.sa_handler = SIG_DFL};
	struct sigaction old;

	sigemptyset(&act.sa_mask);
	sigaction(SIGTSTP, &act, &old);
	kill(getpid(), SIGTSTP);
	sigaction(SIGTSTP, &old, NULL);
	(void)shell_signals_take(SIGTSTP);
}
