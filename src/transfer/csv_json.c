/*
 * csv_json: cells that hold JSON, as NordPass writes them.
 */
#include "csv_take_int.h"
#include "transfer/json.h"

/* The tree of a cell, which lives as long as the content; NULL if it is no JSON array. */
static const json_t *array_of(struct csv_content *c, struct slice text)
{
	json_t **place = c->kept[0] == NULL ? &c->kept[0] : &c->kept[1];

	json_use_wiped_memory();
	if (*place == NULL)
		*place = json_loadb((const char *)text.p, text.n,
		    JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
	if (json_ran_out())
		c->item.failed = true;
	return json_is_array(*place) ? *place : NULL;
}

static struct slice text_of(const json_t *string)
{
	return slice_of(json_string_value(string), json_string_length(string));
}

static void not_understood(struct csv_content *c, const struct csv_cell *cell)
{
	content_add_field(&c->item, cell->label, FIELD_SECRET, cell->text);
	buf_add_str(&c->note, c->note.n > 0 ? "; " : "");
	buf_add_slice(&c->note, cell->label);
	buf_add_str(&c->note, " is not written as usual, and became a hidden field as it is");
}

/* An address is a text, or the "url" of an object. */
static struct slice url_of(const json_t *v)
{
	return text_of(json_is_object(v) ? json_object_get(v, "url") : v);
}

static bool all_urls(const json_t *array)
{
	for (size_t i = 0; i < json_array_size(array); i++)
		if (url_of(json_array_get(array, i)).p == NULL)
			return false;
	return true;
}

static bool has_url(const struct content *item, struct slice url)
{
	for (size_t i = 0; i < item->n_urls; i++)
		if (slice_eq(item->urls[i], url))
			return true;
	return false;
}

void csv_take_json_urls(struct csv_content *c, const struct csv_cell *cell)
{
	const json_t *urls;

	if (cell->text.p[0] != '[') {
		csv_take_urls(&c->item, cell->text);
		return;
	}
	urls = array_of(c, cell->text);
	if (urls == NULL || !all_urls(urls)) {
		not_understood(c, cell);
		return;
	}
	for (size_t i = 0; i < json_array_size(urls); i++) {
		struct slice url = url_of(json_array_get(urls, i));

		if (url.n > 0 && !has_url(&c->item, url))
			content_add_url(&c->item, url);
	}
}

static bool is_field(const json_t *f)
{
	return json_is_string(json_object_get(f, "label")) &&
	       json_is_string(json_object_get(f, "value"));
}

static void take_field(struct content *item, const json_t *f)
{
	const json_t *type = json_object_get(f, "type");
	struct slice label = text_of(json_object_get(f, "label"));
	struct slice value = text_of(json_object_get(f, "value"));

	if (value.n == 0)
		return;
	content_add_field(item, label.n > 0 ? label : slice_str("field"),
	    slice_eq_str(text_of(type), "text") || slice_eq_str(text_of(type), "date")
		? FIELD_PLAIN
		: FIELD_SECRET,
	    value);
}

void csv_take_json_fields(struct csv_content *c, const struct csv_cell *cell)
{
	const json_t *fields = array_of(c, cell->text);
	bool understood = fields != NULL;

	for (size_t i = 0; i < json_array_size(fields); i++)
		understood = understood && is_field(json_array_get(fields, i));
	if (!understood) {
		not_understood(c, cell);
		return;
	}
	for (size_t i = 0; i < json_array_size(fields); i++)
		take_field(&c->item, json_array_get(fields, i));
}
