#include <string.h>

#include "parse_int.h"

void csv_init(struct csv *c, struct slice file)
{
	*c = (struct csv){.rest = file, .next_line = 1};
}

void csv_finish(struct csv *c)
{
	buf_finish(&c->text);
}

static void skip(struct csv *c, size_t n)
{
	c->rest = slice_of(c->rest.p + n, c->rest.n - n);
}

/* Bytes of the line break that rest begins with, or 0. */
static size_t line_break(const struct csv *c)
{
	if (c->rest.n >= 1 && c->rest.p[0] == '\n')
		return 1;
	if (c->rest.n >= 2 && c->rest.p[0] == '\r' && c->rest.p[1] == '\n')
		return 2;
	return 0;
}

static bool cell_ends(const struct csv *c)
{
	return c->rest.n == 0 || c->rest.p[0] == ',' || line_break(c) > 0;
}

/* From behind the opening quote to behind the closing one. */
static bool quoted_cell(struct csv *c)
{
	for (;;) {
		const uint8_t *quote =
		    c->rest.n == 0 ? NULL : memchr(c->rest.p, '"', c->rest.n);
		size_t n = quote == NULL ? 0 : (size_t)(quote - c->rest.p);

		if (quote == NULL) {
			c->fault = "a quote is opened and never closed";
			return false;
		}
		for (size_t i = 0; i < n; i++)
			c->next_line += c->rest.p[i] == '\n';
		buf_add(&c->text, c->rest.p, n);
		skip(c, n + 1);
		if (c->rest.n == 0 || c->rest.p[0] != '"')
			return true;
		buf_add_char(&c->text, '"');
		skip(c, 1);
	}
}

static bool read_cell(struct csv *c)
{
	if (c->rest.n > 0 && c->rest.p[0] == '"') {
		skip(c, 1);
		if (!quoted_cell(c))
			return false;
		if (!cell_ends(c)) {
			c->fault = "there is text behind a closing quote";
			return false;
		}
	} else {
		const uint8_t *start = c->rest.p;

		while (!cell_ends(c))
			skip(c, 1);
		if (c->rest.p != start)
			buf_add(&c->text, start, (size_t)(c->rest.p - start));
	}
	if (c->n < CSV_COLUMNS)
		c->end[c->n] = c->text.n;
	c->n++;
	return true;
}

static void skip_empty_lines(struct csv *c)
{
	size_t n;

	while ((n = line_break(c)) > 0) {
		skip(c, n);
		c->next_line++;
	}
}

bool csv_next(struct csv *c)
{
	skip_empty_lines(c);
	buf_clear(&c->text);
	c->n = 0;
	c->line = c->next_line;
	if (c->fault != NULL || c->rest.n == 0)
		return false;
	for (;;) {
		if (!read_cell(c))
			return false;
		if (c->rest.n == 0 || c->rest.p[0] != ',')
			break;
		skip(c, 1);
	}
	if (c->rest.n > 0) {
		skip(c, line_break(c));
		c->next_line++;
	}
	if (!buf_ok(&c->text))
		c->fault = "out of memory";
	return c->fault == NULL;
}

struct slice csv_cell(const struct csv *c, size_t i)
{
	size_t start = i == 0 || i >= c->n || i >= CSV_COLUMNS ? 0 : c->end[i - 1];

	if (i >= c->n || i >= CSV_COLUMNS || c->end[i] == start)
		return slice_of(NULL, 0);
	return slice_of(c->text.p + start, c->end[i] - start);
}
