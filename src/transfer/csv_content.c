#include "csv_content_int.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "csv_odd_int.h"
#include "parse_int.h"

/* LastPass gives this address to all secure notes. */
static const char LASTPASS_NOTE[] = "http://sn";

/* One cell that is not empty. It lies in memory of the reader, which may be written. */
struct cell {
	struct slice text;
	uint8_t *writable; /* the same bytes */
	struct slice label;
};

/* Up to the first byte of stop; *s goes on behind that byte. */
static struct slice cut(struct slice *s, const char *stop)
{
	struct slice part = *s;

	for (size_t i = 0; i < s->n; i++)
		if (strchr(stop, s->p[i]) != NULL && s->p[i] != '\0') {
			part.n = i;
			break;
		}
	*s = slice_after(*s, part.n < s->n ? part.n + 1 : part.n);
	return part;
}

static struct slice trim(struct slice s)
{
	while (s.n > 0 && s.p[0] == ' ')
		s = slice_after(s, 1);
	while (s.n > 0 && s.p[s.n - 1] == ' ')
		s.n--;
	return s;
}

/* tags */

static void add_tag(struct content *item, struct slice tag)
{
	if (tag.n > 0)
		content_add_tag(item, tag);
}

static void take_tags(struct content *item, struct slice text)
{
	while (text.n > 0)
		add_tag(item, trim(cut(&text, ",;")));
}

/* LastPass writes paths with backslashes. */
static void take_backslash_path(struct content *item, const struct cell *cell)
{
	for (size_t i = 0; i < cell->text.n; i++)
		if (cell->writable[i] == '\\')
			cell->writable[i] = '/';
	add_tag(item, cell->text);
}

/* KeePassXC begins every path with the name of the group that all are in. */
static void take_path_below_root(struct content *item, struct slice path)
{
	cut(&path, "/");
	add_tag(item, path);
}

/* addresses */

static bool is_scheme_byte(uint8_t c)
{
	return c == '+' || c == '-' || c == '.' || (c >= '0' && c <= '9') ||
	       ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* What is behind a scheme (RFC 3986, 3.1) and "://"; NULL if s begins with none. */
static struct slice behind_scheme(struct slice s)
{
	size_t i = 0;

	while (i < s.n && is_scheme_byte(s.p[i]))
		i++;
	if (i == 0 || s.n - i < 3 || memcmp(s.p + i, "://", 3) != 0)
		return slice_of(NULL, 0);
	return slice_after(s, i + 3);
}

/* A path, query or fragment, the parts of an address that may have a comma. */
static bool has_path(struct slice url)
{
	struct slice rest = behind_scheme(url);

	if (rest.p == NULL)
		rest = url;
	for (size_t i = 0; i < rest.n; i++)
		if (rest.p[i] == '/' || rest.p[i] == '?' || rest.p[i] == '#')
			return true;
	return false;
}

/*
 * Bitwarden writes commas between addresses and leaves those in them as they
 * are. A comma in a path is one between addresses only if a scheme follows.
 */
static void take_urls(struct content *item, struct slice text)
{
	while (text.n > 0) {
		struct slice url = text;
		struct slice part;

		do {
			part = cut(&text, ",");
			url.n = (size_t)(part.p + part.n - url.p);
		} while (text.n > 0 && has_path(url) && behind_scheme(text).p == NULL);
		if (url.n > 0)
			content_add_url(item, url);
	}
}

static void take_url_or_note(struct content *item, struct slice url)
{
	if (slice_eq_str(url, LASTPASS_NOTE))
		item->type = slice_str("note");
	else
		content_add_url(item, url);
}

/* fields */

/* Take "NAME: VALUE" apart; false if it is not that. */
static bool split_line(struct slice *name, struct slice *value, struct slice line)
{
	size_t i = 0;

	while (i + 1 < line.n && (line.p[i] != ':' || line.p[i + 1] != ' '))
		i++;
	if (i + 1 >= line.n || i > TITLE_MAX || !text_valid_line(slice_of(line.p, i)))
		return false;
	*name = i > 0 ? slice_of(line.p, i) : slice_str("field");
	*value = slice_after(line, i + 2);
	return true;
}

static void add_line(struct content *item, struct slice label, struct slice value)
{
	if (value.n > 0 && value.p[value.n - 1] == '\r')
		value.n--;
	content_add_field(item, label, FIELD_SECRET, value);
}

/*
 * "NAME: VALUE" on a line each. A line without a name goes on with the value
 * before. Which of them were hidden is not said, so all are.
 */
static void take_lines(struct content *item, struct slice text)
{
	struct slice label = slice_str("field");
	struct slice value = slice_of(NULL, 0);

	while (text.n > 0) {
		struct slice line = cut(&text, "\n");
		struct slice name = slice_str("field");
		struct slice rest = line;
		bool named = split_line(&name, &rest, line);

		if (!named && value.p != NULL) {
			value.n = (size_t)(line.p + line.n - value.p);
			continue;
		}
		if (value.p != NULL)
			add_line(item, label, value);
		label = name;
		value = rest;
	}
	add_line(item, label, value);
}

static void take_plain(struct content *item, const struct cell *cell)
{
	content_add_field(item, cell->label, FIELD_PLAIN, cell->text);
}

static bool is_url(const struct content *item, struct slice text)
{
	return item->n_urls > 0 && slice_eq(item->urls[0], text);
}

static bool is_true(struct slice text)
{
	return slice_eq_str(text, "1") ||
	       (text.n == 4 && strncasecmp((const char *)text.p, "true", 4) == 0);
}

static void take(struct content *item, enum csv_meaning meaning, const struct cell *cell)
{
	switch (meaning) {
	case CSV_TITLE:
		item->title = cell->text;
		break;
	case CSV_USERNAME:
		item->username = cell->text;
		break;
	case CSV_PASSWORD:
		content_add_field(item, slice_str(LABEL_PASSWORD), FIELD_SECRET, cell->text);
		break;
	case CSV_TOTP:
		content_add_field(item, slice_str(LABEL_TOTP), FIELD_TOTP, cell->text);
		break;
	case CSV_NOTES:
		content_add_field(item, slice_str(LABEL_NOTES), FIELD_NOTES, cell->text);
		break;
	case CSV_TYPE:
		item->type = cell->text;
		break;
	case CSV_URL:
		content_add_url(item, cell->text);
		break;
	case CSV_URL_OR_NOTE:
		take_url_or_note(item, cell->text);
		break;
	case CSV_URLS:
		take_urls(item, cell->text);
		break;
	case CSV_TAG:
	case CSV_FOLDER:
		add_tag(item, cell->text);
		break;
	case CSV_FOLDER_BACKSLASH:
		take_backslash_path(item, cell);
		break;
	case CSV_FOLDER_BELOW_ROOT:
		take_path_below_root(item, cell->text);
		break;
	case CSV_TAGS:
	case CSV_FOLDERS:
		take_tags(item, cell->text);
		break;
	case CSV_ARCHIVED:
		if (is_true(cell->text))
			add_tag(item, slice_str("archived"));
		break;
	case CSV_LINES:
		take_lines(item, cell->text);
		break;
	case CSV_PLAIN:
		take_plain(item, cell);
		break;
	case CSV_PLAIN_UNLESS_URL:
		if (!is_url(item, cell->text))
			take_plain(item, cell);
		break;
	case CSV_IGNORED:
		break;
	}
}

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
		struct cell cell = {.text = csv_cell(row, l->at[k])};

		if (cell.text.n == 0 || is_folder(columns[k].meaning) != folders)
			continue;
		cell.writable = row->text.p + (cell.text.p - row->text.p);
		cell.label = csv_layout_label(l, l->at[k], c->labels[l->at[k]]);
		take(&c->item, columns[k].meaning, &cell);
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

void csv_content_read(struct csv_content *c, const struct csv_layout *l, struct csv *row)
{
	c->item = (struct content){.type = slice_str("login")};
	c->title = (struct buf){0};
	c->note = (struct buf){0};
	take_columns(c, l, row, true);
	c->folders = c->item.n_tags;
	take_columns(c, l, row, false);
	take_unknown(c, l, row);
	csv_odd_settle(&c->item, &c->folders, &c->title, &c->note);
	if (row->bare_backslash)
		note_backslash(&c->note);
	c->item.title = parse_title(
	    c->item.title, c->item.n_urls > 0 ? c->item.urls[0] : slice_of(NULL, 0));
}

void csv_content_finish(struct csv_content *c)
{
	content_finish(&c->item);
	buf_finish(&c->title);
	buf_finish(&c->note);
}
