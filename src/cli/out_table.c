/* out_table: records as a table for people, or as JSON. */
#include "app.h"

#include <string.h>

#include "base/text.h"

enum { CELL_COLUMNS = 200 /* of a column of a table without a limit of its own */ };

/* A string as far as a cell shows it; false if there is more. */
static bool cell_string(struct buf *out, struct slice s, size_t columns)
{
	size_t n = text_fit(s, columns);

	text_safe(out, slice_of(s.p, n), false);
	return n == s.n;
}

/*
 * One cell as text: strings as they are, lists joined, truths as yes or no.
 * No more than a cell of so many columns shows; false if there is more.
 */
static bool cell(struct buf *out, const json_t *value, size_t columns)
{
	bool whole = true;
	size_t i;
	json_t *one;

	if (json_is_string(value))
		return cell_string(out,
		    slice_of(json_string_value(value), json_string_length(value)), columns);
	if (json_is_integer(value))
		buf_printf(out, "%lld", (long long)json_integer_value(value));
	else if (json_is_boolean(value))
		buf_add_str(out, json_is_true(value) ? "yes" : "no");
	else if (json_is_array(value))
		json_array_foreach(value, i, one)
		{
			if (!whole || text_fit(buf_slice(out), columns) < out->n)
				return false;
			if (i > 0)
				buf_add_str(out, ", ");
			whole = cell(out, one, columns);
		}
	else
		buf_add_char(out, '-');
	return whole;
}

/* What is shown of a cell: what is too wide ends in an ellipsis. */
static void cell_cut(struct buf *out, const json_t *row, const struct column *c)
{
	size_t columns = c->most > 0 ? c->most : CELL_COLUMNS;
	struct buf text = {0};
	bool whole = cell(&text, json_object_get(row, c->key), columns);

	if (whole && text_fit(buf_slice(&text), columns) == text.n) {
		buf_add_slice(out, buf_slice(&text));
	} else {
		buf_add(out, text.p, text_fit(buf_slice(&text), columns - 1));
		buf_add_str(out, "…");
	}
	buf_finish(&text);
}

static void pad(struct buf *out, struct slice s, size_t width, bool last)
{
	buf_add_slice(out, s);
	for (size_t w = text_width(s); !last && w < width + 2; w++)
		buf_add_char(out, ' ');
}

static void put_cell(
    struct buf *out, const json_t *row, const struct column *c, size_t width, bool last)
{
	struct buf text = {0};

	cell_cut(&text, row, c);
	pad(out, buf_slice(&text), width, last);
	buf_finish(&text);
}

static size_t cell_width(const json_t *row, const struct column *c)
{
	struct buf text = {0};
	size_t width;

	cell_cut(&text, row, c);
	width = text_width(buf_slice(&text));
	buf_finish(&text);
	return width;
}

static void table(struct buf *out, const json_t *rows, const struct column *columns, size_t n)
{
	enum { COLUMNS_MAX = 12 };
	size_t widths[COLUMNS_MAX] = {0};
	size_t i;
	json_t *row;

	for (size_t k = 0; k < n && k < COLUMNS_MAX; k++) {
		widths[k] = strlen(columns[k].heading);
		json_array_foreach(rows, i, row)
		{
			size_t w = cell_width(row, &columns[k]);

			if (w > widths[k])
				widths[k] = w;
		}
	}
	for (size_t k = 0; k < n; k++)
		pad(out, slice_str(columns[k].heading), widths[k], k + 1 == n);
	buf_add_char(out, '\n');
	json_array_foreach(rows, i, row)
	{
		for (size_t k = 0; k < n; k++)
			put_cell(out, row, &columns[k], widths[k], k + 1 == n);
		buf_add_char(out, '\n');
	}
}

enum rc out_table(const struct app *app, json_t *rows, const struct column *columns, size_t n,
    const char *none, struct err *e)
{
	struct buf b = {0};
	enum rc rc;

	if (app->json)
		return out_json(rows, e);
	if (rows == NULL)
		return err_nomem(e);
	if (json_array_size(rows) == 0)
		out_note(app, "%s", none);
	else
		table(&b, rows, columns, n);
	rc = out_write(&b, e);
	buf_finish(&b);
	json_decref(rows);
	return rc;
}
