/*
 * csv_urls: several addresses in one cell.
 */
#include <string.h>

#include "csv_take_int.h"

static bool is_scheme_byte(uint8_t c)
{
	return c == '+' || c == '-' || c == '.' || (c >= '0' && c <= '9') ||
	       ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* What is behind a scheme (RFC 3986, 3.1) and "://"; NULL if s begins with none. */
static struct slice behind_scheme(struct slice s)
{
	size_t i = 0;

	while (i < s.n && is_scheme_byte(s.p[i]))
		i++;
	if (i == 0 || s.n - i < 3 || memcmp(s.p + i, "://", 3) != 0)
		return slice_of(NULL, 0);
	return slice_after(s, i + 3);
}

/* A path, query or fragment, the parts of an address that may have a comma. */
static bool has_path(struct slice url)
{
	struct slice rest = behind_scheme(url);

	if (rest.p == NULL)
		rest = url;
	for (size_t i = 0; i < rest.n; i++)
		if (rest.p[i] == '/' || rest.p[i] == '?' || rest.p[i] == '#')
			return true;
	return false;
}

static struct slice without_blanks(struct slice s)
{
	while (s.n > 0 && s.p[0] == ' ')
		s = slice_after(s, 1);
	return s;
}

/* Up to the first comma; *s goes on behind it. */
static struct slice cut(struct slice *s)
{
	const uint8_t *comma = memchr(s->p, ',', s->n);
	struct slice part = *s;

	if (comma != NULL)
		part.n = (size_t)(comma - s->p);
	*s = slice_after(*s, comma != NULL ? part.n + 1 : part.n);
	return part;
}

/*
 * Bitwarden writes commas between addresses and leaves those in them as they
 * are. A comma in a path is one between addresses only if a scheme follows.
 */
void csv_take_urls(struct content *item, struct slice text)
{
	while (text.n > 0) {
		struct slice url = text = without_blanks(text);
		struct slice part;

		do {
			part = cut(&text);
			url.n = (size_t)(part.p + part.n - url.p);
		} while (text.n > 0 && has_path(url) &&
			 behind_scheme(without_blanks(text)).p == NULL);
		if (url.n > 0)
			content_add_url(item, url);
	}
}
