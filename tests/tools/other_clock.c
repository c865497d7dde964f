/*
 * other_clock: to be preloaded; the clocks that run are those that a file says.
 *
 * $OTHER_CLOCK names a file with two numbers of milliseconds: what is added to
 * CLOCK_BOOTTIME, and to CLOCK_MONOTONIC. With $STOP_AT_END set, an agent that ends
 * by _exit stops before that, so that its memory can be looked at.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *t)
{
	const char *path = getenv("OTHER_CLOCK");
	long rc = syscall(SYS_clock_gettime, clock, t);
	long long boot = 0, awake = 0;
	char text[64] = "";
	int fd;

	if (path == NULL || (clock != CLOCK_BOOTTIME && clock != CLOCK_MONOTONIC))
		return (int)rc;
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) >= 0) {
		(void)!read(fd, text, sizeof text - 1);
		close(fd);
	}
	(void)!sscanf(text, "%lld %lld", &boot, &awake);
	t->tv_sec += (clock == CLOCK_BOOTTIME ? boot : awake) / 1000;
	return (int)rc;
}

void _exit(int status)
{
	char name[16] = "";

	(void)prctl(PR_GET_NAME, name);
	if (getenv("STOP_AT_END") != NULL && strcmp(name, "sr-agent") == 0)
		raise(SIGSTOP);
	syscall(SYS_exit_group, status);
	__builtin_unreachable();
}
