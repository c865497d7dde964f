#include "csv_int.h"

#include <string.h>

#include "line_breaks_int.h"

void csv_init(struct csv *c, struct slice file, char separator)
{
	*c = (struct csv){.rest = file, .separator = separator, .next_line = 1};
}

void csv_finish(struct csv *c)
{
	buf_finish(&c->text);
}

static void skip(struct csv *c, size_t n)
{
	c->rest = slice_after(c->rest, n);
}

static bool at(const struct csv *c, char byte)
{
	return c->rest.n > 0 && c->rest.p[0] == (uint8_t)byte;
}

/* Bytes of the line break that rest begins with, or 0. */
static size_t line_break(const struct csv *c)
{
	if (at(c, '\n'))
		return 1;
	if (!at(c, '\r'))
		return 0;
	if (c->rest.n >= 2 && c->rest.p[1] == '\n')
		return 2;
	return c->breaks == CSV_BREAKS_LF ? 0 : 1;
}

static void skip_line_break(struct csv *c)
{
	size_t n = line_break(c);

	if (c->breaks == CSV_NO_BREAK_YET)
		c->breaks = n == 1 && at(c, '\r') ? CSV_BREAKS_CR : CSV_BREAKS_LF;
	skip(c, n);
	c->next_line++;
}

static bool cell_ends(const struct csv *c)
{
	return c->rest.n == 0 || at(c, c->separator) || line_break(c) > 0;
}

/* Inside quotes: how many bytes there are before one with a meaning. */
static size_t plain_run(const struct csv *c)
{
	size_t n = 0;

	while (n < c->rest.n && c->rest.p[n] != '"' && !(c->backslash && c->rest.p[n] == '\\'))
		n++;
	return n;
}

static void take(struct csv *c, size_t n)
{
	c->next_line += line_breaks(slice_of(c->rest.p, n), c->breaks == CSV_BREAKS_CR);
	buf_add(&c->text, c->rest.p, n);
	skip(c, n);
}

/* A backslash before anything else than these two is itself. */
static void take_escaped(struct csv *c)
{
	bool escapes = c->rest.n >= 2 && (c->rest.p[1] == '"' || c->rest.p[1] == '\\');

	if (escapes)
		skip(c, 1);
	take(c, 1);
}

/* From behind the opening quote to behind the closing one. */
static bool quoted_cell(struct csv *c)
{
	for (;;) {
		size_t n = plain_run(c);

		if (n > 0)
			take(c, n);
		if (c->rest.n == 0) {
			c->fault = "a quote is opened and never closed";
			return false;
		}
		if (at(c, '\\')) {
			take_escaped(c);
			continue;
		}
		skip(c, 1);
		if (!at(c, '"') || c->backslash)
			return true;
		take(c, 1);
	}
}

static void bare_cell(struct csv *c)
{
	const uint8_t *start = c->rest.p;
	size_t n;

	while (!cell_ends(c))
		skip(c, 1);
	if (c->rest.p == start)
		return;
	n = (size_t)(c->rest.p - start);
	buf_add(&c->text, start, n);
	if (c->backslash && memchr(start, '\\', n) != NULL)
		c->bare_backslash = true;
}

static bool read_cell(struct csv *c)
{
	if (at(c, '"')) {
		skip(c, 1);
		if (!quoted_cell(c))
			return false;
		if (!cell_ends(c)) {
			c->fault = at(c, '"')
				       ? "a quote is doubled, as a spreadsheet writes it "
					 "and this program does not"
				       : "there is text behind a closing quote";
			return false;
		}
	} else {
		bare_cell(c);
	}
	if (c->n < CSV_COLUMNS)
		c->end[c->n] = c->text.n;
	c->n++;
	return true;
}

static bool read_record(struct csv *c)
{
	buf_clear(&c->text);
	c->n = 0;
	c->line = c->next_line;
	c->bare_backslash = false;
	for (;;) {
		if (!read_cell(c))
			return false;
		if (!at(c, c->separator))
			break;
		skip(c, 1);
	}
	if (c->rest.n > 0)
		skip_line_break(c);
	if (!buf_ok(&c->text))
		c->fault = "out of memory";
	return c->fault == NULL;
}

bool csv_next(struct csv *c)
{
	while (c->fault == NULL && c->rest.n > 0)
		if (read_record(c) && c->text.n > 0)
			return true;
	if (c->fault == NULL)
		c->n = 0;
	return false;
}

enum rc csv_malformed(const struct csv *c, struct err *e)
{
	return err_set(e, RC_INPUT,
	    "the file is malformed: in the row that begins on line %ld, %s; export it again",
	    c->line, c->fault);
}

struct slice csv_cell(const struct csv *c, size_t i)
{
	size_t start = i == 0 || i >= c->n || i >= CSV_COLUMNS ? 0 : c->end[i - 1];

	if (i >= c->n || i >= CSV_COLUMNS || c->end[i] == start)
		return slice_of(NULL, 0);
	return slice_of(c->text.p + start, c->end[i] - start);
}
