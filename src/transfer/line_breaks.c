#include "line_breaks_int.h"

static bool is_lone_cr(struct slice s, size_t i)
{
	return s.p[i] == '\r' && (i + 1 == s.n || s.p[i + 1] != '\n');
}

long line_breaks(struct slice s, bool lone_cr)
{
	long n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n' || (lone_cr && is_lone_cr(s, i));
	return n;
}

long line_behind(struct slice s)
{
	size_t i = 0;

	while (i < s.n && s.p[i] != '\n' && s.p[i] != '\r')
		i++;
	return 1 + line_breaks(s, i < s.n && is_lone_cr(s, i));
}
