#include <stdlib.h>

#include "crypto/hash.h"
#include "crypto/secret.h"
#include "kdbx.h"
#include "kdbx_int.h"
#include "transcript.h"

/* Protected values wherever they may be: the stream goes through all of them in turn. */
#define XML                                                                                    \
	"<KeePassFile><Meta>%s<Binaries><Binary ID=\"0\" Protected=\"True\">inside</Binary>"   \
	"</Binaries><CustomData><Item><Value Protected=\"True\">x</Value></Item></CustomData>" \
	"</Meta><Root><Group><Name>All</Name><Entry><String><Key>Title</Key><Value>Bank"       \
	"</Value></String><String><Key>Password</Key><Value Protected=\"True\">s3cret"         \
	"</Value></String><String><Key>None</Key><Value Protected=\"True\"></Value></String>"  \
	"<Binary><Key>a</Key><Value Ref=\"0\"/></Binary><Binary><Key>b</Key><Value "           \
	"Ref=\"1\"/></Binary><History><Entry><String><Key>Password</Key><Value "               \
	"Protected=\"True\">earlier</Value></String></Entry></History><String><Key>PIN</Key>"  \
	"<Value Protected=\"True\">4711</Value></String></Entry></Group></Root></KeePassFile>"

#define ITEM                                                                                   \
	"ITEM 1 login \"Bank\"\nsecret \"password\" \"s3cret\"\nsecret \"None\" \"\"\n"        \
	"secret \"PIN\" \"4711\"\nPROBLEM 1 \"Bank\": left behind: earlier versions (1)\n"

static enum rc open_with(struct transcript *t, struct slice file, const char *passphrase,
    struct slice key_file, struct err *e)
{
	struct secret *s =
	    passphrase != NULL ? secret_copy(passphrase, strlen(passphrase)) : NULL;
	struct parse_sink sink = sink_with_files(t);
	enum rc rc;

	rc = parse_file(
	    &sink, file, &(struct parse_options){.passphrase = s, .key_file = key_file}, e);
	secret_free(s);
	return rc;
}

static enum rc open_file(struct transcript *t, struct slice file, struct err *e)
{
	return open_with(t, file, "pass", slice_of(NULL, 0), e);
}

static void reads_back(const struct kdbx_recipe *r, const char *want, const char *name)
{
	struct buf file = {0};
	struct transcript t = {0};
	struct err e = {0};

	kdbx_write(&file, r);
	is_int(open_file(&t, buf_slice(&file), &e), RC_OK, name);
	is_str(buf_cstr(&t.text), want, e.rc == RC_OK ? name : e.text);
	buf_finish(&t.text);
	buf_finish(&file);
}

static struct slice xml(const char *meta)
{
	static char text[3000];

	snprintf(text, sizeof text, XML, meta);
	return slice_str(text);
}

/* Every version with what it can have. */
static void test_ways(void)
{
	static const unsigned versions[] = {0x20004, 0x30000, 0x30001, 0x40000, 0x40001};
	const struct slice binaries[] = {slice_str("first"), slice_str("second")};
	char name[100];

	for (size_t v = 0; v < 5; v++)
		for (int i = 0; i < 36; i++) {
			struct kdbx_recipe r = {.version = versions[v],
			    .cipher = (enum kdbx_write_cipher)(i % 3),
			    .kdf = (enum kdbx_write_kdf)(i / 3 % 3),
			    .compress = i / 9 % 2,
			    .stream = i / 18 % 2 ? 2 : 3,
			    .rounds = 9,
			    .block = i % 2 ? 0 : 100,
			    .xml = xml(""),
			    .binaries = binaries,
			    .n_binaries = 2};

			if (versions[v] < 0x40000 && r.kdf != KDBX_WRITE_AES_KDF)
				continue;
			snprintf(name, sizeof name, "version %x, way %d", versions[v], i);
			reads_back(&r,
			    versions[v] < 0x40000 ? ITEM
				"FILE \"a\" \"inside\"\nPROBLEM 1 \"Bank\": left behind: "
				"the attachment \"b\", which is not in the file\n"
						  : ITEM
				"FILE \"a\" \"first\"\nFILE \"b\" \"second\"\n",
			    name);
		}
}

static void test_nothing_hidden(void)
{
	reads_back(&(struct kdbx_recipe){.version = 0x40000,
		       .xml = slice_str(
			   "<KeePassFile><Root><Group><Entry><String><Key>Password</Key><Value "
			   "Protected=\"True\">p</Value></String></Entry></Group></Root></"
			   "KeePassFile>")},
	    "ITEM 1 login \"Untitled\"\nsecret \"password\" \"p\"\n",
	    "no stream, and values that say that they are protected");
}

/* KDBX 3.1: the XML names the hash of the header. */
static void test_header_hash(void)
{
	struct kdbx_recipe r = {.version = 0x30001,
	    .stream = 2,
	    .name_hash = true,
	    .xml = xml("<HeaderHash>HASH</HeaderHash>")};
	struct buf file = {0};
	struct transcript t = {0};
	struct err e = {0};

	reads_back(&r,
	    ITEM
	    "FILE \"a\" \"inside\"\nPROBLEM 1 \"Bank\": left behind: the attachment \"b\", "
	    "which is not in the file\n",
	    "the hash of the header");
	kdbx_write(&file, &r);
	/* In the comment: the first field, behind the version. */
	file.p[12 + 3] ^= 1;
	is_int(open_file(&t, buf_slice(&file), &e), RC_INPUT, "a header that was altered");
	ok(strstr(e.text, "header of the KeePass file is not the one") != NULL,
	    "is called that: %s", e.text);
	ok(t.items == 0, "and nothing is handed out");
	buf_finish(&t.text);
	buf_finish(&file);
}

static void refuses_file(struct slice file, enum rc rc, const char *word, const char *name)
{
	struct transcript t = {0};
	struct err e = {0};

	is_int(open_file(&t, file, &e), rc, name);
	ok(strstr(e.text, word) != NULL, "%s: the reason has '%s': %s", name, word, e.text);
	ok(t.items == 0 && t.problems == 0, "%s: nothing is handed out", name);
	buf_finish(&t.text);
}

/* Every byte of a small file altered, and the file cut anywhere: refused, or all the same. */
static void test_every_byte(unsigned version)
{
	struct kdbx_recipe r = {.version = version,
	    .stream = 2,
	    .xml =
		slice_str("<KeePassFile><Root><Group><Entry/></Group></Root></KeePassFile>")};
	struct buf file = {0};
	size_t refused = 0;

	kdbx_write(&file, &r);
	for (size_t i = 0; i < 2 * file.n; i++) {
		struct transcript t = {0};
		struct err e = {0};
		size_t cut = i < file.n ? i : file.n;
		enum rc rc;

		if (i >= file.n)
			file.p[i - file.n] ^= 0x81;
		rc = open_file(&t, slice_of(file.p, cut), &e);
		if (i >= file.n)
			file.p[i - file.n] ^= 0x81;
		refused += rc != RC_OK;
		if (rc != RC_OK && (rc == RC_FAIL || t.items > 0))
			ok(false, "byte %zu: %d %s", i, rc, e.text);
		buf_finish(&t.text);
	}
	/* In 4.x all is authenticated but what is behind the last block; in 3.x not the header.
	 */
	ok(refused >= (version >= 0x40000 ? 2 * file.n : 2 * file.n - 200),
	    "version %x: %zu of %zu alterations are refused", version, refused, 2 * file.n);
	buf_finish(&file);
}

static void test_versions(void)
{
	static const struct {
		const char *bytes;
		const char *word;
	} FILES[] = {{"\x65\xfb\x4b\xb5\x03\x00\x00\x00", "of KeePass 1 (.kdb)"},
	    {"\x66\xfb\x4b\xb5\x00\x00\x02\x00", "before its first release"},
	    {"\x67\xfb\x4b\xb5\x00\x00\x01\x00", "before its first release"},
	    {"\x67\xfb\x4b\xb5\x00\x00\x05\x00", "KDBX version 5"},
	    {"\x68\xfb\x4b\xb5\x00\x00\x04\x00", "no version of KeePass"},
	    {"\x67\xfb\x4b\xb5\x00\x00\x04\x00", "damaged or cut off"}};
	uint8_t file[12] = {0x03, 0xD9, 0xA2, 0x9A};

	for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
		memcpy(file + 4, FILES[i].bytes, 8);
		refuses_file(slice_of(file, sizeof file), RC_INPUT, FILES[i].word, "a version");
	}
}

/* The first of these bytes that is in the header; what it is changed to. */
static void altered(unsigned version, const void *find, size_t n, const void *to, size_t to_n,
    const char *word, const char *name)
{
	struct kdbx_recipe r = {.version = version, .stream = 2, .xml = xml("")};
	struct buf file = {0};
	uint8_t *at;
	uint8_t hash[HASH_SIZE];
	struct kdbx_header h;

	kdbx_write(&file, &r);
	if (version >= 0x40000 && kdbx_header_read(&h, buf_slice(&file), NULL) != RC_OK)
		ok(false, "it is read before");
	at = memmem(file.p, file.n, find, n);
	ok(at != NULL, "it is there");
	memcpy(at, to, to_n);
	if (version >= 0x40000) {
		sha256(hash, h.bytes);
		memcpy(file.p + h.bytes.n, hash, sizeof hash);
	}
	refuses_file(buf_slice(&file), RC_INPUT, word, name);
	buf_finish(&file);
}

static void test_other_file(void)
{
	struct transcript t = {0};
	struct err e = {0};

	is_int(parse(&t, slice_str("XXXX\x67\xfb\x4b\xb5\x01\x01\x04\x01"), "kdbx", &e),
	    RC_INPUT, "another file, by the name of the format");
	ok(strstr(e.text, "of no version of KeePass") != NULL, "is none: %s", e.text);
	buf_finish(&t.text);
}

static void test_header(void)
{
	static const uint8_t aes[4] = {0x31, 0xc1, 0xf2, 0xe6};
	static const uint8_t kdf[4] = {0xc9, 0xd9, 0xf3, 0x9a};

	altered(0x30001, aes, 4, "XXXX", 4, "cipher that is not known", "another cipher");
	altered(0x40000, aes, 4, "XXXX", 4, "cipher that is not known", "another cipher");
	altered(0x40000, kdf, 4, "XXXX", 4, "derived in a way", "another derivation");
	altered(0x40000, "\x03\x04\x00\x00\x00\x00", 6, "\x03\x04\x00\x00\x00\x02", 6,
	    "compressed in a way", "another compression");
	altered(0x40000, "\x00\x01\x42", 3, "\x00\x02\x42", 3, "damaged",
	    "a later dictionary of variants");
	altered(0x30001, "\x06\x08\x00", 3, "\x06\x08\x00\xff\xff\xff\xff\xff\xff\xff\xff", 11,
	    "rounds of encryption, and 2147483648 are the most", "rounds without end");
	altered(0x30001, "\x0a\x04\x00\x02", 4, "\x0a\x04\x00\x01", 4, "early versions",
	    "a stream of before");
}

/* ChaCha20 leaves each byte where it is, so that one of the plain text can be altered. */
static void test_blocks_3(void)
{
	enum { START = 32, HASH_AND_SIZE = 36, NUMBER = 4 };
	struct kdbx_recipe r = {
	    .version = 0x30001, .cipher = KDBX_WRITE_CHACHA20, .stream = 2, .xml = xml("")};
	struct kdbx_header h;
	struct buf file = {0};
	uint8_t *blocks;

	kdbx_write(&file, &r);
	if (kdbx_header_read(&h, buf_slice(&file), NULL) != RC_OK)
		abort();
	blocks = file.p + h.bytes.n + START;
	blocks[0] ^= 1;
	refuses_file(
	    buf_slice(&file), RC_INPUT, "KeePass file is damaged", "the number of a block");
	blocks[0] ^= 1;
	/* A letter of a name, so that the XML stays well-formed. */
	blocks[NUMBER + HASH_AND_SIZE + 5] ^= 0x20;
	refuses_file(buf_slice(&file), RC_INPUT, "KeePass file is damaged", "its content");
	buf_finish(&file);
}

/* Without a start to compare a wrong passphrase would be called one. */
static void test_no_start(void)
{
	struct kdbx_recipe r = {.version = 0x30001, .passphrase = "other", .xml = xml("")};
	struct buf file = {0};
	uint8_t *at;

	kdbx_write(&file, &r);
	at = memmem(file.p, file.n, "\x09\x20\x00the start", 12);
	if (at == NULL)
		abort();
	at[0] = 99;
	refuses_file(buf_slice(&file), RC_INPUT, "damaged", "no start of the plain text");
	buf_finish(&file);
}

static void test_costs(void)
{
	struct buf file = {0};
	struct kdbx_recipe r = {.version = 0x40000, .kdf = KDBX_WRITE_ARGON2D, .xml = xml("")};
	uint8_t hash[HASH_SIZE];
	struct kdbx_header h;
	uint8_t *at;

	kdbx_write(&file, &r);
	is_int(kdbx_header_read(&h, buf_slice(&file), NULL), RC_OK, "Argon2");
	at = memmem(file.p, h.bytes.n, "M\x08\x00\x00\x00", 5);
	ok(at != NULL, "says how much memory");
	at[5 + 5] = 1; /* 1 TiB */
	sha256(hash, h.bytes);
	memcpy(file.p + h.bytes.n, hash, sizeof hash);
	refuses_file(buf_slice(&file), RC_INPUT, "4096 MiB are the most", "more than 4 GiB");
	buf_finish(&file);
}

/* What compresses to little. The limit of attachments is tried by test_keepass in short. */
static void test_bomb(void)
{
	struct buf zeros = {0};
	struct buf file = {0};
	uint8_t *p = buf_extend(&zeros, 257 << 20);

	if (p == NULL)
		abort();
	memset(p, ' ', zeros.n);
	kdbx_write(&file, &(struct kdbx_recipe){
			      .version = 0x40000, .compress = true, .xml = buf_slice(&zeros)});
	ok(file.n < 1 << 20, "are a file of %zu bytes", file.n);
	refuses_file(buf_slice(&file), RC_INPUT, "larger than 256 MiB", "and are refused");
	buf_finish(&file);
	buf_finish(&zeros);
}

/* What says that it is compressed and is not; what is no header inside. */
static void test_inside(void)
{
	struct buf file = {0};

	kdbx_write(&file, &(struct kdbx_recipe){.version = 0x40000,
			      .compress = true,
			      .raw = true,
			      .xml = slice_str("not compressed")});
	refuses_file(
	    buf_slice(&file), RC_INPUT, "compressed in the file is damaged", "what is not");
	buf_finish(&file);
	kdbx_write(&file, &(struct kdbx_recipe){
			      .version = 0x40000, .raw = true, .xml = slice_str("\x01\x04")});
	refuses_file(buf_slice(&file), RC_INPUT, "damaged", "an inner header that is cut off");
	buf_finish(&file);
}

static void wrong(const struct kdbx_recipe *r, const char *name)
{
	struct buf file = {0};

	kdbx_write(&file, r);
	refuses_file(buf_slice(&file), RC_AUTH, "does not open with this passphrase", name);
	buf_finish(&file);
}

static void test_wrong_key(void)
{
	for (unsigned cipher = 0; cipher < 3; cipher++) {
		struct kdbx_recipe r = {.version = 0x40000,
		    .cipher = (enum kdbx_write_cipher)cipher,
		    .passphrase = "other",
		    .xml = xml("")};

		wrong(&r, "a wrong passphrase, version 4");
		r.version = 0x30001;
		wrong(&r, "a wrong passphrase, version 3");
	}
}

static void key_is(struct slice file, const char *want, const char *name)
{
	uint8_t key[HASH_SIZE] = {0};
	uint8_t right[HASH_SIZE];

	is_int(kdbx_key_file(key, file, NULL), RC_OK, name);
	if (want == NULL)
		sha256(right, file);
	else
		tap_hex(right, sizeof right, want);
	is_mem(key, right, sizeof key, name);
}

#define KEY_XML(version, hash, data)                                                           \
	"<?xml version=\"1.0\"?><KeyFile><Meta><Version>" version "</Version></Meta><Key>"     \
	"<Data" hash ">" data "</Data></Key></KeyFile>"
#define BASE64 "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
#define HEX "3031323334353637383961626364656630313233343536373839616263646566"

static void bad_key(const char *file, const char *name)
{
	uint8_t key[HASH_SIZE];
	struct err e = {0};

	is_int(kdbx_key_file(key, slice_str(file), &e), RC_INPUT, name);
	ok(strstr(e.text, "key file is damaged") != NULL, "is called damaged: %s", e.text);
}

static void test_key_files(void)
{
	char hashed[400];
	uint8_t hash[HASH_SIZE];

	sha256(hash, slice_str("0123456789abcdef0123456789abcdef"));
	snprintf(hashed, sizeof hashed,
	    KEY_XML("2.0", " Hash=\"%02x%02X%02x%02x\"", "\n" HEX "\n"), hash[0], hash[1],
	    hash[2], hash[3]);
	key_is(slice_str("0123456789abcdef0123456789abcdef"), HEX, "32 bytes");
	key_is(slice_str(HEX), HEX, "64 digits");
	key_is(slice_str("x" HEX), NULL, "anything else is hashed");
	key_is(slice_str("g31323334353637383961626364656630313233343536373839616263646566x"),
	    NULL, "64 bytes that are no digits");
	key_is(slice_of("", 0), NULL, "nothing at all");
	key_is(slice_str(KEY_XML("1.00", "", BASE64)), HEX, "XML, version 1");
	key_is(slice_str(KEY_XML("2.0", "", HEX)), HEX, "XML, version 2, without a hash");
	key_is(slice_str(hashed), HEX, "XML, version 2");
	key_is(slice_str("<a>" BASE64 "</a>"), NULL, "other XML");
	key_is(slice_str("<KeyFile><Key><Data>"), NULL, "XML that is cut off");
	hashed[strlen("<?xml version=\"1.0\"?><KeyFile><Meta><Version>2.0</Version></Meta><Key>"
		      "<Data Hash=\"")] ^= 1;
	bad_key(hashed, "a hash that does not fit");
	bad_key(KEY_XML("2.0", " Hash=\"xy\"", HEX), "one that is none");
	bad_key(KEY_XML("2.0", "", "3031"), "a key that is too short");
	bad_key(KEY_XML("1.00", "", "MDEy"), "in version 1, too");
	bad_key("<KeyFile><Meta/></KeyFile>", "no key at all");
}

int main(void)
{
	if (crypto_init(NULL) != RC_OK)
		return 1;
	test_ways();
	test_nothing_hidden();
	test_header_hash();
	test_every_byte(0x30001);
	test_every_byte(0x40001);
	test_versions();
	test_other_file();
	test_header();
	test_blocks_3();
	test_no_start();
	test_costs();
	if (getenv("STRONGROOM_LONG") != NULL)
		test_bomb();
	test_inside();
	test_wrong_key();
	test_key_files();
	return tap_done();
}
