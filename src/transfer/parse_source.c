/*
 * parse_source: a file that is read as one of the formats.
 */
#include <stdlib.h>
#include <string.h>

#include "archive_int.h"
#include "charset_int.h"
#include "csv_layout_int.h"
#include "csv_map_int.h"
#include "parse_int.h"

struct parse_source {
	const struct parser *parser;
	struct parse_input in;
	struct charset text;
	enum rc text_rc; /* why it is no text, if it is none */
	struct err text_why;
	struct buf plain; /* what was protected */
	struct csv_map map;
};

static void look_at(struct parse_source *s, struct slice file)
{
	charset_finish(&s->text);
	s->text_rc = charset_read(&s->text, file, &s->text_why);
	s->in.file = file;
	s->in.text = s->text_rc == RC_OK ? &s->text : NULL;
}

/* What shows nothing else is taken for CSV, whose reader says what is wrong with it. */
static const struct parser *shown_by(const struct parse_source *s)
{
	const struct parser *p;

	for (size_t i = 0; (p = parser_at(i)) != NULL; i++)
		if (p->fits(&s->in))
			return p;
	return &parser_csv;
}

static enum rc choose(struct parse_source *s, const struct parse_options *o, struct err *e)
{
	enum rc rc = RC_OK;

	s->parser = &parser_csv;
	if (o->map != NULL) {
		rc = csv_map_read(&s->map, o->map, e);
		s->in.csv = &s->map.format;
	} else if (o->format != NULL) {
		s->parser = parser_named(o->format);
		s->in.csv = csv_format_named(o->format);
	} else if ((rc = parse_foreign(s->in.file, e)) == RC_OK) {
		s->parser = shown_by(s);
	}
	return rc;
}

static enum rc unprotect(struct parse_source *s, const struct parse_options *o, struct err *e)
{
	enum rc rc;

	if (s->parser->open == NULL)
		return RC_OK;
	if ((rc = s->parser->open(&s->plain, &s->in, o, e)) != RC_OK)
		return rc;
	if (!buf_ok(&s->plain))
		return err_nomem(e);
	if (s->plain.n > 0)
		look_at(s, buf_slice(&s->plain));
	return RC_OK;
}

/* By its first line, which shows what a text is an export of; half of UTF-16 is NULs. */
static bool begins_as_text(struct slice file)
{
	enum { MARK = 0xFE }; /* or more: a byte order mark of UTF-16 */
	const uint8_t *end;

	if (file.n == 0 || file.p[0] >= MARK)
		return true;
	end = memchr(file.p, '\n', file.n);
	return memchr(file.p, '\0', end != NULL ? (size_t)(end - file.p) : file.n) == NULL;
}

static enum rc unknown(const struct parse_source *s, struct err *e)
{
	enum rc rc = parse_spreadsheet(s->in.file, e);

	return rc != RC_OK ? rc : parse_unknown(e);
}

static enum rc no_text(const struct parse_source *s, struct err *e)
{
	static const char DATABASE[] = "SQLite format 3"; /* with its NUL: fileformat2, 1.2 */

	if (s->in.file.n >= sizeof DATABASE &&
	    memcmp(s->in.file.p, DATABASE, sizeof DATABASE) == 0)
		return err_set(e, RC_INPUT,
		    "this file is a database, such as a vault or that of a browser, and no "
		    "export; \"strongroom backup restore\" puts the backup of a vault in its "
		    "place, and a browser exports its logins as .csv");
	if (!begins_as_text(s->in.file))
		return unknown(s, e);
	return err_set(e, s->text_rc, "%s", s->text_why.text);
}

static enum rc need_text(const struct parse_source *s, struct err *e)
{
	if (s->text_rc == RC_OK && s->text.text.n == 0)
		return err_set(e, RC_INPUT, "the file is empty; export it again");
	if (!s->parser->is_text || s->text_rc == RC_OK)
		return RC_OK;
	if (!archive_is(s->in.file))
		return no_text(s, e);
	return s->parser->or_archive ? RC_OK : unknown(s, e);
}

enum rc parse_open(
    struct parse_source **out, struct slice file, const struct parse_options *o, struct err *e)
{
	struct parse_source *s;
	enum rc rc;

	if ((rc = parse_check(o, e)) != RC_OK)
		return rc;
	if (file.n > PARSE_FILE_MAX)
		return err_set(e, RC_INPUT,
		    "the file is too large: at most %d MiB can be imported",
		    PARSE_FILE_MAX >> 20);
	if ((s = calloc(1, sizeof *s)) == NULL)
		return err_nomem(e);
	look_at(s, file);
	if ((rc = choose(s, o, e)) == RC_OK && (rc = need_text(s, e)) == RC_OK &&
	    (rc = unprotect(s, o, e)) == RC_OK)
		rc = need_text(s, e);
	if (rc == RC_OK)
		*out = s;
	else
		parse_close(s);
	return rc;
}

void parse_close(struct parse_source *s)
{
	if (s == NULL)
		return;
	charset_finish(&s->text);
	csv_map_finish(&s->map);
	buf_finish(&s->plain);
	free(s);
}

/* Of CSV without a name or a map, the one that the header shows. */
const char *parse_source_format(const struct parse_source *s)
{
	const struct csv_format *f = s->in.csv;

	if (s->parser == &parser_csv && f == NULL)
		f = csv_layout_format(s->text.text);
	return f != NULL ? f->name : s->parser->name;
}

bool parse_source_protected(const struct parse_source *s)
{
	return s->plain.n > 0;
}

enum rc parse_read(const struct parse_sink *sink, const struct parse_source *s, struct err *e)
{
	return s->parser->read(sink, &s->in, e);
}

enum rc parse_file(const struct parse_sink *sink, struct slice file,
    const struct parse_options *o, struct err *e)
{
	struct parse_source *s = NULL;
	enum rc rc;

	if ((rc = parse_open(&s, file, o, e)) == RC_OK)
		rc = parse_read(sink, s, e);
	parse_close(s);
	return rc;
}
