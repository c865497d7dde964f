/* envelope_ask: sheets that were just printed, proven to be readable. */
#include "envelope.h"

#include <stdio.h>
#include <string.h>

#include "base/words.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "envelope/sheet.h"

enum { SHEET_WORDS = 20, TRIES = 3 };

/* Word number n of words with one blank between them, from 0. */
static struct slice nth_word(struct slice words, size_t n)
{
	for (;;) {
		const uint8_t *blank = memchr(words.p, ' ', words.n);
		size_t len = blank == NULL ? words.n : (size_t)(blank - words.p);

		if (n-- == 0)
			return slice_of(words.p, len);
		words = slice_after(words, len + 1);
	}
}

static enum rc ask_word(struct app *app, const struct sheet *s, size_t n, struct err *e)
{
	struct slice want = nth_word(s->words, n);
	struct secret *line;
	char prompt[120];
	bool right;
	enum rc rc;

	snprintf(prompt, sizeof prompt,
	    "Type word %zu of the sheet (a sheet word, not your passphrase): ", n + 1);
	for (int i = 0; i < TRIES; i++) {
		if ((rc = term_secret(&line, app, prompt, e)) != RC_OK)
			return rc;
		right = words_find(secret_slice(line)) >= 0 &&
			words_find(secret_slice(line)) == words_find(want);
		secret_free(line);
		if (right)
			return RC_OK;
		term_say(app, "That is not word %zu. Look at the sheet again.\n", n + 1);
	}
	return err_set(e, RC_INPUT,
	    "the words did not agree, so no envelope was made; destroy what was printed and "
	    "start again");
}

static enum rc ask_two(struct app *app, const struct sheet *s, struct err *e)
{
	size_t first = random_below(SHEET_WORDS);
	size_t second = (first + 1 + random_below(SHEET_WORDS - 1)) % SHEET_WORDS;
	enum rc rc;

	if (s->of == 1)
		term_say(app, "\nNow show that the sheet can be read.\n");
	else
		term_say(app, "\nNow show that sheet %u of %u, of %.*s, can be read.\n",
		    s->number, s->of, SLICE_ARG(s->holder));
	if ((rc = ask_word(app, s, first, e)) != RC_OK)
		return rc;
	return ask_word(app, s, second, e);
}

enum rc envelope_ask(struct app *app, const struct sheet *sheets, size_t n, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < n && rc == RC_OK; i++)
		rc = ask_two(app, &sheets[i], e);
	return rc;
}
