#include <stdlib.h>
#include <time.h>

#include "crypto/secret.h"
#include "transcript.h"

/* A file whose outermost group holds what is given. */
#define FILE_OF(meta, root)                                                                    \
	"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<KeePassFile><Meta>" meta                 \
	"</Meta><Root><Group><UUID>AA==</UUID><Name>All</Name>" root                           \
	"</Group></Root></KeePassFile>"
#define STR(key, value) "<String><Key>" key "</Key><Value>" value "</Value></String>"
#define HID(key, value)                                                                        \
	"<String><Key>" key "</Key><Value ProtectInMemory=\"True\">" value "</Value></String>"
#define ENTRY(inside) "<Entry>" inside "</Entry>"

/* "hello", and a MiB of zeros, as gzip has them. */
#define HELLO "H4sIAAAAAAACA8tIzcnJBwCGphA2BQAAAA=="
#define MEGABYTE                                                                               \
	"H4sIAAAAAAACA+3BMQEAAADCoPVPbQhfoAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"                         \
	"AAAAAAAAPgMc6jinAAAQAA=="

/* A text of fifty bytes. */
#define FIFTY "0123456789012345678901234567890123456789012345678;"

static void test_entry(void)
{
	takes("keepass-xml",
	    FILE_OF("", "<Group><Name>Finance</Name><Group><Name>Bank</Name>" ENTRY(
			    "<Tags>a; b,c;;</Tags>" STR("Title", "HSBC &amp; Co")
				STR("UserName", "clerk") STR("URL", "https://a.example")
				    HID("Password", " p\t&lt; ") STR("Notes", "one\ntwo")
					HID("PIN", "4711") STR("Sort code", "40-12-34")
					    STR("KP2A_URL_1", "https://b.example")
						STR("Empty", "")) "</Group></Group>"),
	    "ITEM 1 login \"HSBC & Co\"\nuser \"clerk\"\nurl \"https://a.example\"\n"
	    "url \"https://b.example\"\ntag \"Finance/Bank\"\ntag \"a\"\ntag \"b\"\ntag \"c\"\n"
	    "secret \"password\" \" p\\t< \"\nnotes \"notes\" \"one\\ntwo\"\nsecret \"PIN\" "
	    "\"4711\"\nplain \"Sort code\" \"40-12-34\"\nplain \"Empty\" \"\"\n",
	    "all that an entry has");
	takes("keepass-xml",
	    FILE_OF("",
		"<Tags>all</Tags><Group><Name>F</Name><Tags>a;top</Tags><Group><Name>G</Name>"
		"<Tags>low</Tags>" ENTRY(
		    "<Tags>a</Tags>" STR("Title", "E")) "</Group></Group>"),
	    "ITEM 1 login \"E\"\ntag \"F/G\"\ntag \"a\"\ntag \"low\"\ntag \"top\"\ntag "
	    "\"all\"\n",
	    "tags that its groups have are its own, each once");
	takes("keepass-xml",
	    FILE_OF("",
		"<Group><Tags>" FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY
		    FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY "x"
		"</Tags>" ENTRY("") "</Group>"),
	    "ITEM 1 login \"Untitled\"\nPROBLEM 1 \"Untitled\": left behind: tags of its "
	    "folders\n",
	    "unless they are out of all measure");
	takes("keepass-xml", FILE_OF("", ENTRY(STR("Notes", "n")) ENTRY("")),
	    "ITEM 1 note \"Untitled\"\nnotes \"notes\" \"n\"\nITEM 2 login \"Untitled\"\n",
	    "an entry of notes alone, and one of nothing");
	takes("keepass-xml", FILE_OF("", ENTRY(STR("Title", "a\nb") STR("UserName", "u\nv"))),
	    "ITEM 1 login \"a b\"\nsecret \"username\" \"u\\nv\"\nPROBLEM 1 \"a b\": too long, "
	    "or with a line break or another control character in it: title (with blanks now), "
	    "user name (a hidden field now)\n",
	    "lines where there can be one");
}

static void test_left_behind(void)
{
	takes("keepass-xml",
	    FILE_OF(
		"", "<Notes>hush</Notes>" ENTRY("<OverrideURL>cmd</OverrideURL>" STR("Title",
			"A") "<AutoType><Association/><Association/></AutoType>"
			     "<CustomData><Item/></CustomData><History>" ENTRY(STR("Title",
				 "old")) "</History>"
					 "<Binary><Key>f</Key><Value Ref=\"7\"/></Binary>")),
	    "PROBLEM 1 \"All\": left behind: the notes of this folder\n"
	    "ITEM 1 login \"A\"\nPROBLEM 1 \"A\": left behind: earlier versions (1), what is "
	    "typed into which window (2), what plug-ins keep with it (1), the program that "
	    "opens its address\nPROBLEM 1 \"A\": left behind: the attachment \"f\", which is "
	    "not in the file\n",
	    "what has no place is named and counted");
}

static void test_recycle_bin(void)
{
	struct transcript t = {0};

	is_int(parse(&t,
		   slice_str(FILE_OF("<RecycleBinUUID>QkI=</RecycleBinUUID>",
		       ENTRY(STR("Title",
			   "A")) "<Group><UUID>QkI=</UUID><Name>Bin</Name><Notes>n</Notes>"
				 "<Group>" ENTRY("") "</Group>" ENTRY("") "</Group>")),
		   NULL, NULL),
	    RC_OK, "a recycle bin");
	is_str(buf_cstr(&t.text),
	    "ITEM 1 login \"A\"\nPROBLEM 2 left behind: what is in the recycle bin (2)\n",
	    "what is in it is left behind and counted, also in its folders");
	is_int((long long)t.entries, 3, "and is among what was read");
	buf_finish(&t.text);
}

static void expires(const char *times, const char *want, const char *name)
{
	char file[1000];

	snprintf(file, sizeof file, FILE_OF("", ENTRY("<Times>%s</Times>")), times);
	reads(file, want, name);
}

static void test_expiry(void)
{
	/* London, without its file: midnight of the 7th in summer. */
	setenv("TZ", "GMT0BST,M3.5.0/1,M10.5.0", 1);
	tzset();
	expires("<Expires>True</Expires><ExpiryTime>2024-05-06T23:00:00Z</ExpiryTime>",
	    "ITEM 1 login \"Untitled\"\nplain \"expires\" \"2024-05-07\"\n",
	    "the day that was chosen, not that of Greenwich");
	expires("<Expires>True</Expires><ExpiryTime>8FfL3Q4AAAA=</ExpiryTime>",
	    "ITEM 1 login \"Untitled\"\nplain \"expires\" \"2024-05-07\"\n",
	    "the same as seconds");
	setenv("TZ", "UTC", 1);
	tzset();
	expires("<Expires>True</Expires><ExpiryTime>2024-05-06T23:00:00+01:00</ExpiryTime>",
	    "ITEM 1 login \"Untitled\"\nplain \"expires\" \"2024-05-06\"\n",
	    "a time in another form");
	expires("<Expires>True</Expires><ExpiryTime>2020-02-29T12:00:00Z</ExpiryTime>",
	    "ITEM 1 login \"Untitled\"\nplain \"expires\" \"2020-02-29\"\n", "a date as text");
	/* 63720000000 seconds are 1584403200 after 1970. */
	expires("<Expires>True</Expires><ExpiryTime>AAoC1g4AAAA=</ExpiryTime>",
	    "ITEM 1 login \"Untitled\"\nplain \"expires\" \"2020-03-17\"\n",
	    "a date as seconds");
	expires("<Expires>False</Expires><ExpiryTime>2020-02-29T12:00:00Z</ExpiryTime>",
	    "ITEM 1 login \"Untitled\"\n", "one that does not count");
	expires("<Expires>True</Expires><ExpiryTime>////////////</ExpiryTime>",
	    "ITEM 1 login \"Untitled\"\nPROBLEM 1 \"Untitled\": left behind: the date on which "
	    "it expires\n",
	    "what is none");
	expires("<Expires>True</Expires><ExpiryTime>//////////8=</ExpiryTime>",
	    "ITEM 1 login \"Untitled\"\nPROBLEM 1 \"Untitled\": left behind: the date on which "
	    "it expires\n",
	    "seconds before all time");
}

/* An entry to refer to; its UUID is "0123456789abcdef". */
#define BANK                                                                                   \
	ENTRY("<UUID>MDEyMzQ1Njc4OWFiY2RlZg==</UUID>" STR("Title", "Bank") STR(                \
	    "UserName", "clerk") HID("Password", "s3cret") STR("URL", "https://a.example"))
#define BANK_ITEM                                                                              \
	"ITEM 1 login \"Bank\"\nuser \"clerk\"\nurl \"https://a.example\"\n"                   \
	"secret \"password\" \"s3cret\"\n"
#define BY_ID(letter) "{REF:" letter "@I:30313233343536373839616263646566}"

static void refers(const char *strings, const char *want, const char *name)
{
	char file[3000];
	char all[3000];

	snprintf(file, sizeof file, FILE_OF("", BANK ENTRY("%s")), strings);
	snprintf(all, sizeof all, BANK_ITEM "%s", want);
	reads(file, all, name);
}

static void test_references(void)
{
	refers(STR("UserName", BY_ID("U")) HID("Password", "[" BY_ID("p") "]"),
	    "ITEM 2 login \"Untitled\"\nuser \"clerk\"\nsecret \"password\" \"[s3cret]\"\n",
	    "user name and password of another entry");
	refers(HID("Password", "{REF:P@T:bank}{REF:U@A:https://a.example}{REF:T@O:CLERK}"),
	    "ITEM 2 login \"Untitled\"\nsecret \"password\" \"s3cretclerkBank\"\n",
	    "that is looked for by title, address and anything");
	refers(STR("Field", BY_ID("P")),
	    "ITEM 2 login \"Untitled\"\nsecret \"Field\" \"s3cret\"\n",
	    "a field that refers to a password is hidden");
	refers(STR("Title", BY_ID("P")),
	    "ITEM 2 login \"" BY_ID("P") "\"\nPROBLEM 2 \"" BY_ID(
		"P") "\": a reference to a password stands where all can be seen, and stays as "
		     "it is\n",
	    "in a title it does not become visible");
	refers(HID("Password", "{REF:P@T:nobody}{REF:X@T:Bank}{REF:P@I:3031}"),
	    "ITEM 2 login \"Untitled\"\nsecret \"password\" "
	    "\"{REF:P@T:nobody}{REF:X@T:Bank}{REF:P@I:3031}\"\nPROBLEM 2 \"Untitled\": a "
	    "reference to another entry leads nowhere, and stays as it is\n",
	    "what leads nowhere stays, and is told once");
	refers(STR("Notes", "{REF:N@T:{REF:P@I}{USERNAME}"),
	    "ITEM 2 note \"Untitled\"\nnotes \"notes\" \"{REF:N@T:{REF:P@I}{USERNAME}\"\n"
	    "PROBLEM 2 \"Untitled\": a reference to another entry leads nowhere, and stays as "
	    "it is\n",
	    "what only looks like one");
	refers(STR("Title", "Loop") STR("Notes", "{REF:N@T:Loop}"),
	    "ITEM 2 note \"Loop\"\nnotes \"notes\" \"{REF:N@T:Loop}\"\nPROBLEM 2 \"Loop\": a "
	    "reference to another entry leads nowhere, and stays as it is\n",
	    "one that leads to itself ends");
}

static void codes(const char *strings, const char *want, const char *name)
{
	char file[3000];
	char all[3000];

	snprintf(file, sizeof file, FILE_OF("", ENTRY(STR("Title", "A b") "%s")), strings);
	snprintf(all, sizeof all, "ITEM 1 login \"A b\"\n%s", want);
	reads(file, all, name);
}

#define NOT_MADE                                                                               \
	"PROBLEM 1 \"A b\": its one-time code is of a kind that is not made here (by a "       \
	"counter, or of Steam), or is damaged; what it is made of is kept as fields\n"

/* The secret is that of RFC 6238 for SHA-1, "12345678901234567890", or the start of it. */
static void test_codes(void)
{
	codes(STR("otp", "otpauth://totp/x?secret=GEZDGNBV&amp;period=60"),
	    "totp \"totp\" \"otpauth://totp/x?secret=GEZDGNBV&period=60\"\n",
	    "an address stays as it is");
	codes(STR("otp", "key=GEZDGNBV&amp;size=8&amp;step=60&amp;otpHashMode=Sha256"),
	    "totp \"totp\" \"otpauth://totp/A%20b?secret=GEZDGNBV&algorithm=SHA256&digits=8&"
	    "period=60\"\n",
	    "KeeOtp");
	codes(STR("otp", " gezd gnbv gy3t qojq"), "totp \"totp\" \" gezd gnbv gy3t qojq\"\n",
	    "KeeWeb, which sometimes leaves the secret as it was typed");
	codes(STR("otp", "GEZDGNBVGY3TQOJQGEZA===="),
	    "totp \"totp\" \"GEZDGNBVGY3TQOJQGEZA====\"\n", "also padded");
	codes(STR("otp", "key=3132333435&amp;encoding=hex"),
	    "totp \"totp\" \"otpauth://totp/A%20b?secret=GEZDGNBV\"\n", "KeeOtp2");
	codes(STR("otp", "key=GEZDGNA%3d&amp;step=30&amp;size=6"),
	    "totp \"totp\" \"otpauth://totp/A%20b?secret=GEZDGNA\"\n", "its padding escaped");
	codes(STR("otp", "key=%2f%2B8%3D&amp;encoding=base64"),
	    "totp \"totp\" \"otpauth://totp/A%20b?secret=77XQ\"\n", "and its base64");
	codes(STR("TimeOtp-Secret-Base32", "GEZD GNBV") STR("TimeOtp-Length", "7")
		  STR("TimeOtp-Algorithm", "HMAC-SHA-512"),
	    "totp \"totp\" "
	    "\"otpauth://totp/A%20b?secret=GEZDGNBV&algorithm=SHA512&digits=7\"\n",
	    "KeePass, base32");
	codes(STR("TimeOtp-Secret", "12345") STR("TimeOtp-Period", "20"),
	    "totp \"totp\" \"otpauth://totp/A%20b?secret=GEZDGNBV&period=20\"\n",
	    "KeePass, text");
	codes(STR("TimeOtp-Secret-Hex", "3132333435"),
	    "totp \"totp\" \"otpauth://totp/A%20b?secret=GEZDGNBV\"\n", "KeePass, hexadecimal");
	codes(STR("TimeOtp-Secret-Base64", "MTIzNDU="),
	    "totp \"totp\" \"otpauth://totp/A%20b?secret=GEZDGNBV\"\n", "KeePass, base64");
	codes(STR("TOTP Seed", "GEZDGNBV") STR("TOTP Settings", "30;8"),
	    "totp \"totp\" \"otpauth://totp/A%20b?secret=GEZDGNBV&digits=8\"\n", "KeeTrayTOTP");
	codes(STR("TOTP Seed", "GEZDGNBV"),
	    "totp \"totp\" \"otpauth://totp/A%20b?secret=GEZDGNBV\"\n",
	    "KeeTrayTOTP without settings");
}

static void test_codes_not_made(void)
{
	codes(STR("otp", "see the phone"), "secret \"otp\" \"see the phone\"\n" NOT_MADE,
	    "a remark, though its letters might be a secret's");
	codes(STR("otp", "step=30"), "secret \"otp\" \"step=30\"\n" NOT_MADE,
	    "settings without a secret");
	codes(STR("TOTP Seed", "GEZDGNBV") STR("TOTP Settings", "30;S"),
	    "secret \"TOTP Seed\" \"GEZDGNBV\"\nplain \"TOTP Settings\" \"30;S\"\n" NOT_MADE,
	    "Steam's codes are kept as fields, the secret hidden");
	codes(STR("KPEX_PASSKEY_PRIVATE_KEY_PEM", "k") STR("KPEX_PASSKEY_USERNAME", "u"),
	    "secret \"KPEX_PASSKEY_PRIVATE_KEY_PEM\" \"k\"\nplain \"KPEX_PASSKEY_USERNAME\" "
	    "\"u\"\n",
	    "the key of a passkey is hidden, whatever the file says");
	codes(STR("HmacOtp-Secret", "12345") STR("HmacOtp-Counter", "3"),
	    "secret \"HmacOtp-Secret\" \"12345\"\nplain \"HmacOtp-Counter\" \"3\"\n" NOT_MADE,
	    "codes by a counter too");
	codes(STR("otp", "otpauth://hotp/x?secret=GEZDGNBV"),
	    "secret \"otp\" \"otpauth://hotp/x?secret=GEZDGNBV\"\n" NOT_MADE,
	    "also as an address");
	codes(STR("otp", "key=GEZDGNBV%3"), "secret \"otp\" \"key=GEZDGNBV%3\"\n" NOT_MADE,
	    "an escape that is cut off");
	codes(STR("otp", "key=GEZDGNBV&amp;type=hotp"),
	    "secret \"otp\" \"key=GEZDGNBV&type=hotp\"\n" NOT_MADE, "and of KeeOtp");
	codes(STR("otp", "GEZ1"), "secret \"otp\" \"GEZ1\"\n" NOT_MADE, "what is no code");
	codes(STR("TimeOtp-Secret-Hex", "313"),
	    "secret \"TimeOtp-Secret-Hex\" \"313\"\n" NOT_MADE, "half a byte");
	codes(STR("TimeOtp-Secret", "1") STR("TimeOtp-Length", "5"),
	    "secret \"TimeOtp-Secret\" \"1\"\nplain \"TimeOtp-Length\" \"5\"\n" NOT_MADE,
	    "too few digits");
}

static void attaches(const char *file, const char *want, const char *name)
{
	struct transcript t = {0};
	struct parse_sink sink = sink_with_files(&t);
	struct err e = {0};

	is_int(parse_file(&sink, slice_str(file), &(struct parse_options){0}, &e), RC_OK, name);
	is_str(buf_cstr(&t.text), want, e.rc == RC_OK ? name : e.text);
	buf_finish(&t.text);
}

#define BINARY(key, value) "<Binary><Key>" key "</Key>" value "</Binary>"

static void test_attachments(void)
{
	attaches(FILE_OF("<Binaries><Binary ID=\"1\">aGV5</Binary>"
			 "<Binary ID=\"0\" Compressed=\"True\">" HELLO "</Binary></Binaries>",
		     ENTRY(BINARY("a", "<Value Ref=\"0\"/>") BINARY(
			 "b", "<Value>aGV\n5</Value>") BINARY("c", "<Value Ref=\"1\"/>")
			     BINARY("d", "<Value Compressed=\"True\">" HELLO "</Value>"))),
	    "ITEM 1 login \"Untitled\"\nFILE \"a\" \"hello\"\nFILE \"b\" \"hey\"\n"
	    "FILE \"c\" \"hey\"\nFILE \"d\" \"hello\"\n",
	    "attachments by their number, or where they belong, compressed or not");
	attaches(FILE_OF("<Binaries><Binary>aGV5</Binary><Binary ID=\"-1\">aGV5</Binary>"
			 "</Binaries>",
		     ENTRY(BINARY("a", "<Value Ref=\"1\"/>") BINARY("b", ""))
			 ENTRY("<Tags>\xC2\x85</Tags>")),
	    "ITEM 1 login \"Untitled\"\nPROBLEM 1 \"Untitled\": left behind: the attachment "
	    "\"a\", which is not in the file\nPROBLEM 1 \"Untitled\": left behind: the "
	    "attachment \"b\", which is not in the file\nITEM 2 login \"Untitled\"\n"
	    "secret \"tag\" \"\xC2\x85\"\nPROBLEM 2 \"Untitled\": too long, or with a line "
	    "break or another control character in it: tag (a hidden field now)\n",
	    "one that is not there, and one of nothing");
	reads(FILE_OF("", ENTRY(BINARY("a", "<Value>aGV5</Value>"))),
	    "ITEM 1 login \"Untitled\"\nPROBLEM 1 \"Untitled\": left behind: the attachment "
	    "\"a\"\n",
	    "where none can be taken each is named");
}

/* 300 KiB in the file, 300 MiB in memory. */
static void test_bomb(void)
{
	struct buf file = {0};
	struct err e = {0};
	struct transcript t = {0};

	buf_add_str(&file, "<KeePassFile><Meta><Binaries>");
	for (int i = 0; i < 300; i++) {
		buf_printf(&file, "<Binary ID=\"%d\" Compressed=\"True\">", i);
		buf_add_str(&file, MEGABYTE "</Binary>");
	}
	buf_add_str(&file, "</Binaries></Meta></KeePassFile>");
	is_int(parse(&t, buf_slice(&file), NULL, &e), RC_INPUT, "attachments without end");
	ok(strstr(e.text, "would become larger than") != NULL, "are refused: %s", e.text);
	buf_finish(&file);
	buf_finish(&t.text);
}

static void test_hostile(void)
{
	struct buf deep = {0};
	struct transcript t = {0};
	struct err e = {0};

	refuses("<!DOCTYPE x [<!ENTITY a \"hunter2\">]><KeePassFile>&a;</KeePassFile>", NULL,
	    RC_INPUT, "document type", "entities");
	refuses("<KeePassFile>&a;</KeePassFile>", NULL, RC_INPUT, "undefined entity",
	    "an entity that is not declared");
	refuses("<KeePassFile><Meta></KeePassFile>", NULL, RC_INPUT, "line 1 of the XML",
	    "elements that cross");
	refuses("<KeePassFile/>hunter2", NULL, RC_INPUT, "malformed", "text behind all");
	refuses("<x><KeePassFile/></x>", NULL, RC_INPUT, "unknown kind",
	    "what is inside something else");
	refuses(FILE_OF("<Binaries><Binary ID=\"0\">hunter2!</Binary></Binaries>", ""), NULL,
	    RC_INPUT, "base64", "an attachment that is no base64");
	refuses(FILE_OF("<Binaries><Binary ID=\"0\" Compressed=\"True\">aGV5</Binary>"
			"</Binaries>",
		    ""),
	    NULL, RC_INPUT, "damaged or cut off", "one that is not compressed");
	reads(FILE_OF("", "<Notes/>"), "", "a file without entries");
	buf_add_str(&deep, "<KeePassFile>");
	for (int i = 0; i < 255; i++)
		buf_add_str(&deep, "<Group>");
	is_int(parse(&t, buf_slice(&deep), NULL, &e), RC_INPUT, "256 deep");
	ok(strstr(e.text, "malformed") != NULL, "is only not at its end: %s", e.text);
	buf_add_str(&deep, "<Group>");
	is_int(parse(&t, buf_slice(&deep), NULL, &e), RC_INPUT, "257 deep");
	ok(strstr(e.text, "more than 256 deep") != NULL, "is too deep: %s", e.text);
	buf_finish(&deep);
	buf_finish(&t.text);
}

int main(void)
{
	if (crypto_init(NULL) != RC_OK)
		return 1;
	test_entry();
	test_left_behind();
	test_recycle_bin();
	test_expiry();
	test_references();
	test_codes();
	test_codes_not_made();
	test_attachments();
	test_bomb();
	test_hostile();
	return tap_done();
}
