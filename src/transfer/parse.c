#include "transfer/parse.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "charset_int.h"
#include "csv_layout_int.h"
#include "csv_map_int.h"
#include "parse_int.h"
#include "vault/content.h"

/* The one format that is not CSV. */
static const char BITWARDEN_JSON[] = "bitwarden";

const char *parse_format_name(size_t i)
{
	const struct csv_format *f;

	if (i == 0)
		return BITWARDEN_JSON;
	f = csv_format_at(i - 1);
	return f != NULL ? f->name : NULL;
}

/* Name i of a list, of which the last one is next. */
static void add_name(struct buf *list, size_t i, const char *name, bool last)
{
	buf_add_str(list, i == 0 ? "" : last ? " or " : ", ");
	buf_add_str(list, name);
}

enum rc parse_unknown(struct err *e)
{
	const struct csv_format *f;
	struct buf programs = {0};
	const char *text;
	enum rc rc;

	for (size_t i = 0; (f = csv_format_at(i)) != NULL; i++)
		add_name(&programs, i, f->program, csv_format_at(i + 1) == NULL);
	text = buf_cstr(&programs);
	if (text == NULL)
		rc = err_nomem(e);
	else
		rc = err_set(e, RC_INPUT,
		    "this file is of an unknown kind; what can be imported is the export of "
		    "Bitwarden as .json, not encrypted, the export of %s as .csv with its "
		    "header row, and any other .csv if a map says what its columns are",
		    text);
	buf_finish(&programs);
	return rc;
}

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

static bool is_json(struct slice text)
{
	size_t i = 0;

	while (i < text.n && memchr(" \t\r\n", text.p[i], 4) != NULL)
		i++;
	return i < text.n && (text.p[i] == '{' || text.p[i] == '[');
}

const char *parse_format(struct slice file)
{
	const struct csv_format *f;
	const char *name = NULL;
	struct charset c;

	if (file.n <= PARSE_FILE_MAX && charset_read(&c, file, NULL) == RC_OK) {
		if (is_json(c.text))
			name = BITWARDEN_JSON;
		else if ((f = csv_layout_format(c.text)) != NULL)
			name = f->name;
		charset_finish(&c);
	}
	return name;
}

static bool is_format(const char *format)
{
	return strcmp(format, BITWARDEN_JSON) == 0 || csv_format_named(format) != NULL;
}

static enum rc no_such_format(const char *format, struct err *e)
{
	struct buf names = {0};
	const char *name;
	enum rc rc;

	for (size_t i = 0; (name = parse_format_name(i)) != NULL; i++)
		add_name(&names, i, name, parse_format_name(i + 1) == NULL);
	name = buf_cstr(&names);
	rc = name == NULL
		 ? err_nomem(e)
		 : err_set(e, RC_USAGE, "no format \"%s\" is known; give %s", format, name);
	buf_finish(&names);
	return rc;
}

enum rc parse_check(const char *format, const char *map, struct err *e)
{
	struct csv_map m = {0};
	enum rc rc = RC_OK;

	if (format != NULL && map != NULL)
		return err_set(
		    e, RC_USAGE, "a format and a map of columns were given; give one");
	if (format != NULL && !is_format(format))
		return no_such_format(format, e);
	if (map != NULL)
		rc = csv_map_read(&m, map, e);
	csv_map_finish(&m);
	return rc;
}

/* RFC 8259, 8.1: JSON is UTF-8, so nothing else is assumed. */
static enum rc read_json(const struct parse_sink *sink, const struct charset *c, struct err *e)
{
	if (c->guessed_line > 0)
		return err_set(e, RC_INPUT, "line %ld is not UTF-8 text; export the file again",
		    c->guessed_line);
	return parse_bitwarden(sink, c->text, e);
}

static enum rc read_text(struct charset *c, struct slice file, struct err *e)
{
	*c = (struct charset){0};
	if (file.n > PARSE_FILE_MAX)
		return err_set(e, RC_INPUT,
		    "the file is too large: at most %d MiB can be imported",
		    PARSE_FILE_MAX >> 20);
	return charset_read(c, file, e);
}

enum rc parse_file(
    const struct parse_sink *sink, struct slice file, const char *format, struct err *e)
{
	struct charset c = {0};
	bool json;
	enum rc rc;

	if ((rc = parse_check(format, NULL, e)) != RC_OK ||
	    (rc = read_text(&c, file, e)) != RC_OK)
		goto out;
	json = format != NULL ? strcmp(format, BITWARDEN_JSON) == 0 : is_json(c.text);
	if (json)
		rc = read_json(sink, &c, e);
	else
		rc = parse_csv(sink, &c, format != NULL ? csv_format_named(format) : NULL, e);
out:
	charset_finish(&c);
	return rc;
}

enum rc parse_mapped(
    const struct parse_sink *sink, struct slice file, const char *map, struct err *e)
{
	struct csv_map m = {0};
	struct charset c = {0};
	enum rc rc;

	if ((rc = csv_map_read(&m, map, e)) == RC_OK && (rc = read_text(&c, file, e)) == RC_OK)
		rc = parse_csv(sink, &c, &m.format, e);
	charset_finish(&c);
	csv_map_finish(&m);
	return rc;
}
