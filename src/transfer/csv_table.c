/*
 * csv_table: the exports that are known by their columns.
 */
#include "csv_format_int.h"

#define COLUMN(text, what, ...)                                                                \
	{                                                                                      \
		.name = {.p = (const uint8_t *)(text), .n = sizeof(text) - 1},                 \
		.meaning = (what), __VA_ARGS__                                                 \
	}
#define NEED(text, what) COLUMN(text, what, .label = NULL)
#define MAY(text, what) COLUMN(text, what, .optional = true)
#define MAY_AS(text, what, as) COLUMN(text, what, .label = (as), .optional = true)
#define PLAIN(text, as) MAY_AS(text, CSV_PLAIN, as)
#define HIDDEN(text, as) MAY_AS(text, CSV_HIDDEN, as)
#define SHOWS(of, what, text, as) COLUMN(text, what, .label = (as), .shows = (of))
#define MAY_SHOW(of, what, text, as)                                                           \
	COLUMN(text, what, .label = (as), .optional = true, .shows = (of))
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
    MAY("archivedDate", CSV_ARCHIVED_SINCE), MAY("favorite", CSV_IGNORED),
    MAY("reprompt", CSV_IGNORED), END};

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

/* Before it had one-time codes; and 1Password 4, with notes. */
static const struct csv_column SAFARI_14[] = {NEED("Title", CSV_TITLE), NEED("URL", CSV_URL),
    NEED("Username", CSV_USERNAME), NEED("Password", CSV_PASSWORD), MAY("Notes", CSV_NOTES),
    END};

/* Dashlane leaves out columns in which it would have nothing to say. */

/* Several user names, of which the first is one; "otpUrl" in newer files. */
static const struct csv_column DASHLANE[] = {NEED("title", CSV_TITLE),
    NEED("category", CSV_FOLDER), NEED("url", CSV_URL), NEED("username", CSV_USERNAME),
    MAY_AS("username2", CSV_USERNAME, "username 2"),
    MAY_AS("username3", CSV_USERNAME, "username 3"), NEED("password", CSV_PASSWORD),
    MAY("otpSecret", CSV_TOTP), MAY("otpUrl", CSV_TOTP), NEED("note", CSV_NOTES), END};

static const struct csv_column DASHLANE_NOTES[] = {
    NEED("title", CSV_TITLE), NEED("note", CSV_NOTES), MAY("category", CSV_FOLDER), END};

static const struct csv_column DASHLANE_PAYMENTS[] = {NEED("type", CSV_TYPE),
    NEED("account_name", CSV_TITLE), PLAIN("account_holder", "account holder"),
    PLAIN("name", "name"), HIDDEN("cc_number", "number"), HIDDEN("code", "code"),
    PLAIN("expiration_month", "expiry month"), PLAIN("expiration_year", "expiry year"),
    PLAIN("routing_number", "sort code"), HIDDEN("account_number", "account number"),
    PLAIN("country", "country"), PLAIN("issuing_bank", "bank"), MAY("note", CSV_NOTES),
    MAY("category", CSV_FOLDER), END};

static const struct csv_type DASHLANE_PAYMENT_TYPES[] = {{"credit_card", "card", "Card"},
    {"payment_card", "card", "Card"}, {"bank", "bank-account", "Bank account"},
    {NULL, NULL, NULL}};

static const struct csv_column DASHLANE_IDS[] = {NEED("type", CSV_TYPE),
    NEED("number", CSV_HIDDEN), NEED("name", CSV_PLAIN), PLAIN("issue_date", "issue date"),
    PLAIN("expiration_date", "expiry date"), PLAIN("place_of_issue", "place of issue"),
    PLAIN("state", "state"), END};

static const struct csv_type DASHLANE_ID_TYPES[] = {{"card", "identity", "Identity card"},
    {"passport", "identity", "Passport"}, {"license", "identity", "Driving licence"},
    {"social_security", "identity", "Social security"},
    {"tax_number", "identity", "Tax number"}, {NULL, NULL, NULL}};

static const struct csv_column DASHLANE_PERSONAL[] = {NEED("type", CSV_TYPE),
    NEED("item_name", CSV_TITLE), PLAIN("title", "title"), PLAIN("first_name", "first name"),
    PLAIN("middle_name", "middle name"), PLAIN("last_name", "last name"),
    MAY("login", CSV_USERNAME), PLAIN("date_of_birth", "date of birth"),
    PLAIN("place_of_birth", "place of birth"), PLAIN("email", "email"),
    PLAIN("email_type", "email type"), PLAIN("phone_number", "phone"),
    PLAIN("address", "address"), PLAIN("country", "country"), PLAIN("state", "state"),
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

/* Older files have no types: the first of these that says anything shows what it is. */
static const struct csv_column NORDPASS[] = {MAY("type", CSV_TYPE), NEED("name", CSV_TITLE),
    MAY("folder", CSV_FOLDER), MAY("shared_folder", CSV_FOLDER),
    SHOWS("login", CSV_URL, "url", NULL), MAY("additional_urls", CSV_JSON_URLS),
    SHOWS("login", CSV_USERNAME, "username", NULL),
    SHOWS("login", CSV_PASSWORD, "password", NULL),
    SHOWS("card", CSV_PLAIN, "cardholdername", "cardholder name"),
    SHOWS("card", CSV_HIDDEN, "cardnumber", "number"), SHOWS("card", CSV_HIDDEN, "cvc", "code"),
    MAY_SHOW("card", CSV_HIDDEN, "pin", "PIN"),
    MAY_SHOW("card", CSV_PLAIN, "expirydate", "expiry date"),
    MAY_SHOW("identity", CSV_PLAIN, "full_name", "full name"),
    MAY_SHOW("identity", CSV_PLAIN, "phone_number", "phone"),
    MAY_SHOW("identity", CSV_PLAIN, "email", "email"),
    MAY_SHOW("identity", CSV_PLAIN, "address1", "address 1"),
    MAY_SHOW("identity", CSV_PLAIN, "address2", "address 2"),
    MAY_SHOW("identity", CSV_PLAIN, "city", "city"), PLAIN("zipcode", "postal code"),
    PLAIN("state", "state"), PLAIN("country", "country"),
    SHOWS("note", CSV_NOTES, "note", NULL), MAY("totp", CSV_TOTP),
    MAY("custom_fields", CSV_JSON_FIELDS), END};

static const struct csv_type NORDPASS_TYPES[] = {{"password", "login", NULL},
    {"credit_card", "card", NULL}, {"identity", "identity", NULL}, {"note", "note", NULL},
    {"folder", NULL, NULL}, {NULL, NULL, NULL}};

static const struct csv_column PROTON[] = {NEED("type", CSV_TYPE), NEED("name", CSV_TITLE),
    MAY("vault", CSV_FOLDER), NEED("url", CSV_URLS), MAY("autofillUrls", CSV_JSON_URLS),
    NEED("username", CSV_USERNAME), MAY("email", CSV_USERNAME), NEED("password", CSV_PASSWORD),
    NEED("note", CSV_PROTON_NOTES), NEED("totp", CSV_TOTP), NEED("createTime", CSV_IGNORED),
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
    {.name = "safari-14", .program = "Safari", .exact = true, .columns = SAFARI_14},
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
    {.name = "nordpass",
	.program = "NordPass",
	.types = NORDPASS_TYPES,
	.folder_rows = true,
	.columns = NORDPASS},
    {.name = "protonpass-csv",
	.program = "Proton Pass",
	.types = PROTON_TYPES,
	.columns = PROTON},
};

const struct csv_format *csv_format_at(size_t i)
{
	return i < sizeof FORMATS / sizeof FORMATS[0] ? &FORMATS[i] : NULL;
}
