/*
 * csv_table: the exports that are known by their columns.
 */
#include "csv_format_int.h"

#define NEED(text, what)                                                                       \
	{                                                                                      \
		.name = {.p = (const uint8_t *)(text), .n = sizeof(text) - 1},                 \
		.meaning = (what)                                                              \
	}
#define NEED_AS(text, what, as)                                                                \
	{                                                                                      \
		.name = {.p = (const uint8_t *)(text), .n = sizeof(text) - 1},                 \
		.meaning = (what), .label = (as)                                               \
	}
#define MAY(text, what)                                                                        \
	{                                                                                      \
		.name = {.p = (const uint8_t *)(text), .n = sizeof(text) - 1},                 \
		.meaning = (what), .optional = true                                            \
	}
#define PLAIN(text, as)                                                                        \
	{                                                                                      \
		.name = {.p = (const uint8_t *)(text), .n = sizeof(text) - 1},                 \
		.meaning = CSV_PLAIN, .label = (as), .optional = true                          \
	}
#define HIDDEN(text, as)                                                                       \
	{                                                                                      \
		.name = {.p = (const uint8_t *)(text), .n = sizeof(text) - 1},                 \
		.meaning = CSV_HIDDEN, .label = (as), .optional = true                         \
	}
#define END                                                                                    \
	{                                                                                      \
		.name = {.p = NULL, .n = 0 }                                                   \
	}

/*
 * The columns stand in the order in which their fields are kept. A format is
 * recognised by a header with all its columns that are not optional; of several
 * such it is the one that knows most of the columns, the first if they know as
 * many.
 */

/* Bitwarden, of a person (folder) or of an organisation (collections). */
static const struct csv_column BITWARDEN[] = {NEED("type", CSV_TYPE), NEED("name", CSV_TITLE),
    MAY("folder", CSV_FOLDER), MAY("collections", CSV_FOLDERS), NEED("login_uri", CSV_URLS),
    NEED("login_username", CSV_USERNAME), NEED("login_password", CSV_PASSWORD),
    MAY("login_totp", CSV_TOTP), MAY("notes", CSV_NOTES), MAY("fields", CSV_LINES),
    MAY("favorite", CSV_IGNORED), MAY("reprompt", CSV_IGNORED), END};

static const struct csv_column LASTPASS[] = {NEED("name", CSV_TITLE),
    NEED("url", CSV_URL_OR_NOTE), NEED("username", CSV_USERNAME),
    NEED("password", CSV_PASSWORD), MAY("totp", CSV_TOTP), NEED("extra", CSV_NOTES),
    NEED("grouping", CSV_FOLDER_BACKSLASH), MAY("fav", CSV_IGNORED), END};

static const struct csv_column KEEPASSXC[] = {NEED("Group", CSV_FOLDER_BELOW_ROOT),
    NEED("Title", CSV_TITLE), NEED("Username", CSV_USERNAME), NEED("Password", CSV_PASSWORD),
    NEED("URL", CSV_URL), MAY("TOTP", CSV_TOTP), NEED("Notes", CSV_NOTES),
    MAY("Icon", CSV_IGNORED), MAY("Last Modified", CSV_IGNORED), MAY("Created", CSV_IGNORED),
    END};

static const struct csv_column KEEPASS[] = {NEED("Account", CSV_TITLE),
    NEED("Login Name", CSV_USERNAME), NEED("Password", CSV_PASSWORD), NEED("Web Site", CSV_URL),
    NEED("Comments", CSV_NOTES), MAY("Group", CSV_FOLDER), MAY("Group Tree", CSV_IGNORED),
    MAY("UUID", CSV_IGNORED), MAY("Icon", CSV_IGNORED), MAY("Creation Time", CSV_IGNORED),
    MAY("Last Access", CSV_IGNORED), MAY("Last Modification", CSV_IGNORED),
    MAY("Expires", CSV_IGNORED), END};

static const struct csv_column ONEPASSWORD[] = {NEED("Title", CSV_TITLE), NEED("Url", CSV_URL),
    NEED("Username", CSV_USERNAME), NEED("Password", CSV_PASSWORD), NEED("OTPAuth", CSV_TOTP),
    NEED("Notes", CSV_NOTES), NEED("Tags", CSV_TAGS), NEED("Archived", CSV_ARCHIVED),
    MAY("Favorite", CSV_IGNORED), END};

/* Chrome, Edge, and what else is built on Chromium. */
static const struct csv_column CHROME[] = {NEED("name", CSV_TITLE), NEED("url", CSV_URL),
    NEED("username", CSV_USERNAME), NEED("password", CSV_PASSWORD), MAY("note", CSV_NOTES),
    END};

static const struct csv_column FIREFOX[] = {NEED("url", CSV_URL),
    NEED("username", CSV_USERNAME), NEED("password", CSV_PASSWORD),
    NEED("httpRealm", CSV_PLAIN), NEED("formActionOrigin", CSV_PLAIN_UNLESS_URL),
    MAY("guid", CSV_IGNORED), MAY("timeCreated", CSV_IGNORED), MAY("timeLastUsed", CSV_IGNORED),
    MAY("timePasswordChanged", CSV_IGNORED), END};

static const struct csv_column SAFARI[] = {NEED("Title", CSV_TITLE), NEED("URL", CSV_URL),
    NEED("Username", CSV_USERNAME), NEED("Password", CSV_PASSWORD), NEED("OTPAuth", CSV_TOTP),
    MAY("Notes", CSV_NOTES), END};

/* Several user names, of which the first is one; "otpUrl" in newer files. */
static const struct csv_column DASHLANE[] = {NEED("title", CSV_TITLE),
    NEED("category", CSV_FOLDER), NEED("url", CSV_URL), NEED("username", CSV_USERNAME),
    NEED_AS("username2", CSV_USERNAME, "username 2"),
    NEED_AS("username3", CSV_USERNAME, "username 3"), NEED("password", CSV_PASSWORD),
    MAY("otpSecret", CSV_TOTP), MAY("otpUrl", CSV_TOTP), NEED("note", CSV_NOTES), END};

static const struct csv_column DASHLANE_NOTES[] = {
    NEED("title", CSV_TITLE), NEED("note", CSV_NOTES), MAY("category", CSV_FOLDER), END};

static const struct csv_column DASHLANE_PAYMENTS[] = {NEED("type", CSV_TYPE),
    NEED("account_name", CSV_TITLE), NEED_AS("account_holder", CSV_PLAIN, "account holder"),
    PLAIN("name", "name"), NEED_AS("cc_number", CSV_HIDDEN, "number"), NEED("code", CSV_HIDDEN),
    PLAIN("expiration_month", "expiry month"), PLAIN("expiration_year", "expiry year"),
    PLAIN("routing_number", "sort code"), HIDDEN("account_number", "account number"),
    PLAIN("country", "country"), PLAIN("issuing_bank", "bank"), MAY("note", CSV_NOTES),
    MAY("category", CSV_FOLDER), END};

static const struct csv_type DASHLANE_PAYMENT_TYPES[] = {{"credit_card", "card", "Card"},
    {"payment_card", "card", "Card"}, {"bank", "bank-account", "Bank account"},
    {NULL, NULL, NULL}};

static const struct csv_column DASHLANE_IDS[] = {NEED("type", CSV_TYPE),
    NEED("number", CSV_HIDDEN), NEED("name", CSV_PLAIN),
    NEED_AS("issue_date", CSV_PLAIN, "issue date"),
    NEED_AS("expiration_date", CSV_PLAIN, "expiry date"),
    PLAIN("place_of_issue", "place of issue"), PLAIN("state", "state"), END};

static const struct csv_type DASHLANE_ID_TYPES[] = {{"card", "identity", "Identity card"},
    {"passport", "identity", "Passport"}, {"license", "identity", "Driving licence"},
    {"social_security", "identity", "Social security"},
    {"tax_number", "identity", "Tax number"}, {NULL, NULL, NULL}};

static const struct csv_column DASHLANE_PERSONAL[] = {NEED("type", CSV_TYPE),
    NEED("item_name", CSV_TITLE), NEED("title", CSV_PLAIN), PLAIN("first_name", "first name"),
    PLAIN("middle_name", "middle name"), PLAIN("last_name", "last name"),
    MAY("login", CSV_USERNAME), PLAIN("date_of_birth", "date of birth"),
    PLAIN("place_of_birth", "place of birth"), NEED("email", CSV_PLAIN),
    PLAIN("email_type", "email type"), PLAIN("phone_number", "phone"),
    NEED("address", CSV_PLAIN), PLAIN("country", "country"), PLAIN("state", "state"),
    PLAIN("city", "city"), PLAIN("zip", "postal code"), PLAIN("address_recipient", "recipient"),
    PLAIN("address_building", "building"), PLAIN("address_apartment", "apartment"),
    PLAIN("address_floor", "floor"), PLAIN("address_door_code", "door code"),
    PLAIN("job_title", "job title"), MAY("url", CSV_URL), END};

static const struct csv_type DASHLANE_PERSONAL_TYPES[] = {{"name", "identity", "Name"},
    {"email", "identity", "Email"}, {"number", "identity", "Phone"},
    {"phone", "identity", "Phone"}, {"address", "identity", "Address"},
    {"website", "identity", "Website"}, {"company", "identity", "Company"}, {NULL, NULL, NULL}};

static const struct csv_column DASHLANE_WIFI[] = {NEED("ssid", CSV_PLAIN),
    NEED("passphrase", CSV_PASSWORD), NEED("name", CSV_TITLE), MAY("note", CSV_NOTES),
    MAY("hidden", CSV_PLAIN), PLAIN("encription_type", "encryption"),
    PLAIN("encryption_type", "encryption"), END};

static const struct csv_column NORDPASS[] = {NEED("type", CSV_TYPE), NEED("name", CSV_TITLE),
    MAY("folder", CSV_FOLDER), MAY("shared_folder", CSV_FOLDER), NEED("url", CSV_URL),
    MAY("additional_urls", CSV_JSON_URLS), NEED("username", CSV_USERNAME),
    NEED("password", CSV_PASSWORD), NEED("note", CSV_NOTES), MAY("totp", CSV_TOTP),
    NEED_AS("cardholdername", CSV_PLAIN, "cardholder name"),
    NEED_AS("cardnumber", CSV_HIDDEN, "number"), NEED_AS("cvc", CSV_HIDDEN, "code"),
    HIDDEN("pin", "PIN"), PLAIN("expirydate", "expiry date"), PLAIN("full_name", "full name"),
    PLAIN("phone_number", "phone"), PLAIN("email", "email"), PLAIN("address1", "address 1"),
    PLAIN("address2", "address 2"), PLAIN("city", "city"), PLAIN("zipcode", "postal code"),
    PLAIN("state", "state"), PLAIN("country", "country"), MAY("custom_fields", CSV_JSON_FIELDS),
    END};

static const struct csv_type NORDPASS_TYPES[] = {{"password", "login", NULL},
    {"credit_card", "card", NULL}, {"identity", "identity", NULL}, {"note", "note", NULL},
    {"folder", NULL, NULL}, {NULL, NULL, NULL}};

/* The details of cards and identities are JSON in the notes; Proton Pass's .zip has them whole.
 */
static const struct csv_column PROTON[] = {NEED("type", CSV_TYPE), NEED("name", CSV_TITLE),
    MAY("vault", CSV_FOLDER), NEED("url", CSV_URLS), MAY("autofillUrls", CSV_JSON_URLS),
    NEED("username", CSV_USERNAME), MAY("email", CSV_USERNAME), NEED("password", CSV_PASSWORD),
    NEED("note", CSV_NOTES), NEED("totp", CSV_TOTP), NEED("createTime", CSV_IGNORED),
    NEED("modifyTime", CSV_IGNORED), END};

static const struct csv_type PROTON_TYPES[] = {
    {"alias", "login", NULL}, {"creditCard", "card", NULL}, {NULL, NULL, NULL}};

static const struct csv_format FORMATS[] = {
    {.name = "bitwarden-csv", .program = "Bitwarden", .columns = BITWARDEN},
    {.name = "lastpass", .program = "LastPass", .typed_notes = true, .columns = LASTPASS},
    {.name = "keepassxc", .program = "KeePassXC", .columns = KEEPASSXC},
    {.name = "keepass", .program = "KeePass", .backslash = true, .columns = KEEPASS},
    {.name = "1password", .program = "1Password", .columns = ONEPASSWORD},
    {.name = "chrome", .program = "Chrome", .columns = CHROME},
    {.name = "edge", .program = "Edge", .columns = CHROME},
    {.name = "firefox", .program = "Firefox", .columns = FIREFOX},
    {.name = "safari", .program = "Safari", .columns = SAFARI},
    {.name = "dashlane", .program = "Dashlane", .columns = DASHLANE},
    {.name = "dashlane-notes",
	.program = "Dashlane",
	.type = "note",
	.exact = true,
	.columns = DASHLANE_NOTES},
    {.name = "dashlane-payments",
	.program = "Dashlane",
	.types = DASHLANE_PAYMENT_TYPES,
	.columns = DASHLANE_PAYMENTS},
    {.name = "dashlane-ids",
	.program = "Dashlane",
	.types = DASHLANE_ID_TYPES,
	.exact = true,
	.columns = DASHLANE_IDS},
    {.name = "dashlane-personal",
	.program = "Dashlane",
	.types = DASHLANE_PERSONAL_TYPES,
	.columns = DASHLANE_PERSONAL},
    {.name = "dashlane-wifi", .program = "Dashlane", .type = "wifi", .columns = DASHLANE_WIFI},
    {.name = "nordpass", .program = "NordPass", .types = NORDPASS_TYPES, .columns = NORDPASS},
    {.name = "protonpass-csv",
	.program = "Proton Pass",
	.types = PROTON_TYPES,
	.columns = PROTON},
};

const struct csv_format *csv_format_at(size_t i)
{
	return i < sizeof FORMATS / sizeof FORMATS[0] ? &FORMATS[i] : NULL;
}
