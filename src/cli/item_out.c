/*
 * item_out: an item as JSON, and that JSON as text for people.
 */
#include "attached.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "vault/attachment.h"

static const char *kind_name(enum field_kind kind)
{
	switch (kind) {
	case FIELD_PLAIN:
		return "plain";
	case FIELD_NOTES:
		return "notes";
	case FIELD_TOTP:
		return "totp";
	case FIELD_FILE:
		return "file";
	default:
		return "secret";
	}
}

static json_t *list(const struct slice *s, size_t n)
{
	json_t *a = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(a, json_slice(s[i]));
	return a;
}

json_t *json_field(const struct field *f, bool values)
{
	json_t *j = json_object();

	json_object_set_new(j, "label", json_slice(f->label));
	json_object_set_new(j, "kind", json_string(kind_name(f->kind)));
	/* Its bytes are given out by "save" alone, and the key never. */
	if (f->kind == FIELD_FILE)
		json_object_set_new(j, "size", json_integer(attachment_size(f)));
	else if (values || !field_is_secret(f))
		json_object_set_new(j, "value", json_slice(f->value));
	else
		json_object_set_new(j, "masked", json_true());
	return j;
}

static void add_content(json_t *j, const struct content *c)
{
	json_object_set_new(j, "type", json_slice(c->type));
	json_object_set_new(j, "username", json_slice(c->username));
	json_object_set_new(j, "url", c->n_urls > 0 ? json_slice(c->urls[0]) : json_string(""));
	json_object_set_new(j, "urls", list(c->urls, c->n_urls));
	json_object_set_new(j, "tags", list(c->tags, c->n_tags));
}

static void add_fields(json_t *j, const struct content *c, bool values)
{
	json_t *fields = json_array();

	for (size_t i = 0; i < c->n_fields; i++)
		json_array_append_new(fields, json_field(&c->fields[i], values));
	json_object_set_new(j, "fields", fields);
}

json_t *json_content(const struct content *c, bool values)
{
	json_t *j = json_object();

	json_object_set_new(j, "title", json_slice(c->title));
	add_content(j, c);
	add_fields(j, c, values);
	return j;
}

json_t *json_item(struct app *app, const struct item *it, bool with_fields, bool values)
{
	json_t *j = json_object();

	json_object_set_new(j, "id", json_integer(it->id));
	json_object_set_new(j, "title", json_slice(it->content.title));
	json_object_set_new(j, "collection", json_collection_name(app, it->collection));
	add_content(j, &it->content);
	json_object_set_new(j, "version", json_integer(it->version));
	json_object_set_new(j, "updated", json_time(it->updated_ms));
	if (with_fields)
		add_fields(j, &it->content, values);
	return j;
}

static struct slice text_of(const json_t *j)
{
	return json_is_string(j) ? slice_of(json_string_value(j), json_string_length(j))
				 : slice_of(NULL, 0);
}

/* "  label       value", the lines of a longer value below each other. */
static void line(struct buf *out, struct slice label, struct slice value)
{
	enum { INDENT = 2, WIDTH = 14 };
	size_t width = text_width(label);

	buf_add_str(out, "  ");
	text_safe(out, label, false);
	for (size_t i = width; i < WIDTH; i++)
		buf_add_char(out, ' ');
	buf_add_char(out, ' ');
	while (value.n > 0) {
		const uint8_t *lf = memchr(value.p, '\n', value.n);
		size_t n = lf == NULL ? value.n : (size_t)(lf - value.p);

		text_safe(out, slice_of(value.p, n), true);
		if (lf == NULL)
			break;
		buf_printf(out, "\n%*s", INDENT + WIDTH + 1, "");
		value = slice_of(value.p + n + 1, value.n - n - 1);
	}
	buf_add_char(out, '\n');
}

static void line_of_file(struct buf *out, const json_t *f)
{
	char size[ATTACHED_SIZE];
	char text[ATTACHED_SIZE + 16];

	attached_size(size, json_integer_value(json_object_get(f, "size")));
	snprintf(text, sizeof text, "attachment, %s", size);
	line(out, text_of(json_object_get(f, "label")), slice_str(text));
}

static void line_of(struct buf *out, const char *label, const json_t *value)
{
	size_t i;
	json_t *one;

	if (json_is_array(value))
		json_array_foreach(value, i, one) line_of(out, label, one);
	else if (text_of(value).n > 0)
		line(out, slice_str(label), text_of(value));
}

void out_item(struct buf *out, const json_t *item)
{
	size_t i;
	json_t *f;

	text_safe(out, text_of(json_object_get(item, "title")), false);
	if (json_object_get(item, "id") != NULL)
		buf_printf(out, "  (#%lld, version %lld)",
		    (long long)json_integer_value(json_object_get(item, "id")),
		    (long long)json_integer_value(json_object_get(item, "version")));
	buf_add_char(out, '\n');
	line_of(out, "collection", json_object_get(item, "collection"));
	line_of(out, "type", json_object_get(item, "type"));
	line_of(out, "user name", json_object_get(item, "username"));
	line_of(out, "address", json_object_get(item, "urls"));
	line_of(out, "tag", json_object_get(item, "tags"));
	json_array_foreach(json_object_get(item, "fields"), i, f)
	{
		if (json_object_get(f, "size") != NULL)
			line_of_file(out, f);
		else if (json_object_get(f, "masked") != NULL)
			line(out, text_of(json_object_get(f, "label")), slice_str("********"));
		else
			line(out, text_of(json_object_get(f, "label")),
			    text_of(json_object_get(f, "value")));
	}
	line_of(out, "changed", json_object_get(item, "updated"));
}

void out_pending(const struct app *app, const struct item *it)
{
	if (content_pending(&it->content) != NULL)
		out_note(app,
		    "A new password waits: it was not said whether the website took it. Both "
		    "are "
		    "kept; \"strongroom change '#%lld'\" goes on with it.",
		    (long long)it->id);
}
