/*
 * clock: wall time. Times are milliseconds since 1970-01-01T00:00:00Z.
 */
#ifndef STRONGROOM_BASE_CLOCK_H
#define STRONGROOM_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum { CLOCK_TEXT = 32 };

int64_t clock_ms(void);

/* Milliseconds since some moment: nobody turns it back, and it runs on in a sleep. */
int64_t clock_running_ms(void);

/* The same but for the time that this computer slept: the two part when it does. */
int64_t clock_awake_ms(void);

/* "2026-11-21T09:30:00Z" (RFC 3339, UTC). */
void clock_rfc3339(char out[CLOCK_TEXT], int64_t ms);

/* "21 Nov 2026 09:30", for people, in the local time of this computer. */
void clock_local(char out[CLOCK_TEXT], int64_t ms);

/*
 * Read "2026-11-21", "2026-11-21T09:30:00Z", or "30d" (that long before
 * now_ms). A bare date is its first moment, UTC; with end_of_day its last.
 */
bool clock_parse(int64_t *ms, const char *text, int64_t now_ms, bool end_of_day);

/* Read what clock_rfc3339 writes, and nothing else. */
bool clock_parse_rfc3339(int64_t *ms, const char *text);

/* The quarter a time falls in, UTC: year * 10 + 1 … 4, as in 20264. */
int clock_quarter(int64_t ms);

#endif
