#include "csv_format_int.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

#define NEED(text, what)                                                                       \
	{                                                                                      \
		.name = {.p = (const uint8_t *)(text), .n = sizeof(text) - 1},                 \
		.meaning = (what)                                                              \
	}
#define MAY(text, what)                                                                        \
	{                                                                                      \
		.name = {.p = (const uint8_t *)(text), .n = sizeof(text) - 1},                 \
		.meaning = (what), .optional = true                                            \
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

static const struct csv_format FORMATS[] = {
    {.name = "bitwarden-csv", .program = "Bitwarden", .columns = BITWARDEN},
    {.name = "lastpass", .program = "LastPass", .columns = LASTPASS},
    {.name = "keepassxc", .program = "KeePassXC", .columns = KEEPASSXC},
    {.name = "keepass", .program = "KeePass", .backslash = true, .columns = KEEPASS},
    {.name = "1password", .program = "1Password", .columns = ONEPASSWORD},
    {.name = "chrome", .program = "Chrome", .columns = CHROME},
    {.name = "edge", .program = "Edge", .columns = CHROME},
    {.name = "firefox", .program = "Firefox", .columns = FIREFOX},
    {.name = "safari", .program = "Safari", .columns = SAFARI},
};

const struct csv_format *csv_format_at(size_t i)
{
	return i < sizeof FORMATS / sizeof FORMATS[0] ? &FORMATS[i] : NULL;
}

const struct csv_format *csv_format_named(const char *name)
{
	const struct csv_format *f;

	for (size_t i = 0; (f = csv_format_at(i)) != NULL; i++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

static bool is_ascii(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 0x80)
			return false;
	return true;
}

static bool same_name(struct slice a, struct slice b)
{
	struct buf fold_a = {0};
	struct buf fold_b = {0};
	bool same = false;

	if (is_ascii(a))
		return a.n == b.n &&
		       strncasecmp((const char *)a.p, (const char *)b.p, a.n) == 0;
	if (text_fold(&fold_a, a, NULL) == RC_OK && text_fold(&fold_b, b, NULL) == RC_OK)
		same = slice_eq(buf_slice(&fold_a), buf_slice(&fold_b));
	buf_finish(&fold_a);
	buf_finish(&fold_b);
	return same;
}

/* N of "#N", or 0. */
static size_t number_of(struct slice name)
{
	size_t n = 0;

	if (name.n < 2 || name.n > 4 || name.p[0] != '#')
		return 0;
	for (size_t i = 1; i < name.n; i++) {
		if (name.p[i] < '0' || name.p[i] > '9')
			return 0;
		n = 10 * n + (size_t)(name.p[i] - '0');
	}
	return n;
}

bool csv_column_is(const struct csv_column *k, struct slice name, size_t i)
{
	size_t number = number_of(k->name);

	return number > 0 ? i + 1 == number : same_name(k->name, name);
}

bool csv_column_numbered(const struct csv_column *k)
{
	return number_of(k->name) > 0;
}
