#include <string.h>

#include "json_entry_int.h"
#include "parse_proton_int.h"

/* Members that are taken one by one have no label. */
static const struct json_part LOGIN[] = {{"itemEmail", NULL, 0}, {"itemUsername", NULL, 0},
    {"username", NULL, 0}, {"urls", NULL, 0}, {"autofillUrls", NULL, 0}, {"passkeys", NULL, 0},
    {"password", LABEL_PASSWORD, FIELD_SECRET}, {"totpUri", LABEL_TOTP, FIELD_TOTP},
    {NULL, NULL, 0}};

static const struct json_part CARD[] = {{"cardholderName", "cardholder name", FIELD_PLAIN},
    {"number", "number", FIELD_SECRET}, {"verificationNumber", "code", FIELD_SECRET},
    {"expirationDate", "expiry date", FIELD_PLAIN}, {"pin", "PIN", FIELD_SECRET},
    {"cardType", NULL, 0}, {NULL, NULL, 0}};

static const struct json_part IDENTITY[] = {{"fullName", "full name", FIELD_PLAIN},
    {"firstName", "first name", FIELD_PLAIN}, {"middleName", "middle name", FIELD_PLAIN},
    {"lastName", "last name", FIELD_PLAIN}, {"email", "email", FIELD_PLAIN},
    {"phoneNumber", "phone", FIELD_PLAIN}, {"birthdate", "date of birth", FIELD_PLAIN},
    {"gender", "gender", FIELD_PLAIN}, {"organization", "organisation", FIELD_PLAIN},
    {"streetAddress", "address 1", FIELD_PLAIN}, {"floor", "floor", FIELD_PLAIN},
    {"city", "city", FIELD_PLAIN}, {"county", "county", FIELD_PLAIN},
    {"stateOrProvince", "state", FIELD_PLAIN}, {"zipOrPostalCode", "postal code", FIELD_PLAIN},
    {"countryOrRegion", "country", FIELD_PLAIN},
    {"socialSecurityNumber", "social security number", FIELD_SECRET},
    {"passportNumber", "passport number", FIELD_SECRET},
    {"licenseNumber", "licence number", FIELD_SECRET}, {"website", "website", FIELD_PLAIN},
    {"xHandle", "X", FIELD_PLAIN}, {"secondPhoneNumber", "second phone", FIELD_PLAIN},
    {"linkedin", "LinkedIn", FIELD_PLAIN}, {"reddit", "Reddit", FIELD_PLAIN},
    {"facebook", "Facebook", FIELD_PLAIN}, {"yahoo", "Yahoo", FIELD_PLAIN},
    {"instagram", "Instagram", FIELD_PLAIN}, {"company", "company", FIELD_PLAIN},
    {"jobTitle", "job title", FIELD_PLAIN},
    {"personalWebsite", "personal website", FIELD_PLAIN},
    {"workPhoneNumber", "work phone", FIELD_PLAIN}, {"workEmail", "work email", FIELD_PLAIN},
    {"extraPersonalDetails", NULL, 0}, {"extraAddressDetails", NULL, 0},
    {"extraContactDetails", NULL, 0}, {"extraWorkDetails", NULL, 0}, {"extraSections", NULL, 0},
    {NULL, NULL, 0}};

static const struct json_part SSH_KEY[] = {{"privateKey", "private key", FIELD_SECRET},
    {"publicKey", "public key", FIELD_PLAIN}, {"fingerprint", "fingerprint", FIELD_PLAIN},
    {"sections", NULL, 0}, {NULL, NULL, 0}};

static const struct json_part WIFI[] = {{"ssid", "ssid", FIELD_PLAIN},
    {"password", LABEL_PASSWORD, FIELD_SECRET}, {"security", NULL, 0}, {"sections", NULL, 0},
    {NULL, NULL, 0}};

static const struct json_part OTHER[] = {{"sections", NULL, 0}, {NULL, NULL, 0}};

static const struct {
	const char *name;
	const char *type;
	const struct json_part *parts;
} TYPES[] = {{"login", "login", LOGIN}, {"alias", "login", OTHER}, {"note", "note", OTHER},
    {"creditCard", "card", CARD}, {"identity", "identity", IDENTITY},
    {"sshKey", "ssh-key", SSH_KEY}, {"wifi", "wifi", WIFI}, {"custom", "note", OTHER}};

enum { N_TYPES = sizeof TYPES / sizeof TYPES[0] };

/* fields of a user's own */

static enum field_kind kind_of(struct slice type)
{
	if (slice_eq_str(type, "totp"))
		return FIELD_TOTP;
	return slice_eq_str(type, "text") || slice_eq_str(type, "timestamp") ? FIELD_PLAIN
									     : FIELD_SECRET;
}

static void take_extra(struct json_entry *en, const json_t *field)
{
	const json_t *data = json_entry_member(en, field, "data", JSON_OBJECT);
	enum field_kind kind = kind_of(json_entry_text(en, field, "type"));
	struct slice label = json_entry_text(en, field, "fieldName");
	struct slice value = json_entry_text(en, data, "content");

	if (value.n == 0)
		value = json_entry_text(en, data, "totpUri");
	if (value.n == 0)
		value = json_entry_text(en, data, "timestamp");
	if (!json_is_object(field))
		json_entry_lose(en, "a field, which is not of the usual kind", 0);
	else if (value.n > 0)
		content_add_field(
		    &en->c, label.n > 0 ? label : slice_str("field"), kind, value);
}

void parse_proton_extras(struct json_entry *en, const json_t *object, const char *name)
{
	const json_t *fields = json_entry_member(en, object, name, JSON_ARRAY);

	for (size_t i = 0; i < json_array_size(fields); i++)
		take_extra(en, json_array_get(fields, i));
}

static void take_sections(struct json_entry *en, const json_t *content, const char *name)
{
	const json_t *sections = json_entry_member(en, content, name, JSON_ARRAY);

	for (size_t i = 0; i < json_array_size(sections); i++)
		parse_proton_extras(en, json_array_get(sections, i), "sectionFields");
}

/* what belongs to a type */

static bool has_url(const struct content *c, struct slice url)
{
	for (size_t i = 0; i < c->n_urls; i++)
		if (slice_eq(c->urls[i], url))
			return true;
	return false;
}

static void take_urls(struct json_entry *en, const json_t *content, const char *name)
{
	const json_t *urls = json_entry_member(en, content, name, JSON_ARRAY);

	for (size_t i = 0; i < json_array_size(urls); i++) {
		const json_t *url = json_array_get(urls, i);
		struct slice text = json_is_object(url) ? json_entry_text(en, url, "url")
							: json_entry_string(url);

		if (text.n > 0 && !has_url(&en->c, text))
			content_add_url(&en->c, text);
	}
}

static void take_login(struct json_entry *en, const json_t *content)
{
	struct slice email = json_entry_text(en, content, "itemEmail");
	/* Before there were an e-mail address and a user name. */
	struct slice older = json_entry_text(en, content, "username");
	size_t passkeys =
	    json_array_size(json_entry_member(en, content, "passkeys", JSON_ARRAY));

	en->c.username = json_entry_text(en, content, "itemUsername");
	if (en->c.username.n == 0)
		en->c.username = older;
	else if (older.n > 0 && !slice_eq(older, en->c.username))
		content_add_field(&en->c, slice_str("username"), FIELD_SECRET, older);
	if (en->c.username.n == 0)
		en->c.username = email;
	else if (email.n > 0)
		content_add_field(&en->c, slice_str("email"), FIELD_PLAIN, email);
	take_urls(en, content, "urls");
	take_urls(en, content, "autofillUrls");
	if (passkeys > 0)
		json_entry_lose(en, "passkeys", passkeys);
}

static void take_wifi(struct json_entry *en, const json_t *content)
{
	static const char *const names[] = {NULL, "WPA", "WPA2", "WPA3", "WEP"};
	json_int_t n = json_integer_value(json_object_get(content, "security"));

	if (n > 0 && n < (json_int_t)(sizeof names / sizeof names[0]))
		content_add_field(
		    &en->c, slice_str("security"), FIELD_PLAIN, slice_str(names[n]));
	else if (n != 0)
		json_entry_lose_named(en, "security");
}

static void take_parts(
    struct json_entry *en, const json_t *content, const struct json_part *table)
{
	for (; table->name != NULL; table++)
		if (table->label != NULL)
			json_entry_field(en, content, table->name, table->label, table->kind);
}

void parse_proton_content(struct json_entry *en, const json_t *item, const json_t *data)
{
	struct slice name = json_entry_text(en, data, "type");
	json_t *content = json_entry_member(en, data, "content", JSON_OBJECT);
	const struct json_part *parts = OTHER;

	en->c.type = slice_str("note");
	for (size_t i = 0; i < N_TYPES; i++)
		if (slice_eq_str(name, TYPES[i].name)) {
			en->c.type = slice_str(TYPES[i].type);
			parts = TYPES[i].parts;
		}
	if (parts == LOGIN)
		take_login(en, content);
	else if (parts == WIFI)
		take_wifi(en, content);
	if (slice_eq_str(name, "alias"))
		en->c.username = json_entry_text(en, item, "aliasEmail");
	take_parts(en, content, parts);
	parse_proton_extras(en, content, "extraPersonalDetails");
	parse_proton_extras(en, content, "extraAddressDetails");
	parse_proton_extras(en, content, "extraContactDetails");
	parse_proton_extras(en, content, "extraWorkDetails");
	take_sections(en, content, "extraSections");
	take_sections(en, content, "sections");
	json_entry_rest(en, content, parts);
}
