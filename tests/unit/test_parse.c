#include <jansson.h>

#include "crypto/secret.h"
#include "transcript.h"
#include "transfer/bitwarden.h"
#include "transfer/json.h"

static const char BITWARDEN[] =
    "ITEM 1 login \"HSBC – Current account\"\n"
    "user \"clerk@stoke-poges.example\"\n"
    "url \"https://www.business.hsbc.uk/en-gb/login?next=%2F\"\n"
    "url \"https://hsbc.co.uk\"\n"
    "url \"androidapp://uk.co.hsbc.hsbcukbusiness\"\n"
    "tag \"Finance/Bank\"\n"
    "secret \"password\" \" päss \\\\ \"word\" — 🔑 \"\n"
    "totp \"totp\" \"otpauth://totp/HSBC:clerk?secret=JBSWY3DPEHPK3PXP&issuer=HSBC\"\n"
    "notes \"notes\" \"First line, with \"quotes\"\\nSecond line: £5,000 limit\\r\\n\\tthird, "
    "after a tab\\n\"\n"
    "plain \"Sort code\" \"40-12-34\"\n"
    "secret \"Memorable word\" \"Ça «bien» sûr\"\n"
    "plain \"Two people sign\" \"true\"\n"
    "plain \"Customer\" \"linked to user name\"\n"
    "plain \"field\" \"unnamed\"\n"
    "secret \"Secret of a new kind\" \"hush\"\n"
    "PROBLEM 1 \"HSBC – Current account\": left behind: earlier passwords (2)\n"
    "ITEM 2 note \"Alarm\"\n"
    "tag \"Bâtiment\"\n"
    "notes \"notes\" \"Code 4711 then ENTER\"\n"
    "PROBLEM 2 \"Alarm\": left behind: attachments (1)\n"
    "ITEM 3 card \"Council debit card\"\n"
    "plain \"cardholder name\" \"Mrs A. Clerk\"\n"
    "plain \"brand\" \"Visa\"\n"
    "secret \"number\" \"4000 0566 5566 5556\"\n"
    "plain \"expiry month\" \"4\"\n"
    "plain \"expiry year\" \"2029\"\n"
    "secret \"code\" \"042\"\n"
    "ITEM 4 identity \"Chair\"\n"
    "user \"zoe\"\n"
    "plain \"title\" \"Cllr\"\n"
    "plain \"first name\" \"Zoë\"\n"
    "plain \"last name\" \"O'Brien\"\n"
    "plain \"address 1\" \"The Old Vicarage\"\n"
    "plain \"city\" \"Ashby-de-la-Zouch\"\n"
    "plain \"state\" \"Leicestershire\"\n"
    "plain \"postal code\" \"LE65 1AA\"\n"
    "plain \"country\" \"GB\"\n"
    "plain \"company\" \"Parish Council\"\n"
    "plain \"email\" \"chair@example.org\"\n"
    "plain \"phone\" \"+44 1530 000000\"\n"
    "secret \"social security number\" \"QQ123456C\"\n"
    "secret \"passport number\" \"925076473\"\n"
    "secret \"licence number\" \"OBRIE 710123 Z99\"\n"
    "ITEM 5 ssh-key \"Web server\"\n"
    "secret \"private key\" \"-----BEGIN OPENSSH PRIVATE KEY-----\\n"
    "b3BlbnNzaC1rZXktdjEAAAAA\\n-----END OPENSSH PRIVATE KEY-----\\n\"\n"
    "plain \"public key\" \"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample clerk\"\n"
    "plain \"fingerprint\" \"SHA256:example\"\n"
    "ITEM 6 login \"www.gov.uk\"\n"
    "url \"https://user@www.gov.uk:8443/tax?a=1\"\n"
    "secret \"password\" \"hmrc\"\n"
    "PROBLEM 6 \"www.gov.uk\": left behind: passkeys (1)\n"
    "ITEM 7 login \"Untitled\"\n"
    "PROBLEM 8 \"broken\": skipped: the field password is not valid UTF-8\n"
    "ITEM 9 note \"Something new\"\n"
    "notes \"notes\" \"kept\"\n"
    "PROBLEM 9 \"Something new\": left behind: what belongs to its type, which is not known, "
    "a folder that the file does not name, \"newThing\"\n";

static const char ORGANISATION[] = "ITEM 1 login \"NALC\"\n"
				   "user \"clerk\"\n"
				   "url \"nalc.example\"\n"
				   "tag \"Clerk\"\n"
				   "tag \"Everyone/Web\"\n"
				   "secret \"password\" \"a\"\n"
				   "ITEM 2 login \"Website\"\n"
				   "user \"admin\"\n"
				   "url \"https://example.org\"\n"
				   "tag \"Everyone/Web\"\n"
				   "secret \"password\" \"b\"\n";

static const char LASTPASS[] =
    "ITEM 2 login \"Website – admin\"\n"
    "user \"clerk@example.org\"\n"
    "url \"https://www.example.org/login?a=1&amp;b=2\"\n"
    "tag \"Work/Email/Ümlaut\"\n"
    "secret \"password\" \" pa,ss \"word\" \"\n"
    "totp \"totp\" \"JBSWY3DPEHPK3PXP\"\n"
    "notes \"notes\" \"Line one\\r\\nLine \"two\"\\r\\n\\r\\n  four  \"\n"
    "ITEM 6 bank-account \"Bank details\"\n"
    "tag \"Finance\"\n"
    "plain \"Bank Name\" \"Unity Trust\"\n"
    "secret \"Account Number\" \"20304050\"\n"
    "notes \"notes\" \"several\\nlines\"\n"
    "PROBLEM 12 skipped: the row has 7 columns, not 8" LEFT_OUT "\n"
    "ITEM 13 login \"host.example\"\n"
    "user \" blank \"\n"
    "url \"https://user@host.example:8080/x\"\n"
    "secret \"password\" \"\\t tab\\t\"\n"
    "ITEM 15 note \"Note\"\n"
    "notes \"notes\" \"plain text of a note\"\n"
    "ITEM 16 login \"a name of two lines\"\n"
    "user \"u\"\n"
    "url \"https://bad.example\"\n"
    "secret \"password\" \"p\"\n"
    "PROBLEM 16 \"a name of two lines\": too long, or with a line break or another control "
    "character in it: title (with blanks now)\n"
    "ITEM 18 login \"Last, without line break\"\n"
    "user \"last\"\n"
    "url \"https://last.example\"\n"
    "secret \"password\" \"it\"s ok\"\n";

static void test_fixtures(void)
{
	struct transcript t = {0};

	parse_fixture(&t, "import-bitwarden.json", NULL);
	is_str(buf_cstr(&t.text), BITWARDEN, "Bitwarden, personal");
	is_int((long long)t.entries, 9, "nine entries are announced");
	buf_finish(&t.text);
	parse_fixture(&t, "import-bitwarden-organisation.json", "bitwarden");
	is_str(
	    buf_cstr(&t.text), ORGANISATION, "Bitwarden, organisation: collections are tags");
	buf_finish(&t.text);
	parse_fixture(&t, "import-lastpass.csv", NULL);
	is_str(buf_cstr(&t.text), LASTPASS, "LastPass");
	is_int((long long)t.entries, 7, "seven rows are announced");
	buf_finish(&t.text);
}

/* Types and marks that came to Bitwarden in the course of time. */
static void test_bitwarden_later(void)
{
	reads(
	    "{\"items\":[{\"type\":6,\"name\":\"Unity\",\"bankAccount\":{\"bankName\":\"Unity "
	    "Trust\",\"nameOnAccount\":\"Parish Council\",\"accountType\":\"business\","
	    "\"accountNumber\":\"20123456\",\"routingNumber\":\"60-83-01\",\"branchNumber\":"
	    "null,\"pin\":\"4711\",\"swiftCode\":\"UTBK\",\"iban\":\"GB33\","
	    "\"bankContactPhone\":\"0345\",\"mood\":\"good\",\"more\":[1]}}]}",
	    "ITEM 1 bank-account \"Unity\"\nplain \"bank\" \"Unity Trust\"\n"
	    "plain \"account holder\" \"Parish Council\"\n"
	    "plain \"account type\" \"business\"\nsecret \"account number\" \"20123456\"\n"
	    "plain \"sort code\" \"60-83-01\"\nsecret \"PIN\" \"4711\"\n"
	    "plain \"SWIFT\" \"UTBK\"\nsecret \"IBAN\" \"GB33\"\nplain \"phone\" \"0345\"\n"
	    "secret \"mood\" \"good\"\nPROBLEM 1 \"Unity\": left behind: \"more\"\n",
	    "a bank account");
	reads("{\"items\":[{\"type\":7,\"name\":\"Van\",\"driversLicense\":{\"firstName\":"
	      "\"Jane\","
	      "\"lastName\":\"Smith\",\"dateOfBirth\":\"1970-01-01\",\"licenseNumber\":\"S1\","
	      "\"issuingCountry\":\"GB\",\"issueDate\":\"2020-01-01\",\"expirationDate\":"
	      "\"2030-01-01\",\"issuingAuthority\":\"DVLA\",\"licenseClass\":\"B\"},"
	      "\"passport\":null}]}",
	    "ITEM 1 identity \"Van\"\nplain \"first name\" \"Jane\"\n"
	    "plain \"last name\" \"Smith\"\nplain \"date of birth\" \"1970-01-01\"\n"
	    "secret \"licence number\" \"S1\"\nplain \"country\" \"GB\"\n"
	    "plain \"issue date\" \"2020-01-01\"\nplain \"expiry date\" \"2030-01-01\"\n"
	    "plain \"issued by\" \"DVLA\"\nplain \"class\" \"B\"\n",
	    "a driving licence");
	reads("{\"items\":[{\"type\":8,\"name\":\"Jane\",\"passport\":{\"surname\":\"Smith\","
	      "\"givenName\":\"Jane\",\"sex\":\"F\",\"birthPlace\":\"Ashby\",\"nationality\":"
	      "\"GB\","
	      "\"passportNumber\":\"P1\",\"passportType\":\"P\","
	      "\"nationalIdentificationNumber\":\"N1\"}}]}",
	    "ITEM 1 identity \"Jane\"\nplain \"last name\" \"Smith\"\n"
	    "plain \"first name\" \"Jane\"\nplain \"sex\" \"F\"\n"
	    "plain \"place of birth\" \"Ashby\"\nplain \"nationality\" \"GB\"\n"
	    "secret \"passport number\" \"P1\"\nplain \"passport type\" \"P\"\n"
	    "secret \"national identification number\" \"N1\"\n",
	    "a passport");
	reads("{\"folders\":[{\"id\":\"f\",\"name\":\"Hall\"}],\"items\":[{\"type\":2,\"name\":"
	      "\"n\","
	      "\"folderId\":\"f\",\"collectionIds\":[null],\"archivedDate\":\"2026-01-01\"}]}",
	    "ITEM 1 note \"n\"\ntag \"Hall\"\ntag \"archived\"\n",
	    "what is archived, and is in no collection");
}

static void test_bitwarden(void)
{
	reads("\xEF\xBB\xBF {\"items\":[]}", "", "a byte order mark, no items");
	reads("{\"items\":[5,{\"type\":1,\"name\":7,\"login\":[],\"fields\":[1]}]}",
	    "PROBLEM 1 skipped: this is not an item\n"
	    "ITEM 2 login \"Untitled\"\n"
	    "PROBLEM 2 \"Untitled\": left behind: login, which is not of the usual kind, a "
	    "field, "
	    "which is not of the usual kind, name, which is not of the usual kind\n",
	    "members of a wrong type");
	reads(
	    "{\"items\":[{\"type\":1,\"name\":\"n\",\"login\":{\"password\":\"a\\u0000b\"}}]}",
	    "PROBLEM 1 \"n\": skipped: the field password is not valid UTF-8\n",
	    "a NUL in a password is not cut off");
	reads(
	    "{\"items\":[{\"type\":2,\"name\":\"n\",\"deletedDate\":\"2026-01-01\",\"fields\":"
	    "[{\"name\":\"b\",\"type\":2,\"value\":null},{\"name\":\"l\",\"type\":3,"
	    "\"linkedId\":305},{\"name\":\"t\",\"type\":0}]}]}",
	    "ITEM 1 note \"n\"\nplain \"b\" \"false\"\nplain \"l\" \"linked to number\"\n"
	    "plain \"t\" \"\"\nPROBLEM 1 \"n\": left behind: the mark that it was deleted\n",
	    "custom fields without a value, and a deleted item");
	reads("{\"items\":[{\"type\":2,\"name\":\"n\",\"fields\":[{\"name\":\"f\",\"value\":"
	      "\"v\"}]}]}",
	    "ITEM 1 note \"n\"\nsecret \"f\" \"v\"\n", "a field of no kind is hidden");
	reads("{\"items\":[{\"type\":1,\"name\":\"n\\nm\",\"login\":{\"username\":\"u\\t\","
	      "\"uris\":[{\"uri\":"
	      "\"a\\nb\"}],\"totp\":null,\"fido2Credentials\":[{}]},\"fields\":[{\"name\":"
	      "\"a\\nb\","
	      "\"type\":0,\"value\":\"v\"}]}]}",
	    "ITEM 1 login \"n m\"\nplain \"field\" \"v\"\nsecret \"username\" \"u\\t\"\n"
	    "secret \"url\" \"a\\nb\"\nPROBLEM 1 \"n m\": left behind: passkeys (1); too long, "
	    "or with a "
	    "line break or another control character in it: title (with blanks now), user name "
	    "(a hidden field now), URL (a hidden field now), label of a field (\"field\" "
	    "now)\n",
	    "lines that have no place as they are");
	refuses("{\"encrypted\":true,\"passwordProtected\":true,\"data\":\"x\"}", NULL, RC_AUTH,
	    "password of its own", "a protected export");
	refuses("{\"encrypted\":true,\"items\":[]}", NULL, RC_INPUT, "Export vault",
	    "an encrypted export");
	refuses("{\"items\":[{\"name\":\"a\"}]\n\n,hunter2,}", NULL, RC_INPUT, "line 3",
	    "a stray comma");
	refuses("{\"items\":[{\"name\":\"a\"},\n{\"name\":\"hunter2", NULL, RC_INPUT, "cut off",
	    "a cut file");
	refuses("{\"items\":[],\n\"items\":[]}", NULL, RC_INPUT, "line 2", "a name twice");
	refuses("{\"items\":[]} {}", NULL, RC_INPUT, "line 1", "text behind the end");
	refuses("{\"items\":{}}", NULL, RC_INPUT, "no export of Bitwarden",
	    "items that are no list");
	refuses("{\"items\":true}", NULL, RC_INPUT, "no export of Bitwarden",
	    "items that are a mark");
	refuses("[]", NULL, RC_INPUT, "no export of Bitwarden", "a list at the top");
	refuses("{\"folders\":[],\"items\":[{\"title\":\"T\",\"fields\":[{\"value\":"
		"\"hunter2\"}]}]}",
	    NULL, RC_INPUT, "--map", "items of another program");
	reads("{\"items\":[{\"type\":2,\"name\":\"n\",\"folderId\":\"f\"}],\n"
	      "\"folders\":[{\"id\":\"f\",\"name\":\"Bank\"}]}",
	    "ITEM 1 note \"n\"\ntag \"Bank\"\n", "folders behind the items");
	refuses("{\"items\\u0000\":[],\"items\":[]}", NULL, RC_INPUT, "line 1",
	    "a name with a NUL");
	refuses("{\"items\":[],}", NULL, RC_INPUT, "line 1", "a comma behind the last name");
	refuses("{\"items\":[1\n2]}", NULL, RC_INPUT, "line 2", "items without a comma");
	refuses("{\"items\":[]\n,\"a\" 1}", NULL, RC_INPUT, "line 2", "no colon");
	refuses("{\"items\":[]\n,5:1}", NULL, RC_INPUT, "line 2", "a name that is a number");
	refuses("{\n\"a\":\n1,\"items\":[\n{\"x\":\n}]}", NULL, RC_INPUT, "line 5",
	    "lines are counted through the whole file");
	refuses(
	    "{\n\"a\":1\n", NULL, RC_INPUT, "cut off", "a file that ends between two names");
	refuses("{\"items\":[", NULL, RC_INPUT, "cut off", "a file that ends before an item");
	refuses("url,username\n", "bitwarden", RC_INPUT, "JSON", "CSV as Bitwarden");
}

#define HEADER "url,username,password,extra,name,grouping,fav\n"

static void test_lastpass(void)
{
	reads("Name,fav,EXTRA,password,url,grouping,username,colour\r\nn,1,e,p,u,,x,red\r\n",
	    "PROBLEM 1 \"colour\": a column of this name is not known: what is in it became "
	    "hidden fields\n"
	    "ITEM 2 login \"n\"\nuser \"x\"\nurl \"u\"\nsecret \"password\" \"p\"\n"
	    "notes \"notes\" \"e\"\nsecret \"colour\" \"red\"\n",
	    "columns in another order, without totp");
	reads(HEADER, "", "a header row alone");
	reads(HEADER "\n\nu,,\"\",,\"\",,\n", "ITEM 4 login \"u\"\nurl \"u\"\n",
	    "empty lines and empty quotes");
	reads(HEADER "http://[::1]:80/,,\"\"\"\",a\rb,,,\n",
	    "ITEM 2 login \"[::1]\"\nurl \"http://[::1]:80/\"\nsecret \"password\" \"\"\"\n"
	    "notes \"notes\" \"a\\rb\"\n",
	    "a quote as password, a lone CR, an IPv6 address");
	refuses(HEADER "u,,,,good,,\nu,x,\"never closed,,,,\n", NULL, RC_INPUT, "line 3",
	    "an open quote");
	refuses(
	    HEADER "u,,\"a\"b,,n,,\n", NULL, RC_INPUT, "closing quote", "text behind a quote");
	refuses("url,username,password,extra,name\n", "lastpass", RC_INPUT, "grouping",
	    "a missing column");
	refuses("url,url,username,password,extra,name,grouping\n", "lastpass", RC_INPUT,
	    "twice", "a column twice");
	refuses("name,address,username,password\n", NULL, RC_INPUT, "Bitwarden",
	    "the columns of another program");
}

/* Members that a later Bitwarden adds, and the address as older programs write it. */
static void test_bitwarden_members(void)
{
	reads(
	    "{\"items\":["
	    "{\"type\":1,\"name\":\"a\",\"login\":{\"uri\":\"https://"
	    "a.example\",\"uris\":[{\"uri\":"
	    "\"https://a.example\"}],\"passwordRevisionDate\":\"2024-01-01T00:00:00.000Z\","
	    "\"autofillOnPageLoad\":true,\"response\":null,\"recovery\":\"hunter2\",\"codes\":["
	    "1]}},"
	    "{\"type\":1,\"name\":\"b\",\"login\":{\"uri\":\"https://"
	    "b.example\",\"uris\":null}},"
	    "{\"type\":3,\"name\":\"c\",\"card\":{\"number\":\"4111\",\"pin\":\"4711\"}},"
	    "{\"type\":4,\"name\":\"d\",\"identity\":{\"username\":\"u\",\"nino\":\"QQ1\"}},"
	    "{\"type\":5,\"name\":\"e\",\"sshKey\":{\"publicKey\":\"p\",\"passphrase\":\"x\"}},"
	    "{\"type\":2,\"name\":\"f\",\"secureNote\":{\"type\":0},\"id\":\"1\",\"key\":\"k\","
	    "\"hint\":\"hunter2\"}]}",
	    "ITEM 1 login \"a\"\nurl \"https://a.example\"\nsecret \"recovery\" \"hunter2\"\n"
	    "PROBLEM 1 \"a\": left behind: \"codes\"\n"
	    "ITEM 2 login \"b\"\nurl \"https://b.example\"\n"
	    "ITEM 3 card \"c\"\nsecret \"number\" \"4111\"\nsecret \"pin\" \"4711\"\n"
	    "ITEM 4 identity \"d\"\nuser \"u\"\nsecret \"nino\" \"QQ1\"\n"
	    "ITEM 5 ssh-key \"e\"\nplain \"public key\" \"p\"\nsecret \"passphrase\" \"x\"\n"
	    "ITEM 6 note \"f\"\nPROBLEM 6 \"f\": left behind: \"hint\"\n",
	    "members of Bitwarden that are not known");
}

/* Or a command that sets the password would set a second one, and show the first. */
static void test_own_names(void)
{
	reads("{\"items\":[{\"type\":1,\"name\":\"n\",\"notes\":\"a\",\"fields\":["
	      "{\"type\":0,\"name\":\"Password\",\"value\":\"p\"},"
	      "{\"type\":1,\"name\":\"totp\",\"value\":\"t\"},"
	      "{\"type\":0,\"name\":\"notes\",\"value\":\"b\"},"
	      "{\"type\":0,\"name\":\"passwords\",\"value\":\"q\"}]}]}",
	    "ITEM 1 login \"n\"\nnotes \"notes\" \"a\"\nsecret \"Password\" \"p\"\n"
	    "totp \"totp\" \"t\"\nnotes \"notes\" \"b\"\nplain \"passwords\" \"q\"\n",
	    "a field that is called like one of our own is of its kind");
}

/* Whoever sees it could make the codes. */
static void test_addresses_of_codes(void)
{
	reads("{\"items\":[{\"type\":1,\"name\":\"n\",\"fields\":["
	      "{\"type\":0,\"name\":\"2FA\",\"value\":\"OTPAUTH://totp/x?secret=GEZDGNBV\"},"
	      "{\"type\":1,\"name\":\"b\",\"value\":\"otpauth://totp/y?secret=GEZDGNBV\"},"
	      "{\"type\":0,\"name\":\"c\",\"value\":\"otpauth://hotp/z?secret=GEZDGNBV\"},"
	      "{\"type\":0,\"name\":\"d\",\"value\":\"otpauth is on\"},"
	      "{\"type\":0,\"name\":\"e\",\"value\":\"GEZDGNBV\"}]}]}",
	    "ITEM 1 login \"n\"\n"
	    "totp \"2FA\" \"OTPAUTH://totp/x?secret=GEZDGNBV\"\n"
	    "totp \"b\" \"otpauth://totp/y?secret=GEZDGNBV\"\n"
	    "secret \"c\" \"otpauth://hotp/z?secret=GEZDGNBV\"\n"
	    "plain \"d\" \"otpauth is on\"\nplain \"e\" \"GEZDGNBV\"\n",
	    "a field that holds an otpauth address gives codes, or is hidden");
}

/* As an empty folder, and as what was never filled in. */
static void test_lastpass_rows(void)
{
	takes("lastpass",
	    HEADER "http://group,,,,Money,Shared\\Sub,0\n,,,,,,0\nhttp://group,,,,,,0\n"
		   "http://group,u,,,n,,0\nhttp://sn,,,,,,\n",
	    "ITEM 5 login \"n\"\nuser \"u\"\nurl \"http://group\"\n"
	    "ITEM 6 note \"Untitled\"\n",
	    "rows of LastPass that are no entries");
}

/* Some of its exports are a page of the browser. */
static void test_lastpass_escaped(void)
{
	takes("lastpass",
	    HEADER "https://a.example/?b&amp;c,u,G!7&amp;#,n&lt;,M&amp;S,,0\n"
		   "https://a.example/?b&amp;c,u&a;mp,G&amp,,n,,0\n",
	    "ITEM 2 login \"M&amp;S\"\nuser \"u\"\nurl \"https://a.example/?b&amp;c\"\n"
	    "secret \"password\" \"G!7&amp;#\"\nnotes \"notes\" \"n&lt;\"\n"
	    "PROBLEM 2 \"M&amp;S\": has \"&amp;\" or the like in it, which LastPass may have "
	    "written for \"&\": \"title\", \"password\", \"notes\"; compare it with what "
	    "LastPass shows\n"
	    "ITEM 3 login \"n\"\nuser \"u&a;mp\"\nurl \"https://a.example/?b&amp;c\"\n"
	    "secret \"password\" \"G&amp\"\n",
	    "values that a page of the browser changed");
}

static void test_otpauth(void)
{
	takes("otpauth",
	    "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP\n\n"
	    "otpauth://steam/b?secret=JBSWY3DPEHPK3PXP\n",
	    "ITEM 1 login \"a\"\nuser \"a\"\n"
	    "totp \"totp\" \"otpauth://totp/a?secret=JBSWY3DPEHPK3PXP\"\n"
	    "PROBLEM 3 skipped: codes of Steam are of a kind of their own, which strongroom "
	    "does not make; keep to the Steam app, and write into the notes whose telephone "
	    "has it\n",
	    "codes that cannot be made are entries, too");
}

static void test_foreign(void)
{
	refuses("<!DOCTYPE KEEPASSX_DATABASE>\n<database><group><title>hunter2</title></group>"
		"</database>",
	    NULL, RC_INPUT, "of KeePassX or KeePass 1", "XML of KeePassX");
	refuses("\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<pwlist><pwentry/></pwlist>", NULL,
	    RC_INPUT, "of KeePassX or KeePass 1", "XML of KeePass 1");
	refuses("<?xml version=\"1.0\"?>\n<passwordsafe/>", NULL, RC_INPUT, "--map",
	    "XML of another program");
	refuses("PWS3hunter2", NULL, RC_INPUT, "--map title=Group/Title", "Password Safe");
	refuses("{\"title\":\"hunter2\"}\n***5642bee8-a5ff-11dc-8314-0800200c9a66***\n{}\n",
	    NULL, RC_INPUT, "1PUX or CSV", "a .1pif");
	refuses("{\"items\":[]}\nx", NULL, RC_INPUT, "line 2", "and JSON that is broken");
}

static void is_sheet(
    struct slice file, bool is, const struct parse_options *o, const char *name)
{
	struct transcript t = {0};
	struct parse_sink sink = sink_of(&t);
	struct err e = {0};

	is_int(parse_file(&sink, file, o, &e), RC_INPUT, name);
	ok((strstr(e.text, "save the sheet as \"CSV UTF-8\"") != NULL) == is, "%s: %s", name,
	    e.text);
	buf_finish(&t.text);
}

#define BYTES(text) slice_of((text), sizeof(text) - 1)

/* As the programs write them: the names in an archive stand in clear. */
static void test_spreadsheets(void)
{
	const struct parse_options none = {0};
	const struct parse_options map = {.map = "title=a"};

	is_sheet(BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0"), true, &none, "an .xls");
	is_sheet(BYTES("PK\3\4\24\0\xFF\0[Content_Types].xml\xFFPK\1\2xl/workbook.xml"), true,
	    &none, "an .xlsx");
	is_sheet(BYTES("PK\3\4\24\0\xFF\0xl/workbook.bin"), true, &map, "an .xlsb, with a map");
	is_sheet(
	    BYTES("PK\3\4\24\0\xFF\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
	    true, &none, "an .ods");
	is_sheet(
	    BYTES("PK\3\4\24\0\xFF\0Index/CalculationEngine.iwa"), true, &none, "a .numbers");
	is_sheet(BYTES("PK\3\4\24\0\xFF\0word/document.xml"), false, &none, "another archive");
	is_sheet(BYTES("\xD0\xCF\x11\xE0\0\0"), false, &none, "other bytes");
}

static void test_refusals(void)
{
	static const char database[] = "SQLite format 3\0\x10\0\x01";
	struct transcript t = {.answer = RC_IO};
	struct err e = {0};

	refuses("", NULL, RC_INPUT, "the file is empty", "an empty file");
	refuses("\xEF\xBB\xBF", NULL, RC_INPUT, "the file is empty", "a byte order mark alone");
	refuses("", "lastpass", RC_INPUT, "the file is empty", "whatever it is said to be");
	refuses("hello", NULL, RC_INPUT, "unknown kind", "another text");
	is_int(
	    parse(&t, slice_of(database, sizeof database), NULL, &e), RC_INPUT, "a database");
	ok(strstr(e.text, "backup restore") != NULL, "is told from text: %s", e.text);
	is_int(parse(&t, slice_of(database + 1, sizeof database - 1), NULL, &e), RC_INPUT,
	    "a file that begins with no text");
	ok(strstr(e.text, "unknown kind") != NULL, "is of no kind: %s", e.text);
	ok(strstr(e.text, "--map title=") != NULL, "and it is said what any .csv takes");
	is_int(
	    parse(&t, slice_of("url,name\na\0b", 12), NULL, &e), RC_INPUT, "a NUL further on");
	ok(strstr(e.text, "line 2") != NULL, "is a fault of that line: %s", e.text);
	refuses("{}", "wallet", RC_USAGE, "lastpass", "an unknown format");
	refuses("{\"items\":[\n\"\xE4\"]}", NULL, RC_INPUT, "line 2", "JSON in Latin-1");
	refuses("\xFF\xFE{", NULL, RC_INPUT, "line 1", "UTF-16");
	is_int(parse(&t, slice_of("\xFF\xFE{\0\0", 5), NULL, &e), RC_INPUT, "half of UTF-16");
	ok(strstr(e.text, "UTF-16") != NULL, "is called that: %s", e.text);
	is_int(parse(&t, slice_str(HEADER "u,,,,n,,\nu,,,,n,,\n"), NULL, &e), RC_IO,
	    "the sink's refusal comes back");
	is_int((long long)t.items, 1, "at once");
	buf_finish(&t.text);
}

static void test_names(void)
{
	json_malloc_t take;
	json_free_t give;

	json_use_wiped_memory();
	json_get_alloc_funcs(&take, &give);
	ok(give == json_free_wiped, "jansson wipes what it frees");
	is_int(bitwarden_type_number(slice_str("ssh-key")), 5, "number of a type");
	is_int(bitwarden_type_number(slice_str("device")), 0, "number of a type of ours");
	ok(bitwarden_type_name(0) == NULL && bitwarden_type_name(6) == NULL &&
		bitwarden_type_name(-1) == NULL,
	    "numbers without a type");
	is_str(bitwarden_linked_label(101), "password", "a linked member of a login");
	is_str(bitwarden_linked_label(0), "another field", "a linked member that is not known");
}

int main(void)
{
	if (crypto_init(NULL) != RC_OK)
		return 1;
	test_fixtures();
	test_bitwarden();
	test_bitwarden_later();
	test_lastpass();
	test_bitwarden_members();
	test_own_names();
	test_addresses_of_codes();
	test_lastpass_rows();
	test_lastpass_escaped();
	test_otpauth();
	test_foreign();
	test_spreadsheets();
	test_refusals();
	test_names();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
