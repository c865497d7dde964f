/*
 * keepass_expiry: the day on which an entry expires.
 */
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "crypto/encode.h"
#include "keepass_entry_int.h"
#include "little_endian_int.h"

/* Seconds between the first day of the year 1, from which KDBX 4 counts, and 1970. */
static const int64_t YEAR_1 = 62135596800;
static const int64_t YEAR_9999 = 253402300799;

/* Seconds in base64. */
static bool from_bytes(int64_t *seconds, struct slice text)
{
	struct buf bytes = {0};
	struct little_endian d;
	int64_t s = -1;

	if (base64_decode(&bytes, text, true) && bytes.n == 8) {
		d = (struct little_endian){.left = buf_slice(&bytes)};
		s = (int64_t)little_endian_number(&d, 8);
	}
	buf_finish(&bytes);
	if (s < 0 || s > YEAR_9999 + YEAR_1)
		return false;
	*seconds = s - YEAR_1;
	return true;
}

static bool from_text(int64_t *seconds, struct slice text)
{
	char line[CLOCK_TEXT] = "";

	if (text.n == 0 || text.n >= sizeof line)
		return false;
	memcpy(line, text.p, text.n);
	if (!clock_parse_rfc3339(seconds, line))
		return false;
	*seconds /= 1000;
	return true;
}

/* It was chosen as a day of local time, and often its midnight: in summer another day's UTC. */
static bool put_day(struct buf *out, int64_t seconds)
{
	const time_t t = (time_t)seconds;
	struct tm tm;

	if (localtime_r(&t, &tm) == NULL)
		return false;
	buf_printf(out, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
	return true;
}

bool keepass_expiry(struct buf *day, struct slice text)
{
	int64_t seconds;

	if (from_bytes(&seconds, text) || from_text(&seconds, text))
		return put_day(day, seconds);
	if (text.n < 10 || text.p[4] != '-' || text.p[7] != '-')
		return false;
	buf_add(day, text.p, 10);
	return true;
}
