/*
 * later: the program, at a later time. The file that $STRONGROOM_LATER names has
 * two numbers of milliseconds: how far ahead is the clock that runs on, also while
 * the computer sleeps, and how far the one that stands still meanwhile. Linked with
 * --wrap=clock_running_ms and --wrap=clock_awake_ms.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"

int64_t __real_clock_running_ms(void);
int64_t __wrap_clock_running_ms(void);
int64_t __real_clock_awake_ms(void);
int64_t __wrap_clock_awake_ms(void);

static void read_ahead(long long *running, long long *awake)
{
	const char *path = getenv("STRONGROOM_LATER");
	FILE *f = path == NULL ? NULL : fopen(path, "re");

	if (f == NULL || fscanf(f, "%lld %lld", running, awake) != 2)
		*running = *awake = 0;
	if (f != NULL)
		fclose(f);
}

int64_t __wrap_clock_running_ms(void)
{
	long long running;
	long long awake;

	read_ahead(&running, &awake);
	return __real_clock_running_ms() + running;
}

int64_t __wrap_clock_awake_ms(void)
{
	long long running;
	long long awake;

	read_ahead(&running, &awake);
	return __real_clock_awake_ms() + awake;
}
