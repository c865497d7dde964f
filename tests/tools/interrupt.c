/*
 * interrupt: a signal at a random moment of a program that asks for a
 * passphrase, on a pseudo-terminal, again and again.
 *
 *     PASSPHRASE=… interrupt SIGNAL COUNT COMMAND [ARGUMENTS…]
 *
 * It is the shell of a session of its own, and runs the command as a job in
 * the foreground. The signal comes anywhere between fork(2) and the end:
 * before the question, while it is shown, while the passphrase is typed, and
 * while Argon2id runs; by kill(2) or, where there is a key for it, as that
 * key. Afterwards the modes of the terminal must be those of the beginning. A
 * job that was stopped is continued, and must ask again, unseen.
 *
 * Prints a line for each fault and a summary; exits 0 if there was none.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000, SEEN = 1 << 16, MOMENTS = 4 };

enum moment { BEFORE, AT_PROMPT, WHILE_TYPING, AFTER };

static const char *const MOMENT[] = {
    "before the question", "at the question", "while typing", "after the passphrase"};

static const char PROMPT[] = "while you type): ";

static int master;
static int slave;
static struct termios at_first;
static char passphrase[256];
static char seen[SEEN];
static size_t n_seen;
static long prompt_us = 20000; /* from the start to the question, as measured */
static long finish_us = 50000; /* from there to the end */

static void fail(const char *what)
{
	perror(what);
	exit(125);
}

static long now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000L + t.tv_nsec / 1000;
}

/* What the program shows must be read, or it would stand still. */
static void drain(long us)
{
	long until = now_us() + us;

	do {
		struct pollfd p = {.fd = master, .events = POLLIN};
		long left = until - now_us();
		struct timespec t = {.tv_sec = left < 0 ? 0 : left / 1000000,
		    .tv_nsec = left < 0 ? 0 : left % 1000000 * 1000};
		ssize_t got;

		if (ppoll(&p, 1, &t, NULL) <= 0)
			continue;
		if (n_seen > SEEN / 2)
			n_seen = 0;
		if ((got = read(master, seen + n_seen, SEEN / 2 - 1)) > 0)
			n_seen += (size_t)got;
		seen[n_seen] = '\0';
	} while (now_us() < until);
}

static void forget_seen(void)
{
	n_seen = 0;
	seen[0] = '\0';
}

/* Did it end, or stop? Its status, or -1. */
static int status_of(pid_t pid)
{
	int status;

	return waitpid(pid, &status, WNOHANG | WUNTRACED) == pid ? status : -1;
}

/* Until the prompt is there (true) or the program stopped or ended (false). */
static bool see_prompt(pid_t pid, int *status)
{
	for (long end = now_us() + PATIENCE_MS * 1000L; now_us() < end;) {
		drain(500);
		if (strstr(seen, PROMPT) != NULL)
			return true;
		if ((*status = status_of(pid)) != -1)
			return false;
	}
	*status = -1;
	return false;
}

static int wait_for(pid_t pid)
{
	int status = -1;

	for (long end = now_us() + PATIENCE_MS * 1000L; now_us() < end && status == -1;) {
		drain(500);
		status = status_of(pid);
	}
	return status;
}

static void type(const char *text, size_t n)
{
	if (write(master, text, n) != (ssize_t)n)
		fail("typing");
}

static void type_passphrase(void)
{
	type(passphrase, strlen(passphrase));
	type("\n", 1);
}

static bool echoes(void)
{
	struct termios t;

	return tcgetattr(slave, &t) == 0 && (t.c_lflag & ECHO) != 0;
}

static bool as_at_first(void)
{
	struct termios t;

	return tcgetattr(slave, &t) == 0 && t.c_iflag == at_first.c_iflag &&
	       t.c_oflag == at_first.c_oflag && t.c_cflag == at_first.c_cflag &&
	       t.c_lflag == at_first.c_lflag;
}

/* A signal from here on is the program's. */
static pid_t start(char **argv)
{
	sigset_t all;
	sigset_t before;
	pid_t pid;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	pid = fork();
	if (pid < 0)
		fail("fork");
	if (pid == 0) {
		setpgid(0, 0);
		tcsetpgrp(slave, getpid());
		signal(SIGTTOU, SIG_DFL);
		signal(SIGHUP, SIG_DFL);
		dup2(slave, STDIN_FILENO);
		dup2(slave, STDOUT_FILENO);
		dup2(slave, STDERR_FILENO);
		unsetenv("PASSPHRASE");
		sigprocmask(SIG_SETMASK, &before, NULL);
		execvp(argv[0], argv);
		_exit(127);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	setpgid(pid, pid);
	tcsetpgrp(slave, pid);
	return pid;
}

static long at_random(long most)
{
	return most <= 0 ? 0 : random() % most;
}

/* By the key for it, or by kill(2). */
static void give(pid_t pid, int sig)
{
	const char key = sig == SIGINT ? 3 : sig == SIGQUIT ? 28 : sig == SIGTSTP ? 26 : 0;

	if (key != 0 && at_random(2) == 0)
		type(&key, 1);
	else
		kill(pid, sig);
}

/* Go on to the moment; false if it ended before. */
static bool reach(pid_t pid, enum moment m, int *status)
{
	if (m == BEFORE) {
		drain(at_random(prompt_us + prompt_us / 4));
		return true;
	}
	if (!see_prompt(pid, status))
		return false;
	forget_seen();
	if (m == WHILE_TYPING)
		type(passphrase, 1 + (size_t)at_random((long)strlen(passphrase) - 1));
	if (m == AFTER)
		type_passphrase();
	drain(at_random(m == AFTER ? finish_us : 3000));
	return true;
}

static const char *after_stop(pid_t pid, int *status)
{
	if (!as_at_first())
		return "it stopped and left the terminal changed";
	tcsetpgrp(slave, getpid());
	tcsetpgrp(slave, pid);
	forget_seen();
	kill(-pid, SIGCONT);
	if (see_prompt(pid, status)) {
		if (echoes())
			return "it asked again, and what is typed would show";
		type_passphrase();
		*status = wait_for(pid);
	}
	if (*status == -1)
		return "it did not go on";
	if (!WIFEXITED(*status) || WEXITSTATUS(*status) != 0)
		return "it went on, but not to a good end";
	return NULL;
}

/* What is wrong, or NULL. */
static const char *once(char **argv, int sig, enum moment m)
{
	int status = -1;
	pid_t pid;
	const char *wrong = NULL;

	forget_seen();
	pid = start(argv);
	if (reach(pid, m, &status)) {
		give(pid, sig);
		status = wait_for(pid);
	}
	if (status == -1)
		wrong = "it does not end";
	else if (WIFSTOPPED(status))
		wrong = after_stop(pid, &status);
	else if (WIFEXITED(status) && WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != 130)
		wrong = "another exit status";
	else if (WIFSIGNALED(status) && WTERMSIG(status) != sig)
		wrong = "ended by another signal";
	if (status == -1 || WIFSTOPPED(status)) {
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
	}
	if (wrong == NULL && !as_at_first())
		wrong = "the terminal is not as it was";
	tcsetpgrp(slave, getpid());
	tcsetattr(slave, TCSAFLUSH, &at_first);
	return wrong;
}

/* How long it takes here, so that the moments are spread over all of it. */
static void measure(char **argv)
{
	long t0 = now_us();
	pid_t pid = start(argv);
	int status;

	if (!see_prompt(pid, &status))
		exit(125);
	prompt_us = now_us() - t0;
	type_passphrase();
	t0 = now_us();
	if (wait_for(pid) != 0)
		exit(125);
	finish_us = now_us() - t0;
	tcsetpgrp(slave, getpid());
}

static void open_terminal(void)
{
	master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
		fail("no pseudo-terminal");
	if (setsid() < 0)
		fail("setsid");
	slave = open(ptsname(master), O_RDWR | O_CLOEXEC);
	if (slave < 0 || ioctl(slave, TIOCSCTTY, 0) != 0 || tcgetattr(slave, &at_first) != 0)
		fail("no terminal");
	signal(SIGTTOU, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
}

static int repeat(int sig, const char *name, int count, char **argv)
{
	int faults = 0;

	open_terminal();
	srandom((unsigned)sig);
	measure(argv);
	for (int i = 0; i < count; i++) {
		enum moment m = (enum moment)(i % MOMENTS);
		const char *wrong = once(argv, sig, m);

		if (wrong == NULL)
			continue;
		faults++;
		printf("SIG%s %s: %s\n", name, MOMENT[m], wrong);
	}
	printf("SIG%s: %d of %d good\n", name, count - faults, count);
	return faults == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int sig;
	} SIGNALS[] = {{"INT", SIGINT}, {"TERM", SIGTERM}, {"HUP", SIGHUP}, {"QUIT", SIGQUIT},
	    {"TSTP", SIGTSTP}, {"ALRM", SIGALRM}};
	const char *p = getenv("PASSPHRASE");
	int status;

	if (argc < 4 || p == NULL)
		return 2;
	snprintf(passphrase, sizeof passphrase, "%s", p);
	for (size_t i = 0; i < sizeof SIGNALS / sizeof SIGNALS[0]; i++) {
		if (strcmp(argv[1], SIGNALS[i].name) != 0)
			continue;
		/* Only who leads no process group can lead a session. */
		if (fork() == 0) {
			int rc = repeat(SIGNALS[i].sig, argv[1], atoi(argv[2]), argv + 3);

			fflush(stdout);
			_exit(rc);
		}
		wait(&status);
		return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
	}
	return 2;
}
