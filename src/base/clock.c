#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const int64_t DAY = 24 * 60 * 60 * (int64_t)1000;

static int64_t read_clock(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_ms(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t clock_running_ms(void)
{
	return read_clock(CLOCK_BOOTTIME);
}

int64_t clock_awake_ms(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

void clock_rfc3339(char out[CLOCK_TEXT], int64_t ms)
{
	time_t seconds = (time_t)(ms / 1000);
	struct tm tm;

	if (gmtime_r(&seconds, &tm) == NULL ||
	    strftime(out, CLOCK_TEXT, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		snprintf(out, CLOCK_TEXT, "?");
}

void clock_local(char out[CLOCK_TEXT], int64_t ms)
{
	time_t seconds = (time_t)(ms / 1000);
	struct tm tm;

	if (localtime_r(&seconds, &tm) == NULL ||
	    strftime(out, CLOCK_TEXT, "%e %b %Y %H:%M", &tm) == 0)
		snprintf(out, CLOCK_TEXT, "?");
}

static bool parse_days(int64_t *ms, const char *text, int64_t now_ms)
{
	unsigned days;
	int end = 0;

	if (text[0] < '0' || text[0] > '9')
		return false;
	if (sscanf(text, "%5ud%n", &days, &end) != 1 || end == 0 || text[end] != '\0')
		return false;
	*ms = now_ms - days * DAY;
	return true;
}

bool clock_parse(int64_t *ms, const char *text, int64_t now_ms, bool end_of_day)
{
	struct tm tm = {0};
	struct tm check;
	time_t seconds;
	const char *end;

	if (parse_days(ms, text, now_ms))
		return true;
	if ((end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm)) != NULL)
		end_of_day = false;
	else if ((end = strptime(text, "%Y-%m-%d", &tm)) == NULL)
		return false;
	if (*end != '\0')
		return false;
	check = tm;
	seconds = timegm(&check);
	if (check.tm_mday != tm.tm_mday || check.tm_mon != tm.tm_mon || seconds < 0)
		return false;
	*ms = (int64_t)seconds * 1000 + (end_of_day ? DAY - 1 : 0);
	return true;
}

bool clock_parse_rfc3339(int64_t *ms, const char *text)
{
	char again[CLOCK_TEXT];

	if (strchr(text, 'T') == NULL || !clock_parse(ms, text, 0, false))
		return false;
	clock_rfc3339(again, *ms);
	return strcmp(again, text) == 0;
}

int clock_quarter(int64_t ms)
{
	time_t seconds = (time_t)(ms / 1000);
	struct tm tm;

	if (gmtime_r(&seconds, &tm) == NULL)
		return 0;
	return (tm.tm_year + 1900) * 10 + tm.tm_mon / 3 + 1;
}
