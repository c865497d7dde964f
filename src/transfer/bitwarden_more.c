/*
 * bitwarden_more: types of Bitwarden that are read and not written, since not
 * every Bitwarden knows them.
 */
#include "bitwarden_more_int.h"

#include <string.h>

#include "json_entry_int.h"

static const struct json_part BANK_ACCOUNT[] = {{"bankName", "bank", FIELD_PLAIN},
    {"nameOnAccount", "account holder", FIELD_PLAIN},
    {"accountType", "account type", FIELD_PLAIN},
    {"accountNumber", "account number", FIELD_SECRET},
    {"routingNumber", "sort code", FIELD_PLAIN}, {"branchNumber", "branch", FIELD_PLAIN},
    {"pin", "PIN", FIELD_SECRET}, {"swiftCode", "SWIFT", FIELD_PLAIN},
    {"iban", "IBAN", FIELD_SECRET}, {"bankContactPhone", "phone", FIELD_PLAIN},
    {NULL, NULL, 0}};

static const struct json_part DRIVING_LICENCE[] = {{"firstName", "first name", FIELD_PLAIN},
    {"middleName", "middle name", FIELD_PLAIN}, {"lastName", "last name", FIELD_PLAIN},
    {"dateOfBirth", "date of birth", FIELD_PLAIN},
    {"licenseNumber", "licence number", FIELD_SECRET},
    {"issuingCountry", "country", FIELD_PLAIN}, {"issuingState", "state", FIELD_PLAIN},
    {"issueDate", "issue date", FIELD_PLAIN}, {"expirationDate", "expiry date", FIELD_PLAIN},
    {"issuingAuthority", "issued by", FIELD_PLAIN}, {"licenseClass", "class", FIELD_PLAIN},
    {NULL, NULL, 0}};

static const struct json_part PASSPORT[] = {{"surname", "last name", FIELD_PLAIN},
    {"givenName", "first name", FIELD_PLAIN}, {"dateOfBirth", "date of birth", FIELD_PLAIN},
    {"sex", "sex", FIELD_PLAIN}, {"birthPlace", "place of birth", FIELD_PLAIN},
    {"nationality", "nationality", FIELD_PLAIN}, {"issuingCountry", "country", FIELD_PLAIN},
    {"passportNumber", "passport number", FIELD_SECRET},
    {"passportType", "passport type", FIELD_PLAIN},
    {"nationalIdentificationNumber", "national identification number", FIELD_SECRET},
    {"issuingAuthority", "issued by", FIELD_PLAIN}, {"issueDate", "issue date", FIELD_PLAIN},
    {"expirationDate", "expiry date", FIELD_PLAIN}, {NULL, NULL, 0}};

static const struct {
	long long number;
	const char *type;
	const char *object; /* of the item, in which its parts are */
	const struct json_part *parts;
} TYPES[] = {{6, "bank-account", "bankAccount", BANK_ACCOUNT},
    {7, "identity", "driversLicense", DRIVING_LICENCE}, {8, "identity", "passport", PASSPORT}};

enum { N_TYPES = sizeof TYPES / sizeof TYPES[0] };

const char *bitwarden_more_type(long long number)
{
	for (size_t i = 0; i < N_TYPES; i++)
		if (TYPES[i].number == number)
			return TYPES[i].type;
	return NULL;
}

bool bitwarden_more_has(const char *object)
{
	for (size_t i = 0; i < N_TYPES; i++)
		if (strcmp(TYPES[i].object, object) == 0)
			return true;
	return false;
}

void bitwarden_more_take(struct json_entry *en, const json_t *item)
{
	for (size_t i = 0; i < N_TYPES; i++) {
		json_t *object = json_entry_member(en, item, TYPES[i].object, JSON_OBJECT);

		json_entry_fields(en, object, TYPES[i].parts);
		json_entry_rest(en, object, TYPES[i].parts);
	}
}
