#include <stdio.h>
#include <string.h>
#include <time.h>

#include "archive_int.h"
#include "json_entry_int.h"
#include "parse_1pux_int.h"

/* Fields of 1Password's own forms that are called otherwise here. */
static const struct {
	const char *id;
	const char *label;
} LABELS[] = {{"cardholder", "cardholder name"}, {"ccnum", "number"}, {"cvv", "code"},
    {"type", "brand"}, {"expiry", "expiry date"}, {"pin", "PIN"}, {"firstname", "first name"},
    {"initial", "middle name"}, {"lastname", "last name"}, {"company", "company"},
    {"defphone", "phone"}, {"email", "email"}, {"jobtitle", "job title"}};

/* Kinds whose value is a text that is read in the open. */
static const char *const PLAIN[] = {
    "string", "url", "phone", "menu", "gender", "creditCardType"};

static bool is_plain(const char *kind)
{
	for (size_t i = 0; i < sizeof PLAIN / sizeof PLAIN[0]; i++)
		if (strcmp(kind, PLAIN[i]) == 0)
			return true;
	return false;
}

static bool is_form(struct slice type)
{
	return slice_eq_str(type, "card") || slice_eq_str(type, "identity");
}

/* Its own title, or its section's, which tells apart what is called alike in two of them. */
static struct slice label_of(struct json_entry *en, const json_t *section, const json_t *field)
{
	struct slice id = json_entry_text(en, field, "id");
	struct slice title = json_entry_text(en, field, "title");
	struct slice above = json_entry_text(en, section, "title");

	for (size_t i = 0; is_form(en->c.type) && i < sizeof LABELS / sizeof LABELS[0]; i++)
		if (slice_eq_str(id, LABELS[i].id))
			return slice_str(LABELS[i].label);
	if (title.n == 0)
		return above.n > 0 ? above : slice_str("field");
	if (above.n > 0 && title.n + above.n < TITLE_MAX)
		return json_entry_say(en, "%.*s: %.*s", SLICE_ARG(above), SLICE_ARG(title));
	return title;
}

static void take_text(struct json_entry *en, const json_t *field, struct slice label,
    enum field_kind kind, struct slice value)
{
	struct slice id = json_entry_text(en, field, "id");

	if (value.n == 0)
		return;
	if (kind == FIELD_PLAIN && slice_eq_str(id, "username") && en->c.username.n == 0)
		en->c.username = value;
	else if (kind == FIELD_SECRET && slice_eq_str(id, "password"))
		content_add_field(&en->c, slice_str(LABEL_PASSWORD), kind, value);
	else
		content_add_field(&en->c, label, kind, value);
}

static void take_totp(struct json_entry *en, struct slice label, const json_t *value)
{
	struct slice text = json_entry_string(value);

	if (text.n == 0)
		return;
	if (content_field(&en->c, slice_str(LABEL_TOTP)) == NULL)
		label = slice_str(LABEL_TOTP);
	content_add_field(&en->c, label, FIELD_TOTP, text);
}

/* Seconds since 1970, at noon or midnight of the day that is meant. */
static struct slice date(struct json_entry *en, json_int_t seconds)
{
	const time_t t = (time_t)seconds;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL)
		return json_entry_say(en, "%lld", (long long)seconds);
	return json_entry_say(
	    en, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

static void take_number(
    struct json_entry *en, const char *kind, struct slice label, json_int_t n)
{
	struct slice text;

	if (strcmp(kind, "date") == 0)
		text = date(en, n);
	else if (strcmp(kind, "monthYear") == 0 && n > 0 && n <= 999912)
		text = json_entry_say(en, "%04d-%02d", (int)(n / 100), (int)(n % 100));
	else
		text = json_entry_say(en, "%lld", (long long)n);
	content_add_field(&en->c, label, FIELD_PLAIN, text);
}

/* Members that are taken one by one have no label. */
static const struct json_part ADDRESS[] = {{"street", NULL, 0}, {"city", NULL, 0},
    {"state", NULL, 0}, {"zip", NULL, 0}, {"country", NULL, 0}, {NULL, NULL, 0}};
static const struct json_part EMAIL[] = {{"email_address", NULL, 0}, {NULL, NULL, 0}};
static const struct json_part SIGN_IN[] = {{"provider", NULL, 0}, {NULL, NULL, 0}};

void parse_1pux_email_rest(struct json_entry *en, json_t *email)
{
	json_entry_rest(en, email, EMAIL);
}

static void take_address(struct json_entry *en, struct slice label, json_t *address)
{
	struct buf text = {0};

	for (const struct json_part *p = ADDRESS; p->name != NULL; p++) {
		struct slice part = json_entry_text(en, address, p->name);

		if (part.n > 0) {
			buf_add_str(&text, text.n > 0 ? "\n" : "");
			buf_add_slice(&text, part);
		}
	}
	if (!buf_ok(&text))
		en->c.failed = true;
	else if (text.n > 0)
		content_add_field(
		    &en->c, label, FIELD_PLAIN, json_entry_keep(en, buf_slice(&text)));
	buf_finish(&text);
	json_entry_rest(en, address, ADDRESS);
}

static void take_email(struct json_entry *en, struct slice label, json_t *email)
{
	content_add_field(
	    &en->c, label, FIELD_PLAIN, json_entry_text(en, email, "email_address"));
	parse_1pux_email_rest(en, email);
}

static void take_sign_in(struct json_entry *en, json_t *way)
{
	json_entry_field(en, way, "provider", "sign in with", FIELD_PLAIN);
	json_entry_rest(en, way, SIGN_IN);
}

static void take_ssh_key(struct json_entry *en, const json_t *key)
{
	const json_t *metadata = json_entry_member(en, key, "metadata", JSON_OBJECT);

	json_entry_field(en, key, "privateKey", "private key", FIELD_SECRET);
	json_entry_field(en, metadata, "publicKey", "public key", FIELD_PLAIN);
	json_entry_field(en, metadata, "fingerprint", "fingerprint", FIELD_PLAIN);
}

void parse_1pux_file(struct json_entry *en, const json_t *file)
{
	struct slice id = json_entry_text(en, file, "documentId");
	char prefix[200];
	int64_t i = ARCHIVE_NONE;

	if (id.n > 0 && id.n < 150) {
		snprintf(prefix, sizeof prefix, "files/%.*s__", SLICE_ARG(id));
		if (en->archive != NULL)
			i = archive_next(en->archive, 0, prefix);
	}
	json_entry_attach(en, i, json_entry_text(en, file, "fileName"));
}

void parse_1pux_beside(struct json_entry *en, const json_t *file)
{
	struct slice path = json_entry_text(en, file, "path");
	const json_t *attrs = json_entry_member(en, file, "attrs", JSON_OBJECT);
	char name[TITLE_MAX + 1];
	int64_t i = ARCHIVE_NONE;

	if (file == NULL)
		return;
	if (en->archive != NULL && path.n > 0 && path.n <= TITLE_MAX) {
		snprintf(name, sizeof name, "%.*s", SLICE_ARG(path));
		i = archive_find(en->archive, name);
	}
	/* A document may be named in its details, too. */
	if (i == ARCHIVE_NONE || en->n_files == 0 || !archive_taken(en->archive, i))
		json_entry_attach(en, i, json_entry_text(en, attrs, "name"));
}

/* What has parts of its own. */
static void take_object(
    struct json_entry *en, const char *kind, struct slice label, json_t *value)
{
	if (strcmp(kind, "email") == 0)
		take_email(en, label, value);
	else if (strcmp(kind, "address") == 0)
		take_address(en, label, value);
	else if (strcmp(kind, "sshKey") == 0)
		take_ssh_key(en, value);
	else if (strcmp(kind, "file") == 0)
		parse_1pux_file(en, value);
	else if (strcmp(kind, "ssoLogin") == 0)
		take_sign_in(en, value);
	else if (json_object_size(value) > 0)
		json_entry_lose_named(en, kind);
}

/* A kind that is not known is hidden, to be safe. */
static void take_value(struct json_entry *en, const json_t *field, struct slice label,
    const char *kind, json_t *value)
{
	if (strcmp(kind, "totp") == 0)
		take_totp(en, label, value);
	else if (strcmp(kind, "reference") == 0 && json_string_length(value) > 0)
		json_entry_lose(en, "a link to another item", 0);
	else if (json_is_string(value))
		take_text(en, field, label,
		    is_plain(kind) || strcmp(kind, "email") == 0 ? FIELD_PLAIN : FIELD_SECRET,
		    json_entry_string(value));
	else if (json_is_integer(value))
		take_number(en, kind, label, json_integer_value(value));
	else if (json_is_object(value))
		take_object(en, kind, label, value);
	else if (!json_is_null(value))
		json_entry_lose_named(en, kind);
}

void parse_1pux_section(struct json_entry *en, const json_t *section)
{
	const json_t *fields = json_entry_member(en, section, "fields", JSON_ARRAY);

	for (size_t i = 0; i < json_array_size(fields); i++) {
		const json_t *field = json_array_get(fields, i);
		json_t *values = json_entry_member(en, field, "value", JSON_OBJECT);
		struct slice label = label_of(en, section, field);
		const char *kind;
		json_t *value;

		json_object_foreach(values, kind, value)
		    take_value(en, field, label, kind, value);
	}
}
