/*
 * The exports of other programs, and our own.
 *
 * Input: how it is read, then the file. 0 lets the file show its format; with 1
 * a map of columns comes first, its length before it; 2 is the export that
 * "strongroom seal" writes; then the formats follow in their order.
 */
#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "fuzz.h"
#include "packed.h"
#include "parse_pass_int.h"
#include "taken.h"
#include "transfer/parse.h"
#include "transfer/unseal.h"

enum { SHOWN, MAPPED, SEALED, NAMED };

enum { FORMATS_MAX = 64 };

static size_t formats;
static unsigned ways[NAMED + FORMATS_MAX];

#define BITWARDEN                                                                              \
	"{\"encrypted\":false,\"folders\":[{\"id\":\"f\",\"name\":\"Finance\"}],\"items\":["   \
	"{\"id\":\"1\",\"type\":1,\"name\":\"Bank\",\"folderId\":\"f\",\"notes\":"             \
	"\"two\\nlines\","                                                                     \
	"\"fields\":[{\"name\":\"PIN\",\"value\":\"4711\",\"type\":1}],"                       \
	"\"login\":{\"username\":\"u\",\"password\":\"p\",\"uris\":[{\"uri\":\"https://"       \
	"a.example\"}]"                                                                        \
	"}}]"

/* What each format looks like at its smallest. */
static const struct {
	const char *name;
	const char *text;
} SAMPLES[] = {
    {"bitwarden", BITWARDEN "}"},
    {"bitwarden-csv",
	"folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,"
	"login_password,login_totp\nF,1,login,Bank,n,\"PIN: 1\",0,https://a.example,u,p,\n"},
    {"lastpass", "url,username,password,totp,extra,name,grouping,fav\nhttps://"
		 "a.example,u,p,,n,Bank,F,1\nhttp://sn,,,,\"NoteType:SSH Key\nPrivate Key:"
		 "-----BEGIN K-----\na: b\n-----END K-----\nPassword:p\nNotes:n\",K,,0\n"},
    {"keepassxc", "\"Group\",\"Title\",\"Username\",\"Password\",\"URL\",\"Notes\"\n"
		  "\"Root/F\",\"Bank\",\"u\",\"p\",\"https://a.example\",\"n\"\n"},
    {"keepass", "\"Account\",\"Login Name\",\"Password\",\"Web Site\",\"Comments\"\n"
		"\"Bank\",\"u\",\"p\\\"q\",\"https://a.example\",\"n\"\n"},
    {"1password", "Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes\n"
		  "Bank,https://a.example,u,p,,false,false,t,n\n"},
    {"chrome", "name,url,username,password,note\nBank,https://a.example,u,p,n\n"},
    {"edge", "name,url,username,password,note\nBank,https://a.example,u,p,n\n"},
    {"firefox", "\"url\",\"username\",\"password\",\"httpRealm\",\"formActionOrigin\"\n"
		"\"https://a.example\",\"u\",\"p\",,\n"},
    {"dashlane", "username,username2,username3,title,password,note,url,category,otpUrl\n"
		 "u,v,,Bank,p,n,https://a.example,F,\n"},
    {"dashlane-notes", "title,note\nAlarm,4711\n"},
    {"dashlane-payments", "type,account_name,account_holder,cc_number,code\nbank,B,h,1,2\n"},
    {"dashlane-ids",
	"type,number,name,issue_date,expiration_date\npassport,1,J,2020-01-02,2030-01-02\n"},
    {"keepass-xml",
	"<KeePassFile><Meta><Binaries><Binary ID=\"0\">YQ==</Binary></Binaries></Meta><Root>"
	"<Group><Name>R</Name><Group><Name>F</Name><Entry><String><Key>Title</Key><Value>Bank"
	"</Value></String><String><Key>Password</Key><Value ProtectInMemory=\"True\">p</Value>"
	"</String><String><Key>TOTP Seed</Key><Value>JBSWY3DPEHPK3PXP</Value></String><Binary>"
	"<Key>a</Key><Value Ref=\"0\"/></Binary><History><Entry/></History></Entry></Group>"
	"</Group></Root></KeePassFile>"},
    {"dashlane-personal", "type,item_name,title,email,address\nemail,E,,c@a.example,\n"},
    {"dashlane-wifi", "ssid,passphrase,name\nHall,p,W\n"},
    {"nordpass", "name,url,additional_urls,username,password,note,cardholdername,cardnumber,"
		 "cvc,folder,type,custom_fields\nBank,https://a.example,\"[\"\"https://"
		 "b.example\"\"]\",u,p,n,,,,F,password,\"[{\"\"type\"\":\"\"text\"\","
		 "\"\"label\"\":\"\"l\"\",\"\"value\"\":\"\"v\"\"}]\"\n"},
    {"protonpass-csv",
	"type,name,url,email,username,password,note,totp,createTime,modifyTime\n"
	"login,Bank,https://a.example,e,u,p,n,,1,2\n"
	"creditCard,V,,,,,\"{\"\"number\"\":\"\"4\"\",\"\"note\"\":\"\"n\"\"}\",,1,2\n"},
    {"otpauth", "otpauth://totp/Bank:clerk?secret=JBSWY3DPEHPK3PXP&issuer=Bank\n"},
    {"safari-14", "Title,Url,Username,Password\nBank,https://a.example,u,p\n"},
    {"safari", "Title,URL,Username,Password,Notes,OTPAuth\nBank,https://a.example,u,p,n,\n"},
};

static const char OWN[] =
    BITWARDEN ",\"strongroom\":{\"format\":1,\"council\":\"Ashby\","
	      "\"vault_id\":\"00112233445566778899aabbccddeeff\",\"serial\":1,\"size\":9,"
	      "\"leaf\":\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\","
	      "\"time\":\"2026-01-02T03:04:05Z\",\"items\":[{\"id\":\"1\",\"item\":7,"
	      "\"version\":2,\"lead\":1,\"tags\":[\"a\"]}]}}";

/* And those that are archives, of one file or two. */
static const struct {
	const char *name;
	struct packed_file files[3];
} ARCHIVES[] = {
    {"bitwarden", {{"data.json", BITWARDEN "}", 0}, {"attachments/1/a", "A", 0}}},
    {"1pux", {{"export.data",
		  "{\"accounts\":[{\"vaults\":[{\"attrs\":{\"name\":\"V\"},\"items\":[{"
		  "\"categoryUuid\":\"001\",\"overview\":{\"title\":\"Bank\"},\"details\":{"
		  "\"loginFields\":[{\"value\":\"u\",\"designation\":\"username\"}],"
		  "\"sections\":[{\"title\":\"S\",\"fields\":[{\"title\":\"d\",\"value\":{"
		  "\"date\":1}},{\"title\":\"f\",\"value\":{\"file\":{\"fileName\":\"n\","
		  "\"documentId\":\"d\"}}},{\"title\":\"a\",\"value\":{\"address\":{"
		  "\"street\":\"s\"}}}]}]}}]}]}]}",
		  0},
		 {"files/d__n", "A", 0}}},
    {"protonpass", {{"Proton Pass/data.json",
			"{\"vaults\":{\"v\":{\"name\":\"V\",\"items\":[{\"files\":[\"n\"],"
			"\"data\":{\"metadata\":{\"name\":\"Bank\"},\"type\":\"login\","
			"\"extraFields\":[{\"fieldName\":\"f\",\"type\":\"hidden\",\"data\":{"
			"\"content\":\"c\"}}],\"content\":{\"password\":\"p\",\"urls\":["
			"\"https://a.example\"]}}}]}}}",
			0},
		       {"Proton Pass/files/n", "A", 0}}},
    {"dashlane-zip", {{"securenotes.csv", "title,note\nAlarm,4711\n", 0}}},
};

/* As what it shows itself to be, and by the name of its format. */
static void seed_both(const char *name, struct slice file)
{
	fuzz_seed_as(SHOWN, file);
	for (size_t k = 0; k < formats; k++)
		if (strcmp(name, parse_format_name(k)) == 0)
			fuzz_seed_as((uint8_t)(NAMED + k), file);
}

/* The number of a format changes with the list of formats. */
static void seed_all(void)
{
	struct buf archive = {0};

	for (size_t i = 0; i < sizeof SAMPLES / sizeof SAMPLES[0]; i++)
		seed_both(SAMPLES[i].name, slice_str(SAMPLES[i].text));
	for (size_t i = 0; i < sizeof ARCHIVES / sizeof ARCHIVES[0]; i++) {
		buf_clear(&archive);
		packed(&archive, ARCHIVES[i].files);
		seed_both(ARCHIVES[i].name, buf_slice(&archive));
	}
	buf_clear(&archive);
	buf_add(&archive, PASS_MAGIC, PASS_MAGIC_SIZE);
	put_str(&archive, "Council/Bank");
	put_u8(&archive, 1);
	put_str(&archive, "p\nlogin: u\nurl: https://a.example\nmore");
	put_str(&archive, "other");
	put_u8(&archive, 0);
	put_str(&archive, "");
	seed_both("pass", buf_slice(&archive));
	buf_finish(&archive);
	fuzz_seed_as(SEALED, slice_str(OWN));
}

void fuzz_init(void)
{
	ways[SHOWN] = fuzz_way("what it shows itself to be");
	ways[MAPPED] = fuzz_way("columns by a map");
	ways[SEALED] = fuzz_way("our own export");
	for (; parse_format_name(formats) != NULL; formats++) {
		fuzz_must(formats < FORMATS_MAX);
		/* It is always encrypted: fuzz_kdbx has the key. */
		if (strcmp(parse_format_name(formats), "kdbx") != 0)
			ways[NAMED + formats] = fuzz_way(parse_format_name(formats));
	}
	fuzz_must(formats > 0);
	seed_all();
}

static enum rc read_mapped(const struct parse_sink *sink, struct slice input, struct err *e)
{
	struct slice text = feed_text(&input);
	char *map = strndup((const char *)text.p, text.n);
	const struct parse_options options = {.map = map};
	enum rc rc;

	fuzz_must(map != NULL);
	rc = parse_file(sink, input, &options, e);
	fuzz_must((parse_check(&options, NULL) == RC_USAGE) == (rc == RC_USAGE));
	free(map);
	return rc;
}

static enum rc read_shown(const struct parse_sink *sink, struct slice input, struct err *e)
{
	enum rc rc = parse_file(sink, input, &(struct parse_options){0}, e);

	fuzz_must(rc != RC_USAGE);
	return rc;
}

void fuzz_one(struct buf *result, struct slice input)
{
	struct taken t = {.result = result};
	const struct parse_sink sink = taken_sink(&t);
	size_t how = feed_u8(&input) % (NAMED + formats);
	struct err e;
	enum rc rc;

	if (how == SHOWN)
		rc = read_shown(&sink, input, &e);
	else if (how == MAPPED)
		rc = read_mapped(&sink, input, &e);
	else if (how == SEALED)
		rc = unseal_items(input, &sink, &e);
	else
		rc = parse_file(&sink, input,
		    &(struct parse_options){.format = parse_format_name(how - NAMED)}, &e);
	fuzz_answer(result, rc, &e,
	    FUZZ_RC(RC_OK) | FUZZ_RC(RC_INPUT) | FUZZ_RC(RC_AUTH) |
		(how == MAPPED ? FUZZ_RC(RC_USAGE) : 0));
	taken_check(&t, rc);
	if (rc == RC_OK && t.items > 0)
		fuzz_accept(ways[how]);
}
