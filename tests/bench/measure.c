#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

extern char **environ;

double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

void sample(struct samples *s, double ms)
{
	if (s->n < sizeof s->ms / sizeof s->ms[0])
		s->ms[s->n++] = ms;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

double median(struct samples *s)
{
	qsort(s->ms, s->n, sizeof s->ms[0], by_size);
	return s->n == 0 ? 0 : s->ms[s->n / 2];
}

void bar_head(void)
{
	printf("%-44s %14s %12s %7s  %s\n", "", "measured", "beside", "ratio", "aim");
}

void bar(const char *name, double figure, const char *unit, double primitive, const char *aim)
{
	printf("%-44s %10.2f %-3s", name, figure, unit);
	if (primitive > 0)
		printf(" %8.2f %-3s %7.2f", primitive, unit, figure / primitive);
	else
		printf(" %12s %7s", "", "");
	printf("  %s\n", aim);
	fflush(stdout);
}

struct run run_program(const char *const *argv)
{
	char out[] = "/tmp/strongroom-bench.XXXXXX";
	const char *full[32] = {BENCH_TIMED, out};
	int fd = mkstemp(out);
	struct run r = {0};
	double kib = 0;
	int status = 1;
	pid_t child;
	FILE *in;

	for (size_t i = 0; argv[i] != NULL && i + 3 < sizeof full / sizeof full[0]; i++)
		full[i + 2] = argv[i];
	if (fd < 0 ||
	    posix_spawn(&child, BENCH_TIMED, NULL, NULL, (char *const *)full, environ) != 0 ||
	    waitpid(child, &status, 0) != child || status != 0 ||
	    (in = fopen(out, "re")) == NULL ||
	    fscanf(in, "%lf %lf %lf", &r.ms, &r.cpu_ms, &kib) != 3) {
		printf("Bail out! %s failed\n", argv[0]);
		exit(1);
	}
	fclose(in);
	close(fd);
	unlink(out);
	r.mib = kib / 1024;
	return r;
}
