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
	if (!lines)
		ok(text_is_safe(slice_str(text)) == (strcmp(text, want) == 0),
		    "which is known beforehand");
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
	is_safe("pay\xE2\x80\x8Bpal\xE2\x81\xA0\xE2\x81\xA4", false, "pay" BAD "pal" BAD BAD,
	    "spaces and joiners without width");
	is_safe("co\xC2\xADop \xE2\x80\x8C\xE2\x80\x8D", false,
	    "co\xC2\xADop \xE2\x80\x8C\xE2\x80\x8D", "what real text needs stays");
}

static void is_safe_str(size_t size, const char *text, const char *want, const char *name)
{
	char out[32];

	memset(out, '#', sizeof out);
	text_safe_str(out, size, slice_str(text), false);
	is_str(out, want, name);
	is_int(out[size], '#', "and no byte too many");
}

static void test_safe_str(void)
{
	is_safe_str(8, "", "", "nothing as a string");
	is_safe_str(8, "abcdefg", "abcdefg", "what just fits");
	is_safe_str(8, "abcdefgh", "abcd…", "a byte more is cut");
	is_safe_str(8, "äöüh", "äöüh", "two bytes each, and they fit");
	is_safe_str(8, "äöüß", "äö…", "cut between characters");
	is_safe_str(8, "aäöüß", "aä…", "wherever they lie");
	is_safe_str(9, "€€€", "€…", "three bytes each");
	is_safe_str(9, "🔑🔑🔑", "🔑…", "four bytes each");
	is_safe_str(8, "\x1B[0m", BAD "[0m", "made safe");
	is_safe_str(8, "ab\x1B\x1B", "ab…", "and cut for what it became");
	is_safe_str(4, "abcd", "…", "room for the ellipsis alone");
	is_safe_str(4, "abc", "abc", "which is not needed here");
}

static void test_name(void)
{
	static const char *const good[] = {
	    "a", "Jane Clerk", "Zoë O’Neill", "Jose\xCC\x81", "漢字", "עברית", "Keys 🔑"};
	static const char *const bad[] = {"", " ", "a ", " a", "a\xC2\xA0",
	    "\xE3\x80\x80"
	    "a",
	    "\xE2\xA0\x80", "a\nb", "a\xFF",
	    "a\xC2\xAD"
	    "b",
	    "a\xCD\x8F"
	    "b",
	    "\xE1\x85\x9F", "\xE1\x85\xA0", "a\xE1\x9E\xB4", "a\xE1\xA0\x8B", "a\xE1\xA0\x8E",
	    "a\xE2\x80\x8B"
	    "b",
	    "a\xE2\x80\x8D"
	    "b",
	    "a\xE2\x80\x8F"
	    "b",
	    "a\xE2\x80\xAA"
	    "b",
	    "a\xE2\x80\xAE"
	    "b",
	    "a\xE2\x81\xA0"
	    "b",
	    "a\xE2\x81\xAF"
	    "b",
	    "a\xE2\x81\xA6"
	    "b",
	    "\xE3\x85\xA4", "a\xEF\xB8\x80", "a\xEF\xB8\x8F",
	    "\xEF\xBB\xBF"
	    "a",
	    "\xEF\xBE\xA0",
	    "a\xD8\x9C"
	    "b",
	    "a\xF3\xA0\x80\x80", "a\xF3\xA0\x81\x81", "a\xF3\xA0\xBF\xBF"};

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		ok(text_valid_name(slice_str(good[i])), "\"%s\" is a name", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ok(!text_valid_name(slice_str(bad[i])), "%zu is no name", i);
}

static void is_fit(const char *text, size_t columns, const char *want, const char *name)
{
	size_t n = text_fit(slice_str(text), columns);

	ok(n == strlen(want) && memcmp(text, want, n) == 0, "%s: %zu bytes", name, n);
}

static void test_fit(void)
{
	char marks[2001] = "e";

	is_fit("", 3, "", "nothing fits");
	is_fit("abc", 0, "", "nothing fits into nothing");
	is_fit("abc", 3, "abc", "as many letters as columns");
	is_fit("abcd", 3, "abc", "one letter more");
	is_fit("漢字漢", 5, "漢字", "a wide character is not halved");
	is_fit("ae\xCC\x81"
	       "b",
	    2, "ae\xCC\x81", "an accent stays with its letter");
	is_fit("\xFF\xFE\xFF", 2, "\xFF\xFE", "what is not UTF-8 takes a column a byte");
	for (size_t i = 1; i + 1 < sizeof marks; i += 2)
		memcpy(marks + i, "\xCC\x81", 2);
	is_int((long long)text_fit(slice_of(marks, 1999), 2), 31, "marks have an end");
}

static void is_character(const char *text, size_t n, const char *want, const char *name)
{
	struct slice one = text_character(slice_str(text), n);

	ok(one.n == strlen(want) && (one.n == 0 || memcmp(one.p, want, one.n) == 0),
	    "%s: %zu bytes", name, one.n);
}

static void test_character(void)
{
	is_character("abc", 1, "a", "the first");
	is_character("abc", 3, "c", "the last");
	is_character("abc", 4, "", "behind the last");
	is_character("abc", 40, "", "far behind it");
	is_character("abc", 0, "", "before the first");
	is_character("", 1, "", "of nothing");
	is_character("aéb", 3, "b", "one of two bytes counts once");
	is_character("ae\xCC\x81"
		     "b",
	    2, "e\xCC\x81", "an accent of its own stays with its letter");
	is_character("ae\xCC\x81"
		     "b",
	    3, "b", "and does not count");
	is_character(
	    "x👩‍👩‍👧y", 2, "👩‍👩‍👧", "a joined picture is one");
	is_character("🇬🇧🇫🇷z", 2, "🇫🇷", "flags go in pairs");
	is_character("ab\xFF"
		     "c",
	    3, "", "it ends at what is not UTF-8");
}

static void is_nfc(const char *text, const char *want, const char *name)
{
	struct buf b = {0};

	is_int(text_nfc(&b, slice_str(text), NULL), RC_OK, name);
	is_str(buf_cstr(&b), want, name);
	buf_finish(&b);
}

/* ASCII goes a shorter way; a letter that is none, behind it, takes the longer. */
static void test_fold_ascii(void)
{
	bool same = true;

	for (int c = 1; c < 0x80; c++) {
		const char lone[] = {(char)c, '\0'};
		const char with[] = {(char)c, ' ', '\xC3', '\xA9', '\0'};
		struct buf a = {0};
		struct buf b = {0};

		if (text_fold(&a, slice_str(lone), NULL) != RC_OK ||
		    text_fold(&b, slice_str(with), NULL) != RC_OK || a.n != 1 || b.n != 4 ||
		    a.p[0] != b.p[0])
			same = false;
		buf_finish(&a);
		buf_finish(&b);
	}
	ok(same, "every ASCII character folds as it does in other text");
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
	is_int(text_nfc(&b, slice_of("\0", 1), NULL), RC_INPUT, "nor has NUL");
	is_int((long long)b.n, 0, "and nothing is added");
	is_fold("\xFF"
		"AB",
	    "\xFF"
	    "AB",
	    "what is no UTF-8 is not folded");
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
	test_safe_str();
	test_name();
	test_fit();
	test_character();
	test_forms();
	test_fold_ascii();
	test_width();
	return tap_done();
}
