/*
 * choice: a number out of a list, from a person who may mistype it.
 */
#include "choice.h"

#include <string.h>
#include <strings.h>

#include "crypto/secret.h"

enum { DIGITS = 6 };

/* "3", also " 3. " or "3)"; or a word that means the end. */
static bool number_of(size_t *n, struct slice s)
{
	size_t digits = 0;

	*n = 0;
	while (s.n > 0 && strchr(" \t.)", s.p[s.n - 1]) != NULL)
		s.n--;
	while (s.n > 0 && s.p[0] == ' ')
		s = slice_after(s, 1);
	if (slice_eq_str(s, "q") || slice_eq_str(s, "quit") || slice_eq_str(s, "exit") ||
	    slice_eq_str(s, "end"))
		return true;
	for (; digits < s.n && s.p[digits] >= '0' && s.p[digits] <= '9'; digits++)
		if (digits < DIGITS)
			*n = *n * 10 + (size_t)(s.p[digits] - '0');
	return s.n > 0 && digits == s.n && digits <= DIGITS;
}

enum rc choice_ask(size_t *n, struct app *app, const char *prompt, size_t most, struct err *e)
{
	for (;;) {
		struct secret *line;
		bool blank;
		bool good;
		enum rc rc;

		if ((rc = term_line(&line, app, prompt, e)) != RC_OK)
			return rc;
		blank = line->n == 0;
		good = number_of(n, secret_slice(line)) && *n <= most;
		secret_free(line);
		if (blank)
			*n = CHOICE_NONE;
		if (blank || good)
			return RC_OK;
		term_say(
		    app, "Type one of the numbers, from 0 to %zu, and press Enter.\n", most);
	}
}

/* Without the blanks that were typed or pasted around it. */
static bool is_word(struct slice s, const char *word)
{
	while (s.n > 0 && s.p[s.n - 1] == ' ')
		s.n--;
	while (s.n > 0 && s.p[0] == ' ')
		s = slice_after(s, 1);
	return s.n == strlen(word) && strncasecmp((const char *)s.p, word, s.n) == 0;
}

enum rc choice_yes(bool *yes, struct app *app, const char *prompt, struct err *e)
{
	for (;;) {
		struct secret *line;
		bool no;
		enum rc rc;

		if ((rc = term_line(&line, app, prompt, e)) != RC_OK)
			return rc;
		*yes = is_word(secret_slice(line), "yes");
		no = is_word(secret_slice(line), "no") || is_word(secret_slice(line), "");
		secret_free(line);
		if (*yes || no)
			return RC_OK;
		term_say(app, "Type yes or no, or press Enter alone, which is no.\n");
	}
}
