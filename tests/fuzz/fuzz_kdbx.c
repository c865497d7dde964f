/*
 * KeePass, with the key.
 *
 * Input: how it is read, then 0 a whole file, whose passphrase is "pass"; 1 what
 * is encrypted in one of 4.x, inner header and XML; 2 a key file; 3 the XML
 * alone, of a file of 3.x that hides values by Salsa20; 4 what a compressed file
 * holds.
 */
#include <string.h>

#include "crypto/secret.h"
#include "fuzz.h"
#include "kdbx.h"
#include "kdbx_int.h"
#include "parse_int.h"
#include "taken.h"

enum { WHOLE, INNER, KEY_FILE, XML, COMPRESSED, WAYS };

static unsigned ways[WAYS];

static const char SAMPLE[] =
    "<KeePassFile><Meta><RecycleBinUUID>QkI=</RecycleBinUUID><Binaries><Binary ID=\"0\">YQ=="
    "</Binary></Binaries></Meta><Root><Group><Name>All</Name><Group><Name>F</Name><Entry>"
    "<UUID>MDEyMzQ1Njc4OWFiY2RlZg==</UUID><Tags>a;b</Tags><Times><Expires>True</Expires>"
    "<ExpiryTime>AAoC1g4AAAA=</ExpiryTime></Times><String><Key>Title</Key><Value>Bank</Value>"
    "</String><String><Key>Password</Key><Value Protected=\"True\">p</Value></String><String>"
    "<Key>Notes</Key><Value>{REF:T@I:30313233343536373839616263646566}</Value></String><String>"
    "<Key>TimeOtp-Secret-Hex</Key><Value>3132333435</Value></String><Binary><Key>f</Key><Value "
    "Ref=\"0\"/></Binary><History><Entry/></History></Entry></Group><Group><UUID>QkI=</UUID>"
    "<Entry/></Group></Group></Root></KeePassFile>";

static void seed_file(unsigned version, int cipher, int kdf, uint32_t stream)
{
	struct buf file = {0};

	kdbx_write(&file, &(struct kdbx_recipe){.version = version,
			      .cipher = (enum kdbx_write_cipher)cipher,
			      .kdf = (enum kdbx_write_kdf)kdf,
			      .compress = cipher == 1,
			      .stream = stream,
			      .block = 300,
			      .xml = slice_str(SAMPLE)});
	fuzz_seed_as(WHOLE, buf_slice(&file));
	buf_finish(&file);
}

/* Its password is base64 already. */
static const char HIDDEN[] =
    "<KeePassFile><Root><Group><Entry><String><Key>Password</Key><Value Protected=\"True\">"
    "cA==</Value></String></Entry></Group></Root></KeePassFile>";

void fuzz_init(void)
{
	static const uint8_t inner[] = {1, 4, 0, 0, 0, 3, 0, 0, 0, 2, 1, 0, 0, 0, 'k', 3, 2, 0,
	    0, 0, 1, 'b', 0, 0, 0, 0, 0};
	/* gzip of an inner header that is over at once, and of the smallest XML. */
	static const uint8_t packed[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
	struct buf input = {0};

	ways[WHOLE] = fuzz_way("a whole file");
	ways[INNER] = fuzz_way("what is inside");
	ways[KEY_FILE] = fuzz_way("a key file");
	ways[XML] = fuzz_way("the XML");
	seed_file(0x20004, 0, 0, 2);
	seed_file(0x30001, 1, 0, 2);
	seed_file(0x40000, 2, 1, 3);
	seed_file(0x40001, 1, 2, 2);
	buf_add(&input, inner, sizeof inner);
	buf_add_str(&input,
	    "<KeePassFile><Root><Group><Entry><String><Key>Password</Key><Value "
	    "Protected=\"True\">cA==</Value></String></Entry></Group></Root>"
	    "</KeePassFile>");
	fuzz_seed_as(INNER, buf_slice(&input));
	buf_finish(&input);
	fuzz_seed_as(KEY_FILE,
	    slice_str("<KeyFile><Meta><Version>1.00</Version></Meta><Key><Data>MDEyMzQ1Njc4OWFi"
		      "Y2RlZjAxMjM0NTY3ODlhYmNkZWY=</Data></Key></KeyFile>"));
	fuzz_seed_as(
	    KEY_FILE, slice_str("<KeyFile><Meta><Version>2.0</Version></Meta><Key><Data "
				"Hash=\"00000000\">3031</Data></Key></KeyFile>"));
	fuzz_seed_as(XML, slice_str(HIDDEN));
	fuzz_seed_as(COMPRESSED, slice_of(packed, sizeof packed));
}

/* A cost that is allowed and takes minutes is no fault. */
static bool is_cheap(struct slice file)
{
	struct kdbx_header h;

	if (kdbx_header_read(&h, file, NULL) != RC_OK)
		return true;
	return h.is_argon2
		   ? h.argon2.mem_kib <= 64 && h.argon2.passes <= 4 && h.argon2.lanes <= 4
		   : h.aes_rounds <= 1000;
}

static enum rc read_whole(const struct parse_sink *sink, struct slice file, struct err *e)
{
	struct secret *passphrase = secret_copy("pass", 4);
	enum rc rc;

	fuzz_must(passphrase != NULL);
	rc = parse_file(
	    sink, file, &(struct parse_options){.format = "kdbx", .passphrase = passphrase}, e);
	secret_free(passphrase);
	return rc;
}

static enum rc read_key(struct buf *result, struct slice file, struct err *e)
{
	uint8_t key[HASH_SIZE] = {0};
	enum rc rc = kdbx_key_file(key, file, e);

	if (rc == RC_OK)
		buf_add(result, key, sizeof key);
	return rc;
}

/* What is given, in a file that says that it is compressed, or of an older version. */
static enum rc read_in_file(
    const struct parse_sink *sink, size_t how, struct slice input, struct err *e)
{
	const struct kdbx_recipe r = {.version = how == COMPRESSED ? 0x40000 : 0x30001,
	    .compress = how == COMPRESSED,
	    .raw = true,
	    .stream = how == COMPRESSED ? 0 : 2,
	    .xml = input};
	struct buf file = {0};
	enum rc rc;

	kdbx_write(&file, &r);
	rc = read_whole(sink, buf_slice(&file), e);
	buf_finish(&file);
	return rc;
}

void fuzz_one(struct buf *result, struct slice input)
{
	struct taken t = {.result = result};
	const struct parse_sink sink = taken_sink(&t);
	size_t how = feed_u8(&input) % WAYS;
	struct err e;
	enum rc rc = RC_OK;

	if (how == WHOLE && !is_cheap(input))
		return;
	if (how == WHOLE)
		rc = read_whole(&sink, input, &e);
	else if (how == INNER)
		rc = parse_kdbx_read(&sink, &(struct parse_input){.file = input}, &e);
	else if (how == KEY_FILE)
		rc = read_key(result, input, &e);
	else
		rc = read_in_file(&sink, how, input, &e);
	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_INPUT) | FUZZ_RC(RC_AUTH));
	taken_check(&t, rc);
	if (rc == RC_OK && how != COMPRESSED)
		fuzz_accept(ways[how]);
}
