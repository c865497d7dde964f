/* clipboard_run: the programs that know the clipboard, with pipes and patience. */
#include "clipboard_int.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "crypto/secret.h"

static void become(const char *const *argv, int in, int out)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* Nobody is to serve a secret that nobody clears. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == 1 || (in >= 0 && dup2(in, STDIN_FILENO) < 0) ||
	    (out >= 0 && dup2(out, STDOUT_FILENO) < 0))
		_exit(127);
	execvp(argv[0], (char *const *)(const void *)argv);
	_exit(127);
}

/*
 * Start one, its stdin from in and its stdout to out (-1: nothing), its stderr
 * nowhere. It dies with the caller. -1 if it cannot be started.
 */
static pid_t start(const char *const *argv, int in, int out)
{
	const pid_t pid = fork();

	if (pid == 0)
		become(argv, in, out);
	return pid;
}

bool clipboard_ended(pid_t pid, int *status, unsigned wait_s)
{
	const int64_t until = clock_running_ms() + (int64_t)wait_s * 1000;
	const struct timespec while_ = {.tv_nsec = 5000000};
	pid_t got;

	while ((got = waitpid(pid, status, WNOHANG)) == 0 && clock_running_ms() < until)
		(void)nanosleep(&while_, NULL);
	return got != 0;
}

void clipboard_end(pid_t pid)
{
	int status;

	/* It may remove what it keeps in a file. */
	kill(pid, SIGTERM);
	if (clipboard_ended(pid, &status, 1))
		return;
	kill(pid, SIGKILL);
	(void)clipboard_ended(pid, &status, 1);
}

static bool put_line(const char *path, const char *line)
{
	const int fd = open(path, O_WRONLY | O_CLOEXEC);
	const bool done = fd >= 0 && write(fd, line, strlen(line)) == (ssize_t)strlen(line);

	if (fd >= 0)
		close(fd);
	return done;
}

/* user_namespaces(7): the user is the same inside, and so is the group, once none can be given
 * up. */
static bool map_ids(void)
{
	char users[40];
	char groups[40];

	snprintf(users, sizeof users, "%u %u 1", geteuid(), geteuid());
	snprintf(groups, sizeof groups, "%u %u 1", getegid(), getegid());
	return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
	       put_line("/proc/self/setgroups", "deny") &&
	       put_line("/proc/self/uid_map", users) && put_line("/proc/self/gid_map", groups);
}

bool clipboard_private_tmp(void)
{
	bool done;

	/* What belongs to a process in /proc is root's while that may not be dumped. */
	(void)prctl(PR_SET_DUMPABLE, 1);
	done = map_ids() && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC,
		   "mode=0700,size=4m") == 0;
	(void)prctl(PR_SET_DUMPABLE, 0);
	return done;
}

/* Wait until the pipe is ready; false when the patience is at its end. */
static bool ready(int fd, short events, int64_t until)
{
	struct pollfd p = {.fd = fd, .events = events};
	int64_t left;
	int n = 0;

	while (n == 0 && (left = until - clock_running_ms()) > 0)
		if ((n = poll(&p, 1, left > 1000 ? 1000 : (int)left)) < 0 && errno == EINTR)
			n = 0;
	return n > 0;
}

static bool write_all(int fd, struct slice s, int64_t until)
{
	while (s.n > 0) {
		ssize_t n;

		if (!ready(fd, POLLOUT, until))
			return false;
		if ((n = write(fd, s.p, s.n)) < 0 && errno != EINTR && errno != EAGAIN)
			return false;
		if (n > 0)
			s = slice_after(s, (size_t)n);
	}
	return true;
}

enum rc clipboard_feed(
    pid_t *pid, const char *const *argv, struct slice value, unsigned patience_s)
{
	const int64_t until = clock_running_ms() + (int64_t)patience_s * 1000;
	int fds[2];
	bool fed;

	if (pipe2(fds, O_CLOEXEC) != 0)
		return RC_FAIL;
	*pid = start(argv, fds[0], -1);
	close(fds[0]);
	(void)fcntl(fds[1], F_SETFL, O_NONBLOCK);
	fed = *pid > 0 && write_all(fds[1], value, until);
	close(fds[1]);
	if (!fed && *pid > 0)
		clipboard_end(*pid);
	return fed ? RC_OK : RC_FAIL;
}

/* Into memory that has one byte more than is wanted, to see whether there is more. */
static enum rc read_all(struct secret *into, int fd, int64_t until)
{
	size_t n = 0;

	while (ready(fd, POLLIN, until)) {
		const ssize_t got = read(fd, into->p + n, into->n - n);

		if (got < 0 && errno != EINTR)
			return RC_FAIL;
		if (got == 0) {
			secret_truncate(into, n);
			return RC_OK;
		}
		n += got > 0 ? (size_t)got : 0;
		if (n == into->n)
			return RC_INPUT;
	}
	return RC_FAIL;
}

enum rc clipboard_read(
    struct secret **value, const char *const *argv, size_t max, unsigned patience_s)
{
	const int64_t until = clock_running_ms() + (int64_t)patience_s * 1000;
	struct secret *s = secret_new(max + 1);
	enum rc rc = RC_FAIL;
	int status = 0;
	int fds[2];
	pid_t pid;

	if (s == NULL || pipe2(fds, O_CLOEXEC) != 0)
		goto out;
	pid = start(argv, -1, fds[1]);
	close(fds[1]);
	if (pid > 0)
		rc = read_all(s, fds[0], until);
	close(fds[0]);
	if (pid > 0 && !clipboard_ended(pid, &status, 1))
		clipboard_end(pid);
	else if (rc == RC_OK && status != 0)
		rc = RC_FAIL;
out:
	if (rc == RC_OK) {
		*value = s;
		s = NULL;
	}
	secret_free(s);
	return rc;
}
