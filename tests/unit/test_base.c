#include <errno.h>
#include <string.h>

#include "base/err.h"
#include "base/slice.h"
#include "base/text.h"
#include "tap.h"

static void test_err(void)
{
	struct err e = {0};
	char big[2 * ERR_TEXT];

	is_int(err_set(&e, RC_INPUT, "line %d of %s", 7, "x"), RC_INPUT,
	    "err_set returns the value");
	is_int(e.rc, RC_INPUT, "and keeps it");
	is_str(e.text, "line 7 of x", "with the text");
	is_int(err_set(NULL, RC_BUSY, "x"), RC_BUSY, "nobody need listen");
	errno = ENOENT;
	is_int(err_errno(&e, RC_IO, "cannot open %s", "a\033[2Jb"), RC_IO, "err_errno too");
	is_str(e.text, "cannot open a\xEF\xBF\xBD[2Jb: No such file or directory",
	    "the reason stands behind; escape sequences are broken");
	is_int(err_nomem(&e), RC_FAIL, "out of memory is a failure");
	ok(strstr(e.text, "memory") != NULL, "and says so");
	is_int(err_nomem(NULL), RC_FAIL, "to nobody as well");
	memset(big, 'x', sizeof big - 1);
	big[sizeof big - 1] = '\0';
	is_int(err_set(&e, RC_FAIL, "%s", big), RC_FAIL, "a long text");
	is_int((long long)strlen(e.text), ERR_TEXT - 1, "is cut");
	ok(strcmp(e.text + ERR_TEXT - 4, "…") == 0, "and shows that it is");
}

/* A text of non-ASCII characters at every distance from the end. */
static void test_long(void)
{
	static const char *const CHARACTERS[] = {"é", "€", "🔑", "\x1B"};
	char big[3 * ERR_TEXT];
	struct err e = {0};
	int whole = 0;

	for (size_t c = 0; c < 4; c++)
		for (size_t start = 0; start < 4; start++) {
			size_t n = start;

			memset(big, 'x', sizeof big);
			for (; n + 4 < sizeof big; n += strlen(CHARACTERS[c]))
				memcpy(big + n, CHARACTERS[c], strlen(CHARACTERS[c]));
			big[n] = '\0';
			err_set(&e, RC_FAIL, "%s", big);
			whole += text_valid(slice_str(e.text)) && strstr(e.text, "…") != NULL;
			errno = ENOSPC;
			err_errno(&e, RC_IO, "%s", big);
			whole += text_valid(slice_str(e.text)) &&
				 strstr(e.text, "…: No space left on device") != NULL;
		}
	is_int(whole, 2 * 4 * 4, "a long text is cut between characters, its reason stays");
}

static void test_slice(void)
{
	struct slice a = slice_str("abc");

	is_int((long long)slice_str(NULL).n, 0, "no string is an empty slice");
	ok(slice_eq(a, slice_of("abcd", 3)), "equal bytes");
	ok(!slice_eq(a, slice_of("abcd", 4)), "another length");
	ok(!slice_eq(a, slice_str("abd")), "other bytes");
	ok(slice_eq(slice_of(NULL, 0), slice_str("")), "empty is empty");
	ok(slice_eq_str(slice_after(a, 1), "bc"), "what is behind the first byte");
	ok(slice_eq_str(slice_after(a, 3), ""), "nothing is behind the last");
	ok(slice_eq_str(a, "abc") && !slice_eq_str(a, "ab"), "with a string");
}

static void test_lines(void)
{
	struct slice rest = slice_str("one\n\ntwo\r\nthree");
	struct slice none = slice_of(NULL, 0);

	ok(slice_eq_str(slice_line(&rest), "one"), "a line is without its line feed");
	ok(slice_eq_str(slice_line(&rest), ""), "an empty line is one");
	ok(slice_eq_str(slice_line(&rest), "two\r"), "only the line feed ends a line");
	ok(slice_eq_str(slice_line(&rest), "three"), "the last line needs none");
	is_int((long long)rest.n, 0, "nothing is behind it");
	rest = slice_str("one\n");
	ok(slice_eq_str(slice_line(&rest), "one") && rest.n == 0,
	    "nor behind a line feed at the end");
	ok(slice_line(&none).n == 0 && none.n == 0, "of nothing the first line is nothing");
}

int main(void)
{
	test_err();
	test_long();
	test_slice();
	test_lines();
	return tap_done();
}
