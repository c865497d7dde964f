/*
 * unseal_items: the items of an export, as they were in the vault.
 *
 * What the schema of Bitwarden has no place for was written as custom fields,
 * and the list of the export says which.
 */
#include <jansson.h>

#include "parse_int.h"
#include "unseal_int.h"
#include "vault/content.h"

struct giving {
	const struct parse_sink *sink;
	const struct unseal_info *info;
};

static void on_entries(void *arg, size_t n)
{
	const struct giving *g = arg;

	if (g->sink->entries != NULL)
		g->sink->entries(g->sink->arg, n);
}

static void on_problem(void *arg, long line, const char *message)
{
	const struct giving *g = arg;

	g->sink->problem(g->sink->arg, line, message);
}

static void take_lead(struct content *to, const struct field *f)
{
	if (slice_eq_str(f->label, "type"))
		to->type = f->value;
	else if (slice_eq_str(f->label, "username"))
		to->username = f->value;
	else
		content_add_url(to, f->value);
}

/* The arrays of *to are its own, the texts those of the content. */
static void put_back(struct content *to, const struct content *c, const struct unseal_item *u)
{
	size_t customs = c->n_fields - u->customs;
	size_t end = c->n_fields - (u->tags != NULL);

	*to = (struct content){.title = c->title, .type = c->type, .username = c->username};
	for (size_t i = 0; i < c->n_urls; i++)
		content_add_url(to, c->urls[i]);
	for (size_t i = 0; i < c->n_tags; i++)
		content_add_tag(to, c->tags[i]);
	for (size_t i = 0; i < json_array_size(u->tags); i++) {
		const json_t *tag = json_array_get(u->tags, i);

		content_add_tag(to, slice_of(json_string_value(tag), json_string_length(tag)));
	}
	for (size_t i = 0; i < end; i++) {
		const struct field *f = &c->fields[i];

		if (i >= customs && i < customs + u->lead)
			take_lead(to, f);
		else
			content_add_field(to, f->label, f->kind, f->value);
	}
}

static enum rc on_item(
    void *arg, const struct content *c, const struct parse_entry *at, struct err *e)
{
	const struct giving *g = arg;
	const struct unseal_item *u = &g->info->items[at->line - 1];
	struct content whole;
	struct err why;
	enum rc rc;

	if (u->item == 0 || u->customs > c->n_fields)
		return g->sink->item(g->sink->arg, c, at, e);
	put_back(&whole, c, u);
	rc = content_check(&whole, &why);
	if (rc == RC_OK)
		rc = g->sink->item(g->sink->arg, &whole, at, e);
	else if (rc == RC_INPUT)
		rc = g->sink->item(g->sink->arg, c, at, e);
	else
		rc = err_nomem(e);
	content_finish(&whole);
	return rc;
}

static enum rc on_file(void *arg, struct slice name, struct slice bytes, struct err *e)
{
	const struct giving *g = arg;

	return g->sink->file(g->sink->arg, name, bytes, e);
}

enum rc unseal_items(struct slice plain, const struct parse_sink *sink, struct err *e)
{
	struct unseal_info info;
	struct giving g = {.sink = sink, .info = &info};
	const struct parse_sink own = {.entries = on_entries,
	    .item = on_item,
	    .file = sink->file == NULL ? NULL : on_file,
	    .problem = on_problem,
	    .arg = &g,
	    .own = true};
	enum rc rc;

	if ((rc = unseal_check(&info, plain, NULL, e)) == RC_OK)
		rc = parse_bitwarden(&own, plain, NULL, e);
	unseal_info_finish(&info);
	return rc;
}
