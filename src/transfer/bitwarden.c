#include "transfer/bitwarden.h"

const struct bitwarden_member bitwarden_card[] = {
    {"cardholderName", "cardholder name", FIELD_PLAIN, 300},
    {"brand", "brand", FIELD_PLAIN, 304},
    {"number", "number", FIELD_SECRET, 305},
    {"expMonth", "expiry month", FIELD_PLAIN, 301},
    {"expYear", "expiry year", FIELD_PLAIN, 302},
    {"code", "code", FIELD_SECRET, 303},
    {NULL, NULL, FIELD_PLAIN, 0},
};

/* The member "username" is the user name of the item. */
const struct bitwarden_member bitwarden_identity[] = {
    {"title", "title", FIELD_PLAIN, 400},
    {"firstName", "first name", FIELD_PLAIN, 416},
    {"middleName", "middle name", FIELD_PLAIN, 401},
    {"lastName", "last name", FIELD_PLAIN, 417},
    {"address1", "address 1", FIELD_PLAIN, 402},
    {"address2", "address 2", FIELD_PLAIN, 403},
    {"address3", "address 3", FIELD_PLAIN, 404},
    {"city", "city", FIELD_PLAIN, 405},
    {"state", "state", FIELD_PLAIN, 406},
    {"postalCode", "postal code", FIELD_PLAIN, 407},
    {"country", "country", FIELD_PLAIN, 408},
    {"company", "company", FIELD_PLAIN, 409},
    {"email", "email", FIELD_PLAIN, 410},
    {"phone", "phone", FIELD_PLAIN, 411},
    {"ssn", "social security number", FIELD_SECRET, 412},
    {"passportNumber", "passport number", FIELD_SECRET, 414},
    {"licenseNumber", "licence number", FIELD_SECRET, 415},
    {NULL, NULL, FIELD_PLAIN, 0},
};

const struct bitwarden_member bitwarden_ssh_key[] = {
    {"privateKey", "private key", FIELD_SECRET, 0},
    {"publicKey", "public key", FIELD_PLAIN, 0},
    {"keyFingerprint", "fingerprint", FIELD_PLAIN, 0},
    {NULL, NULL, FIELD_PLAIN, 0},
};

/* Members that are no fields here, by the numbers of linked fields. */
enum {
	LOGIN_USERNAME = 100,
	LOGIN_PASSWORD = 101,
	IDENTITY_USERNAME = 413,
	IDENTITY_FULL_NAME = 418
};

static const char *label_in(const struct bitwarden_member *m, long long number)
{
	for (; m->name != NULL; m++)
		if (m->linked == number)
			return m->label;
	return NULL;
}

const char *bitwarden_linked_label(long long number)
{
	const char *label = label_in(bitwarden_card, number);

	if (label == NULL)
		label = label_in(bitwarden_identity, number);
	if (number == LOGIN_USERNAME || number == IDENTITY_USERNAME)
		label = "user name";
	if (number == LOGIN_PASSWORD)
		label = LABEL_PASSWORD;
	if (number == IDENTITY_FULL_NAME)
		label = "full name";
	return label != NULL ? label : "another field";
}

static const char *const types[] = {NULL, "login", "note", "card", "identity", "ssh-key"};
enum { TYPES = sizeof types / sizeof types[0] };

const char *bitwarden_type_name(long long type)
{
	return type > 0 && type < TYPES ? types[type] : NULL;
}

int bitwarden_type_number(struct slice type)
{
	for (int i = 1; i < TYPES; i++)
		if (slice_eq_str(type, types[i]))
			return i;
	return 0;
}
