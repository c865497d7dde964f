#include "csv_content_int.h"

#include "csv_damage_int.h"
#include "csv_odd_int.h"
#include "csv_take_int.h"
#include "lastpass_note_int.h"
#include "parse_int.h"

static bool is_folder(enum csv_meaning meaning)
{
	return meaning == CSV_FOLDER || meaning == CSV_FOLDERS ||
	       meaning == CSV_FOLDER_BACKSLASH || meaning == CSV_FOLDER_BELOW_ROOT;
}

/* Those of folders, or all others. */
static void take_columns(
    struct csv_content *c, const struct csv_layout *l, struct csv *row, bool folders)
{
	const struct csv_column *columns = l->format->columns;

	for (size_t k = 0; columns[k].name.n > 0; k++) {
		struct csv_cell cell = {.text = csv_cell(row, l->at[k])};

		if (cell.text.n == 0 || is_folder(columns[k].meaning) != folders)
			continue;
		cell.writable = row->text.p + (cell.text.p - row->text.p);
		cell.label = columns[k].label != NULL
				 ? slice_str(columns[k].label)
				 : csv_layout_label(l, l->at[k], c->labels[l->at[k]]);
		csv_take(c, &columns[k], &cell);
	}
}

/* Nobody knows what is in a column that has no meaning, so it is hidden. */
static void take_unknown(
    struct csv_content *c, const struct csv_layout *l, const struct csv *row)
{
	for (size_t i = 0; i < l->n; i++) {
		struct slice text = csv_cell(row, i);

		if (text.n > 0 && !l->known[i])
			content_add_field(
			    &c->item, csv_layout_label(l, i, c->labels[i]), FIELD_SECRET, text);
	}
}

static void note_backslash(struct buf *note)
{
	buf_add_str(note, note->n > 0 ? "; " : "");
	buf_add_str(note, "a backslash stands in a cell without quotes, which is how a "
			  "spreadsheet saves this "
			  "file: compare the password, or import the file as it was exported");
}

/* The column of the file that has types, or CSV_COLUMNS. */
static size_t column_of_types(const struct csv_layout *l)
{
	const struct csv_column *columns = l->format->columns;

	for (size_t k = 0; columns[k].name.n > 0; k++)
		if (columns[k].meaning == CSV_TYPE)
			return l->at[k];
	return CSV_COLUMNS;
}

/* LastPass gives this address to a folder in which nothing is. */
static const char LASTPASS_FOLDER[] = "http://group";

static bool has_unknown(const struct csv_layout *l, const struct csv *row)
{
	for (size_t i = 0; i < l->n; i++)
		if (!l->known[i] && csv_cell(row, i).n > 0)
			return true;
	return false;
}

static bool is_blank(const struct csv_layout *l, const struct csv *row)
{
	const struct csv_column *columns = l->format->columns;

	for (size_t k = 0; columns[k].name.n > 0; k++)
		if (columns[k].meaning != CSV_IGNORED && csv_cell(row, l->at[k]).n > 0)
			return false;
	return true;
}

/* That address, and beside it no more than a name and a path. */
static bool is_lastpass_folder(const struct csv_layout *l, const struct csv *row)
{
	const struct csv_column *columns = l->format->columns;
	bool marked = false;

	for (size_t k = 0; columns[k].name.n > 0; k++) {
		struct slice text = csv_cell(row, l->at[k]);
		enum csv_meaning what = columns[k].meaning;

		if (text.n == 0 || what == CSV_IGNORED || what == CSV_TITLE || is_folder(what))
			continue;
		if (what != CSV_URL_OR_NOTE || !slice_eq_str(text, LASTPASS_FOLDER))
			return false;
		marked = true;
	}
	return marked;
}

/* Some programs write their folders as rows, too, and LastPass even empty entries. */
bool csv_content_is_entry(const struct csv_layout *l, const struct csv *row)
{
	const struct csv_type *t = csv_type_of(l->format, csv_cell(row, column_of_types(l)));

	if (!has_unknown(l, row) && (is_blank(l, row) || is_lastpass_folder(l, row)))
		return false;
	return t == NULL || t->type != NULL;
}

/* What the first column says that shows a type and has anything in this row. */
static const char *type_shown(const struct csv_layout *l, const struct csv *row)
{
	const struct csv_column *columns = l->format->columns;

	for (size_t k = 0; columns[k].name.n > 0; k++)
		if (columns[k].shows != NULL && csv_cell(row, l->at[k]).n > 0)
			return columns[k].shows;
	return "login";
}

static void take_shown(struct csv_content *c, const struct csv_layout *l, const struct csv *row)
{
	const struct content *item = &c->item;

	if (!l->format->folder_rows || column_of_types(l) < CSV_COLUMNS)
		return;
	c->item.type = slice_str(type_shown(l, row));
	c->is_folder = item->username.n + item->n_urls + item->n_tags + item->n_fields == 0;
}

void csv_content_read(struct csv_content *c, const struct csv_layout *l, struct csv *row)
{
	const char *type = l->format->type;

	*c = (struct csv_content){.format = l->format};
	c->item.type = slice_str(type != NULL ? type : "login");
	take_columns(c, l, row, true);
	c->folders = c->item.n_tags;
	take_columns(c, l, row, false);
	take_unknown(c, l, row);
	take_shown(c, l, row);
	if (l->format->typed_notes && slice_eq_str(c->item.type, "note"))
		lastpass_note_split(&c->item);
	csv_odd_settle(&c->item, &c->folders, &c->title, &c->note);
	csv_damage_note(&c->item, &c->note);
	if (l->format->typed_notes)
		csv_damage_note_escaped(&c->item, &c->note);
	if (row->bare_backslash)
		note_backslash(&c->note);
	if (c->item.title.n == 0 && c->kind != NULL && c->kind->title != NULL)
		c->item.title = slice_str(c->kind->title);
	c->item.title = parse_title(
	    c->item.title, c->item.n_urls > 0 ? c->item.urls[0] : slice_of(NULL, 0));
}

void csv_content_finish(struct csv_content *c)
{
	content_finish(&c->item);
	buf_finish(&c->title);
	buf_finish(&c->note);
	for (size_t i = 0; i < sizeof c->kept / sizeof c->kept[0]; i++)
		json_decref(c->kept[i]);
}
