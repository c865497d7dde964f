/*
 * late_signal: to be preloaded. SIGTERM comes at a bad moment: when the program
 * has looked for signals, found none, and is just about to wait; or, with
 * LATE_SIGNAL=echo, when it has just switched the echo off.
 */
#include <dlfcn.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

int ppoll(struct pollfd *p, nfds_t n, const struct timespec *t, const sigset_t *mask);
ssize_t read(int fd, void *p, size_t n);

static void once(int fd)
{
	static int done;

	if (!done && isatty(fd)) {
		done = 1;
		raise(SIGTERM);
	}
}

static void before_wait(int fd)
{
	if (getenv("LATE_SIGNAL") == NULL)
		once(fd);
}

int tcsetattr(int fd, int when, const struct termios *t)
{
	int (*next)(int, int, const struct termios *);
	int rc;

	*(void **)&next = dlsym(RTLD_NEXT, "tcsetattr");
	rc = next(fd, when, t);
	if (getenv("LATE_SIGNAL") != NULL)
		once(fd);
	return rc;
}

int ppoll(struct pollfd *p, nfds_t n, const struct timespec *t, const sigset_t *mask)
{
	int (*next)(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *);

	*(void **)&next = dlsym(RTLD_NEXT, "ppoll");
	before_wait(p[0].fd);
	return next(p, n, t, mask);
}

/* What a fortified build calls instead (the size of the array is for its check). */
int __ppoll_chk(
    struct pollfd *p, nfds_t n, const struct timespec *t, const sigset_t *mask, size_t size);
int __ppoll_chk(
    struct pollfd *p, nfds_t n, const struct timespec *t, const sigset_t *mask, size_t size)
{
	(void)size;
	return ppoll(p, n, t, mask);
}

ssize_t read(int fd, void *p, size_t n)
{
	ssize_t (*next)(int, void *, size_t);

	*(void **)&next = dlsym(RTLD_NEXT, "read");
	before_wait(fd);
	return next(fd, p, n);
}
