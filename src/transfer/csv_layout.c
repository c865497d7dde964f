#include "csv_layout_int.h"

#include <stdio.h>

#include "base/text.h"
#include "parse_int.h"
#include "vault/content.h"

static const char SEPARATORS[] = ",;\t";

/* How a first row and a format agree. */
struct fit {
	const struct csv_format *format;
	char separator;
	size_t columns;                   /* of the row */
	size_t known;                     /* columns of the format that are there */
	const struct csv_column *missing; /* that is not there and not optional */
	const struct csv_column *twice;
};

/* What all ways to read the first row come to. */
struct choice {
	struct fit best;
	size_t widest; /* columns that any separator gives */
	bool failed;   /* out of memory */
	/* The row of the separator that gives most cells, also one with a fault; without text.
	 */
	struct csv likely;
};

/* The first column of the row that is k, or CSV_COLUMNS. */
static size_t find(bool *twice, const struct csv *row, const struct csv_column *k)
{
	size_t found = CSV_COLUMNS;

	*twice = false;
	for (size_t i = 0; i < row->n && i < CSV_COLUMNS; i++)
		if (csv_column_is(k, csv_cell(row, i), i)) {
			*twice = found < CSV_COLUMNS;
			if (*twice)
				break;
			found = i;
		}
	return found;
}

static struct fit fit_of(const struct csv *row, const struct csv_format *format)
{
	struct fit fit = {.format = format, .separator = row->separator, .columns = row->n};
	bool twice;

	for (const struct csv_column *k = format->columns; k->name.n > 0; k++) {
		if (find(&twice, row, k) < CSV_COLUMNS)
			fit.known++;
		else if (!k->optional && fit.missing == NULL)
			fit.missing = k;
		if (twice && fit.twice == NULL)
			fit.twice = k;
	}
	return fit;
}

static bool is_better(const struct fit *a, const struct fit *b)
{
	if (b->format == NULL || (a->missing == NULL) != (b->missing == NULL))
		return b->format == NULL || a->missing == NULL;
	return a->known > b->known;
}

/* A few common names say what a file is only where there are no others. */
static bool is_told(const struct fit *fit, bool given)
{
	return given || !fit->format->exact || fit->known == fit->columns;
}

static void consider(
    struct fit *best, const struct csv *row, const struct csv_format *format, bool given)
{
	const struct fit fit = fit_of(row, format);

	if (is_told(&fit, given) && is_better(&fit, best))
		*best = fit;
}

static void consider_row(
    struct choice *c, const struct csv *row, const struct csv_format *format)
{
	const struct csv_format *f;

	if (row->n > c->widest)
		c->widest = row->n;
	if (format != NULL)
		consider(&c->best, row, format, true);
	for (size_t i = 0; format == NULL && (f = csv_format_at(i)) != NULL; i++)
		if (f->backslash == row->backslash)
			consider(&c->best, row, f, false);
}

/* The cell with a fault counts: a wrong separator sees fewer, or none of the quotes. */
static size_t cells(const struct csv *row)
{
	return row->n + (row->fault != NULL);
}

static void read_first(struct choice *c, struct slice file, char separator, bool backslash,
    const struct csv_format *format)
{
	struct csv row;

	csv_init(&row, file, separator);
	row.backslash = backslash;
	if (csv_next(&row))
		consider_row(c, &row, format);
	c->failed = c->failed || !buf_ok(&row.text);
	csv_finish(&row);
	if (cells(&row) > cells(&c->likely)) {
		c->likely = row;
		c->likely.text = (struct buf){0};
	}
}

/*
 * format NULL: of all. best.format stays NULL if there is no row to look at.
 * Each format sees the row as all rows will be read for it: what a row is
 * without escapes says nothing of how wide it is with them.
 */
static void choose(struct choice *c, struct slice file, const struct csv_format *format)
{
	*c = (struct choice){0};
	for (const char *separator = SEPARATORS; *separator != '\0'; separator++) {
		if (format == NULL || !format->backslash)
			read_first(c, file, *separator, false, format);
		if (format == NULL || format->backslash)
			read_first(c, file, *separator, true, format);
	}
}

static bool fits(const struct fit *fit)
{
	return fit->format != NULL && fit->missing == NULL && fit->columns <= CSV_COLUMNS;
}

const struct csv_format *csv_layout_format(struct slice file)
{
	struct choice c;

	choose(&c, file, NULL);
	return fits(&c.best) ? c.best.format : NULL;
}

static enum rc is_missing(const struct fit *fit, struct err *e)
{
	struct buf names = {0};
	const char *text;
	enum rc rc;

	for (const struct csv_column *k = fit->format->columns; k->name.n > 0; k++)
		if (!k->optional) {
			buf_add_str(&names, names.n > 0 ? ", " : "");
			buf_add_slice(&names, k->name);
		}
	text = buf_cstr(&names);
	if (text == NULL)
		rc = err_nomem(e);
	else
		rc = err_set(e, RC_INPUT,
		    "the first row of the file, which names the columns, has no column %.*s; "
		    "wanted are %s; others may be there, too",
		    SLICE_ARG(fit->missing->name), text);
	buf_finish(&names);
	return rc;
}

static enum rc does_not_fit(const struct choice *c, bool given, struct err *e)
{
	if (c->failed)
		return err_nomem(e);
	if (c->widest > CSV_COLUMNS)
		return err_set(e, RC_INPUT,
		    "the file has %zu columns; at most %d can be read: remove some in a "
		    "spreadsheet",
		    c->widest, CSV_COLUMNS);
	if (c->likely.fault != NULL)
		return csv_malformed(&c->likely, e);
	if (c->best.format == NULL || !given)
		return parse_unknown(e);
	return is_missing(&c->best, e);
}

static enum rc check(const struct choice *c, bool given, struct err *e)
{
	if (!fits(&c->best))
		return does_not_fit(c, given, e);
	if (c->best.twice != NULL)
		return err_set(e, RC_INPUT,
		    "the first row of the file has the column %.*s twice; export the file "
		    "again, or name one of them by its number with a map of columns",
		    SLICE_ARG(c->best.twice->name));
	return RC_OK;
}

enum rc csv_layout_read(
    struct csv_layout *l, struct slice file, const struct csv_format *format, struct err *e)
{
	struct choice c;
	bool twice;
	enum rc rc;

	*l = (struct csv_layout){.file = file};
	choose(&c, file, format);
	if ((rc = check(&c, format != NULL, e)) != RC_OK)
		return rc;
	l->format = c.best.format;
	csv_init(&l->first, file, c.best.separator);
	l->first.backslash = l->format->backslash;
	if (!csv_next(&l->first))
		return err_nomem(e);
	l->n = l->first.n;
	for (size_t k = 0; l->format->columns[k].name.n > 0; k++) {
		l->at[k] = find(&twice, &l->first, &l->format->columns[k]);
		if (l->at[k] < CSV_COLUMNS)
			l->known[l->at[k]] = true;
	}
	return RC_OK;
}

void csv_layout_finish(struct csv_layout *l)
{
	csv_finish(&l->first);
	*l = (struct csv_layout){0};
}

void csv_layout_rows(struct csv *rows, const struct csv_layout *l)
{
	if (l->format->headerless) {
		csv_init(rows, l->file, l->first.separator);
		return;
	}
	*rows = l->first;
	rows->text = (struct buf){0};
}

struct slice csv_layout_label(const struct csv_layout *l, size_t i, char room[CSV_LABEL])
{
	struct slice name = csv_column_name(csv_cell(&l->first, i));

	if (!l->format->headerless && name.n > 0 && name.n <= TITLE_MAX &&
	    text_valid_line(name))
		return name;
	snprintf(room, CSV_LABEL, "column %zu", i + 1);
	return slice_str(room);
}
