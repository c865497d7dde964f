/*
 * later: the program, at a later time: the clock that runs on, also while the
 * computer sleeps, is so many milliseconds ahead as stand in the file that
 * $STRONGROOM_LATER names. Linked with --wrap=clock_running_ms.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"

int64_t __real_clock_running_ms(void);
int64_t __wrap_clock_running_ms(void);

int64_t __wrap_clock_running_ms(void)
{
	const char *path = getenv("STRONGROOM_LATER");
	FILE *f = path == NULL ? NULL : fopen(path, "re");
	long long ahead = 0;

	if (f != NULL) {
		if (fscanf(f, "%lld", &ahead) != 1)
			ahead = 0;
		fclose(f);
	}
	return __real_clock_running_ms() + ahead;
}
