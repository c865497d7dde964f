#include <string.h>

#include "base/text.h"
#include "tap.h"

#define BAD "\xEF\xBF\xBD"

static void test_valid(void)
{
	static const char *const wrong[] = {"\x80", "\xC3", "\xC0\x80", "\xC1\xBF",
	    "\xE0\x80\x80", "\xE2\x82", "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80",
	    "\xF8\x88\x80\x80", "a\xFF", "\xF0\x9F\x94"};

	ok(text_valid(slice_str("aé€🔑\n\t")), "one to four bytes, line feed, tab");
	ok(text_valid(slice_of(NULL, 0)), "nothing");
	ok(text_valid(slice_str("\xF4\x8F\xBF\xBF")), "the last code point");
	ok(!text_valid(slice_of("a\0b", 3)), "NUL is refused");
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		ok(!text_valid(slice_str(wrong[i])), "malformed sequence %zu is refused", i);
}

static void test_line(void)
{
	static const char *const wrong[] = {
	    "a\nb", "\r", "\t", "\x1B[0m", "\x7F", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};

	ok(text_valid_line(slice_str("Gemeinde – £5 “x”")), "an ordinary line");
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		ok(!text_valid_line(slice_str(wrong[i])), "control character %zu is refused",
		    i);
}

static void is_safe(const char *text, bool lines, const char *want, const char *name)
{
	struct buf b = {0};

	text_safe(&b, slice_str(text), lines);
	is_str(buf_cstr(&b), want, name);
	buf_finish(&b);
}

static void test_safe(void)
{
	is_safe("Zoë 🔑", false, "Zoë 🔑", "ordinary text stays");
	is_safe("a\033]0;x\007b", false, "a" BAD "]0;x" BAD "b", "escape sequences are broken");
	is_safe("a\xC2\x9B"
		"31mb",
	    false, "a" BAD "31mb", "so are those of C1");
	is_safe("a\nb\tc\r", false, "a" BAD "b" BAD "c" BAD, "one line: no line feed, no tab");
	is_safe("a\nb\tc\r", true, "a\nb\tc" BAD, "several lines: both stay, CR does not");
	is_safe("x\xE2\x80\xAEgpj.exe", true, "x" BAD "gpj.exe", "right-to-left override");
	is_safe("\xE2\x81\xA6\xE2\x81\xA9\xD8\x9C\xE2\x80\x8F\xEF\xBB\xBF", true,
	    BAD BAD BAD BAD BAD, "isolates, marks and a byte order mark");
	is_safe("\xE2\x80\xA8", true, BAD, "the line separator");
	is_safe("a\xFF\xC3(", false, "a" BAD BAD "(", "invalid bytes, one mark each");
	is_safe("\xE2\x82", false, BAD BAD, "a cut character");
}

static void is_nfc(const char *text, const char *want, const char *name)
{
	struct buf b = {0};

	is_int(text_nfc(&b, slice_str(text), NULL), RC_OK, name);
	is_str(buf_cstr(&b), want, name);
	buf_finish(&b);
}

static void is_fold(const char *text, const char *want, const char *name)
{
	struct buf b = {0};

	is_int(text_fold(&b, slice_str(text), NULL), RC_OK, name);
	is_str(buf_cstr(&b), want, name);
	buf_finish(&b);
}

static void test_forms(void)
{
	struct buf b = {0};

	is_nfc("e\xCC\x81", "\xC3\xA9", "e and acute are one character");
	is_nfc("\xE2\x84\xAB", "\xC3\x85", "Angstrom is A with ring");
	is_nfc("\xEF\xAC\x81", "\xEF\xAC\x81", "compatibility forms stay");
	is_nfc("", "", "nothing");
	is_fold("HSBC Büro", "hsbc büro", "capitals");
	is_fold("GROSSE Straße", "grosse strasse", "sharp s");
	is_fold("ΣΑΣ", "σασ", "Greek");
	is_fold("E\xCC\x81", "\xC3\xA9", "folded and composed");
	is_int(text_nfc(&b, slice_str("\xFF"), NULL), RC_INPUT, "invalid bytes have no form");
	is_int(text_fold(&b, slice_of("\0", 1), NULL), RC_INPUT, "nor has NUL");
	is_int((long long)b.n, 0, "and nothing is added");
	buf_finish(&b);
}

static void test_width(void)
{
	is_int((long long)text_width(slice_str("abc")), 3, "letters");
	is_int(
	    (long long)text_width(slice_str("e\xCC\x81")), 1, "a combining accent takes none");
	is_int((long long)text_width(slice_str("漢字")), 4, "wide characters");
	is_int((long long)text_width(slice_str("")), 0, "nothing");
}

int main(void)
{
	test_valid();
	test_line();
	test_safe();
	test_forms();
	test_width();
	return tap_done();
}
