#include <stdlib.h>

#include "crypto/secret.h"
#include "packed.h"
#include "transcript.h"

static enum rc parse_whole(struct transcript *t, struct slice file, struct err *e)
{
	struct parse_sink sink = sink_with_files(t);

	return parse_file(&sink, file, &(struct parse_options){0}, e);
}

/* What an archive of these files is read as, whoever it is from. */
static void unpacks(
    const struct packed_file *files, const char *format, const char *want, const char *name)
{
	struct transcript t = {0};
	struct buf archive = {0};
	struct err e = {0};
	char shown[40];

	packed(&archive, files);
	shown_format(shown, buf_slice(&archive));
	is_str(shown, format, name);
	is_int(parse_whole(&t, buf_slice(&archive), &e), RC_OK,
	    e.rc == RC_OK ? "… is read" : e.text);
	is_str(buf_cstr(&t.text), want, name);
	is_int((long long)t.entries, (long long)(t.items + t.skipped), "… each is counted");
	buf_finish(&t.text);
	buf_finish(&archive);
}

static void refuses_packed(const struct packed_file *files, const char *word, const char *name)
{
	struct transcript t = {0};
	struct buf archive = {0};
	struct err e = {0};

	packed(&archive, files);
	is_int(parse_whole(&t, buf_slice(&archive), &e), RC_INPUT, name);
	ok(strstr(e.text, word) != NULL, "%s: the reason has '%s': %s", name, word, e.text);
	ok(t.text.n == 0, "%s: nothing is handed out", name);
	buf_finish(&t.text);
	buf_finish(&archive);
}

static void sample(struct buf *out, const char *name)
{
	char path[400];
	struct err e = {0};

	snprintf(path, sizeof path, "%s/%s", TEST_DATA, name);
	if (file_read(out, path, 1 << 20, &e) != RC_OK || buf_cstr(out) == NULL)
		ok(false, "%s is there: %s", name, e.text);
}

#define BANK_FIELDS                                                                            \
	"secret \"branch\" \"4711\"\ntotp \"totp\" \"otpauth://totp/x?secret=JBSWY3DPEHPK3"    \
	"PXP\"\n"                                                                              \
	"secret \"Security: memorable word\" \"custard\"\n"                                    \
	"plain \"Security: opened\" \"2021-02-25\"\n"                                          \
	"plain \"Security: owner\" \"x@example.org\"\n"                                        \
	"secret \"Security: future\" \"seen?\"\n"                                              \
	"notes \"notes\" \"line 1\\nline 2\"\n"

static const char ONEPUX[] =
    "ITEM 1 login \"Bank\"\nuser \"clerk@example.org\"\nurl \"https://bank.example\"\n"
    "url \"https://b.bank.example\"\ntag \"Council\"\ntag \"money\"\ntag \"a/b\"\n"
    "secret \"password\" \" p w\"é\"\n" BANK_FIELDS
    "PROBLEM 1 \"Bank\": left behind: a link to another item, an attachment that is not in the "
    "file, \"list\", passkeys (1), earlier passwords (1)\n"
    "FILE \"letter.pdf\" \"PDF!\"\n"
    "ITEM 2 card \"Visa\"\ntag \"Council\"\ntag \"archived\"\n"
    "plain \"cardholder name\" \"J Smith\"\nplain \"brand\" \"visa\"\n"
    "secret \"number\" \"4111111111111111\"\nsecret \"code\" \"123\"\n"
    "plain \"expiry date\" \"2030-07\"\nsecret \"PIN\" \"4711\"\n"
    "ITEM 3 server \"Server\"\nuser \"admin\"\ntag \"Home\"\n"
    "plain \"Admin Console: admin console username\" \"root\"\n"
    "secret \"Admin Console: console password\" \"cp\"\nplain \"URL\" \"h.example\"\n"
    "secret \"password\" \"srv\"\nplain \"home\" \"1 Road\\nAshby\\nLE65\\ngb\"\n"
    "ITEM 4 ssh-key \"Key\"\ntag \"Home\"\n"
    "secret \"private key\" \"-----BEGIN KEY-----\\nx\\n-----END KEY-----\\n\"\n"
    "plain \"public key\" \"ssh-ed25519 AAAA\"\nplain \"fingerprint\" \"SHA256:f\"\n"
    "ITEM 5 document \"Plan\"\ntag \"Home\"\nFILE \"plan.png\" \"PNG\"\n"
    "ITEM 6 login \"Old\"\ntag \"Home\"\ntag \"trash\"\nsecret \"password\" \"bare\"\n";

/* As support.1password.com/1pux-format has them; the pictures of vaults lie there, too. */
static const char ONEPUX_FILES[] =
    "{\"accounts\":[{\"vaults\":[{\"items\":[{\"item\":{\"categoryUuid\":\"006\","
    "\"overview\":{\"title\":\"Plan\"}},\"file\":{\"attrs\":{\"name\":\"plan.pdf\"},"
    "\"path\":\"files/abc\"}},"
    "{\"categoryUuid\":\"001\",\"overview\":{\"title\":\"Bank\"},\"file\":{\"attrs\":{"
    "\"name\":\"lost.pdf\"},\"path\":\"files/lost\"}},"
    "{\"categoryUuid\":\"006\",\"overview\":{\"title\":\"Twice\"},\"details\":{"
    "\"documentAttributes\":{"
    "\"fileName\":\"a.png\",\"documentId\":\"d\"}},\"file\":{\"attrs\":{\"name\":\"a.png\"},"
    "\"path\":\"files/d__a.png\"}},"
    "{\"categoryUuid\":\"001\",\"overview\":{\"title\":\"None\"},\"file\":null}]}]}]}";

static void test_1pux(void)
{
	struct buf data = {0};

	sample(&data, "import-1pux.json");
	unpacks((struct packed_file[]){{"export.attributes", "{\"version\":3}", 0},
		    {"export.data", buf_cstr(&data), 0}, {"files/doc1__letter.pdf", "PDF!", 0},
		    {"files/doc2__../../plan.png", "PNG", 0}, {NULL, NULL, 0}},
	    "1pux", ONEPUX, "an archive of 1Password");
	reads("{\"accounts\":[{\"vaults\":[{\"attrs\":{\"name\":\"V\"},\"items\":[{\"trashed\":"
	      "true,"
	      "\"categoryUuid\":\"003\",\"overview\":{\"title\":\"Old\"},\"details\":{"
	      "\"notesPlain\":"
	      "\"n\"}},{\"trashed\":false,\"categoryUuid\":\"003\",\"overview\":{\"title\":"
	      "\"New\"}}"
	      "]}]}]}",
	    "ITEM 1 note \"Old\"\ntag \"V\"\ntag \"trash\"\nnotes \"notes\" \"n\"\n"
	    "ITEM 2 note \"New\"\ntag \"V\"\n",
	    "what was deleted, as 1Password said it before it had states");
	reads("{\"accounts\":[{\"vaults\":[{\"items\":[{\"categoryUuid\":\"001\",\"overview\":{"
	      "\"title\":\"T\"},\"details\":{\"loginFields\":["
	      "{\"designation\":\"username\",\"value\":{\"email_address\":\"a@b.example\","
	      "\"provider\":{\"fastmail\":{\"aliasId\":\"1\"}}}},"
	      "{\"name\":\"terms\",\"value\":true},{\"name\":\"ads\",\"value\":false},"
	      "{\"name\":\"pin\",\"value\":4711},{\"name\":\"none\",\"value\":null},"
	      "{\"name\":\"odd\",\"value\":{\"shape\":\"hunter2\"}},"
	      "{\"name\":\"list\",\"value\":[\"hunter2\"]}]}}]}]}]}",
	    "ITEM 1 login \"T\"\nuser \"a@b.example\"\n"
	    "secret \"terms\" \"true\"\nsecret \"ads\" \"false\"\nsecret \"pin\" \"4711\"\n"
	    "PROBLEM 1 \"T\": left behind: \"provider\", a field, which is not of the usual "
	    "kind, "
	    "a field, which is not of the usual kind\n",
	    "what was typed into a form, of any kind");
	reads("{\"accounts\":[{\"vaults\":[{\"items\":[{\"categoryUuid\":\"001\",\"overview\":{"
	      "\"title\":\"T\"},\"details\":{\"sections\":[{\"fields\":["
	      "{\"title\":\"mail\",\"value\":{\"email\":{\"email_address\":\"a@b.example\","
	      "\"provider\":\"p\"}}},"
	      "{\"title\":\"home\",\"value\":{\"address\":{\"city\":\"c\",\"flat\":\"2\"}}},"
	      "{\"title\":\"sso\",\"value\":{\"ssoLogin\":{\"provider\":\"g\",\"item\":{\"u\":"
	      "1}}}"
	      "}]}]}}]}]}]}",
	    "ITEM 1 login \"T\"\nplain \"mail\" \"a@b.example\"\nsecret \"provider\" \"p\"\n"
	    "plain \"home\" \"c\"\nsecret \"flat\" \"2\"\nplain \"sign in with\" \"g\"\n"
	    "PROBLEM 1 \"T\": left behind: \"item\"\n",
	    "what else is in an address or a way to sign in");
	unpacks(
	    (struct packed_file[]){{"export.data", ONEPUX_FILES, 0}, {"files/abc", "PDF!", 0},
		{"files/picture", "PNG", 0}, {"files/d__a.png", "A", 0}, {NULL, NULL, 0}},
	    "1pux",
	    "ITEM 1 document \"Plan\"\nFILE \"plan.pdf\" \"PDF!\"\n"
	    "ITEM 2 login \"Bank\"\n"
	    "PROBLEM 2 \"Bank\": left behind: an attachment that is not in the file\n"
	    "ITEM 3 document \"Twice\"\nFILE \"a.png\" \"A\"\nITEM 4 login \"None\"\n",
	    "a file beside its item");
	refuses_packed(
	    (struct packed_file[]){{"export.data", "{\"accounts\":[", 0}, {NULL, NULL, 0}},
	    "not well-formed JSON", "a list that was cut off");
	refuses_packed(
	    (struct packed_file[]){{"export.data", "{\"accounts\":1}", 0}, {NULL, NULL, 0}},
	    "unknown kind", "a list that is none");
	buf_finish(&data);
}

static const char PROTON[] =
    "ITEM 1 login \"Bank\"\nuser \"clerk\"\nurl \"https://bank.example/\"\n"
    "url \"https://b.example/\"\ntag \"Council\"\nplain \"email\" \"clerk@example.org\"\n"
    "secret \"password\" \" p\"é\"\n"
    "totp \"totp\" \"otpauth://totp/x?secret=JBSWY3DPEHPK3PXP\"\n"
    "notes \"notes\" \"two\\nlines\"\nplain \"branch\" \"Ashby\"\n"
    "secret \"memorable\" \"custard\"\n"
    "totp \"second\" \"otpauth://totp/y?secret=JBSWY3DPEHPK3PXP\"\n"
    "PROBLEM 1 \"Bank\": left behind: passkeys (1), an attachment that is not in the file\n"
    "FILE \"letter.pdf\" \"PDF!\"\n"
    "ITEM 2 login \"Forwarding\"\nuser \"x@passmail.example\"\ntag \"Council\"\ntag \"trash\"\n"
    "ITEM 3 card \"Visa\"\ntag \"Home\"\nplain \"cardholder name\" \"J Smith\"\n"
    "secret \"number\" \"4111111111111111\"\nsecret \"code\" \"123\"\n"
    "plain \"expiry date\" \"2030-07\"\nsecret \"PIN\" \"4711\"\n"
    "ITEM 4 identity \"Jane\"\ntag \"Home\"\nplain \"full name\" \"Jane Smith\"\n"
    "plain \"email\" \"j@example.org\"\nsecret \"social security number\" \"QQ123456C\"\n"
    "secret \"blood\" \"0\"\nplain \"number\" \"9\"\nsecret \"nickname\" \"JJ\"\n"
    "notes \"notes\" \"n\"\n"
    "PROBLEM 4 \"Jane\": left behind: \"pets\"\n"
    "ITEM 5 ssh-key \"Key\"\ntag \"Home\"\nsecret \"private key\" \"PRIV\"\n"
    "plain \"public key\" \"PUB\"\n"
    "ITEM 6 wifi \"Hall WiFi\"\ntag \"Home\"\nplain \"security\" \"WPA2\"\n"
    "plain \"ssid\" \"Hall\"\nsecret \"password\" \"wp\"\n"
    "ITEM 7 note \"Alarm\"\ntag \"Home\"\nnotes \"notes\" \"code 9\"\n"
    "ITEM 8 note \"Custom\"\ntag \"Home\"\nsecret \"f\" \"v\"\n";

static void test_proton(void)
{
	struct buf data = {0};

	sample(&data, "import-protonpass.json");
	unpacks((struct packed_file[]){{"Proton Pass/data.json", buf_cstr(&data), 0},
		    {"Proton Pass/files/letter.pdf", "PDF!", 0}, {NULL, NULL, 0}},
	    "protonpass", PROTON, "an archive of Proton Pass");
	unpacks(
	    (struct packed_file[]){
		{"Proton Pass/data.json",
		    "{\"version\":\"1.3.1\",\"vaults\":{\"v\":{\"name\":\"V\",\"items\":["
		    "{\"data\":{\"metadata\":{\"name\":\"Bank\"},\"type\":\"login\","
		    "\"content\":{\"username\":\"u\",\"password\":\"p\"}}}]}}}",
		    0},
		{NULL, NULL, 0}},
	    "protonpass",
	    "ITEM 1 login \"Bank\"\nuser \"u\"\ntag \"V\"\nsecret \"password\" \"p\"\n",
	    "one with a user name as it was called before");
	reads(
	    "{\"vaults\":{\"v\":{\"name\":\"V\",\"items\":[{\"data\":{\"metadata\":{\"name\":"
	    "\"Bank\"},"
	    "\"type\":\"login\",\"content\":{\"itemUsername\":\"u\"},\"platformSpecific\":{"
	    "\"android\":{"
	    "\"allowedApps\":[{\"packageName\":\"com.a\"},{\"packageName\":\"com.b\"}]}}}}]}}}",
	    "ITEM 1 login \"Bank\"\nuser \"u\"\ntag \"V\"\n"
	    "PROBLEM 1 \"Bank\": left behind: apps of a phone that it is for (2)\n",
	    "a login that apps use");
	reads("{\"vaults\":{\"v\":{\"name\":\"V\",\"items\":[{\"secret\":\"s\"}]}}}",
	    "ITEM 1 note \"Untitled\"\ntag \"V\"\n"
	    "PROBLEM 1 \"Untitled\": left behind: what is in it, which is not as Proton Pass "
	    "writes it\n",
	    "an item of another kind, which is not lost without a word");
	refuses_packed((struct packed_file[]){{"Proton Pass/data.pgp", "-----BEGIN PGP", 0},
			   {NULL, NULL, 0}},
	    "is encrypted and cannot be read; in Proton Pass choose", "an encrypted one");
	refuses("-----BEGIN PGP MESSAGE-----\n\nwcBM\n-----END PGP MESSAGE-----\n", NULL,
	    RC_INPUT, "in Proton Pass choose", "what was in an encrypted one");
	buf_finish(&data);
}

/* What an export carries, and its text does not tell of; pictures of vaults are no attachments.
 */
static void test_left(void)
{
	unpacks((struct packed_file[]){{"data.json",
					   "{\"encrypted\":false,\"items\":[{\"id\":\"1\","
					   "\"type\":2,\"name\":\"N\",\"notes\":\"n\"}]}",
					   0},
		    {"attachments/1/a", "A", 0}, {"attachments/2/b", "B", 0},
		    {"attachments/2/c", "C", 0}, {"attachments/3/", "", 0}, {NULL, NULL, 0}},
	    "bitwarden",
	    "ITEM 1 note \"N\"\nnotes \"notes\" \"n\"\nFILE \"a\" \"A\"\n"
	    "PROBLEM 1 \"attachments/2/b\": left behind: this file of the archive belongs to "
	    "no "
	    "entry\n"
	    "PROBLEM 1 \"attachments/2/c\": left behind: this file of the archive belongs to "
	    "no "
	    "entry\n",
	    "attachments of nothing");
	unpacks(
	    (struct packed_file[]){
		{"export.data",
		    "{\"accounts\":[{\"vaults\":[{\"attrs\":{\"name\":\"V\"},"
		    "\"items\":[{\"categoryUuid\":\"003\",\"overview\":{"
		    "\"title\":\"N\"},\"details\":{\"notesPlain\":\"n\"}}]}]}]}",
		    0},
		{"files/picture.png", "P", 0}, {"files/d__b", "B", 0}, {NULL, NULL, 0}},
	    "1pux",
	    "ITEM 1 note \"N\"\ntag \"V\"\nnotes \"notes\" \"n\"\n"
	    "PROBLEM 1 \"files/d__b\": left behind: this file of the archive belongs to no "
	    "entry\n",
	    "and of 1Password");
}

/* As it was exported, unpacked and packed again, by a Mac and with its folders. */
static void test_packed_again(void)
{
	unpacks((struct packed_file[]){{"Export/", "", 0},
		    {"Export/data.json",
			"{\"encrypted\":false,\"items\":[{\"id\":\"1\",\"type\":2,\"name\":"
			"\"N\"}]}",
			0},
		    {"Export/attachments/", "", 0}, {"Export/attachments/1/", "", 0},
		    {"Export/attachments/1/a", "A", 0}, {"Export/attachments/2/b", "B", 0},
		    {"__MACOSX/Export/._data.json", "x", 0}, {NULL, NULL, 0}},
	    "bitwarden",
	    "ITEM 1 note \"N\"\nFILE \"a\" \"A\"\n"
	    "PROBLEM 1 \"attachments/2/b\": left behind: this file of the archive belongs to "
	    "no "
	    "entry\n",
	    "an archive of Bitwarden in a folder");
	unpacks(
	    (struct packed_file[]){
		{"x/Proton Pass/data.json",
		    "{\"vaults\":{\"v\":{\"name\":\"V\",\"items\":[{\"files\":[\"l\"],"
		    "\"data\":{\"metadata\":{\"name\":\"N\"},\"type\":\"note\"}}]}}}",
		    0},
		{"x/Proton Pass/files/l", "L", 0}, {NULL, NULL, 0}},
	    "protonpass", "ITEM 1 note \"N\"\ntag \"V\"\nFILE \"l\" \"L\"\n",
	    "and of Proton Pass, which has a folder of its own");
	unpacks((struct packed_file[]){{"dash/", "", 0}, {"dash/.DS_Store", "x", 0},
		    {"dash/securenotes.csv", "title,note\nAlarm,9\n", 0},
		    {"dash/new.csv", "a\n1\n", 0}, {"__MACOSX/dash/._ids.csv", "x", 0},
		    {NULL, NULL, 0}},
	    "dashlane-zip",
	    "PROBLEM 1 \"new.csv\": left behind: this file of the archive is not known\n"
	    "ITEM 2 note \"Alarm\"\nnotes \"notes\" \"9\"\n",
	    "and of Dashlane");
}

static void test_dashlane(void)
{
	unpacks(
	    (struct packed_file[]){
		{"credentials.csv",
		    "username,username2,username3,title,password,note,url,category,otpUrl\n"
		    "u,,,Bank,p,,https://a.example,F,\nu,,\n",
		    0},
		{"securenotes.csv", "title,note\nAlarm,9\n", 0}, {"ids.csv", "", 0},
		{"passkeys.csv", "a,b\n1,2\n", 0}, {NULL, NULL, 0}},
	    "dashlane-zip",
	    "PROBLEM 1 \"passkeys.csv\": left behind: this file of the archive is not known\n"
	    "ITEM 2 login \"Bank\"\nuser \"u\"\nurl \"https://a.example\"\ntag \"F\"\n"
	    "secret \"password\" \"p\"\n"
	    "PROBLEM 3 credentials.csv: skipped: the row has 3 columns, not 9" LEFT_OUT "\n"
	    "ITEM 2 note \"Alarm\"\nnotes \"notes\" \"9\"\n",
	    "an archive of Dashlane");
	refuses_packed((struct packed_file[]){{"credentials.csv",
						  "username,username2,username3,title,password,"
						  "note,url,category\nu,,,B,p,,,\n",
						  0},
			   {"securenotes.csv", "title,note\n\"cut off", 0}, {NULL, NULL, 0}},
	    "securenotes.csv: ", "a sound file before a malformed one");
}

static void test_bitwarden(void)
{
	unpacks(
	    (struct packed_file[]){
		{"data.json",
		    "{\"encrypted\":false,\"items\":[{\"id\":\"i1\",\"type\":2,\"name\":"
		    "\"Plan\",\"attachments\":[{\"id\":\"a\"}]},{\"id\":\"i2\",\"type\":2,"
		    "\"name\":\"Bare\"}]}",
		    0},
		{"attachments/i1/plan.pdf", "PDF!", 0}, {NULL, NULL, 0}},
	    "bitwarden",
	    "ITEM 1 note \"Plan\"\nFILE \"plan.pdf\" \"PDF!\"\nITEM 2 note \"Bare\"\n",
	    "an archive of Bitwarden");
}

/* A sink that takes no attachments says so. */
static void test_without_files(void)
{
	struct transcript t = {0};
	struct buf archive = {0};
	struct err e = {0};

	packed(&archive,
	    (struct packed_file[]){
		{"data.json", "{\"items\":[{\"id\":\"i1\",\"type\":2,\"name\":\"Plan\"}]}", 0},
		{"attachments/i1/a", "1", 0}, {"attachments/i1/b", "2", 0}, {NULL, NULL, 0}});
	is_int(parse(&t, buf_slice(&archive), NULL, &e), RC_OK, "no place for attachments");
	is_str(buf_cstr(&t.text),
	    "ITEM 1 note \"Plan\"\nPROBLEM 1 \"Plan\": left behind: attachments (2)\n",
	    "… is said");
	buf_finish(&t.text);
	buf_finish(&archive);
}

/* Little in the archive, and too much when it is unpacked. */
static void test_bombs(void)
{
	const size_t large = ((size_t)64 << 20) + 1;
	const size_t attachment = ((size_t)PARSE_ATTACHMENT_MAX) + 1;
	char *blanks = malloc(large);

	if (blanks == NULL)
		exit(1);
	memset(blanks, ' ', large);
	refuses_packed((struct packed_file[]){{"export.data", blanks, large}, {NULL, NULL, 0}},
	    "too large when it is unpacked: at most 64 MiB", "a list that is a bomb");
	unpacks(
	    (struct packed_file[]){
		{"data.json", "{\"items\":[{\"id\":\"i1\",\"type\":2,\"name\":\"Plan\"}]}", 0},
		{"attachments/i1/a", blanks, attachment}, {"attachments/i1/b", "2", 0},
		{NULL, NULL, 0}},
	    "bitwarden",
	    "ITEM 1 note \"Plan\"\nPROBLEM 1 \"Plan\": a file in the archive is too large when "
	    "it is unpacked: at most 16 MiB can be read of this one, and 1024 MiB of all "
	    "together\nFILE \"b\" \"2\"\n",
	    "an attachment that is one");
	free(blanks);
}

/* Damage anywhere is a result or a refusal with nothing handed out before it. */
static void test_damage(void)
{
	struct buf archive = {0};
	bool good = true;
	size_t refused = 0;

	packed(&archive,
	    (struct packed_file[]){
		{"data.json", "{\"items\":[{\"id\":\"i1\",\"type\":2,\"name\":\"Plan\"}]}", 0},
		{"attachments/i1/a", "some bytes", 0}, {NULL, NULL, 0}});
	for (size_t i = 0; i < 2 * archive.n; i++) {
		struct transcript t = {0};
		struct slice all = buf_slice(&archive);
		enum rc rc;

		if (i < archive.n)
			all.n = i;
		else
			archive.p[i - archive.n] ^= 0x55;
		rc = parse_whole(&t, all, NULL);
		good = good && (rc == RC_OK || (rc == RC_INPUT && t.text.n == 0));
		refused += rc != RC_OK;
		if (i >= archive.n)
			archive.p[i - archive.n] ^= 0x55;
		buf_finish(&t.text);
	}
	ok(good, "each cut and each damaged byte is survived");
	ok(refused > archive.n, "most of them are refused");
	buf_finish(&archive);
}

/* protected by a password */

static enum rc open_protected(
    struct transcript *t, struct slice file, const char *password, struct err *e)
{
	struct secret *p = password != NULL ? secret_copy(password, strlen(password)) : NULL;
	struct parse_sink sink = sink_of(t);
	enum rc rc = parse_file(&sink, file, &(struct parse_options){.passphrase = p}, e);

	secret_free(p);
	return rc;
}

static void opens(const char *name)
{
	struct transcript t = {0};
	struct buf file = {0};
	struct err e = {0};

	sample(&file, name);
	is_int(open_protected(&t, buf_slice(&file), "correct hörse", &e), RC_OK, name);
	is_str(buf_cstr(&t.text),
	    "ITEM 1 login \"Bank\"\nuser \"clerk\"\nurl \"https://a.example\"\ntag "
	    "\"Finance\"\n"
	    "secret \"password\" \"p w\"\n",
	    "… and what is in it");
	buf_finish(&t.text);
	is_int(open_protected(&t, buf_slice(&file), "correct horse", &e), RC_AUTH,
	    "another password");
	ok(strstr(e.text, "not the password") != NULL, "… is said: %s", e.text);
	is_int(open_protected(&t, buf_slice(&file), NULL, &e), RC_AUTH, "no password");
	ok(strstr(e.text, "--file-passphrase-fd") != NULL, "… says what to do: %s", e.text);
	buf_finish(&t.text);
	buf_finish(&file);
}

/* The first file of tests/data, with one text in it replaced. */
static void opens_not(
    const char *from, const char *to, enum rc want, const char *word, const char *name)
{
	struct transcript t = {0};
	struct buf file = {0};
	struct buf other = {0};
	struct err e = {0};
	const char *at;

	sample(&file, "import-bitwarden-protected.json");
	at = strstr(buf_cstr(&file), from);
	ok(at != NULL, "%s: there is something to replace", name);
	if (at != NULL) {
		buf_add(&other, file.p, (size_t)(at - (const char *)file.p));
		buf_add_str(&other, to);
		buf_add_str(&other, at + strlen(from));
	}
	is_int(open_protected(&t, buf_slice(&other), "correct hörse", &e), want, name);
	ok(strstr(e.text, word) != NULL, "%s: the reason has '%s': %s", name, word, e.text);
	buf_finish(&t.text);
	buf_finish(&other);
	buf_finish(&file);
}

static void test_protected(void)
{
	opens("import-bitwarden-protected.json");
	opens("import-bitwarden-argon2.json");
	opens_not(": 5000,", ": 5000001,", RC_INPUT, "cost more than", "too many rounds");
	opens_not(": 5000,", ": 0,", RC_INPUT, "damaged", "no rounds");
	opens_not("\"kdfType\": 0", "\"kdfType\": 2", RC_INPUT, "not known", "another KDF");
	opens_not("\"kdfType\": 0", "\"kdfType\": 1", RC_INPUT, "damaged", "no costs");
	opens_not("\"data\": \"2.AAE", "\"data\": \"2.BAE", RC_INPUT, "damaged",
	    "data whose HMAC is another");
	opens_not("EDIT\": \"2.AAE", "EDIT\": \"2.BAE", RC_AUTH, "not the password",
	    "a check whose HMAC is another");
	opens_not("\"data\": \"2.", "\"data\": \"1.", RC_INPUT, "damaged", "another cipher");
	opens_not("\"passwordProtected\": true", "\"x\": 1", RC_INPUT,
	    "encrypted for one Bitwarden account", "an export that is bound to an account");
}

int main(void)
{
	if (crypto_init(NULL) != RC_OK)
		return 1;
	test_1pux();
	test_proton();
	test_left();
	test_packed_again();
	test_dashlane();
	test_bitwarden();
	test_without_files();
	test_bombs();
	test_damage();
	test_protected();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
