#include "charset_int.h"

#include <string.h>

#include "tap.h"

#define FIRST "n\xC3\xA9\n" /* a letter that is right in UTF-8 */

static void reads(const void *bytes, size_t n, const char *want, long guessed, const char *name)
{
	struct charset c;
	struct err e = {0};

	is_int(charset_read(&c, slice_of(bytes, n), &e), RC_OK, name);
	is_int((long long)c.text.n, (long long)strlen(want), e.rc == RC_OK ? name : e.text);
	if (c.text.n > 0)
		is_mem(c.text.p, want, c.text.n, name);
	is_int(c.guessed_line, guessed, "… and whether that was a guess");
	charset_finish(&c);
}

static void refuses(const void *bytes, size_t n, const char *line, const char *name)
{
	struct charset c;
	struct err e = {0};

	is_int(charset_read(&c, slice_of(bytes, n), &e), RC_INPUT, name);
	ok(strncmp(e.text, line, strlen(line)) == 0, "… and says where: %s", e.text);
	charset_finish(&c);
}

#define READS(bytes, want, guessed, name) reads(bytes, sizeof(bytes) - 1, want, guessed, name)
#define REFUSES(bytes, line, name) refuses(bytes, sizeof(bytes) - 1, line, name)

static void test_utf8(void)
{
	READS("caf\xC3\xA9 \xF0\x9F\x94\x91", "caf\xC3\xA9 \xF0\x9F\x94\x91", 0, "UTF-8");
	READS("\xEF\xBB\xBFx\xEF\xBB\xBF", "x\xEF\xBB\xBF", 0, "a byte order mark");
	READS("\xEF\xBB\xBF", "", 0, "a mark alone");
	reads("", 0, "", 0, "nothing");
	REFUSES("\xEF\xBB\xBF\na\nc\xE4", "line 3 ", "no UTF-8 behind its mark");
	REFUSES(FIRST FIRST "\xE4", "line 3 ", "UTF-8 that was damaged");
	REFUSES("a\0b", "line 1 ", "a NUL");
	REFUSES("\xEF\xBB\xBF\ra\rc\xE4", "line 3 ", "lines that end with CR alone");
	REFUSES("\xEF\xBB\xBF\r\na\rb\r\nc\xE4", "line 3 ", "CR inside of a line");
}

static void test_windows(void)
{
	char all[33];

	READS(
	    "a\np\xE4ss \x80 \x9F", "a\np\xC3\xA4ss \xE2\x82\xAC \xC5\xB8", 2, "Windows-1252");
	READS("CAF\xC9\xBB \xAB", "CAF\xC3\x89\xC2\xBB \xC2\xAB", 1,
	    "two letters that happen to be one of UTF-8");
	REFUSES("a\xE4\rb\x81", "line 2 ", "… behind CR alone");
	READS("a\rb\xE4\r", "a\rb\xC3\xA4\r", 2, "Windows-1252 with CR alone");
	REFUSES("a\xE4\nb\x81", "line 2 ", "a byte that Windows-1252 does not have");
	for (int i = 0; i < 32; i++)
		all[i] = (char)(0x80 + i);
	for (int i = 0; i < 32; i++) {
		const bool none = i == 1 || i == 0xD || i == 0xF || i == 0x10 || i == 0x1D;
		struct charset c;

		ok((charset_read(&c, slice_of(all + i, 1), NULL) == RC_OK) == !none,
		    "0x%x is %sa letter", 0x80 + i, none ? "not " : "");
		charset_finish(&c);
	}
	READS("\x82\x83\x84\x85\x86\x87\x88\x89\x8A\x8B\x8C\x8E\x91\x92\x93\x94\x95\x96\x97\x98"
	      "\x99"
	      "\x9A\x9B\x9C\x9E",
	    "‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œž", 1, "each of the letters is the right one");
}

static void test_utf16(void)
{
	READS("\xFF\xFEp\0\xE4\0\xAC\x20\r\0\n\0", "p\xC3\xA4\xE2\x82\xAC\r\n", 0,
	    "UTF-16, the low byte first");
	READS("\xFE\xFF\0p\0\xE4\xD8\x3D\xDD\x11", "p\xC3\xA4\xF0\x9F\x94\x91", 0,
	    "UTF-16, the high byte first, and a pair");
	READS("\xFF\xFE\xFF\xDB\xFF\xDF\xFF\xFF\0\xE0",
	    "\xF4\x8F\xBF\xBF\xEF\xBF\xBF\xEE\x80\x80", 0,
	    "the last of all, and what stands beside the pairs");
	READS("\xFF\xFE", "", 0, "a mark alone");
	REFUSES("\xFF\xFE\n\0a", "line 2 ", "half a character");
	REFUSES("\xFF\xFE\n\0\n\0\x3D\xD8", "line 3 ", "half a pair");
	REFUSES("\xFF\xFE\x3D\xD8"
		"a\0",
	    "line 1 ", "half a pair before a letter");
	REFUSES("\xFF\xFE\x3D\xD8\0\xE0", "line 1 ", "half a pair before what is above them");
	REFUSES("\xFF\xFE\x11\xDD\x12\xDD", "line 1 ", "two second halves");
	REFUSES("\xFF\xFE\x11\xDD\x3D\xD8", "line 1 ", "a pair the wrong way round");
	REFUSES("\xFF\xFE"
		"a\0\0\0",
	    "line 1 ", "a NUL in UTF-16");
}

int main(void)
{
	test_utf8();
	test_windows();
	test_utf16();
	return tap_done();
}
