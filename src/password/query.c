#include "query_int.h"

#include <string.h>
#include <strings.h>

#include "crypto/encode.h"

bool query_begins(struct slice s, const char *text)
{
	const size_t n = strlen(text);

	return s.n >= n && strncasecmp((const char *)s.p, text, n) == 0;
}

bool query_same(struct slice s, const char *text)
{
	return s.n == strlen(text) && query_begins(s, text);
}

struct slice query_until(struct slice s, char c, struct slice *rest)
{
	const uint8_t *at = s.n > 0 ? memchr(s.p, c, s.n) : NULL;
	const size_t n = at == NULL ? s.n : (size_t)(at - s.p);

	*rest = slice_after(s, at == NULL ? n : n + 1);
	return slice_of(s.p, n);
}

bool query_next(struct slice *query, struct slice *name, struct slice *value)
{
	struct slice pair;

	do {
		if (query->n == 0)
			return false;
		pair = query_until(*query, '&', query);
	} while (pair.n == 0);
	*name = query_until(pair, '=', value);
	return true;
}

bool query_decode(struct buf *out, struct slice s, bool form)
{
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];

		if (c == '%') {
			if (s.n - i < 3 || !hex_decode(&c, 1, slice_of(s.p + i + 1, 2)))
				return false;
			i += 2;
		} else if (c == '+' && form) {
			c = ' ';
		}
		buf_add(out, &c, 1);
	}
	return true;
}

/* RFC 3986, 2.3 */
static bool unreserved(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != 0 && strchr("-._~", c) != NULL);
}

void query_encode(struct buf *out, struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (unreserved(s.p[i]))
			buf_add(out, s.p + i, 1);
		else
			buf_printf(out, "%%%02X", s.p[i]);
	}
}
