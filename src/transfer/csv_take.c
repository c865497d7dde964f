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

static void take_tag(struct csv_content *c, const struct csv_cell *cell)
{
	add_tag(&c->item, cell->text);
}

static void take_tags(struct csv_content *c, const struct csv_cell *cell)
{
	struct slice text = cell->text;

	while (text.n > 0)
		add_tag(&c->item, trim(cut(&text, ",;")));
}

/* LastPass writes paths with backslashes. */
static void take_backslash_path(struct csv_content *c, const struct csv_cell *cell)
{
	for (size_t i = 0; i < cell->text.n; i++)
		if (cell->writable[i] == '\\')
			cell->writable[i] = '/';
	take_tag(c, cell);
}

/* KeePassXC begins every path with the name of the group that all are in. */
static void take_path_below_root(struct csv_content *c, const struct csv_cell *cell)
{
	struct slice path = cell->text;

	cut(&path, "/");
	add_tag(&c->item, path);
}

static bool is_true(struct slice text)
{
	return slice_eq_str(text, "1") ||
	       (text.n == 4 && strncasecmp((const char *)text.p, "true", 4) == 0);
}

static void take_archived_since(struct csv_content *c, const struct csv_cell *cell)
{
	(void)cell;
	add_tag(&c->item, slice_str("archived"));
}

static void take_archived(struct csv_content *c, const struct csv_cell *cell)
{
	if (is_true(cell->text))
		take_archived_since(c, cell);
}

/* addresses */

static void take_url(struct csv_content *c, const struct csv_cell *cell)
{
	content_add_url(&c->item, cell->text);
}

static void take_urls(struct csv_content *c, const struct csv_cell *cell)
{
	csv_take_urls(&c->item, cell->text);
}

static void take_url_or_note(struct csv_content *c, const struct csv_cell *cell)
{
	if (slice_eq_str(cell->text, LASTPASS_NOTE))
		c->item.type = slice_str("note");
	else if (!slice_eq_str(cell->text, LASTPASS_NONE))
		take_url(c, cell);
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
static void take_lines(struct csv_content *c, const struct csv_cell *cell)
{
	struct slice text = cell->text;
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
			add_line(&c->item, label, value);
		label = name;
		value = rest;
	}
	add_line(&c->item, label, value);
}

static void take_field(
    struct csv_content *c, const char *label, enum field_kind kind, const struct csv_cell *cell)
{
	content_add_field(&c->item, slice_str(label), kind, cell->text);
}

static void take_password(struct csv_content *c, const struct csv_cell *cell)
{
	take_field(c, LABEL_PASSWORD, FIELD_SECRET, cell);
}

static void take_totp(struct csv_content *c, const struct csv_cell *cell)
{
	take_field(c, LABEL_TOTP, FIELD_TOTP, cell);
}

static void take_notes(struct csv_content *c, const struct csv_cell *cell)
{
	take_field(c, LABEL_NOTES, FIELD_NOTES, cell);
}

static void take_hidden(struct csv_content *c, const struct csv_cell *cell)
{
	content_add_field(&c->item, cell->label, FIELD_SECRET, cell->text);
}

static void take_plain(struct csv_content *c, const struct csv_cell *cell)
{
	content_add_field(&c->item, cell->label, FIELD_PLAIN, cell->text);
}

static void take_plain_unless_url(struct csv_content *c, const struct csv_cell *cell)
{
	if (c->item.n_urls == 0 || !slice_eq(c->item.urls[0], cell->text))
		take_plain(c, cell);
}

/* what an entry is */

static void take_title(struct csv_content *c, const struct csv_cell *cell)
{
	c->item.title = cell->text;
}

/* Of several user names the first that is there. */
static void take_username(struct csv_content *c, const struct csv_cell *cell)
{
	if (c->item.username.n == 0)
		c->item.username = cell->text;
	else
		take_plain(c, cell);
}

static void take_type(struct csv_content *c, const struct csv_cell *cell)
{
	c->kind = csv_type_of(c->format, cell->text);
	c->item.type = c->kind != NULL ? slice_str(c->kind->type) : cell->text;
}

static void ignore(struct csv_content *c, const struct csv_cell *cell)
{
	(void)c;
	(void)cell;
}

void csv_take(
    struct csv_content *c, const struct csv_column *column, const struct csv_cell *cell)
{
	static void (*const takers[])(struct csv_content *, const struct csv_cell *) = {
	    [CSV_TITLE] = take_title,
	    [CSV_USERNAME] = take_username,
	    [CSV_PASSWORD] = take_password,
	    [CSV_TOTP] = take_totp,
	    [CSV_NOTES] = take_notes,
	    [CSV_PROTON_NOTES] = csv_take_proton_notes,
	    [CSV_TYPE] = take_type,
	    [CSV_URL] = take_url,
	    [CSV_URL_OR_NOTE] = take_url_or_note,
	    [CSV_URLS] = take_urls,
	    [CSV_TAG] = take_tag,
	    [CSV_FOLDER] = take_tag,
	    [CSV_FOLDER_BACKSLASH] = take_backslash_path,
	    [CSV_FOLDER_BELOW_ROOT] = take_path_below_root,
	    [CSV_FOLDERS] = take_tags,
	    [CSV_TAGS] = take_tags,
	    [CSV_ARCHIVED] = take_archived,
	    [CSV_ARCHIVED_SINCE] = take_archived_since,
	    [CSV_LINES] = take_lines,
	    [CSV_JSON_URLS] = csv_take_json_urls,
	    [CSV_JSON_FIELDS] = csv_take_json_fields,
	    [CSV_HIDDEN] = take_hidden,
	    [CSV_PLAIN] = take_plain,
	    [CSV_PLAIN_UNLESS_URL] = take_plain_unless_url,
	    [CSV_IGNORED] = ignore,
	};

	takers[column->meaning](c, cell);
}
