/*
 * unseal_info: what an export says about itself, in its member "strongroom".
 */
#include "unseal_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/list.h"
#include "bitwarden_int.h"
#include "bitwarden_text_int.h"
#include "crypto/encode.h"
#include "transfer/json.h"

/* The ids of the items, by which the list names them. */
struct reading {
	struct unseal_info *info;
	char (*ids)[BITWARDEN_ID];
	size_t cap_ids;
};

void unseal_info_finish(struct unseal_info *info)
{
	for (size_t i = 0; i < info->n_items; i++)
		json_decref(info->items[i].tags);
	free(info->items);
	for (size_t i = 0; i < info->n_collections; i++)
		free(info->collections[i]);
	free(info->collections);
	free(info->council);
	*info = (struct unseal_info){0};
}

static enum rc no_export(struct err *e)
{
	return err_set(e, RC_INPUT,
	    "this is not an export of a strongroom vault; write what is in it to a file "
	    "instead");
}

static bool take_hex(char *out, size_t n, const char *text)
{
	if (text == NULL || strlen(text) != n - 1 || strspn(text, "0123456789abcdef") != n - 1)
		return false;
	memcpy(out, text, n);
	return true;
}

static bool take_number(int64_t *out, const json_t *value)
{
	*out = json_integer_value(value);
	return json_is_integer(value) && *out > 0;
}

static bool take_time(int64_t *ms, const json_t *value)
{
	const char *text = json_string_value(value);

	return text != NULL && clock_parse_rfc3339(ms, text);
}

static bool take_leaf(uint8_t leaf[UNSEAL_LEAF], const json_t *value)
{
	return hex_decode(leaf, UNSEAL_LEAF, slice_str(json_string_value(value)));
}

static enum rc take_origin(struct unseal_info *info, const json_t *origin, struct err *e)
{
	const char *council = json_string_value(json_object_get(origin, "council"));

	if (!json_is_object(origin) || council == NULL)
		return no_export(e);
	if (json_integer_value(json_object_get(origin, "format")) != 1)
		return err_set(e, RC_INPUT,
		    "the export was written by a later version of strongroom; use that one");
	if (!take_hex(info->vault_id, sizeof info->vault_id,
		json_string_value(json_object_get(origin, "vault_id"))) ||
	    !take_number(&info->serial, json_object_get(origin, "serial")) ||
	    !take_number(&info->size, json_object_get(origin, "size")) ||
	    !take_leaf(info->leaf, json_object_get(origin, "leaf")) ||
	    !take_time(&info->time_ms, json_object_get(origin, "time")))
		return no_export(e);
	info->council = strdup(council);
	return info->council == NULL ? err_nomem(e) : RC_OK;
}

/* the items */

static size_t count_customs(const json_t *item)
{
	const json_t *fields = json_object_get(item, "fields");
	size_t n = 0;

	for (size_t i = 0; i < json_array_size(fields); i++)
		n += json_is_object(json_array_get(fields, i));
	return n;
}

static enum rc note_item(void *arg, json_t *item, long number, struct err *e)
{
	struct reading *w = arg;
	struct unseal_info *info = w->info;
	const char *id = json_string_value(json_object_get(item, "id"));
	struct unseal_item u = {.customs = count_customs(item)};
	struct unseal_item *items =
	    list_room(info->items, info->n_items, &info->cap_items, sizeof *items);
	char(*ids)[BITWARDEN_ID];

	(void)number;
	if (items == NULL)
		return err_nomem(e);
	info->items = items;
	if ((ids = list_room(w->ids, info->n_items, &w->cap_ids, sizeof *ids)) == NULL)
		return err_nomem(e);
	w->ids = ids;
	if (!take_time(&u.updated_ms, json_object_get(item, "revisionDate")))
		u.updated_ms = 0;
	ids[info->n_items][0] = '\0';
	if (id != NULL && strlen(id) < BITWARDEN_ID)
		memcpy(ids[info->n_items], id, strlen(id) + 1);
	items[info->n_items++] = u;
	return RC_OK;
}

static bool is_tags(const json_t *tags)
{
	for (size_t i = 0; i < json_array_size(tags); i++)
		if (json_string_length(json_array_get(tags, i)) == 0)
			return false;
	return json_array_size(tags) > 0;
}

/* What does not fit the item is as if it had not been said. */
static void take_entry(struct unseal_item *u, const json_t *entry)
{
	json_t *tags = json_object_get(entry, "tags");
	json_int_t lead = json_integer_value(json_object_get(entry, "lead"));

	if (!take_number(&u->item, json_object_get(entry, "item")) ||
	    !take_number(&u->version, json_object_get(entry, "version"))) {
		u->item = u->version = 0;
		return;
	}
	if (lead > 0 && (size_t)lead <= u->customs)
		u->lead = (size_t)lead;
	if (is_tags(tags) && u->customs > u->lead)
		u->tags = json_incref(tags);
}

static enum rc take_list(struct reading *w, const json_t *list, struct err *e)
{
	json_t *by_id = json_object();
	enum rc rc = by_id == NULL ? err_nomem(e) : RC_OK;

	w->info->listed = json_is_array(list);
	for (size_t i = 0; i < json_array_size(list) && rc == RC_OK; i++) {
		json_t *entry = json_array_get(list, i);
		const char *id = json_string_value(json_object_get(entry, "id"));

		if (id != NULL && json_object_set_nocheck(by_id, id, entry) != 0)
			rc = err_nomem(e);
	}
	for (size_t i = 0; i < w->info->n_items && rc == RC_OK; i++)
		take_entry(&w->info->items[i], json_object_get(by_id, w->ids[i]));
	json_decref(by_id);
	return rc;
}

static enum rc take_collections(struct unseal_info *info, const json_t *folders, struct err *e)
{
	for (size_t i = 0; i < json_array_size(folders); i++) {
		const char *name =
		    json_string_value(json_object_get(json_array_get(folders, i), "name"));
		char **more = list_room(info->collections, info->n_collections,
		    &info->cap_collections, sizeof *more);

		if (more == NULL)
			return err_nomem(e);
		info->collections = more;
		if (name == NULL)
			continue;
		if ((more[info->n_collections] = strdup(name)) == NULL)
			return err_nomem(e);
		info->n_collections++;
	}
	return RC_OK;
}

enum rc unseal_info_read(struct unseal_info *info, struct slice plain, struct err *e)
{
	struct reading w = {.info = info};
	json_t *root = NULL;
	enum rc rc;

	json_use_wiped_memory();
	rc = bitwarden_walk(&root, &(struct bitwarden_walk){note_item, &w}, plain, e);
	if (rc == RC_INPUT)
		rc = no_export(e);
	if (rc == RC_OK)
		rc = take_origin(info, json_object_get(root, "strongroom"), e);
	if (rc == RC_OK)
		rc = take_list(
		    &w, json_object_get(json_object_get(root, "strongroom"), "items"), e);
	if (rc == RC_OK)
		rc = take_collections(info, json_object_get(root, "folders"), e);
	json_decref(root);
	free(w.ids);
	return rc;
}
