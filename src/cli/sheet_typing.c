#include "sheet_typing.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "crypto/secret.h"
#include "envelope/sheet_set.h"
#include "sheet_typing_int.h"

enum { COLUMNS = 50 /* of a terminal, at least, to show a word and take it back */ };

static void prompt_text(const struct sheet_typing *t, char *out, size_t size)
{
	if (!t->choosing)
		snprintf(out, size, "Sheet %zu: word %u of %d: ", t->set->n + 1,
		    t->redo > 0 ? t->redo : t->n + 1, SHEET_WORDS);
	else if (t->suspect > 0)
		snprintf(out, size,
		    "Number of the word to type again (Enter: %u, 0: all of them): ",
		    t->suspect);
	else
		snprintf(out, size, "Number of the word to type again (0: all of them): ");
}

/* The prompt at the beginning of a line. */
static void prompt(struct sheet_typing *t)
{
	char text[100];
	size_t columns = term_columns(t->app);

	if (t->line_by_line)
		return;
	prompt_text(t, text, sizeof text);
	t->word.columns = columns > strlen(text) + 1 ? columns - strlen(text) - 1 : 1;
	term_say(t->app, "%s", text);
}

static void help(struct sheet_typing *t)
{
	term_say(t->app,
	    "The sheet words are numbered on the paper in the envelope. Type each as it stands "
	    "there, then a blank or Enter; its first four letters are enough.%s "
	    "Backspace at the beginning of a word, or \"-\", takes the word before back. "
	    "Ctrl-C breaks off. %s\n",
	    t->line_by_line ? "" : " Tab completes a word, or shows which ones begin so.",
	    t->set->n == 0 ? "The sheets may come in any order."
			   : "Any other sheet of the same envelope may come next.");
}

static void take_word(struct sheet_typing *t, unsigned value)
{
	word_entry_clear(&t->word);
	if (!t->line_by_line)
		term_say(t->app, "accepted\n");
	sheet_typing_add(t, value);
}

static void wrong_word(struct sheet_typing *t)
{
	t->slip = true;
	/* What was pasted behind it would be taken for this word. */
	if (!t->line_by_line)
		term_forget_typed(t->app);
	word_entry_wrong(&t->word);
	if (t->line_by_line)
		term_say(t->app,
		    "Word %u is not one that sheets use. The sheet words are on the paper in "
		    "the "
		    "envelope; they are no passphrase. Type it again, and go on from there.\n",
		    t->redo > 0 ? t->redo : t->n + 1);
}

static void word_back(struct sheet_typing *t)
{
	if (t->redo > 0 || t->n == 0)
		return;
	sheet_typing_drop(t);
	if (!t->line_by_line)
		term_say(t->app, "back\n");
	prompt(t);
}

static void word_key(struct sheet_typing *t, uint8_t key)
{
	int value;

	switch (word_entry_key(&t->word, key)) {
	case WORD_MORE:
		return;
	case WORD_BACK:
		word_back(t);
		return;
	case WORD_END:
		sheet_typing_end(
		    t, err_set(t->e, RC_INTR, "the input ended; nothing was changed"));
		return;
	case WORD_HELP:
		word_entry_hide(&t->word);
		if (!t->line_by_line)
			term_say(t->app, "\n");
		help(t);
		break;
	case WORD_DONE:
		if ((value = word_entry_value(&t->word)) < 0) {
			wrong_word(t);
			return;
		}
		take_word(t, (unsigned)value);
	}
	if (!t->done) {
		prompt(t);
		word_entry_show(&t->word);
	}
}

static void chosen(struct sheet_typing *t)
{
	if (!t->line_by_line)
		term_say(t->app, "\n");
	if (t->digits == 0)
		t->number = t->suspect > 0 ? t->suspect : SHEET_WORDS + 1;
	t->choosing = t->number > SHEET_WORDS;
	if (t->number == 0)
		sheet_typing_begin(t);
	else if (!t->choosing)
		t->redo = t->number;
	t->number = t->digits = 0;
	prompt(t);
}

/* The number of a word is no secret. */
static void choosing_key(struct sheet_typing *t, uint8_t key)
{
	if (key == '\n' || key == '\r') {
		chosen(t);
	} else if ((key == '\b' || key == 127) && t->digits > 0) {
		t->digits--;
		t->number /= 10;
		if (!t->line_by_line)
			term_erase(t->app, 1);
	} else if (isdigit(key) && t->digits < 2) {
		t->digits++;
		t->number = t->number * 10 + (key - (unsigned)'0');
		if (!t->line_by_line)
			term_say(t->app, "%c", key);
	}
}

static bool key(void *arg, uint8_t byte)
{
	struct sheet_typing *t = arg;

	if (t->choosing)
		choosing_key(t, byte);
	else
		word_key(t, byte);
	return t->done;
}

static void show(void *arg)
{
	struct sheet_typing *t = arg;

	t->number = t->digits = 0;
	prompt(t);
	word_entry_show(&t->word);
}

static void hide(void *arg)
{
	word_entry_hide(&((struct sheet_typing *)arg)->word);
}

/* One line: as many words as there are on it. */
static enum rc type_line(struct sheet_typing *t, struct err *e)
{
	struct secret *line;
	char text[100];
	enum rc rc;

	prompt_text(t, text, sizeof text);
	if ((rc = term_secret(&line, t->app, text, e)) != RC_OK)
		return rc;
	t->slip = false;
	for (size_t i = 0; i < line->n && !t->slip && !t->done; i++)
		key(t, line->p[i]);
	if (!t->slip && !t->done)
		key(t, '\n');
	secret_free(line);
	return RC_OK;
}

static enum rc type_all(struct sheet_typing *t, struct err *e)
{
	const struct term_keys keys = {.show = show, .hide = hide, .key = key, .arg = t};
	enum rc rc = RC_OK;

	if (!t->line_by_line)
		return term_keys(t->app, &keys, e);
	while (!t->done && rc == RC_OK)
		rc = type_line(t, e);
	return rc;
}

static void introduce(const struct sheet_typing *t)
{
	if (t->line_by_line)
		term_say(t->app,
		    "Type the %d sheet words in their order, one or several at a time. Nothing "
		    "shows while you type; the first four letters of a word are enough.\n",
		    SHEET_WORDS);
	else
		term_say(t->app,
		    "Type the %d words of a sheet in their order. A word shows while you type "
		    "it, for the paper lies on the table too, and goes from the screen when it "
		    "is taken.\nThe first four letters are enough; Tab completes; Backspace "
		    "goes back, also to the word before; ? helps.\n",
		    SHEET_WORDS);
}

enum rc sheet_typing(
    struct sheet_set *set, struct app *app, bool of_vault, bool one, struct err *e)
{
	struct sheet_typing t = {
	    .app = app, .set = set, .of_vault = of_vault, .one = one, .e = e};
	enum rc rc;

	t.line_by_line = term_columns(app) < COLUMNS;
	if ((rc = word_entry_init(&t.word, app, e)) != RC_OK)
		return rc;
	if ((t.values = secret_new(SHEET_WORDS * sizeof(uint16_t))) == NULL) {
		rc = err_nomem(e);
	} else {
		introduce(&t);
		if ((rc = type_all(&t, e)) == RC_OK)
			rc = t.rc;
	}
	word_entry_finish(&t.word);
	secret_free(t.values);
	return rc;
}
