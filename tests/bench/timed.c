/*
 * timed OUT PROGRAM…: run it, and write its milliseconds, those of processor
 * time, and its most KiB of memory to OUT. A program of its own, because the memory of a child
 * counts from that of its parent.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double ms(struct timeval t)
{
	return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

int main(int argc, char **argv)
{
	struct timespec a;
	struct timespec b;
	struct rusage usage;
	posix_spawn_file_actions_t quiet;
	int status;
	pid_t child;
	FILE *out;

	if (argc < 3)
		return 2;
	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
	clock_gettime(CLOCK_MONOTONIC, &a);
	if (posix_spawn(&child, argv[2], &quiet, NULL, argv + 2, environ) != 0 ||
	    wait4(child, &status, 0, &usage) != child)
		return 1;
	clock_gettime(CLOCK_MONOTONIC, &b);
	posix_spawn_file_actions_destroy(&quiet);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 ||
	    (out = fopen(argv[1], "we")) == NULL)
		return 1;
	fprintf(out, "%.6f %.6f %ld\n",
	    (double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) / 1e6,
	    ms(usage.ru_utime) + ms(usage.ru_stime), usage.ru_maxrss);
	return fclose(out) == 0 ? 0 : 1;
}
