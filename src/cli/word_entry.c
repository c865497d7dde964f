#include "word_entry.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/words.h"
#include "crypto/secret.h"

/* ASCII, and SLIP-39: the first four letters tell a word. */
enum {
	CTRL_D = 4,
	CTRL_U = 21,
	CTRL_W = 23,
	ESCAPE = 27,
	DELETE = 127,
	ENOUGH = 4,
	ROOM = 16,
	HINT_ROOM = 200
};

enum { NO_ESCAPE, ESCAPE_BEGUN, ESCAPE_SEQUENCE };

enum rc word_entry_init(struct word_entry *w, struct app *app, struct err *e)
{
	*w = (struct word_entry){.app = app, .typed = secret_new(ROOM)};
	return w->typed == NULL ? err_nomem(e) : RC_OK;
}

void word_entry_finish(struct word_entry *w)
{
	secret_free(w->typed);
	w->typed = NULL;
}

static struct slice letters(const struct word_entry *w)
{
	return slice_of(w->typed->p, w->n);
}

static void say(const struct word_entry *w, struct slice s)
{
	if (w->columns > 0)
		term_say(w->app, "%.*s", SLICE_ARG(s));
}

static void hide_hint(struct word_entry *w)
{
	term_erase(w->app, w->hint);
	w->hint = 0;
}

/* As much of the text as the line has room for, so that it can be taken back. */
static void show_hint(struct word_entry *w, const char *text)
{
	size_t n = strlen(text);

	hide_hint(w);
	if (w->columns < w->n + 1)
		return;
	if (n > w->columns - w->n - 1)
		n = w->columns - w->n - 1;
	say(w, slice_of(text, n));
	w->hint = n;
}

void word_entry_hide(struct word_entry *w)
{
	hide_hint(w);
	if (w->columns > 0)
		term_erase(w->app, w->n);
}

void word_entry_show(struct word_entry *w)
{
	say(w, letters(w));
}

void word_entry_clear(struct word_entry *w)
{
	word_entry_hide(w);
	wipe(w->typed->p, w->typed->n);
	w->n = 0;
}

int word_entry_value(const struct word_entry *w)
{
	unsigned first;
	bool one = w->n >= ENOUGH && words_beginning(&first, letters(w)) == 1;

	return one ? (int)first : -1;
}

/* " (near it: barely, barrel)" */
static void add_near(const struct word_entry *w, char *out, size_t size)
{
	size_t n = strlen(out);
	const char *before = "; near it:";

	for (unsigned i = 0; i < WORDS_COUNT && n + ROOM < size; i++)
		if (words_near(i, letters(w))) {
			n += (size_t)snprintf(out + n, size - n, "%s %s", before, words_get(i));
			before = ",";
		}
}

void word_entry_wrong(struct word_entry *w)
{
	char text[HINT_ROOM];

	snprintf(text, sizeof text, "\"%.*s\" is not a sheet word", SLICE_ARG(letters(w)));
	add_near(w, text, sizeof text);
	word_entry_clear(w);
	show_hint(w, text);
	wipe(text, sizeof text);
}

/* All that begins so, as far as there is room. */
static void list(struct word_entry *w, unsigned first, unsigned count)
{
	char text[HINT_ROOM];
	int n = snprintf(text, sizeof text, "  %u words:", count);

	for (unsigned i = 0; i < count && n + ROOM < HINT_ROOM; i++)
		n += snprintf(text + n, sizeof text - (size_t)n, " %s", words_get(first + i));
	show_hint(w, text);
	wipe(text, sizeof text);
}

static void complete(struct word_entry *w)
{
	unsigned first;
	unsigned count = words_beginning(&first, letters(w));
	const char *word;

	if (w->columns == 0 || w->n == 0)
		return;
	if (count == 0)
		show_hint(w, "  no word begins so");
	if (count > 1)
		list(w, first, count);
	if (count != 1)
		return;
	word = words_get(first);
	hide_hint(w);
	say(w, slice_str(word + w->n));
	w->n = strlen(word);
	memcpy(w->typed->p, word, w->n);
}

static void add(struct word_entry *w, uint8_t key)
{
	/* Nothing so long is a word, so that what is left out makes none. */
	if (w->n == w->typed->n || (w->columns > 0 && (key & 0x80) != 0))
		return;
	w->typed->p[w->n++] = (uint8_t)tolower(key);
	say(w, slice_of(w->typed->p + w->n - 1, 1));
}

static enum word_event take_back(struct word_entry *w)
{
	if (w->n == 0)
		return WORD_BACK;
	w->typed->p[--w->n] = 0;
	if (w->columns > 0)
		term_erase(w->app, 1);
	return WORD_MORE;
}

/* A special key is an escape sequence (ECMA-48, 5.4), and means nothing here. */
static bool in_escape(struct word_entry *w, uint8_t key)
{
	if (w->escape == NO_ESCAPE && key != ESCAPE)
		return false;
	if (w->escape == NO_ESCAPE)
		w->escape = ESCAPE_BEGUN;
	else if (w->escape == ESCAPE_BEGUN)
		w->escape = key == '[' || key == 'O' ? ESCAPE_SEQUENCE : NO_ESCAPE;
	else if (key >= 0x40 && key <= 0x7E)
		w->escape = NO_ESCAPE;
	return true;
}

/* A blank or Enter: too few letters are completed first, for the eye to see. */
static enum word_event end_of_word(struct word_entry *w)
{
	unsigned first;

	if (w->n == 0)
		return WORD_MORE;
	if (w->columns == 0 || w->n >= ENOUGH || words_beginning(&first, letters(w)) == 0)
		return WORD_DONE;
	complete(w);
	return WORD_MORE;
}

/* What numbers the words on paper is pasted along with them. */
static bool is_numbering(const struct word_entry *w, uint8_t key)
{
	return w->n == 0 && (isdigit(key) || key == '.' || key == ')' || key == ':');
}

enum word_event word_entry_key(struct word_entry *w, uint8_t key)
{
	hide_hint(w);
	if (in_escape(w, key) || is_numbering(w, key))
		return WORD_MORE;
	switch (key) {
	case '\n':
	case '\r':
	case ' ':
	case ',':
		return end_of_word(w);
	case '\t':
		complete(w);
		return WORD_MORE;
	case '\b':
	case DELETE:
		return take_back(w);
	case CTRL_U:
	case CTRL_W:
		word_entry_clear(w);
		return WORD_MORE;
	case CTRL_D:
		return w->n == 0 ? WORD_END : WORD_MORE;
	case '?':
		return WORD_HELP;
	case '-':
		if (w->n == 0)
			return WORD_BACK;
	}
	if (!iscntrl(key))
		add(w, key);
	return WORD_MORE;
}
