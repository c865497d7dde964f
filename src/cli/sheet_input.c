/* sheet_input: the words of the sheets, from the terminal or a descriptor. */
#include "unseal.h"

#include <stdio.h>
#include <string.h>

#include "base/words.h"
#include "crypto/secret.h"
#include "envelope/keys.h"
#include "envelope/slip39.h"

enum { SHEET_WORDS = 20, WORD_MAX = 16 };

static void append_word(struct secret *words, size_t *n, int value)
{
	const char *word = words_get((unsigned)value);

	if (*n > 0)
		words->p[(*n)++] = ' ';
	memcpy(words->p + *n, word, strlen(word));
	*n += strlen(word);
}

/* The words of one line, as far as they are words; *number counts on. */
static void take_line(
    struct secret *words, size_t *n, int *number, struct app *app, struct slice line)
{
	while (line.n > 0 && *number <= SHEET_WORDS) {
		const uint8_t *blank = memchr(line.p, ' ', line.n);
		size_t len = blank == NULL ? line.n : (size_t)(blank - line.p);
		int value = words_find(slice_of(line.p, len));

		if (len > 0 && value < 0) {
			term_say(app,
			    "Word %d is not one that sheets use. The sheet words are on the "
			    "paper in the envelope; they are no passphrase. Type it again, and "
			    "go on from there.\n",
			    *number);
			return;
		}
		if (len > 0) {
			append_word(words, n, value);
			++*number;
		}
		len += blank == NULL ? 0 : 1;
		line = slice_after(line, len);
	}
}

static enum rc no_words(struct err *e)
{
	return err_set(e, RC_AUTH,
	    "the words of the sheet are needed, and there is no terminal to ask at; give them "
	    "with --words-fd N");
}

static enum rc ask_words(struct secret **out, struct app *app, struct err *e)
{
	struct secret *words;
	struct secret *line;
	char prompt[64];
	int number = 1;
	size_t n = 0;
	enum rc rc = RC_OK;

	if (!term_open(app))
		return no_words(e);
	if ((words = secret_new(SHEET_WORDS * WORD_MAX)) == NULL)
		return err_nomem(e);
	term_say(app,
	    "Type the %d sheet words in their order, one or several at a time. Nothing shows "
	    "while you type; the first four letters of a word are enough.\n",
	    SHEET_WORDS);
	while (number <= SHEET_WORDS && rc == RC_OK) {
		snprintf(prompt, sizeof prompt, "Sheet word %d of %d: ", number, SHEET_WORDS);
		if ((rc = term_secret(&line, app, prompt, e)) != RC_OK)
			break;
		take_line(words, &n, &number, app, secret_slice(line));
		secret_free(line);
	}
	if (rc != RC_OK) {
		secret_free(words);
		return rc;
	}
	secret_truncate(words, n);
	*out = words;
	return RC_OK;
}

enum rc sheet_input(struct envelope_keys **keys, struct app *app, struct err *e)
{
	struct secret *words = NULL;
	struct secret *secret = NULL;
	struct slice sheet;
	enum rc rc;

	if (args_has(&app->args, "words-fd"))
		rc = input_line(&words, app, "words-fd", e);
	else
		rc = ask_words(&words, app, e);
	if (rc != RC_OK)
		return rc;
	sheet = secret_slice(words);
	if ((rc = slip39_recover(&secret, &sheet, 1, slice_of(NULL, 0), e)) == RC_OK &&
	    secret->n != ENVELOPE_SECRET)
		rc = err_set(e, RC_INPUT, "these words are not of an envelope of this program");
	if (rc == RC_OK)
		rc = envelope_keys_derive(keys, secret, e);
	secret_free(secret);
	secret_free(words);
	return rc;
}
