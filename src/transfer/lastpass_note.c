#include "lastpass_note_int.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "vault/content.h"

static const struct {
	const char *name;
	const char *type;
} TYPES[] = {
    {"Address", "identity"},
    {"Bank Account", "bank-account"},
    {"Credit Card", "card"},
    {"Database", "database"},
    {"Driver's License", "identity"},
    {"Email Account", "email-account"},
    {"Health Insurance", "insurance"},
    {"Insurance", "insurance"},
    {"Membership", "membership"},
    {"Passport", "identity"},
    {"Server", "server"},
    {"Social Security", "identity"},
    {"Software License", "software"},
    {"SSH Key", "ssh-key"},
    {"Wi-Fi Password", "wifi"},
};

/* Names of LastPass's own forms that are called otherwise here. type NULL: in all of them. */
static const struct {
	const char *type;
	const char *name;
	const char *label;
} LABELS[] = {
    {"card", "Name on Card", "cardholder name"},
    {"card", "Type", "brand"},
    {"card", "Number", "number"},
    {"card", "Security Code", "code"},
    {"identity", "First Name", "first name"},
    {"identity", "Middle Name", "middle name"},
    {"identity", "Last Name", "last name"},
    {"identity", "Company", "company"},
    {"identity", "Address 1", "address 1"},
    {"identity", "Address 2", "address 2"},
    {"identity", "Address 3", "address 3"},
    {"identity", "City / Town", "city"},
    {"identity", "Zip / Postal Code", "postal code"},
    {"identity", "Country", "country"},
    {"identity", "Email Address", "email"},
    {"identity", "Phone", "phone"},
    {"ssh-key", "Private Key", "private key"},
    {"ssh-key", "Public Key", "public key"},
};

/* What LastPass shows in the open in its own forms. */
static const char *const PLAIN[] = {"Address", "Address 1", "Address 2", "Address 3",
    "Agent Name", "Agent Phone", "Alias", "Authentication", "Bank Name", "Account Type",
    "Birthday", "Bit Strength", "Branch Address", "Branch Phone", "City / Town", "Co-pay",
    "Company", "Company Phone", "Connection Mode", "Connection Type", "Country", "County",
    "Database", "Date", "Date of Birth", "Email Address", "Encryption", "Evening Phone",
    "Expiration", "Expiration Date", "FIPS Mode", "Fax", "First Name", "Format", "Gender",
    "Group ID", "Height", "Hostname", "Issued Date", "Issuing Authority", "Key Index",
    "Key Type", "Last Name", "License Class", "Licensee", "Member Name", "Middle Name",
    "Mobile Phone", "Name", "Name on Card", "Nationality", "Number of Licenses", "Order Number",
    "Order Total", "Organization", "Phone", "Physician Address", "Physician Name",
    "Physician Phone", "Policy Type", "Port", "Price", "Protected", "Public Key", "Publisher",
    "Purchase Date", "Routing Number", "SID", "SMTP Port", "SMTP Server", "SSID", "SWIFT Code",
    "Server", "Sex", "Start Date", "State", "Support Email", "Telephone", "Timezone", "Title",
    "Type", "Use 802.1X", "Version", "ZIP / Postal Code", "Zip / Postal Code"};

struct form {
	struct content *c;
	const char *type; /* NULL: one that a user made */
};

static bool is_name(struct slice a, const char *b)
{
	return a.n == strlen(b) && strncasecmp((const char *)a.p, b, a.n) == 0;
}

static struct slice without_cr(struct slice s)
{
	if (s.n > 0 && s.p[s.n - 1] == '\r')
		s.n--;
	return s;
}

/* "NAME:VALUE"; an address is not that, nor is a line with a blank in front. */
static bool split(struct slice *name, struct slice *value, struct slice line)
{
	enum { NAME_MAX_BYTES = 100 };
	const uint8_t *colon = line.n > 0 ? memchr(line.p, ':', line.n) : NULL;

	if (colon == NULL || colon == line.p || line.p[0] == ' ')
		return false;
	*name = slice_of(line.p, (size_t)(colon - line.p));
	*value = slice_after(line, name->n + 1);
	return name->n <= NAME_MAX_BYTES && text_valid_line(*name) &&
	       !(value->n >= 2 && memcmp(value->p, "//", 2) == 0);
}

static bool is_plain(struct slice name)
{
	for (size_t i = 0; i < sizeof PLAIN / sizeof PLAIN[0]; i++)
		if (is_name(name, PLAIN[i]))
			return true;
	return false;
}

static struct slice label_of(const struct form *f, struct slice name)
{
	for (size_t i = 0; f->type != NULL && i < sizeof LABELS / sizeof LABELS[0]; i++)
		if (strcmp(LABELS[i].type, f->type) == 0 && is_name(name, LABELS[i].name))
			return slice_str(LABELS[i].label);
	return name;
}

/* Dates are "November,2030" or "March,31,2030"; of one that is not filled in commas are left.
 */
static bool is_empty(const struct form *f, struct slice name, struct slice value)
{
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] != ',' || f->type == NULL || !is_plain(name))
			return false;
	return true;
}

static void take(const struct form *f, struct slice name, struct slice value)
{
	struct content *c = f->c;

	value = without_cr(value);
	if (is_empty(f, name, value) || is_name(name, "Language"))
		return;
	if (is_name(name, "Username") && c->username.n == 0)
		c->username = value;
	else if (is_name(name, "Password"))
		content_add_field(c, slice_str(LABEL_PASSWORD), FIELD_SECRET, value);
	else if (f->type != NULL && (is_name(name, "URL") || is_name(name, "Website")))
		content_add_url(c, value);
	else
		content_add_field(c, label_of(f, name),
		    f->type != NULL && is_plain(name) ? FIELD_PLAIN : FIELD_SECRET, value);
}

static bool has(struct slice line, const char *text)
{
	return memmem(line.p, line.n, text, strlen(text)) != NULL;
}

/* Lines of a key, "-----BEGIN … -----END", may have colons in them (RFC 1421). */
static void take_lines(const struct form *f, struct slice rest)
{
	struct slice name = slice_of(NULL, 0);
	struct slice value = slice_of(NULL, 0);
	bool in_key = false;

	while (rest.n > 0) {
		struct slice line = slice_line(&rest);
		struct slice next;
		struct slice begin;

		if (!in_key && split(&next, &begin, line)) {
			if (name.p != NULL)
				take(f, name, value);
			name = next;
			value = begin;
		} else {
			value.n = (size_t)(line.p + line.n - value.p);
		}
		in_key = !has(line, "-----END ") && (in_key || has(line, "-----BEGIN "));
		if (is_name(name, "Notes")) {
			value.n += (size_t)(rest.p + rest.n - (value.p + value.n));
			if (value.n > 0)
				content_add_field(
				    f->c, slice_str(LABEL_NOTES), FIELD_NOTES, value);
			return;
		}
	}
	if (name.p != NULL)
		take(f, name, value);
}

/* The text behind the first line, if that says what form it is; p NULL if not. */
static struct slice form_of(struct form *f, struct slice notes)
{
	struct slice first = without_cr(slice_line(&notes));
	struct slice name;
	struct slice type;

	if (!split(&name, &type, first) || !is_name(name, "NoteType"))
		return slice_of(NULL, 0);
	for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++)
		if (is_name(type, TYPES[i].name))
			f->type = TYPES[i].type;
	return notes;
}

static struct field *notes_of(const struct content *c)
{
	for (size_t i = 0; i < c->n_fields; i++)
		if (c->fields[i].kind == FIELD_NOTES)
			return &c->fields[i];
	return NULL;
}

void lastpass_note_split(struct content *c)
{
	struct form f = {.c = c};
	struct field *notes = notes_of(c);
	struct slice lines;
	struct slice name;
	struct slice value;

	if (notes == NULL || (lines = form_of(&f, notes->value)).p == NULL)
		return;
	/* What does not begin with a name is no form after all. */
	if (lines.n > 0) {
		struct slice rest = lines;

		if (!split(&name, &value, slice_line(&rest)))
			return;
	}
	memmove(notes, notes + 1, (size_t)(c->fields + --c->n_fields - notes) * sizeof *notes);
	if (f.type != NULL)
		c->type = slice_str(f.type);
	take_lines(&f, lines);
}
