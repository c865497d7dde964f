#include <string.h>

#include "crypto/encode.h"
#include "crypto/secret.h"
#include "tap.h"

static void is_base64(const char *plain, const char *padded, const char *bare)
{
	struct buf b = {0};

	base64_encode(&b, plain, strlen(plain), true);
	is_str(buf_cstr(&b), padded, "padded");
	buf_clear(&b);
	base64_encode(&b, plain, strlen(plain), false);
	is_str(buf_cstr(&b), bare, "without padding");
	buf_clear(&b);
	ok(base64_decode(&b, slice_str(padded), true) && slice_eq_str(buf_slice(&b), plain),
	    "\"%s\" is read back", padded);
	buf_clear(&b);
	ok(base64_decode(&b, slice_str(bare), false) && slice_eq_str(buf_slice(&b), plain),
	    "\"%s\" is read back", bare);
	buf_finish(&b);
}

static void test_hex_read(void)
{
	uint8_t out[2] = {9, 9};

	ok(hex_decode(out, 2, slice_str("00fF")) && out[0] == 0 && out[1] == 0xFF,
	    "hexadecimal of either case");
	ok(!hex_decode(out, 2, slice_str("00f")) && !hex_decode(out, 2, slice_str("00fff")) &&
		!hex_decode(out, 2, slice_str("00fff0")) && !hex_decode(out, 2, slice_str("")),
	    "just so many digits");
	ok(!hex_decode(out, 2, slice_str("00fg")) && !hex_decode(out, 2, slice_str("00:f")) &&
		!hex_decode(out, 2, slice_str(" 0ff")),
	    "and only digits");
}

static void test_refusals(void)
{
	static const struct {
		const char *text;
		bool pad;
	} wrong[] = {{"Zg", true}, {"Zg=", true}, {"Zg==", false}, {"Zh==", true},
	    {"Zh", false}, {"Zm9=", true}, {"Z", false}, {"Zm9v\n", true}, {" Zm9v", true},
	    {"Zm 9v", false}, {"Zm9v====", true}, {"Zm-v", false}, {"Zm_v", false},
	    {"Zg==Zg==", true}, {"=", true}};
	struct buf b = {0};

	buf_add_str(&b, "kept");
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		ok(!base64_decode(&b, slice_str(wrong[i].text), wrong[i].pad),
		    "form %zu is refused", i);
	ok(slice_eq_str(buf_slice(&b), "kept"), "and nothing is added");
	buf_finish(&b);
}

static void is_base32(const char *plain, const char *text)
{
	struct buf b = {0};

	base32_encode(&b, plain, strlen(plain));
	is_str(buf_cstr(&b), text, "base32");
	buf_clear(&b);
	ok(base32_decode(&b, slice_str(text)) && slice_eq_str(buf_slice(&b), plain),
	    "\"%s\" is read back", text);
	buf_finish(&b);
}

static void test_base32(void)
{
	static const char *const same[] = {
	    "MZXW6YTBOI======", "mzxw6ytboi", " MZXW-6YTB OI\t=\n", "MZXW6YTBOJ"};
	static const char *const wrong[] = {"MZXW6YTB1", "M=Z", "MZXW0", "MZXW8", "MZXW9",
	    "MZ_W", "\xC3\xA9", "MZXW@", "MZXW["};
	struct buf b = {0};

	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
		ok(base32_decode(&b, slice_str(same[i])) &&
			slice_eq_str(buf_slice(&b), "foobar"),
		    "base32 in form %zu", i);
		buf_clear(&b);
	}
	buf_add_str(&b, "kept");
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		ok(!base32_decode(&b, slice_str(wrong[i])), "base32 wrong in form %zu", i);
	ok(slice_eq_str(buf_slice(&b), "kept"), "and nothing is added");
	buf_finish(&b);
}

static void test_hex(void)
{
	struct buf b = {0};

	hex_encode(&b, "\x00\x7F\x80\xFF", 4);
	is_str(buf_cstr(&b), "007f80ff", "hexadecimal");
	hex_encode(&b, "", 0);
	is_int((long long)b.n, 8, "nothing adds nothing");
	buf_finish(&b);
}

int main(void)
{
	if (crypto_init(NULL) != RC_OK)
		return 1;
	/* RFC 4648, 10. */
	is_base64("", "", "");
	is_base64("f", "Zg==", "Zg");
	is_base64("fo", "Zm8=", "Zm8");
	is_base64("foo", "Zm9v", "Zm9v");
	is_base64("foob", "Zm9vYg==", "Zm9vYg");
	is_base64("fooba", "Zm9vYmE=", "Zm9vYmE");
	is_base64("foobar", "Zm9vYmFy", "Zm9vYmFy");
	is_base32("", "");
	is_base32("f", "MY");
	is_base32("fo", "MZXQ");
	is_base32("foo", "MZXW6");
	is_base32("foob", "MZXW6YQ");
	is_base32("fooba", "MZXW6YTB");
	is_base32("foobar", "MZXW6YTBOI");
	test_base32();
	test_hex_read();
	test_refusals();
	test_hex();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
