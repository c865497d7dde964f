/*
 * quarter: no quarter ends while a test runs. A vault that is opened in a new one
 * begins a period, which makes records and seals that a test does not count on.
 *
 * In the last hour of a quarter the clock of the test is an hour slow, from its
 * beginning to its end. Linked with --wrap=clock_ms.
 */
#include "base/clock.h"

int64_t __real_clock_ms(void);
int64_t __wrap_clock_ms(void);

static const int64_t HOUR = 60 * 60 * (int64_t)1000;

static int64_t slow_by;

__attribute__((constructor)) static void begin(void)
{
	const int64_t now = __real_clock_ms();

	if (clock_quarter(now + HOUR) != clock_quarter(now))
		slow_by = HOUR;
}

int64_t __wrap_clock_ms(void)
{
	return __real_clock_ms() - slow_by;
}
