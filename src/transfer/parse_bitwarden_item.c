#include "transfer/bitwarden.h"

#include <string.h>

#include "bitwarden_int.h"

/* One item on its way out. Texts point into the JSON tree. */
struct entry {
	struct content c;
	struct buf lost; /* what is left behind, as a list for a person */
	size_t folders;
};

enum { FIELD_TEXT = 0, FIELD_HIDDEN = 1, FIELD_BOOLEAN = 2, FIELD_LINKED = 3 };

static void lose(struct entry *en, const char *what, size_t count)
{
	buf_add_str(&en->lost, en->lost.n > 0 ? ", " : "left behind: ");
	buf_add_str(&en->lost, what);
	if (count > 0)
		buf_printf(&en->lost, " (%zu)", count);
}

/* A name out of the file may be anything, also the end of a sentence. */
static void lose_part(struct entry *en, const char *name)
{
	lose(en, "\"", 0);
	buf_add_str(&en->lost, name);
	buf_add_char(&en->lost, '"');
}

/* A member that is neither absent nor null, of the given type; else NULL. */
static json_t *member(struct entry *en, const json_t *object, const char *name, json_type type)
{
	json_t *value = json_object_get(object, name);

	if (value == NULL || json_is_null(value))
		return NULL;
	if (json_typeof(value) == type)
		return value;
	lose(en, name, 0);
	buf_add_str(&en->lost, ", which is not of the usual kind");
	return NULL;
}

static struct slice text_of(const json_t *string)
{
	return slice_of(json_string_value(string), json_string_length(string));
}

static struct slice text_member(struct entry *en, const json_t *object, const char *name)
{
	return text_of(member(en, object, name, JSON_STRING));
}

static void take_field(struct entry *en, const json_t *object, const char *name,
    const char *label, enum field_kind kind)
{
	struct slice value = text_member(en, object, name);

	if (value.n > 0)
		content_add_field(&en->c, slice_str(label), kind, value);
}

static void take_members(
    struct entry *en, const json_t *object, const struct bitwarden_member *table)
{
	for (; table->name != NULL; table++)
		take_field(en, object, table->name, table->label, table->kind);
}

static void take_urls(struct entry *en, const json_t *login)
{
	const json_t *uris = member(en, login, "uris", JSON_ARRAY);

	for (size_t i = 0; i < json_array_size(uris); i++) {
		const json_t *uri = json_array_get(uris, i);
		struct slice text = text_member(en, uri, "uri");

		if (!json_is_object(uri))
			lose(en, "an address, which is not of the usual kind", 0);
		else if (text.n > 0)
			content_add_url(&en->c, text);
	}
}

static void take_login(struct entry *en, const json_t *item)
{
	const json_t *login = member(en, item, "login", JSON_OBJECT);
	size_t passkeys = json_array_size(member(en, login, "fido2Credentials", JSON_ARRAY));

	en->c.username = text_member(en, login, "username");
	take_urls(en, login);
	take_field(en, login, "password", LABEL_PASSWORD, FIELD_SECRET);
	take_field(en, login, "totp", LABEL_TOTP, FIELD_TOTP);
	if (passkeys > 0)
		lose(en, "passkeys", passkeys);
}

static void take_identity(struct entry *en, const json_t *item)
{
	const json_t *identity = member(en, item, "identity", JSON_OBJECT);
	struct slice username = text_member(en, identity, "username");

	if (username.n > 0)
		en->c.username = username;
	take_members(en, identity, bitwarden_identity);
}

/* The tree owns the text, as it does all others. */
static struct slice linked_text(struct entry *en, json_t *field)
{
	long long number = json_integer_value(member(en, field, "linkedId", JSON_INTEGER));
	json_t *text = json_sprintf("linked to %s", bitwarden_linked_label(number));

	if (text == NULL || json_object_set_new(field, "value", text) != 0) {
		en->c.failed = true;
		return slice_of(NULL, 0);
	}
	return text_of(text);
}

static struct slice boolean_text(struct entry *en, const json_t *field)
{
	const json_t *value = json_object_get(field, "value");

	if (json_is_string(value))
		return text_of(value);
	if (value != NULL && !json_is_null(value) && !json_is_boolean(value))
		lose(en, "a field, which is not of the usual kind", 0);
	return slice_str(json_is_true(value) ? "true" : "false");
}

/* A field of a kind that is not known is hidden, to be safe. */
static void take_custom(struct entry *en, json_t *field)
{
	struct slice label = text_member(en, field, "name");
	const json_t *type = json_object_get(field, "type");
	long long kind = json_is_integer(type) ? json_integer_value(type) : FIELD_HIDDEN;

	if (label.n == 0)
		label = slice_str("field");
	if (kind == FIELD_TEXT)
		content_add_field(&en->c, label, FIELD_PLAIN, text_member(en, field, "value"));
	else if (kind == FIELD_BOOLEAN)
		content_add_field(&en->c, label, FIELD_PLAIN, boolean_text(en, field));
	else if (kind == FIELD_LINKED)
		content_add_field(&en->c, label, FIELD_PLAIN, linked_text(en, field));
	else
		content_add_field(&en->c, label, FIELD_SECRET, text_member(en, field, "value"));
}

static void take_customs(struct entry *en, const json_t *item)
{
	const json_t *fields = member(en, item, "fields", JSON_ARRAY);

	for (size_t i = 0; i < json_array_size(fields); i++) {
		json_t *field = json_array_get(fields, i);

		if (json_is_object(field))
			take_custom(en, field);
		else
			lose(en, "a field, which is not of the usual kind", 0);
	}
}

static void take_tag(struct entry *en, const json_t *names, const json_t *id)
{
	const json_t *name =
	    json_is_string(id) ? json_object_get(names, json_string_value(id)) : NULL;

	if (name == NULL)
		lose(en, "a folder that the file does not name", 0);
	else if (json_string_length(name) > 0) {
		content_add_tag(&en->c, text_of(name));
		en->folders++;
	}
}

static void take_tags(struct entry *en, const json_t *item, const json_t *names)
{
	const json_t *folder = member(en, item, "folderId", JSON_STRING);
	const json_t *ids = member(en, item, "collectionIds", JSON_ARRAY);

	if (folder != NULL)
		take_tag(en, names, folder);
	for (size_t i = 0; i < json_array_size(ids); i++)
		take_tag(en, names, json_array_get(ids, i));
}

static void take_type(struct entry *en, const json_t *item)
{
	long long number = json_integer_value(member(en, item, "type", JSON_INTEGER));
	const char *name = bitwarden_type_name(number);

	en->c.type = slice_str(name != NULL ? name : "note");
	if (name == NULL)
		lose(en, "what belongs to its type, which is not known", 0);
}

static bool is_known_part(const char *name)
{
	static const char *const parts[] = {"passwordHistory", "attachments", "fields", "login",
	    "secureNote", "card", "identity", "sshKey", "collectionIds", "permissions"};

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (strcmp(name, parts[i]) == 0)
			return true;
	return false;
}

/* Bitwarden adds parts from time to time: say so when one is left behind. */
static void note_lost(struct entry *en, json_t *item)
{
	size_t old = json_array_size(member(en, item, "passwordHistory", JSON_ARRAY));
	size_t files = json_array_size(member(en, item, "attachments", JSON_ARRAY));
	const char *name;
	json_t *value;

	if (old > 0)
		lose(en, "earlier passwords", old);
	if (files > 0)
		lose(en, "attachments", files);
	if (member(en, item, "deletedDate", JSON_STRING) != NULL)
		lose(en, "the mark that it was deleted", 0);
	json_object_foreach(item, name, value)
	{
		if ((json_array_size(value) > 0 || json_object_size(value) > 0) &&
		    !is_known_part(name))
			lose_part(en, name);
	}
}

static void take_item(struct entry *en, json_t *item, const json_t *names)
{
	take_type(en, item);
	take_login(en, item);
	take_members(en, member(en, item, "card", JSON_OBJECT), bitwarden_card);
	take_identity(en, item);
	take_members(en, member(en, item, "sshKey", JSON_OBJECT), bitwarden_ssh_key);
	take_field(en, item, "notes", LABEL_NOTES, FIELD_NOTES);
	take_customs(en, item);
	take_tags(en, item, names);
	note_lost(en, item);
	en->c.title = parse_title(text_member(en, item, "name"),
	    en->c.n_urls > 0 ? en->c.urls[0] : slice_of(NULL, 0));
}

enum rc bitwarden_item(const struct parse_sink *sink, json_t *item, const json_t *names,
    long number, struct err *e)
{
	struct entry en = {0};
	const char *lost = NULL;
	enum rc rc;

	if (!json_is_object(item)) {
		parse_problem(sink, number, slice_of(NULL, 0), "skipped: this is not an item");
		return RC_OK;
	}
	take_item(&en, item, names);
	if (!buf_ok(&en.lost))
		rc = err_nomem(e);
	else {
		if (en.lost.n > 0)
			lost = buf_cstr(&en.lost);
		rc = parse_hand_out(NULL, sink, &en.c,
		    &(struct parse_entry){.line = number, .folders = en.folders}, lost, e);
	}
	buf_finish(&en.lost);
	content_finish(&en.c);
	return rc;
}
