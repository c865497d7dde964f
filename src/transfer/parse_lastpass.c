#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "parse_int.h"
#include "vault/content.h"

enum column { URL, USERNAME, PASSWORD, TOTP, EXTRA, NAME, GROUPING, FAV, COLUMNS };

static const struct {
	const char *name;
	bool optional;
} columns[COLUMNS] = {
    [URL] = {"url", false},
    [USERNAME] = {"username", false},
    [PASSWORD] = {"password", false},
    [TOTP] = {"totp", true},
    [EXTRA] = {"extra", false},
    [NAME] = {"name", false},
    [GROUPING] = {"grouping", false},
    [FAV] = {"fav", true},
};

/* LastPass gives this address to all secure notes. */
static const char NOTE_URL[] = "http://sn";

struct layout {
	size_t n;                /* columns of the file */
	size_t at[COLUMNS];      /* CSV_COLUMNS where a column is absent */
	bool known[CSV_COLUMNS]; /* columns of the file that have a meaning */
};

static bool is_named(struct slice cell, const char *name)
{
	return cell.n == strlen(name) && strncasecmp((const char *)cell.p, name, cell.n) == 0;
}

static enum rc find_column(
    struct layout *l, enum column k, const struct csv *header, struct err *e)
{
	l->at[k] = CSV_COLUMNS;
	for (size_t i = 0; i < l->n; i++) {
		if (!is_named(csv_cell(header, i), columns[k].name))
			continue;
		if (l->at[k] != CSV_COLUMNS)
			return err_set(e, RC_INPUT,
			    "the header row has the column %s twice; export the file again",
			    columns[k].name);
		l->at[k] = i;
		l->known[i] = true;
	}
	if (l->at[k] == CSV_COLUMNS && !columns[k].optional)
		return err_set(e, RC_INPUT,
		    "the header row has no column %s; a LastPass export has url, username, "
		    "password, extra, name and grouping",
		    columns[k].name);
	return RC_OK;
}

static enum rc read_header(struct layout *l, struct csv *c, struct err *e)
{
	enum rc rc = RC_OK;

	*l = (struct layout){0};
	if (!csv_next(c) || c->n > CSV_COLUMNS)
		return parse_unknown(e);
	l->n = c->n;
	for (int k = 0; k < COLUMNS && rc == RC_OK; k++)
		rc = find_column(l, (enum column)k, c, e);
	return rc;
}

bool parse_is_lastpass(struct slice file)
{
	struct layout l;
	struct csv c;
	bool is;

	csv_init(&c, file);
	is = read_header(&l, &c, NULL) == RC_OK;
	csv_finish(&c);
	return is;
}

/* Nothing may be handed out of a file that turns out to be malformed. */
static enum rc read_through(struct slice file, size_t *rows, struct err *e)
{
	struct csv c;
	enum rc rc = RC_OK;

	csv_init(&c, file);
	for (*rows = 0; csv_next(&c); (*rows)++)
		continue;
	if (!buf_ok(&c.text))
		rc = err_nomem(e);
	else if (c.fault != NULL)
		rc = err_set(e, RC_INPUT,
		    "the file is malformed: in the row that begins on line %ld, %s; export it "
		    "again",
		    c.line, c.fault);
	csv_finish(&c);
	return rc;
}

static void report_unknown(
    const struct parse_sink *sink, const struct layout *l, const struct csv *header)
{
	for (size_t i = 0; i < l->n; i++)
		if (!l->known[i] && csv_cell(header, i).n > 0)
			parse_problem(sink, header->line, csv_cell(header, i),
			    "a column of this name is not known and was left behind");
}

/* Paths are written with backslashes; the cell lies in memory of the reader. */
static struct slice read_grouping(struct csv *c, struct slice cell)
{
	for (size_t i = 0; i < cell.n; i++) {
		uint8_t *p = c->text.p + (cell.p - c->text.p) + i;

		if (*p == '\\')
			*p = '/';
	}
	return cell;
}

static void add_if_any(
    struct content *item, const char *label, enum field_kind kind, struct slice value)
{
	if (value.n > 0)
		content_add_field(item, slice_str(label), kind, value);
}

static void read_row(struct content *item, const struct layout *l, struct csv *c)
{
	struct slice url = csv_cell(c, l->at[URL]);
	struct slice grouping = read_grouping(c, csv_cell(c, l->at[GROUPING]));
	bool note = slice_eq_str(url, NOTE_URL);

	item->type = slice_str(note ? "note" : "login");
	item->title = parse_title(csv_cell(c, l->at[NAME]), note ? slice_str("") : url);
	item->username = csv_cell(c, l->at[USERNAME]);
	if (url.n > 0 && !note)
		content_add_url(item, url);
	if (grouping.n > 0)
		content_add_tag(item, grouping);
	add_if_any(item, LABEL_PASSWORD, FIELD_SECRET, csv_cell(c, l->at[PASSWORD]));
	add_if_any(item, LABEL_TOTP, FIELD_TOTP, csv_cell(c, l->at[TOTP]));
	add_if_any(item, LABEL_NOTES, FIELD_NOTES, csv_cell(c, l->at[EXTRA]));
}

static enum rc hand_out_row(
    const struct parse_sink *sink, const struct layout *l, struct csv *c, struct err *e)
{
	struct content item = {0};
	char text[100];
	enum rc rc;

	if (c->n != l->n) {
		snprintf(
		    text, sizeof text, "skipped: the row has %zu columns, not %zu", c->n, l->n);
		parse_problem(sink, c->line, slice_of(NULL, 0), text);
		return RC_OK;
	}
	read_row(&item, l, c);
	rc = parse_hand_out(sink, &item, c->line, NULL, e);
	content_finish(&item);
	return rc;
}

enum rc parse_lastpass(const struct parse_sink *sink, struct slice file, struct err *e)
{
	struct layout l;
	struct csv c;
	size_t rows;
	enum rc rc;

	csv_init(&c, file);
	if ((rc = read_header(&l, &c, e)) != RC_OK ||
	    (rc = read_through(file, &rows, e)) != RC_OK)
		goto out;
	if (sink->entries != NULL)
		sink->entries(sink->arg, rows - 1);
	report_unknown(sink, &l, &c);
	while (rc == RC_OK && csv_next(&c))
		rc = hand_out_row(sink, &l, &c, e);
	if (rc == RC_OK && c.fault != NULL)
		rc = err_nomem(e);
out:
	csv_finish(&c);
	return rc;
}
