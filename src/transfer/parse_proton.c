/*
 * parse_proton: what Proton Pass exports as .zip, or the data.json out of it.
 *
 *   {"version":"…","vaults":{"ID":{"name":"…","items":[{"state":1,"aliasEmail":null,
 *     "files":["…"],"data":{"type":"login","metadata":{"name":"…","note":"…"},
 *     "extraFields":[{"fieldName":"…","type":"hidden","data":{"content":"…"}}],
 *     "content":{…}}}]}}}
 */
#include <stdio.h>
#include <string.h>

#include "archive_int.h"
#include "json_entry_int.h"
#include "parse_json_int.h"
#include "parse_proton_int.h"

static const char DATA[] = "Proton Pass/data.json";
static const char ENCRYPTED[] = "Proton Pass/data.pgp";
static const char ARMOR[] = "-----BEGIN PGP MESSAGE-----";

enum { STATE_TRASHED = 2 };

/* attachments */

static int64_t find_file(struct archive *a, struct slice name)
{
	char path[TITLE_MAX + 1];

	if (a == NULL || name.n == 0 || name.n > TITLE_MAX - 20)
		return ARCHIVE_NONE;
	snprintf(path, sizeof path, "Proton Pass/files/%.*s", SLICE_ARG(name));
	return archive_find(a, path);
}

static void take_files(struct json_entry *en, const json_t *item)
{
	const json_t *files = json_entry_member(en, item, "files", JSON_ARRAY);

	for (size_t i = 0; i < json_array_size(files); i++) {
		struct slice name = json_entry_string(json_array_get(files, i));

		json_entry_attach(en, find_file(en->archive, name), name);
	}
}

static void note_apps(struct json_entry *en, const json_t *data)
{
	const json_t *platforms = json_object_get(data, "platformSpecific");
	const json_t *apps =
	    json_object_get(json_object_get(platforms, "android"), "allowedApps");

	if (json_array_size(apps) > 0)
		json_entry_lose(en, "apps of a phone that it is for", json_array_size(apps));
}

/* the file */

static enum rc hand_out(const struct parse_sink *sink, const struct parse_json *j,
    const json_t *vault, const json_t *item, long number, struct err *e)
{
	struct json_entry en = {.archive = j->archive};
	const json_t *data = json_entry_member(&en, item, "data", JSON_OBJECT);
	const json_t *metadata = json_entry_member(&en, data, "metadata", JSON_OBJECT);
	struct slice folder = json_entry_text(&en, vault, "name");
	enum rc rc;

	if (json_entry_text(&en, data, "type").n == 0)
		json_entry_lose(&en, "what is in it, which is not as Proton Pass writes it", 0);
	if (folder.n > 0)
		content_add_tag(&en.c, folder);
	en.folders = en.c.n_tags;
	parse_proton_content(&en, item, data);
	json_entry_field(&en, metadata, "note", LABEL_NOTES, FIELD_NOTES);
	parse_proton_extras(&en, data, "extraFields");
	take_files(&en, item);
	note_apps(&en, data);
	en.c.title = parse_title(json_entry_text(&en, metadata, "name"),
	    en.c.n_urls > 0 ? en.c.urls[0] : slice_of(NULL, 0));
	if (json_integer_value(json_object_get(item, "state")) == STATE_TRASHED)
		content_add_tag(&en.c, slice_str("trash"));
	rc = json_entry_hand_out(&en, sink, number, e);
	json_entry_finish(&en);
	return rc;
}

static enum rc walk(const struct parse_sink *sink, const struct parse_json *j, struct err *e)
{
	json_t *vaults = json_object_get(j->tree, "vaults");
	json_t *vault;
	const char *id;
	size_t n = 0;
	enum rc rc = RC_OK;

	json_object_foreach(vaults, id, vault) n +=
	    json_array_size(json_object_get(vault, "items"));
	if (sink->entries != NULL)
		sink->entries(sink->arg, n);
	n = 0;
	json_object_foreach(vaults, id, vault)
	{
		const json_t *items = json_object_get(vault, "items");

		for (size_t i = 0; rc == RC_OK && i < json_array_size(items); i++)
			rc = hand_out(sink, j, vault, json_array_get(items, i), (long)++n, e);
	}
	return rc;
}

static enum rc is_encrypted(struct err *e)
{
	return err_set(e, RC_INPUT,
	    "this export of Proton Pass is encrypted and cannot be read; in Proton Pass choose "
	    "Settings, Export, \"ZIP\" instead of \"PGP-encrypted\", import that file and "
	    "delete it afterwards");
}

static bool is_armor(const struct parse_input *in)
{
	return in->file.n >= sizeof ARMOR - 1 &&
	       memcmp(in->file.p, ARMOR, sizeof ARMOR - 1) == 0;
}

bool parse_proton_fits(const struct parse_input *in)
{
	return parse_json_in_archive(in, DATA) || parse_json_in_archive(in, ENCRYPTED) ||
	       parse_json_has(in, "vaults") || is_armor(in);
}

enum rc parse_proton(const struct parse_sink *sink, const struct parse_input *in, struct err *e)
{
	struct parse_json j = {0};
	enum rc rc;

	if (is_armor(in) || parse_json_in_archive(in, ENCRYPTED))
		return is_encrypted(e);
	if ((rc = parse_json_open(&j, in, DATA, e)) != RC_OK)
		goto out;
	if (json_is_true(json_object_get(j.tree, "encrypted")))
		rc = is_encrypted(e);
	else if (!json_is_object(json_object_get(j.tree, "vaults")))
		rc = parse_unknown(e);
	else
		rc = walk(sink, &j, e);
	if (rc == RC_OK)
		parse_json_note_left(sink, &j, "Proton Pass/files/", "");
out:
	parse_json_finish(&j);
	return rc;
}
