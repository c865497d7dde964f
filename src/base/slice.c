#include "base/slice.h"

#include <string.h>

struct slice slice_str(const char *s)
{
	return slice_of(s, s == NULL ? 0 : strlen(s));
}

struct slice slice_of(const void *p, size_t n)
{
	return (struct slice){.p = p, .n = n};
}

struct slice slice_after(struct slice s, size_t n)
{
	/* An empty slice may point nowhere, where C knows no sum at all. */
	return n == 0 ? s : slice_of(s.p + n, s.n - n);
}

struct slice slice_line(struct slice *rest)
{
	const uint8_t *feed = rest->n > 0 ? memchr(rest->p, '\n', rest->n) : NULL;
	const struct slice line =
	    slice_of(rest->p, feed != NULL ? (size_t)(feed - rest->p) : rest->n);

	*rest = slice_after(*rest, line.n + (feed != NULL));
	return line;
}

bool slice_eq(struct slice a, struct slice b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool slice_eq_str(struct slice a, const char *s)
{
	return slice_eq(a, slice_str(s));
}
