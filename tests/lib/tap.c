#include "tap.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int points;
static int failures;

static bool report(bool passed, const char *file, int line, const char *name)
{
	points++;
	printf("%sok %d - %s\n", passed ? "" : "not ", points, name);
	if (!passed) {
		failures++;
		printf("# failed at %s:%d\n", file, line);
	}
	fflush(stdout);
	return passed;
}

bool tap_ok(bool passed, const char *file, int line, const char *name, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, name);
	vsnprintf(text, sizeof text, name, ap);
	va_end(ap);
	return report(passed, file, line, text);
}

bool tap_is_int(long long got, long long want, const char *file, int line, const char *name)
{
	if (!report(got == want, file, line, name))
		printf("# got %lld, wanted %lld\n", got, want);
	return got == want;
}

bool tap_is_str(const char *got, const char *want, const char *file, int line, const char *name)
{
	bool same = got != NULL && want != NULL && strcmp(got, want) == 0;

	if (!report(same, file, line, name))
		printf("# got    '%s'\n# wanted '%s'\n", got ? got : "(null)",
		    want ? want : "(null)");
	return same;
}

static void dump(const char *label, const unsigned char *p, size_t n)
{
	printf("# %s ", label);
	for (size_t i = 0; i < n; i++)
		printf("%02x", p[i]);
	printf("\n");
}

bool tap_is_mem(
    const void *got, const void *want, size_t n, const char *file, int line, const char *name)
{
	bool same = memcmp(got, want, n) == 0;

	if (!report(same, file, line, name)) {
		dump("got   ", got, n);
		dump("wanted", want, n);
	}
	return same;
}

void tap_skip(const char *name, const char *why)
{
	printf("ok %d - %s # SKIP %s\n", ++points, name, why);
}

void tap_note(const char *fmt, ...)
{
	va_list ap;

	printf("# ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
}

int tap_done(void)
{
	printf("1..%d\n", points);
	return failures == 0 ? 0 : 1;
}

size_t tap_hex(unsigned char *out, size_t cap, const char *hex)
{
	size_t n = strlen(hex) / 2;

	if (n > cap)
		abort();
	for (size_t i = 0; i < n; i++) {
		unsigned byte;
		if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
			abort();
		out[i] = (unsigned char)byte;
	}
	return n;
}
