#include <stdio.h>

#include "charset_int.h"
#include "csv_content_int.h"
#include "parse_int.h"

/* What is known once the file was read to its end. */
struct survey {
	size_t rows;
	bool used[CSV_COLUMNS]; /* columns that say anything */
};

/* Nothing may be handed out of a file that turns out to be malformed. */
static enum rc survey(struct survey *s, const struct csv_layout *l, struct err *e)
{
	struct csv rows;
	enum rc rc = RC_OK;

	*s = (struct survey){0};
	csv_layout_rows(&rows, l);
	while (csv_next(&rows)) {
		if (rows.n == l->n && !csv_content_is_entry(l, &rows))
			continue;
		s->rows++;
		for (size_t i = 0; i < l->n && rows.n == l->n; i++)
			s->used[i] = s->used[i] || csv_cell(&rows, i).n > 0;
	}
	if (!buf_ok(&rows.text))
		rc = err_nomem(e);
	else if (rows.fault != NULL)
		rc = csv_malformed(&rows, e);
	csv_finish(&rows);
	return rc;
}

static void report_charset(const struct parse_sink *sink, long guessed_line)
{
	if (guessed_line > 0)
		parse_problem(sink, guessed_line, slice_of(NULL, 0),
		    "the file is not UTF-8 and was read as Windows-1252: compare what is on "
		    "this line with where it comes from");
}

static void report_unknown(
    const struct parse_sink *sink, const struct csv_layout *l, const struct survey *s)
{
	char room[CSV_LABEL];

	for (size_t i = 0; i < l->n; i++)
		if (!l->known[i] && s->used[i])
			parse_problem(sink, l->first.line, csv_layout_label(l, i, room),
			    "a column of this name is not known: what is in it became hidden "
			    "fields");
}

/* Excel does so with the last columns of some sixteen rows in which they are all empty. */
static const char LEFT_OUT[] = "; a spreadsheet leaves out empty ones at the end: write "
			       "something into the last column, or "
			       "import the file as it was exported";

static enum rc hand_out_row(
    const struct parse_sink *sink, const struct csv_layout *l, struct csv *row, struct err *e)
{
	struct csv_content content;
	char text[200];
	enum rc rc;

	if (row->n != l->n) {
		snprintf(text, sizeof text, "skipped: the row has %zu columns, not %zu%s",
		    row->n, l->n, row->n < l->n ? LEFT_OUT : "");
		parse_problem(sink, row->line, slice_of(NULL, 0), text);
		return RC_OK;
	}
	if (!csv_content_is_entry(l, row))
		return RC_OK;
	csv_content_read(&content, l, row);
	if (!buf_ok(&content.title) || !buf_ok(&content.note)) {
		rc = err_nomem(e);
	} else if (content.is_folder) {
		parse_problem(sink, row->line, content.item.title,
		    "skipped: it has nothing but a name, as a folder in this file has");
		rc = RC_OK;
	} else
		rc = parse_hand_out(NULL, sink, &content.item,
		    &(struct parse_entry){.line = row->line, .folders = content.folders},
		    content.note.n > 0 ? buf_cstr(&content.note) : NULL, e);
	csv_content_finish(&content);
	return rc;
}

static enum rc hand_out(
    const struct parse_sink *sink, const struct csv_layout *l, struct err *e)
{
	struct csv rows;
	enum rc rc = RC_OK;

	csv_layout_rows(&rows, l);
	while (rc == RC_OK && csv_next(&rows))
		rc = hand_out_row(sink, l, &rows, e);
	if (rc == RC_OK && rows.fault != NULL)
		rc = err_nomem(e);
	csv_finish(&rows);
	return rc;
}

enum rc parse_csv(const struct parse_sink *sink, const struct charset *file,
    const struct csv_format *format, struct err *e)
{
	struct csv_layout l;
	struct survey s;
	enum rc rc;

	if ((rc = csv_layout_read(&l, file->text, format, e)) != RC_OK ||
	    (rc = survey(&s, &l, e)) != RC_OK)
		goto out;
	if (sink->entries != NULL)
		sink->entries(sink->arg, s.rows);
	report_charset(sink, file->guessed_line);
	report_unknown(sink, &l, &s);
	rc = hand_out(sink, &l, e);
out:
	csv_layout_finish(&l);
	return rc;
}
