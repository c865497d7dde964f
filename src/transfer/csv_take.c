/*
 * csv_take: what the cells of a row say of an entry.
 */
#include "csv_take_int.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

/* LastPass gives these addresses to all secure notes, and to what has none. */
static const char LASTPASS_NOTE[] = "http://sn";
static const char LASTPASS_NONE[] = "http://";

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
static void take_backslash_path(struct content *item, const struct csv_cell *cell)
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

static void take_url_or_note(struct content *item, struct slice url)
{
	if (slice_eq_str(url, LASTPASS_NOTE))
		item->type = slice_str("note");
	else if (!slice_eq_str(url, LASTPASS_NONE))
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

static void take_plain(struct content *item, const struct csv_cell *cell)
{
	content_add_field(item, cell->label, FIELD_PLAIN, cell->text);
}

static bool is_url(const struct content *item, struct slice text)
{
	return item->n_urls > 0 && slice_eq(item->urls[0], text);
}

/* Of several user names the first that is there. */
static void take_username(struct content *item, const struct csv_cell *cell)
{
	if (item->username.n == 0)
		item->username = cell->text;
	else
		take_plain(item, cell);
}

static bool is_true(struct slice text)
{
	return slice_eq_str(text, "1") ||
	       (text.n == 4 && strncasecmp((const char *)text.p, "true", 4) == 0);
}

static void take_type(struct csv_content *c, struct slice text)
{
	c->kind = csv_type_of(c->format, text);
	c->item.type = c->kind != NULL ? slice_str(c->kind->type) : text;
}

void csv_take(
    struct csv_content *c, const struct csv_column *column, const struct csv_cell *cell)
{
	struct content *item = &c->item;

	switch (column->meaning) {
	case CSV_TITLE:
		item->title = cell->text;
		break;
	case CSV_USERNAME:
		take_username(item, cell);
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
		take_type(c, cell->text);
		break;
	case CSV_URL:
		content_add_url(item, cell->text);
		break;
	case CSV_URL_OR_NOTE:
		take_url_or_note(item, cell->text);
		break;
	case CSV_URLS:
		csv_take_urls(item, cell->text);
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
	case CSV_JSON_URLS:
		csv_take_json_urls(c, cell);
		break;
	case CSV_JSON_FIELDS:
		csv_take_json_fields(c, cell);
		break;
	case CSV_HIDDEN:
		content_add_field(item, cell->label, FIELD_SECRET, cell->text);
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
