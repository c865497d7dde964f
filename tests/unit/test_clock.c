#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "tap.h"

static const int64_t DAY = 86400000;
static const int64_t NOV_21 = 1795219200000; /* 2026-11-21T00:00:00Z */

static void reads(const char *text, bool end, int64_t want)
{
	int64_t ms = -1;

	ok(clock_parse(&ms, text, NOV_21, end), "\"%s\" is a time", text);
	is_int(ms, want, text);
}

static void test_parse(void)
{
	static const char *const wrong[] = {"", "d", "30", "-1d", "+1d", " 1d", "1d ",
	    "999999d", "1h", "2026-13-01", "2026-02-30", "2025-02-29", "2026-11-21x",
	    "2026-11-21T09:30", "2026-11-21T25:00:00Z", "21 Nov 2026", "1969-12-31"};

	reads("2026-11-21", false, NOV_21);
	reads("2026-11-21", true, NOV_21 + DAY - 1);
	reads("2026-11-21T09:30:00Z", false, NOV_21 + 34200000);
	reads("2026-11-21T09:30:00Z", true, NOV_21 + 34200000);
	reads("2024-02-29", false, 1709164800000);
	reads("1970-01-01", false, 0);
	reads("30d", false, NOV_21 - 30 * DAY);
	reads("30d", true, NOV_21 - 30 * DAY);
	reads("0d", false, NOV_21);
	reads("99999d", false, NOV_21 - 99999 * DAY);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		int64_t ms;

		ok(!clock_parse(&ms, wrong[i], NOV_21, false), "\"%s\" is none", wrong[i]);
	}
}

static void test_text(void)
{
	static const char *const OTHER[] = {"20d", "2026-11-21", "2026-11-21T9:30:00Z",
	    "2026-11-21T09:30:00Z ", "+2026-11-21T09:30:00Z", ""};
	char text[CLOCK_TEXT];
	int64_t ms;

	clock_rfc3339(text, NOV_21 + 34200999);
	is_str(text, "2026-11-21T09:30:00Z", "RFC 3339");
	ok(clock_parse(&ms, text, 0, false) && ms == NOV_21 + 34200000, "there and back");
	ok(clock_parse_rfc3339(&ms, text) && ms == NOV_21 + 34200000, "in that form alone");
	for (size_t i = 0; i < sizeof OTHER / sizeof OTHER[0]; i++)
		ok(!clock_parse_rfc3339(&ms, OTHER[i]), "\"%s\" is another", OTHER[i]);
	clock_rfc3339(text, INT64_MAX);
	ok(strlen(text) < CLOCK_TEXT, "a time without a year is still a text");
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	clock_local(text, NOV_21 + 34200000);
	is_str(text, "21 Nov 2026 10:30", "local time");
	ok(clock_ms() > 1700000000000, "the clock runs");
}

static void test_quarter(void)
{
	is_int(clock_quarter(NOV_21), 20264, "November is in the fourth quarter");
	is_int(clock_quarter(0), 19701, "the first");
	is_int(clock_quarter(1774915199999), 20261, "the last moment of March");
	is_int(clock_quarter(1774915200000 + DAY), 20262, "April");
}

int main(void)
{
	test_parse();
	test_text();
	test_quarter();
	return tap_done();
}
