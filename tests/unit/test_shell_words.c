#include <stdio.h>
#include <string.h>

#include "fixture.h"
#include "shell_words.h"
#include "tap.h"

/* The words, each in brackets; then what is left open. */
static const char *split(const char *line)
{
	static char out[512];
	struct shell_words w;
	struct err e;
	size_t n = 0;

	if (shell_words_split(&w, slice_str(line), &e) != RC_OK)
		snprintf(out, sizeof out, "error");
	else
		out[0] = '\0';
	for (size_t i = 0; i < w.n && n < sizeof out; i++)
		n += (size_t)snprintf(out + n, sizeof out - n, "[%s]", w.words[i]);
	if (w.unclosed && n < sizeof out)
		snprintf(out + n, sizeof out - n, "open%.1s", w.quote ? &w.quote : "");
	shell_words_finish(&w);
	return out;
}

static void test_split(void)
{
	static const struct {
		const char *line;
		const char *words;
	} LINES[] = {
	    {"", ""},
	    {" \t ", ""},
	    {"ls", "[ls]"},
	    {"  show   HMRC\tVAT ", "[show][HMRC][VAT]"},
	    {"show \"HMRC VAT\"", "[show][HMRC VAT]"},
	    {"show 'HMRC VAT' -f x", "[show][HMRC VAT][-f][x]"},
	    {"show HMRC\\ VAT", "[show][HMRC VAT]"},
	    {"a\"b c\"'d e'f", "[ab cd ef]"},
	    {"\"\" ''", "[][]"},
	    {"'it\\s' \"it\\s \\\"so\\\" \\\\\"", "[it\\s][it\\s \"so\" \\]"},
	    {"'\"' \"'\"", "[\"][']"},
	    {"$HOME `ls` $(ls) * ~ !! ; | > x &",
		"[$HOME][`ls`][$(ls)][*][~][!!][;][|][>][x][&]"},
	    {"caf\xc3\xa9 \"B\xc3\xbcro 1\"", "[caf\xc3\xa9][B\xc3\xbcro 1]"},
	    {"say \"it", "[say][it]open\""},
	    {"say 'it", "[say][it]open'"},
	    {"say it\\", "[say][it]open"},
	    {"say \"it\\", "[say][it]open\""},
	};

	for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++)
		is_str(split(LINES[i].line), LINES[i].words, LINES[i].line);
}

static void test_limits(void)
{
	char line[2 * ARGS_MAX + 1] = "";
	struct shell_words w;
	struct err e;

	for (size_t i = 0; i < ARGS_MAX - 1; i++)
		strcat(line, "a ");
	is_int(
	    shell_words_split(&w, slice_str(line), &e), RC_OK, "as many words as there may be");
	ok(w.n == ARGS_MAX - 1 && w.words[w.n] == NULL, "with an end");
	shell_words_finish(&w);
	strcat(line, "a");
	is_int(shell_words_split(&w, slice_str(line), &e), RC_USAGE, "one more is refused");
	shell_words_finish(&w);
	is_int(shell_words_split(&w, slice_of("a\0b", 3), &e), RC_USAGE, "a NUL is refused");
	shell_words_finish(&w);
}

/* Where the last word begins, and whether it is still being typed. */
static void test_last(void)
{
	static const struct {
		const char *line;
		size_t last;
		bool has_last;
	} LINES[] = {{"", 0, false}, {"ls", 0, true}, {"ls ", 3, false},
	    {"show \"HM V", 5, true}, {"show a\\ b", 5, true}, {"show x\"y z", 5, true}};

	for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
		struct shell_words w;
		struct err e;

		must(shell_words_split(&w, slice_str(LINES[i].line), &e), &e, "split");
		ok(w.last == LINES[i].last && w.has_last == LINES[i].has_last,
		    "the last word of: %s", LINES[i].line);
		shell_words_finish(&w);
	}
}

static void test_quote(void)
{
	static const char *const WORDS[] = {"", "plain", "HMRC VAT", "it's", "\"quoted\"",
	    "back\\slash", "'\"\\ ", "caf\xc3\xa9", "a\tb", "#7", "$HOME", "~", "\\'"};
	static const char QUOTES[] = {0, '"', '\''};
	struct buf b = {0};

	for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++)
		for (size_t k = 0; k < sizeof QUOTES; k++) {
			struct shell_words w;
			struct err e;

			buf_clear(&b);
			shell_words_quote(&b, WORDS[i], QUOTES[k], true);
			must(shell_words_split(&w, buf_slice(&b), &e), &e, "split");
			ok(w.n == 1 && !w.unclosed && strcmp(w.words[0], WORDS[i]) == 0,
			    "quoted and split: %s", WORDS[i]);
			shell_words_finish(&w);
		}
	buf_clear(&b);
	shell_words_quote(&b, "plain", 0, true);
	is_str(buf_cstr(&b), "plain", "what needs no quotes has none");
	buf_clear(&b);
	shell_words_quote(&b, "HMRC V", 0, false);
	is_str(buf_cstr(&b), "\"HMRC V", "a quote stays open for more");
	buf_clear(&b);
	shell_words_quote(&b, "HMRC V", '\'', true);
	is_str(buf_cstr(&b), "'HMRC V'", "the quote that was typed is kept");
	buf_finish(&b);
}

int main(void)
{
	test_split();
	test_limits();
	test_last();
	test_quote();
	return tap_done();
}
