#include "transfer/parse.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "parse_int.h"
#include "vault/content.h"

static const struct slice BOM = {.p = (const uint8_t *)"\xEF\xBB\xBF", .n = 3};

enum rc parse_unknown(struct err *e)
{
	return err_set(e, RC_INPUT,
	    "this file is of an unknown kind; what can be imported is a Bitwarden export "
	    "(.json, not encrypted) or a LastPass export (.csv with its header row)");
}

static struct slice after(struct slice s, size_t n)
{
	return slice_of(s.p + n, s.n - n);
}

/* RFC 3986, 3: what is between "//" and a slash, without user and port. */
static struct slice host_of(struct slice url)
{
	struct slice host = url;

	for (size_t i = 0; i + 2 < url.n; i++)
		if (memcmp(url.p + i, "://", 3) == 0) {
			host = after(url, i + 3);
			break;
		}
	for (size_t i = 0; i < host.n; i++)
		if (memchr("/?#", host.p[i], 3) != NULL)
			host.n = i;
	for (size_t i = host.n; i > 0; i--)
		if (host.p[i - 1] == '@') {
			host = after(host, i);
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

enum rc parse_hand_out(const struct parse_sink *sink, const struct content *c, long line,
    const char *lost, struct err *e)
{
	struct err why = {0};
	char text[ERR_TEXT + 10];
	enum rc rc = content_check(c, &why);

	if (rc == RC_OK) {
		if ((rc = sink->item(sink->arg, c, line, e)) == RC_OK && lost != NULL)
			parse_problem(sink, line, c->title, lost);
		return rc;
	}
	if (rc != RC_INPUT)
		return err_set(e, rc, "%s", why.text);
	snprintf(text, sizeof text, "skipped: %s", why.text);
	parse_problem(sink, line, c->title, text);
	return RC_OK;
}

static enum rc check_text(struct slice file, struct err *e)
{
	struct slice line = file;
	long number = 1;

	if (file.n > PARSE_FILE_MAX)
		return err_set(e, RC_INPUT,
		    "the file is too large: at most %d MiB can be imported",
		    PARSE_FILE_MAX >> 20);
	if (text_valid(file))
		return RC_OK;
	for (;; number++) {
		const uint8_t *end = memchr(line.p, '\n', line.n);

		if (end == NULL || !text_valid(slice_of(line.p, (size_t)(end - line.p))))
			break;
		line = after(line, (size_t)(end - line.p) + 1);
	}
	return err_set(e, RC_INPUT,
	    "line %ld is not UTF-8 text; export the file again, or save it as UTF-8", number);
}

static bool is_json(struct slice file)
{
	size_t i = 0;

	while (i < file.n && memchr(" \t\r\n", file.p[i], 4) != NULL)
		i++;
	return i < file.n && (file.p[i] == '{' || file.p[i] == '[');
}

static struct slice without_mark(struct slice file)
{
	if (file.n >= BOM.n && slice_eq(slice_of(file.p, BOM.n), BOM))
		return after(file, BOM.n);
	return file;
}

const char *parse_format(struct slice file)
{
	file = without_mark(file);
	if (is_json(file))
		return "bitwarden";
	return parse_is_lastpass(file) ? "lastpass" : NULL;
}

enum rc parse_file(
    const struct parse_sink *sink, struct slice file, const char *format, struct err *e)
{
	enum rc rc;

	if (format != NULL && strcmp(format, "bitwarden") != 0 &&
	    strcmp(format, "lastpass") != 0)
		return err_set(e, RC_USAGE,
		    "no format \"%s\" is known; give bitwarden or lastpass", format);
	if ((rc = check_text(file, e)) != RC_OK)
		return rc;
	if (format == NULL && (format = parse_format(file)) == NULL)
		return parse_unknown(e);
	if (strcmp(format, "bitwarden") == 0)
		return parse_bitwarden(sink, without_mark(file), e);
	return parse_lastpass(sink, without_mark(file), e);
}
