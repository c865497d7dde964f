#include "transfer/parse.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "parse_int.h"
#include "vault/content.h"

/* RFC 3986, 3: what is between "//" and a slash, without user and port. */
static struct slice host_of(struct slice url)
{
	struct slice host = url;

	for (size_t i = 0; i + 2 < url.n; i++)
		if (memcmp(url.p + i, "://", 3) == 0) {
			host = slice_after(url, i + 3);
			break;
		}
	for (size_t i = 0; i < host.n; i++)
		if (memchr("/?#", host.p[i], 3) != NULL)
			host.n = i;
	for (size_t i = host.n; i > 0; i--)
		if (host.p[i - 1] == '@') {
			host = slice_after(host, i);
			break;
		}
	for (size_t i = host.n; i > 0 && host.p[i - 1] != ']'; i--)
		if (host.p[i - 1] == ':') {
			host.n = i - 1;
			break;
		}
	return host;
}

struct slice parse_title(struct slice name, struct slice url)
{
	struct slice host;

	if (name.n > 0)
		return name;
	host = host_of(url);
	return host.n > 0 ? host : slice_str("Untitled");
}

void parse_problem(
    const struct parse_sink *sink, long line, struct slice title, const char *message)
{
	struct buf b = {0};
	const char *text;

	if (title.n > 0) {
		buf_add_char(&b, '"');
		text_safe(
		    &b, slice_of(title.p, title.n < TITLE_MAX ? title.n : TITLE_MAX), false);
		buf_add_str(&b, "\": ");
	}
	text_safe(&b, slice_str(message), false);
	text = buf_cstr(&b);
	sink->problem(sink->arg, line, text != NULL ? text : "a problem; out of memory");
	buf_finish(&b);
}

enum rc parse_hand_out(bool *taken, const struct parse_sink *sink, const struct content *c,
    const struct parse_entry *at, const char *lost, struct err *e)
{
	struct err why = {0};
	char text[ERR_TEXT + 10];
	enum rc rc = content_check(c, &why);

	if (taken != NULL)
		*taken = rc == RC_OK;
	if (rc == RC_OK) {
		if ((rc = sink->item(sink->arg, c, at, e)) == RC_OK && lost != NULL)
			parse_problem(sink, at->line, c->title, lost);
		return rc;
	}
	if (rc != RC_INPUT)
		return err_set(e, rc, "%s", why.text);
	snprintf(text, sizeof text, "skipped: %s", why.text);
	parse_problem(sink, at->line, c->title, text);
	return RC_OK;
}
