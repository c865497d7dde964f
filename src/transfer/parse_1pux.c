/*
 * parse_1pux: 1Password's own export, .1pux (support.1password.com/1pux-format).
 *
 * An archive with a JSON text, export.data, of accounts, vaults and items, and
 * the attachments as files/DOCUMENT__NAME.
 */
#include <stdio.h>
#include <string.h>

#include "json_entry_int.h"
#include "parse_1pux_int.h"
#include "parse_json_int.h"

static const char DATA[] = "export.data";

static const struct {
	const char *category;
	const char *type;
} TYPES[] = {{"001", "login"}, {"002", "card"}, {"003", "note"}, {"004", "identity"},
    {"005", "login"}, {"006", "document"}, {"100", "software"}, {"101", "bank-account"},
    {"102", "database"}, {"103", "identity"}, {"104", "licence"}, {"105", "membership"},
    {"106", "identity"}, {"107", "membership"}, {"108", "identity"}, {"109", "wifi"},
    {"110", "server"}, {"111", "email-account"}, {"112", "api-credential"},
    {"113", "medical-record"}, {"114", "ssh-key"}, {"115", "wallet"}};

static const char *type_of(struct slice category)
{
	for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++)
		if (slice_eq_str(category, TYPES[i].category))
			return TYPES[i].type;
	return "note";
}

static void take_url(struct json_entry *en, struct slice url)
{
	for (size_t i = 0; i < en->c.n_urls; i++)
		if (slice_eq(en->c.urls[i], url))
			return;
	if (url.n > 0)
		content_add_url(&en->c, url);
}

static void take_overview(struct json_entry *en, const json_t *overview)
{
	const json_t *urls = json_entry_member(en, overview, "urls", JSON_ARRAY);
	const json_t *tags = json_entry_member(en, overview, "tags", JSON_ARRAY);

	take_url(en, json_entry_text(en, overview, "url"));
	for (size_t i = 0; i < json_array_size(urls); i++)
		take_url(en, json_entry_text(en, json_array_get(urls, i), "url"));
	for (size_t i = 0; i < json_array_size(tags); i++)
		if (json_string_length(json_array_get(tags, i)) > 0)
			content_add_tag(&en->c, json_entry_string(json_array_get(tags, i)));
}

static struct slice email_of_login(struct json_entry *en, json_t *value)
{
	struct slice text = json_entry_string(json_object_get(value, "email_address"));

	if (text.n > 0)
		parse_1pux_email_rest(en, value);
	else if (json_object_size(value) > 0)
		json_entry_lose(en, "a field, which is not of the usual kind", 0);
	return text;
}

/* What was typed into a form: a text, a tick, or the address of an account elsewhere. */
static struct slice value_of_login(struct json_entry *en, const json_t *field)
{
	json_t *value = json_object_get(field, "value");

	if (json_is_object(value))
		return email_of_login(en, value);
	if (json_is_boolean(value))
		return slice_str(json_is_true(value) ? "true" : "false");
	if (json_is_integer(value))
		return json_entry_say(en, "%lld", (long long)json_integer_value(value));
	if (json_is_real(value) || json_array_size(value) > 0)
		json_entry_lose(en, "a field, which is not of the usual kind", 0);
	return json_entry_string(value);
}

/* Nobody knows what other fields of a website's form are for, so they are hidden. */
static void take_login_field(struct json_entry *en, const json_t *field)
{
	struct slice value = value_of_login(en, field);
	struct slice use = json_entry_text(en, field, "designation");
	struct slice label = json_entry_text(en, field, "name");

	if (value.n == 0)
		return;
	if (slice_eq_str(use, "username") && en->c.username.n == 0)
		en->c.username = value;
	else if (slice_eq_str(use, "password"))
		content_add_field(&en->c, slice_str(LABEL_PASSWORD), FIELD_SECRET, value);
	else
		content_add_field(
		    &en->c, label.n > 0 ? label : slice_str("field"), FIELD_SECRET, value);
}

static void take_document(struct json_entry *en, const json_t *details)
{
	const json_t *document =
	    json_entry_member(en, details, "documentAttributes", JSON_OBJECT);

	if (document != NULL)
		parse_1pux_file(en, document);
}

static void take_details(struct json_entry *en, const json_t *details)
{
	const json_t *fields = json_entry_member(en, details, "loginFields", JSON_ARRAY);
	const json_t *sections = json_entry_member(en, details, "sections", JSON_ARRAY);
	size_t old =
	    json_array_size(json_entry_member(en, details, "passwordHistory", JSON_ARRAY));

	for (size_t i = 0; i < json_array_size(fields); i++)
		take_login_field(en, json_array_get(fields, i));
	json_entry_field(en, details, "password", LABEL_PASSWORD, FIELD_SECRET);
	for (size_t i = 0; i < json_array_size(sections); i++)
		parse_1pux_section(en, json_array_get(sections, i));
	json_entry_field(en, details, "notesPlain", LABEL_NOTES, FIELD_NOTES);
	take_document(en, details);
	if (json_is_object(json_object_get(details, "passkey")))
		json_entry_lose(en, "passkeys", 1);
	if (old > 0)
		json_entry_lose(en, "earlier passwords", old);
}

/* Parts that came after this was written. */
static void note_unknown(struct json_entry *en, json_t *details)
{
	static const char *const known[] = {"loginFields", "notesPlain", "sections",
	    "passwordHistory", "documentAttributes", "password", "passkey", "htmlForm"};
	const char *name;
	json_t *value;

	json_object_foreach(details, name, value)
	{
		bool is = false;

		for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
			is = is || strcmp(known[i], name) == 0;
		if (!is && (json_object_size(value) > 0 || json_array_size(value) > 0 ||
			       json_string_length(value) > 0))
			json_entry_lose_named(en, name);
	}
}

static void take_state(struct json_entry *en, const json_t *item)
{
	struct slice state = json_entry_text(en, item, "state");

	if (slice_eq_str(state, "archived"))
		content_add_tag(&en->c, slice_str("archived"));
	else if (slice_eq_str(state, "trashed") || slice_eq_str(state, "deleted") ||
		 json_is_true(json_object_get(item, "trashed")))
		content_add_tag(&en->c, slice_str("trash"));
}

/* Older exports have each item in an object "item", beside its file. */
static enum rc hand_out(const struct parse_sink *sink, const struct parse_json *j,
    const json_t *vault, const json_t *entry, long number, struct err *e)
{
	struct json_entry en = {.archive = j->archive};
	const json_t *inner = json_object_get(entry, "item");
	const json_t *item = json_is_object(inner) ? inner : entry;
	const json_t *overview = json_entry_member(&en, item, "overview", JSON_OBJECT);
	json_t *details = json_entry_member(&en, item, "details", JSON_OBJECT);
	struct slice folder = json_entry_text(&en, json_object_get(vault, "attrs"), "name");
	enum rc rc;

	if (folder.n > 0)
		content_add_tag(&en.c, folder);
	en.folders = en.c.n_tags;
	en.c.type = slice_str(type_of(json_entry_text(&en, item, "categoryUuid")));
	take_overview(&en, overview);
	take_state(&en, item);
	take_details(&en, details);
	note_unknown(&en, details);
	parse_1pux_beside(&en, json_entry_member(&en, entry, "file", JSON_OBJECT));
	en.c.title = parse_title(json_entry_text(&en, overview, "title"),
	    en.c.n_urls > 0 ? en.c.urls[0] : slice_of(NULL, 0));
	rc = json_entry_hand_out(&en, sink, number, e);
	json_entry_finish(&en);
	return rc;
}

typedef enum rc each_vault(
    void *arg, const struct parse_json *j, const json_t *vault, struct err *e);

static enum rc walk(const struct parse_json *j, each_vault *each, void *arg, struct err *e)
{
	const json_t *accounts = json_object_get(j->tree, "accounts");
	enum rc rc = RC_OK;

	for (size_t i = 0; i < json_array_size(accounts); i++) {
		const json_t *vaults = json_object_get(json_array_get(accounts, i), "vaults");

		for (size_t k = 0; rc == RC_OK && k < json_array_size(vaults); k++)
			rc = each(arg, j, json_array_get(vaults, k), e);
	}
	return rc;
}

struct giving {
	const struct parse_sink *sink;
	size_t n;
};

static enum rc count_items(
    void *arg, const struct parse_json *j, const json_t *vault, struct err *e)
{
	struct giving *g = arg;

	(void)j;
	(void)e;
	g->n += json_array_size(json_object_get(vault, "items"));
	return RC_OK;
}

static enum rc give_items(
    void *arg, const struct parse_json *j, const json_t *vault, struct err *e)
{
	struct giving *g = arg;
	const json_t *items = json_object_get(vault, "items");
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < json_array_size(items); i++)
		rc = hand_out(g->sink, j, vault, json_array_get(items, i), (long)++g->n, e);
	return rc;
}

bool parse_1pux_fits(const struct parse_input *in)
{
	return parse_json_in_archive(in, DATA) || parse_json_has(in, "accounts");
}

enum rc parse_1pux(const struct parse_sink *sink, const struct parse_input *in, struct err *e)
{
	struct giving g = {.sink = sink};
	struct parse_json j = {0};
	enum rc rc;

	if ((rc = parse_json_open(&j, in, DATA, e)) != RC_OK)
		goto out;
	if (!json_is_array(json_object_get(j.tree, "accounts"))) {
		rc = parse_unknown(e);
		goto out;
	}
	if ((rc = walk(&j, count_items, &g, e)) != RC_OK)
		goto out;
	if (sink->entries != NULL)
		sink->entries(sink->arg, g.n);
	g.n = 0;
	rc = walk(&j, give_items, &g, e);
	/* DOCUMENT__NAME; the pictures of vaults are there too, without. */
	if (rc == RC_OK)
		parse_json_note_left(sink, &j, "files/", "__");
out:
	parse_json_finish(&j);
	return rc;
}
