/*
 * no_delay: to be preloaded; a wait of a second or more, as one that follows on a
 * wrong passphrase, is over at once. Its seconds become a line of the file that
 * $NO_DELAY names.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int nanosleep(const struct timespec *t, struct timespec *left)
{
	const char *path = getenv("NO_DELAY");
	int fd;

	if (path == NULL || t->tv_sec == 0)
		return (int)syscall(SYS_nanosleep, t, left);
	if ((fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) >= 0) {
		dprintf(fd, "%lld\n", (long long)t->tv_sec);
		close(fd);
	}
	return 0;
}
