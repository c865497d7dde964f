#include "crypto/secret.h"
#include "transcript.h"

#define MARK "\xEF\xBB\xBF"

static enum rc parse_map(
    struct transcript *t, const char *map, struct slice file, struct err *e)
{
	struct parse_sink sink = sink_of(t);

	return parse_file(&sink, file, &(struct parse_options){.map = map}, e);
}

static void maps(const char *map, const char *file, const char *want, const char *name)
{
	struct transcript t = {0};
	struct err e = {0};

	is_int(parse_map(&t, map, slice_str(file), &e), RC_OK, name);
	is_str(buf_cstr(&t.text), want, e.rc == RC_OK ? name : e.text);
	buf_finish(&t.text);
}

static void maps_not(
    const char *map, const char *file, enum rc rc, const char *word, const char *name)
{
	struct transcript t = {0};
	struct err e = {0};

	is_int(parse_map(&t, map, slice_str(file), &e), rc, name);
	ok(strstr(e.text, word) != NULL, "%s: the reason has '%s': %s", name, word, e.text);
	ok(strstr(e.text, "hunter2") == NULL, "%s: the reason quotes no secret", name);
	ok(t.items == 0 && t.problems == 0, "%s: nothing is handed out", name);
	buf_finish(&t.text);
}

#define BITWARDEN                                                                              \
	"folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,"            \
	"login_password,login_totp\r\n"

static void test_bitwarden(void)
{
	takes("bitwarden-csv",
	    BITWARDEN
	    "Finance/Bank,1,login,HSBC,\"two\nlines, \"\"q\"\"\",\"Sort code: "
	    "40-12-34\nPin: a: b\nKey: one\ntwo\n: nameless\",1,\"https://a.example/x,y?"
	    "z=1,2,http://b.example,androidapp://c.example\",u@x,\" p,\"\"w \",JBSW\r\n"
	    ",,note,Alarm,4711,,0,,,,\r\n",
	    "ITEM 2 login \"HSBC\"\nuser \"u@x\"\nurl \"https://a.example/x,y?z=1,2\"\n"
	    "url \"http://b.example\"\nurl \"androidapp://c.example\"\ntag \"Finance/Bank\"\n"
	    "secret \"password\" \" p,\"w \"\ntotp \"totp\" \"JBSW\"\n"
	    "notes \"notes\" \"two\\nlines, \"q\"\"\nsecret \"Sort code\" \"40-12-34\"\n"
	    "secret \"Pin\" \"a: b\"\nsecret \"Key\" \"one\\ntwo\"\n"
	    "secret \"field\" \"nameless\"\n"
	    "ITEM 8 note \"Alarm\"\nnotes \"notes\" \"4711\"\n",
	    "Bitwarden, personal");
	takes("bitwarden-csv",
	    "collections,type,name,notes,fields,reprompt,login_uri,login_username,"
	    "login_password,login_totp\r\n\"Clerk,Every one/Web\",login,NALC,,no name,0,\"a."
	    "example,b.example:8080,,/x\",clerk,p,\r\n",
	    "ITEM 2 login \"NALC\"\nuser \"clerk\"\nurl \"a.example\"\n"
	    "url \"b.example:8080\"\nurl \"/x\"\ntag \"Clerk\"\ntag \"Every one/Web\"\n"
	    "secret \"password\" \"p\"\nsecret \"field\" \"no name\"\n",
	    "Bitwarden, of an organisation");
	takes("bitwarden-csv",
	    BITWARDEN
	    ",,login,n,,\"\r\nA: 1\r\nB: \r\n\xC2\x85 bad: 2\",0,\"x://,a/,://y\",,p,\r\n",
	    "ITEM 2 login \"n\"\nurl \"x://\"\nurl \"a/,://y\"\nsecret \"password\" "
	    "\"p\"\nsecret \"field\" "
	    "\"\"\n"
	    "secret \"A\" \"1\"\nsecret \"B\" \"\\r\\n\xC2\x85 bad: 2\"\n",
	    "fields with line breaks of a spreadsheet, empty, and no name that could be kept");
}

/* What it calls archived is so since a time, or it is not. */
static void test_bitwarden_archived(void)
{
	takes("bitwarden-csv",
	    "folder,favorite,type,name,notes,fields,reprompt,archivedDate,login_uri,"
	    "login_username,login_password,login_totp\r\n"
	    ",,login,Old,,,0,2026-01-15T10:30:00.000Z,old.example,c,p,\r\n"
	    ",,login,New,,,0,,new.example,c,q,\r\n",
	    "ITEM 2 login \"Old\"\nuser \"c\"\nurl \"old.example\"\ntag \"archived\"\n"
	    "secret \"password\" \"p\"\n"
	    "ITEM 3 login \"New\"\nuser \"c\"\nurl \"new.example\"\n"
	    "secret \"password\" \"q\"\n",
	    "Bitwarden, with what is archived");
}

static void test_keepassxc(void)
{
	takes("keepassxc",
	    "\"Group\",\"Title\",\"Username\",\"Password\",\"URL\",\"Notes\",\"TOTP\",\"Icon\","
	    "\"Last Modified\",\"Created\"\n"
	    "\"Passwords\",\"Root\",\"u\",\"second\",\"\",\"\",\"\",\"0\",\"2026-11-22T00:55:"
	    "56Z\",\"2026-11-22T00:55:56Z\"\n"
	    "\"Passwords/Finance/Bank\",\"Unity, Trust\",\"us\"\"er\",\" "
	    "p\xC3\xA4\"\"s,w\\\\ord "
	    "\",\"https://x.example\",\"a\nb "
	    "\"\"q\"\"\n\",\"otpauth://totp/x?secret=JBSW\",\"0\","
	    "\"2026-11-22T00:55:56Z\",\"2026-11-22T00:55:56Z\"\n",
	    "ITEM 2 login \"Root\"\nuser \"u\"\nsecret \"password\" \"second\"\n"
	    "ITEM 3 login \"Unity, Trust\"\nuser \"us\"er\"\nurl \"https://x.example\"\n"
	    "tag \"Finance/Bank\"\nsecret \"password\" \" p\xC3\xA4\"s,w\\\\\\\\ord \"\n"
	    "totp \"totp\" \"otpauth://totp/x?secret=JBSW\"\nnotes \"notes\" \"a\\nb "
	    "\"q\"\\n\"\n",
	    "KeePassXC");
	takes("keepassxc",
	    "\"Group\",\"Title\",\"Username\",\"Password\",\"URL\",\"Notes\"\n\"Root/"
	    "A\",\"t\",\"\","
	    "\"p\",\"\",\"\"\n",
	    "ITEM 2 login \"t\"\ntag \"A\"\nsecret \"password\" \"p\"\n", "an older KeePassXC");
}

static void test_keepass(void)
{
	takes("keepass",
	    "\"Account\",\"Login Name\",\"Password\",\"Web Site\",\"Comments\"\r\n"
	    "\"a "
	    "\\\"b\\\"\",\"u\",\"p\\\\w\\\",\\\"\\\\\",\"https://"
	    "k.example\",\"line\r\n\\\\\\\"\"\r\n"
	    "\"\",\"\",\"a\\b\\\"\",\"\",\"\"\r\n",
	    "ITEM 2 login \"a \"b\"\"\nuser \"u\"\nurl \"https://k.example\"\n"
	    "secret \"password\" \"p\\\\w\",\"\\\\\"\nnotes \"notes\" \"line\\r\\n\\\\\"\"\n"
	    "ITEM 4 login \"Untitled\"\nsecret \"password\" \"a\\\\b\"\"\n",
	    "KeePass");
	refuses("\"Account\",\"Login Name\",\"Password\",\"Web Site\",\"Comments\"\r\n"
		"\"a\",\"u\",\"hunter2\"\"\",\"\",\"\"\r\n",
	    NULL, RC_INPUT, "line 2, a quote is doubled, as a spreadsheet",
	    "doubled quotes are none of KeePass");
	takes("keepass",
	    "Account,Login Name,Password,Web Site,Comments,Group,Group Tree,UUID,Icon,"
	    "Creation Time,Last Access,Last "
	    "Modification,Expires\nn,u,p\\\\w,,,\"Bank\",\"Top\",1,2,3,4,"
	    "5,6\nm,,p,,\"\\\\\",,,,,,,,\n",
	    "ITEM 2 login \"n\"\nuser \"u\"\ntag \"Bank\"\nsecret \"password\" \"p\\\\\\\\w\"\n"
	    "PROBLEM 2 \"n\": a backslash stands in a cell without quotes, which is how a "
	    "spreadsheet saves this file: compare the password, or import the file as it was "
	    "exported\nITEM 3 login \"m\"\nsecret \"password\" \"p\"\nnotes \"notes\" "
	    "\"\\\\\"\n",
	    "the columns that KeePass has on request; and what a spreadsheet saved");
}

static void test_browsers(void)
{
	takes("chrome",
	    "name,url,username,password,note\n"
	    "a.example,https://a.example/,u, p ,\"n, \"\"1\"\"\"\n"
	    "App,android://kJx==@com.example.app/,u,\"x\ry\",\n"
	    ",android://kJx==@com.example.app/,,p,\n",
	    "ITEM 2 login \"a.example\"\nuser \"u\"\nurl \"https://a.example/\"\n"
	    "secret \"password\" \" p \"\nnotes \"notes\" \"n, \"1\"\"\n"
	    "ITEM 3 login \"App\"\nuser \"u\"\nurl \"android://kJx==@com.example.app/\"\n"
	    "secret \"password\" \"x\\ry\"\n"
	    "ITEM 4 login \"com.example.app\"\nurl \"android://kJx==@com.example.app/\"\n"
	    "secret \"password\" \"p\"\n",
	    "Chrome and Edge");
	takes("chrome", "name,url,username,password\nn,,,a\\\\b\n",
	    "ITEM 2 login \"n\"\nsecret \"password\" \"a\\\\\\\\b\"\n",
	    "backslashes that mean nothing");
	takes("chrome", "name,url,username,password\r\nn,,,\"\"\"\"\r\n",
	    "ITEM 2 login \"n\"\nsecret \"password\" \"\"\"\n", "an older Chrome, on Windows");
	takes("firefox",
	    "\"url\",\"username\",\"password\",\"httpRealm\",\"formActionOrigin\",\"guid\","
	    "\"timeCreated\",\"timeLastUsed\",\"timePasswordChanged\"\r\n"
	    "\"https://f.example\",\"u\",\"p\",,\"https://"
	    "f.example\",\"{1}\",\"1\",\"2\",\"3\"\r\n"
	    "\"https://g.example:8443\",\"\",\"p\",\"The realm\",,\"{2}\",\"1\",\"2\",\"3\"\r\n"
	    "\"https://h.example\",\"\",\"p\",,\"https://"
	    "sso.example\",\"{3}\",\"1\",\"2\",\"3\"\r\n",
	    "ITEM 2 login \"f.example\"\nuser \"u\"\nurl \"https://f.example\"\n"
	    "secret \"password\" \"p\"\n"
	    "ITEM 3 login \"g.example\"\nurl \"https://g.example:8443\"\n"
	    "secret \"password\" \"p\"\nplain \"httpRealm\" \"The realm\"\n"
	    "ITEM 4 login \"h.example\"\nurl \"https://h.example\"\nsecret \"password\" \"p\"\n"
	    "plain \"formActionOrigin\" \"https://sso.example\"\n",
	    "Firefox");
	takes("safari",
	    "Title,URL,Username,Password,Notes,OTPAuth\n\"s.example (u)\",https://s.example/,u,"
	    "\"p,1\",n,otpauth://totp/s?secret=JBSW\n",
	    "ITEM 2 login \"s.example (u)\"\nuser \"u\"\nurl \"https://s.example/\"\n"
	    "secret \"password\" \"p,1\"\ntotp \"totp\" \"otpauth://totp/s?secret=JBSW\"\n"
	    "notes \"notes\" \"n\"\n",
	    "Safari");
}

static void test_onepassword(void)
{
	takes("1password",
	    MARK "Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes\n"
		 "T,https://o.example,u,p,otpauth://totp/o?secret=JBSW,true,false,\"Web; Bank,"
		 "x y \",\"n\n2\"\n"
		 "Old,,u,p,,false,true,,\n",
	    "ITEM 2 login \"T\"\nuser \"u\"\nurl \"https://o.example\"\ntag \"Web\"\n"
	    "tag \"Bank\"\ntag \"x y\"\nsecret \"password\" \"p\"\n"
	    "totp \"totp\" \"otpauth://totp/o?secret=JBSW\"\nnotes \"notes\" \"n\\n2\"\n"
	    "ITEM 4 login \"Old\"\nuser \"u\"\ntag \"archived\"\nsecret \"password\" \"p\"\n",
	    "1Password");
}

enum { WIDE = 70, MOST = 64, CSV_MORE = 100 };

/* How wide a header is depends on what a backslash in it means. */
static void test_width(void)
{
	struct buf b = {0};
	char shown[40];

	buf_add_str(&b, "Account,Login Name,Password,Web Site,Comments,\"\\\"\"");
	for (int i = 0; i < WIDE; i++)
		buf_printf(&b, ",c%d", i);
	buf_add_str(&b, "\"\nt,u,hunter2,w,n");
	for (int i = 0; i <= WIDE; i++)
		buf_add_str(&b, ",x");
	buf_add_char(&b, '\n');
	refuses(buf_cstr(&b), NULL, RC_INPUT, "the file has 76 columns; at most 64",
	    "a header that only escapes make wide");
	refuses(buf_cstr(&b), "keepass", RC_INPUT, "the file has 76 columns; at most 64",
	    "… of the format that was given");
	shown_format(shown, buf_slice(&b));
	is_str(shown, "", "… shows no format");
	buf_clear(&b);
	for (int i = 0; i < WIDE; i++)
		buf_printf(&b, "%sc%d", i > 0 ? ";" : "", i);
	buf_add_char(&b, '\n');
	maps_not("title=c0", buf_cstr(&b), RC_INPUT, "70 columns; at most 64", "a wide file");
	maps_not("title=c69", buf_cstr(&b), RC_INPUT, "70 columns; at most 64",
	    "… of which the last column is wanted");
	maps_not(
	    "title=#70", buf_cstr(&b), RC_INPUT, "70 columns; at most 64", "… by its number");
	refuses(buf_cstr(&b), NULL, RC_INPUT, "remove some", "… of no kind that is known");
	buf_clear(&b);
	for (int i = 1; i <= MOST; i++)
		buf_printf(&b, "%sc%d", i > 1 ? "," : "", i);
	maps("title=c64", buf_cstr(&b), "", "64 columns are not too many");
	buf_finish(&b);
}

#define N_UNKNOWN "a column of this name is not known: what is in it became hidden fields\n"

static void test_columns(void)
{
	takes("safari", "otpauth,NOTES,password,UserName,url,TITLE\no,n,p,u,a.example,t\n",
	    "ITEM 2 login \"t\"\nuser \"u\"\nurl \"a.example\"\nsecret \"password\" \"p\"\n"
	    "totp \"totp\" \"o\"\nnotes \"notes\" \"n\"\n",
	    "columns of another order and case");
	takes("chrome",
	    "name,colour,url,,username,password,empty,\"two\nlines\"\nn,red,,x,,p,,y\nm,,,,,q,,"
	    "\n",
	    "PROBLEM 1 \"colour\": " N_UNKNOWN "PROBLEM 1 \"column 4\": " N_UNKNOWN
	    "PROBLEM 1 \"column 8\": " N_UNKNOWN
	    "ITEM 3 login \"n\"\nsecret \"password\" \"p\"\nsecret \"colour\" \"red\"\n"
	    "secret \"column 4\" \"x\"\nsecret \"column 8\" \"y\"\n"
	    "ITEM 4 login \"m\"\nsecret \"password\" \"q\"\n",
	    "columns that are not known, once each, and one that says nothing");
	takes("chrome", "name;url;username;password\nn;a.example;u;\"p;1,2\"\n",
	    "ITEM 2 login \"n\"\nuser \"u\"\nurl \"a.example\"\nsecret \"password\" "
	    "\"p;1,2\"\n",
	    "semicolons");
	takes("keepass",
	    "\"Account\"\t\"Login Name\"\tPassword\tWeb Site\tComments\n\tu\tp,;\t\t\n",
	    "ITEM 2 login \"Untitled\"\nuser \"u\"\nsecret \"password\" \"p,;\"\n", "tabs");
	takes("chrome", "name,url,username,password\nn,,,p\nn,,,p\xE4\n",
	    "PROBLEM 3 the file is not UTF-8 and was read as Windows-1252: compare what is on "
	    "this line with where it comes from\nITEM 2 login \"n\"\nsecret \"password\" "
	    "\"p\"\n"
	    "ITEM 3 login \"n\"\nsecret \"password\" \"p\xC3\xA4\"\n",
	    "Windows-1252, which is said");
	takes("chrome", "name,url,username,password\n", "", "a header alone");
	takes("chrome", MARK "name,url,username,password", "", "… without a line break");
}

#define N_ODD "too long, or with a line break or another control character in it: "

/* One odd character costs no entry. */
static void test_odd(void)
{
	takes("bitwarden-csv",
	    BITWARDEN "\"A\tB\",,\"lo\ngin\",\"two\r\nlines\xC2\x85!\",,,0,\"a\nb,c.example\","
		      "\"u\nv\",p,\n",
	    "ITEM 2 login \"two lines !\"\nurl \"c.example\"\nsecret \"password\" \"p\"\n"
	    "secret \"type\" \"lo\\ngin\"\nsecret \"username\" \"u\\nv\"\n"
	    "secret \"url\" \"a\\nb\"\nsecret \"tag\" \"A\\tB\"\n"
	    "PROBLEM 2 \"two lines !\": " N_ODD
	    "title (with blanks now), type (a hidden field now), user name (a hidden field "
	    "now), URL (a hidden field now), tag (a hidden field now)\n",
	    "what cannot stand in its place");
}

static void test_rows(void)
{
	takes("chrome",
	    "\r\n,,,\r\nname,url,username,password\r\n\r\n,,,\r\n\"\",,,\r\nn,,,p\r\n\r\n",
	    "ITEM 7 login \"n\"\nsecret \"password\" \"p\"\n", "empty lines, also of commas");
	takes("chrome", "name,url,username,password\rn,\"a\rb\",,p\rm,,,\" q \"\r",
	    "ITEM 2 login \"n\"\nsecret \"password\" \"p\"\nsecret \"url\" \"a\\rb\"\n"
	    "PROBLEM 2 \"n\": " N_ODD
	    "URL (a hidden field now)\nITEM 4 login \"m\"\nsecret \"password\" \" q \"\n",
	    "lines that end with CR alone");
	takes("chrome", "name,url,username,password\rn,,,p\r\nm,,,q\nk,,,r",
	    "ITEM 2 login \"n\"\nsecret \"password\" \"p\"\nITEM 3 login \"m\"\nsecret "
	    "\"password\" \"q\"\nITEM 4 login \"k\"\nsecret \"password\" \"r\"\n",
	    "lines that end in all ways");
	takes("chrome",
	    "name,url,username,password,note\nn,,,\"p\r\n\nq\r\",\nshort,,\nm,,,x\ry,\n"
	    "long,,,p,,,\n",
	    "ITEM 2 login \"n\"\nsecret \"password\" \"p\\r\\n\\nq\\r\"\n"
	    "PROBLEM 5 skipped: the row has 3 columns, not 5" LEFT_OUT "\n"
	    "ITEM 6 login \"m\"\nsecret \"password\" \"x\\ry\"\n"
	    "PROBLEM 7 skipped: the row has 7 columns, not 5\n",
	    "short and long rows, and CR inside of values");
}

/* A name that is too long for a label must not cost the entry. */
static void test_long_names(void)
{
	struct transcript t = {0};
	struct buf b = {0};

	buf_add_str(&b, "name,url,username,password,");
	for (int i = 0; i <= TITLE_MAX; i++)
		buf_add_char(&b, 'c');
	buf_add_str(&b, "\nn,,,p,x\n");
	is_int(parse(&t, buf_slice(&b), NULL, NULL), RC_OK, "a column with a long name");
	is_str(buf_cstr(&t.text),
	    "PROBLEM 1 \"column 5\": " N_UNKNOWN
	    "ITEM 2 login \"n\"\nsecret \"password\" \"p\"\nsecret \"column 5\" \"x\"\n",
	    "… goes by its number");
	buf_finish(&t.text);
	buf_clear(&b);
	buf_add_str(&b, BITWARDEN ",,login,n,,\"");
	for (int i = 0; i <= TITLE_MAX; i++)
		buf_add_char(&b, 'f');
	buf_add_str(&b, ": x\",0,,,,\n");
	is_int(parse(&t, buf_slice(&b), NULL, NULL), RC_OK, "a field with a long name");
	is_int((long long)t.items, 1, "… is kept");
	ok(strstr(buf_cstr(&t.text), "secret \"field\" \"fff") != NULL, "… as a value");
	buf_finish(&t.text);
	buf_clear(&b);
	buf_add_str(&b, "name,url,username,password\nn,,");
	for (int i = 0; i <= TITLE_MAX; i++)
		buf_add_char(&b, 'u');
	buf_add_str(&b, ",p\n");
	is_int(parse(&t, buf_slice(&b), NULL, NULL), RC_OK, "a user name that is too long");
	ok(strstr(buf_cstr(&t.text), "secret \"username\" \"uuu") != NULL, "… is hidden");
	buf_finish(&t.text);
	buf_finish(&b);
}

/* Which headers are not to be taken for another. */
static void test_recognition(void)
{
	static const struct {
		const char *header, *format;
	} cases[] = {
	    {"url,username,password,totp,extra,name,grouping,fav", "lastpass"},
	    {"url,username,password,extra,name,grouping,note", "lastpass"},
	    {"name,url,username,password", "chrome"},
	    {"password,username,url,name,note", "chrome"},
	    {"Title,URL,Username,Password,OTPAuth", "safari"},
	    {"Title,URL,Username,Password,Notes,OTPAuth,Tags", "safari"},
	    {"Title,Url,Username,Password,OTPAuth,Archived,Tags,Notes", "1password"},
	    {"Title,Url,Username,Password", "safari-14"},
	    {"title,notes,username,password,url", "safari-14"},
	    {"Title,URL,Username,Password,Notes,Account", ""},
	    {"Title,URL,Username,Password,Notes,Group", "keepassxc"},
	    {"Group,Title,URL,Username,Password,Notes,OTPAuth", "keepassxc"},
	    {"url,username,password", ""},
	    {"url,username,password,guid", ""},
	    {"url,username,password,httpRealm,formActionOrigin", "firefox"},
	    {"name,login_uri,login_username,login_password,type", "bitwarden-csv"},
	    {"name,login_uri,login_username,login_password", ""},
	    {"name|url|username|password", ""},
	    {"Account,Login Name,Password,Web Site,Comments", "keepass"},
	    {"\"name;url;username;password\"", ""},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char shown[40];

		shown_format(shown, slice_str(cases[i].header));
		is_str(shown, cases[i].format, cases[i].header);
	}
}

static enum rc check(const char *format, const char *map, struct err *e)
{
	return parse_check(&(struct parse_options){.format = format, .map = map}, e);
}

static void test_names(void)
{
	struct transcript t = {0};
	struct buf b = {0};
	const char *name;
	struct err e = {0};

	for (size_t i = 0; (name = parse_format_name(i)) != NULL; i++) {
		ok(check(name, NULL, &e) == RC_OK, "a format is called %s", name);
		buf_printf(&b, "%s ", name);
	}
	ok(strstr(buf_cstr(&b), "bitwarden ") != NULL &&
		strstr(buf_cstr(&b), " safari ") != NULL,
	    "of JSON and of CSV: %s", buf_cstr(&b));
	buf_finish(&b);
	is_int(parse(&t, slice_str("name,url,username,password\nn,,,p\n"), "edge", &e), RC_OK,
	    "a file of Edge, by its name");
	buf_finish(&t.text);
	is_int(parse(&t, slice_str("name;url;username\nn,,,hunter2\n"), "chrome", &e), RC_INPUT,
	    "a column that is wanted is not there");
	is_str(e.text,
	    "the first row of the file, which names the columns, has no column password; "
	    "wanted are name, url, username, "
	    "password; others may be there, too",
	    "… and that is said");
	is_int(parse(&t, slice_str("Name,url,username,password,name\n"), "chrome", &e),
	    RC_INPUT, "a column is there twice");
	ok(strstr(e.text, "column name twice") != NULL, "… and that is said: %s", e.text);
	is_int(check("wallet", NULL, &e), RC_USAGE, "no such format");
	is_int(check("chrome", "title=a", &e), RC_USAGE, "a format and a map");
	is_int(check(NULL, "titel=a", &e), RC_USAGE, "a map that is not understood");
	is_int(check(NULL, NULL, &e), RC_OK, "neither");
}

static void test_maps(void)
{
	maps("title=Konto,username=Name,password=Kennwort,url=Netz,notes=Text,totp=Code,folder="
	     "Ort,"
	     "tag=Art,field=Kunde,ignore=Zeit",
	    "Konto;Kunde;Art;Ort;Code;Text;Netz;Kennwort;Name;Zeit;Rest\n"
	    "k;4711;Bank;Amt/B;JBSW;t;n.example;\" p;\"\"q \";u;12;r\n",
	    "PROBLEM 1 \"Rest\": " N_UNKNOWN
	    "ITEM 2 login \"k\"\nuser \"u\"\nurl \"n.example\"\ntag \"Amt/B\"\ntag \"Bank\"\n"
	    "secret \"password\" \" p;\"q \"\nnotes \"notes\" \"t\"\ntotp \"totp\" \"JBSW\"\n"
	    "plain \"Kunde\" \"4711\"\nsecret \"Rest\" \"r\"\n",
	    "every word of a map");
	maps("\"title=Name, of \"\"it\"\"\",password=a=b,url=x,url=y",
	    "x,a=b,y,\"NAME, of \"\"it\"\"\"\nx.example,p,y.example,n\n",
	    "ITEM 2 login \"n\"\nurl \"x.example\"\nurl \"y.example\"\nsecret \"password\" "
	    "\"p\"\n",
	    "names with a comma, quotes and an equals sign; two addresses");
	maps("title=GR\xC3\x96SSE,username=stra\xC3\x9F"
	     "e",
	    "gr\xC3\xB6\xC3\x9F"
	    "e\tSTRASSE\nn\tu\n",
	    "ITEM 2 login \"n\"\nuser \"u\"\n", "case of other letters");
	maps("title=Site,username= User Name,password=Pass",
	    " Site,User Name \t,\xC2\xA0Pass\xC2\xA0,  Who \xC2\xA0\n s ,u, p ,w\n",
	    "PROBLEM 1 \"Who\": " N_UNKNOWN
	    "ITEM 2 login \" s \"\nuser \"u\"\nsecret \"password\" \" p \"\n"
	    "secret \"Who\" \"w\"\n",
	    "blanks around a name, which nobody sees in a sheet; those around a value stay");
	maps("title=caf\xC3\xA9", "cafe\xCC\x81\nn\n", "ITEM 2 login \"n\"\n",
	    "a letter that is written in two ways");
	maps("title=#2,password=#4", "a,t,c,p\nb,u,,q\n",
	    "PROBLEM 1 \"column 1\": " N_UNKNOWN "PROBLEM 1 \"column 3\": " N_UNKNOWN
	    "ITEM 1 login \"t\"\nsecret \"password\" \"p\"\nsecret \"column 1\" \"a\"\n"
	    "secret \"column 3\" \"c\"\n"
	    "ITEM 2 login \"u\"\nsecret \"password\" \"q\"\nsecret \"column 1\" \"b\"\n",
	    "numbers alone: there is no header");
	maps("title=#1,password=#2", "a;b\nc;d,e\n",
	    "ITEM 1 login \"a\"\nsecret \"password\" \"b\"\n"
	    "ITEM 2 login \"c\"\nsecret \"password\" \"d,e\"\n",
	    "… and what separates is what gives that many columns");
	maps("title=Name,password=#3,notes=#2", "Name,x,x\nn,t,p\n",
	    "ITEM 2 login \"n\"\nsecret \"password\" \"p\"\nnotes \"notes\" \"t\"\n",
	    "numbers beside a name: two columns of one name");
	maps("title=Site,url=site", "Site\na.example\n",
	    "ITEM 2 login \"a.example\"\nurl \"a.example\"\n", "one column for two things");
}

static void test_bad_maps(void)
{
	struct buf many = {0};
	static const char *const bad[] = {"", "title", "title=", "=Name", "titel=Name",
	    "title=a,", "title=a;username=b", "\"title=a", "title=a\nusername=b",
	    "title=a,\"username=b\"c"};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		maps_not(bad[i], "a,b\n1,hunter2\n", i == 6 ? RC_INPUT : RC_USAGE,
		    i == 6 ? "a;username=b" : "title=NAME", bad[i]);
	for (int i = 0; i < CSV_MORE; i++)
		buf_add_str(&many, i == 0 ? "url=a" : ",url=a");
	maps_not(
	    buf_cstr(&many), "a,b\n", RC_USAGE, "title=NAME", "more columns than there can be");
	buf_finish(&many);
	maps_not(
	    "title=a,title=b", "a,b\n", RC_USAGE, "two columns for title", "a title twice");
	maps_not(
	    "title=c", "a,b\nhunter2,hunter2\n", RC_INPUT, "no column c", "no such column");
	maps_not(
	    "title=#1,password=#3", "hunter2,b\n", RC_INPUT, "no column #3", "no such number");
	maps_not("title=a", "a,A\n", RC_INPUT, "twice", "a name that two columns have");
	maps_not("title=a", "", RC_INPUT, "file is empty", "nothing at all");
	maps_not("title=a", "a,b\n1,\"hunter2\n", RC_INPUT, "line 2", "an open quote");
	maps_not("title=c", "\na;\"b\n1;hunter2\n", RC_INPUT, "line 2, a quote is opened",
	    "an open quote in the header");
	refuses("name,url,\"username\nx", NULL, RC_INPUT, "line 1, a quote is opened",
	    "… of a known format");
	refuses("\"name\";\"link\"\n", NULL, RC_INPUT, "unknown kind",
	    "what is no fault with the right separator is none");
}

int main(void)
{
	if (crypto_init(NULL) != RC_OK)
		return 1;
	test_bitwarden();
	test_bitwarden_archived();
	test_keepassxc();
	test_keepass();
	test_browsers();
	test_onepassword();
	test_width();
	test_columns();
	test_odd();
	test_rows();
	test_long_names();
	test_recognition();
	test_names();
	test_maps();
	test_bad_maps();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
