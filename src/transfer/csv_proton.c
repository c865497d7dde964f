/*
 * csv_proton: the column of notes of Proton Pass's CSV, in which for cards,
 * identities and the like all that belongs to them stands as JSON.
 */
#include "csv_take_int.h"
#include "json_entry_int.h"
#include "parse_proton_int.h"
#include "transfer/json.h"

/* Keep a tree as long as the content lives. */
static json_t *keep(struct csv_content *c, json_t *tree)
{
	size_t i = 0;

	while (c->kept[i] != NULL)
		i++;
	if (tree == NULL && json_ran_out())
		c->item.failed = true;
	return c->kept[i] = tree;
}

/* What Proton Pass calls the type: logins, aliases and notes have plain notes. */
static struct slice type_with_parts(const struct csv_content *c)
{
	struct slice type = c->kind != NULL ? slice_str(c->kind->name) : c->item.type;

	if (slice_eq_str(type, "login") || slice_eq_str(type, "alias") ||
	    slice_eq_str(type, "note"))
		return slice_of(NULL, 0);
	return type;
}

/* As an item of its JSON has it: {"type", "metadata": {"note"}, "content"}. */
static json_t *data_of(struct csv_content *c, struct slice type, struct slice text)
{
	json_t *content;

	json_use_wiped_memory();
	content = json_loadb(
	    (const char *)text.p, text.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
	if (!json_is_object(content)) {
		json_decref(content);
		c->item.failed = c->item.failed || (content == NULL && json_ran_out());
		return NULL;
	}
	return keep(c,
	    json_pack("{s:s%, s:o}", "type", (const char *)type.p, type.n, "content", content));
}

static void take_data(struct csv_content *c, json_t *data)
{
	struct json_entry en = {0};
	json_t *content = json_object_get(data, "content");
	json_t *note = keep(c, json_incref(json_object_get(content, "note")));

	json_object_del(content, "note");
	parse_proton_content(&en, NULL, data);
	c->item.type = en.c.type;
	for (size_t i = 0; i < en.c.n_fields; i++)
		content_add_field(
		    &c->item, en.c.fields[i].label, en.c.fields[i].kind, en.c.fields[i].value);
	if (json_string_length(note) > 0)
		content_add_field(
		    &c->item, slice_str(LABEL_NOTES), FIELD_NOTES, json_entry_string(note));
	if (c->note.n > 0 && en.lost.n > 0)
		buf_add_str(&c->note, "; ");
	buf_add_slice(&c->note, buf_slice(&en.lost));
	c->item.failed = c->item.failed || en.c.failed || !buf_ok(&en.lost);
	keep(c, json_incref(en.made));
	json_entry_finish(&en);
}

void csv_take_proton_notes(struct csv_content *c, const struct csv_cell *cell)
{
	struct slice type = type_with_parts(c);
	json_t *data = NULL;

	if (type.n > 0 && cell->text.p[0] == '{')
		data = data_of(c, type, cell->text);
	if (data != NULL)
		take_data(c, data);
	else
		content_add_field(&c->item, slice_str(LABEL_NOTES), FIELD_NOTES, cell->text);
}
