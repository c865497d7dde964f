#include "transfer/bitwarden.h"

#include <stdio.h>
#include <string.h>

#include "archive_int.h"
#include "bitwarden_int.h"
#include "bitwarden_more_int.h"
#include "file_text_int.h"
#include "json_entry_int.h"

enum { FIELD_TEXT = 0, FIELD_HIDDEN = 1, FIELD_BOOLEAN = 2, FIELD_LINKED = 3 };

/* Members that are taken one by one, or say nothing of the login. */
static const struct json_part LOGIN[] = {{"uris", NULL, 0}, {"uri", NULL, 0},
    {"username", NULL, 0}, {"password", NULL, 0}, {"totp", NULL, 0},
    {"fido2Credentials", NULL, 0}, {"passwordRevisionDate", NULL, 0},
    {"autofillOnPageLoad", NULL, 0}, {NULL, NULL, 0}};

/* other: a member that is taken elsewhere. */
static void take_members(struct json_entry *en, json_t *object,
    const struct bitwarden_member *table, const char *other)
{
	struct json_part known[32] = {{.name = other}};
	size_t n = other != NULL ? 1 : 0;

	for (; table->name != NULL && n + 1 < sizeof known / sizeof known[0]; table++) {
		json_entry_field(en, object, table->name, table->label, table->kind);
		known[n++].name = table->name;
	}
	json_entry_rest(en, object, known);
}

static void take_urls(struct json_entry *en, const json_t *login)
{
	const json_t *uris = json_entry_member(en, login, "uris", JSON_ARRAY);

	for (size_t i = 0; i < json_array_size(uris); i++) {
		const json_t *uri = json_array_get(uris, i);
		struct slice text = json_entry_text(en, uri, "uri");

		if (!json_is_object(uri))
			json_entry_lose(en, "an address, which is not of the usual kind", 0);
		else if (text.n > 0)
			content_add_url(&en->c, text);
	}
}

/* Older programs write the first address there, or the only one. */
static void take_first_url(struct json_entry *en, const json_t *login)
{
	struct slice url = json_entry_text(en, login, "uri");

	for (size_t i = 0; i < en->c.n_urls; i++)
		if (slice_eq(en->c.urls[i], url))
			return;
	if (url.n > 0)
		content_add_url(&en->c, url);
}

static void take_login(struct json_entry *en, const json_t *item)
{
	json_t *login = json_entry_member(en, item, "login", JSON_OBJECT);
	size_t passkeys =
	    json_array_size(json_entry_member(en, login, "fido2Credentials", JSON_ARRAY));

	en->c.username = json_entry_text(en, login, "username");
	take_urls(en, login);
	take_first_url(en, login);
	json_entry_field(en, login, "password", LABEL_PASSWORD, FIELD_SECRET);
	json_entry_field(en, login, "totp", LABEL_TOTP, FIELD_TOTP);
	if (passkeys > 0)
		json_entry_lose(en, "passkeys", passkeys);
	json_entry_rest(en, login, LOGIN);
}

static void take_identity(struct json_entry *en, const json_t *item)
{
	json_t *identity = json_entry_member(en, item, "identity", JSON_OBJECT);
	struct slice username = json_entry_text(en, identity, "username");

	if (username.n > 0)
		en->c.username = username;
	take_members(en, identity, bitwarden_identity, "username");
}

static struct slice linked_text(struct json_entry *en, json_t *field)
{
	return json_entry_say(en, "linked to %s",
	    bitwarden_linked_label(
		json_integer_value(json_entry_member(en, field, "linkedId", JSON_INTEGER))));
}

static struct slice boolean_text(struct json_entry *en, const json_t *field)
{
	const json_t *value = json_object_get(field, "value");

	if (json_is_string(value))
		return json_entry_string(value);
	if (value != NULL && !json_is_null(value) && !json_is_boolean(value))
		json_entry_lose(en, "a field, which is not of the usual kind", 0);
	return slice_str(json_is_true(value) ? "true" : "false");
}

/* A field of a kind that is not known is hidden, to be safe. */
static void take_custom(struct json_entry *en, json_t *field)
{
	struct slice label = json_entry_text(en, field, "name");
	const json_t *type = json_object_get(field, "type");
	long long kind = json_is_integer(type) ? json_integer_value(type) : FIELD_HIDDEN;

	if (label.n == 0)
		label = slice_str("field");
	if (kind == FIELD_TEXT)
		content_add_field(
		    &en->c, label, FIELD_PLAIN, json_entry_text(en, field, "value"));
	else if (kind == FIELD_BOOLEAN)
		content_add_field(&en->c, label, FIELD_PLAIN, boolean_text(en, field));
	else if (kind == FIELD_LINKED)
		content_add_field(&en->c, label, FIELD_PLAIN, linked_text(en, field));
	else
		content_add_field(
		    &en->c, label, FIELD_SECRET, json_entry_text(en, field, "value"));
}

static void take_customs(struct json_entry *en, const json_t *item)
{
	const json_t *fields = json_entry_member(en, item, "fields", JSON_ARRAY);

	for (size_t i = 0; i < json_array_size(fields); i++) {
		json_t *field = json_array_get(fields, i);

		if (json_is_object(field))
			take_custom(en, field);
		else
			json_entry_lose(en, "a field, which is not of the usual kind", 0);
	}
}

static void take_tag(struct json_entry *en, const json_t *names, const json_t *id)
{
	const json_t *name =
	    json_is_string(id) ? json_object_get(names, json_string_value(id)) : NULL;

	if (name == NULL)
		json_entry_lose(en, "a folder that the file does not name", 0);
	else if (json_string_length(name) > 0) {
		content_add_tag(&en->c, json_entry_string(name));
		en->folders++;
	}
}

static void take_tags(struct json_entry *en, const json_t *item, const json_t *names)
{
	const json_t *folder = json_entry_member(en, item, "folderId", JSON_STRING);
	const json_t *ids = json_entry_member(en, item, "collectionIds", JSON_ARRAY);

	if (folder != NULL)
		take_tag(en, names, folder);
	/* Older files have one null there for what is in no collection. */
	for (size_t i = 0; i < json_array_size(ids); i++)
		if (!json_is_null(json_array_get(ids, i)))
			take_tag(en, names, json_array_get(ids, i));
	if (json_entry_text(en, item, "archivedDate").n > 0)
		content_add_tag(&en->c, slice_str("archived"));
}

static void take_type(struct json_entry *en, const json_t *item)
{
	long long number =
	    json_integer_value(json_entry_member(en, item, "type", JSON_INTEGER));
	const char *name = bitwarden_type_name(number);

	if (name == NULL)
		name = bitwarden_more_type(number);
	en->c.type = slice_str(name != NULL ? name : "note");
	if (name == NULL)
		json_entry_lose(en, "what belongs to its type, which is not known", 0);
}

static bool is_known_part(const char *name)
{
	static const char *const parts[] = {"passwordHistory", "attachments", "fields", "login",
	    "secureNote", "card", "identity", "sshKey", "collectionIds", "permissions", "id",
	    "object", "key", "organizationId", "folderId", "name", "notes", "creationDate",
	    "revisionDate", "deletedDate", "archivedDate"};

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (strcmp(name, parts[i]) == 0)
			return true;
	return bitwarden_more_has(name);
}

/* As this program writes them; Bitwarden itself puts the bytes elsewhere. */
static void take_texts(struct json_entry *en, const json_t *item)
{
	const json_t *files = json_entry_member(en, item, FILE_TEXT_MEMBER, JSON_ARRAY);

	for (size_t i = 0; i < json_array_size(files); i++) {
		const json_t *file = json_array_get(files, i);
		const json_t *data = json_object_get(file, "data");

		if (json_is_string(data))
			json_entry_attach_text(en, json_entry_string(data),
			    json_entry_string(json_object_get(file, "fileName")));
	}
}

/* Bitwarden adds parts from time to time: say so when one is left behind. */
static void note_lost(struct json_entry *en, json_t *item)
{
	size_t old =
	    json_array_size(json_entry_member(en, item, "passwordHistory", JSON_ARRAY));
	size_t files = json_array_size(json_entry_member(en, item, "attachments", JSON_ARRAY));
	const char *name;
	json_t *value;

	if (old > 0)
		json_entry_lose(en, "earlier passwords", old);
	if (files > en->n_files && en->archive == NULL)
		json_entry_lose(en, "attachments", files - en->n_files);
	if (json_entry_member(en, item, "deletedDate", JSON_STRING) != NULL)
		json_entry_lose(en, "the mark that it was deleted", 0);
	json_object_foreach(item, name, value)
	{
		if ((json_array_size(value) > 0 || json_object_size(value) > 0 ||
			json_string_length(value) > 0) &&
		    !is_known_part(name))
			json_entry_lose_named(en, name);
	}
}

static void take_item(struct json_entry *en, json_t *item, const json_t *names)
{
	take_type(en, item);
	take_login(en, item);
	take_members(
	    en, json_entry_member(en, item, "card", JSON_OBJECT), bitwarden_card, NULL);
	take_identity(en, item);
	take_members(
	    en, json_entry_member(en, item, "sshKey", JSON_OBJECT), bitwarden_ssh_key, NULL);
	bitwarden_more_take(en, item);
	json_entry_field(en, item, "notes", LABEL_NOTES, FIELD_NOTES);
	take_customs(en, item);
	take_tags(en, item, names);
	take_texts(en, item);
	note_lost(en, item);
	en->c.title = parse_title(json_entry_text(en, item, "name"),
	    en->c.n_urls > 0 ? en->c.urls[0] : slice_of(NULL, 0));
}

static void take_files(struct json_entry *en, const json_t *item)
{
	struct slice id = json_entry_text(en, item, "id");
	char prefix[200];
	size_t n;

	if (en->archive == NULL || id.n == 0 || id.n > 100)
		return;
	n = (size_t)snprintf(prefix, sizeof prefix, "attachments/%.*s/", SLICE_ARG(id));
	for (int64_t i = 0; (i = archive_next(en->archive, i, prefix)) != ARCHIVE_NONE; i++)
		json_entry_attach(
		    en, i, slice_after(slice_str(archive_name(en->archive, i)), n));
}

enum rc bitwarden_item(const struct parse_sink *sink, json_t *item,
    const struct bitwarden_file *file, long number, struct err *e)
{
	struct json_entry en = {.archive = file->archive};
	enum rc rc;

	if (!json_is_object(item)) {
		parse_problem(sink, number, slice_of(NULL, 0), "skipped: this is not an item");
		return RC_OK;
	}
	take_item(&en, item, file->names);
	take_files(&en, item);
	rc = json_entry_hand_out(&en, sink, number, e);
	json_entry_finish(&en);
	return rc;
}
