#include "sheet_typing_int.h"

#include "base/words.h"
#include "crypto/secret.h"
#include "envelope/sheet_set.h"
#include "sheet_typing.h"

enum { LONGEST = 8 /* letters of a word */ };

void sheet_typing_begin(struct sheet_typing *t)
{
	wipe(t->values->p, t->values->n);
	t->n = 0;
	t->redo = 0;
}

static uint16_t *values(const struct sheet_typing *t)
{
	return (uint16_t *)(void *)t->values->p;
}

/* The words of this sheet as text, for the caller to free; NULL if memory ran out. */
static struct secret *sheet_text(const struct sheet_typing *t)
{
	struct secret *text = secret_new(SHEET_WORDS * (LONGEST + 1));
	struct buf b;

	if (text == NULL)
		return NULL;
	buf_init_fixed(&b, text->p, text->n);
	for (size_t i = 0; i < SHEET_WORDS; i++) {
		if (i > 0)
			buf_add_char(&b, ' ');
		buf_add_str(&b, words_get(values(t)[i]));
	}
	secret_truncate(text, b.n);
	return text;
}

void sheet_typing_end(struct sheet_typing *t, enum rc rc)
{
	t->rc = rc;
	t->done = true;
}

/* Right in itself, but not one that is wanted. */
static void refuse(struct sheet_typing *t, const struct err *why)
{
	term_say(t->app, "No: %s.\n", why->text);
	sheet_typing_begin(t);
}

static void ask_which(struct sheet_typing *t, const char *what, struct slice text)
{
	unsigned to;

	term_say(t->app, "Sheet %zu: %s.\n", t->set->n + 1, what);
	if (!slip39_suspect(&t->suspect, &to, text))
		t->suspect = 0;
	else if (to == t->suspect)
		term_say(t->app, "Look at word %u: if only one is wrong, it is this.\n", to);
	else
		term_say(
		    t->app, "Words %u and %u seem to have changed places.\n", t->suspect, to);
	t->choosing = true;
	t->number = t->digits = 0;
}

static void taken(struct sheet_typing *t)
{
	const struct slip39_info *first = &t->set->info[0];

	sheet_typing_begin(t);
	if (t->one || sheet_set_enough(t->set) ||
	    (t->of_vault && sheet_of_vault(t->app, first->id, NULL) != RC_OK))
		sheet_typing_end(t, RC_OK);
	else
		term_say(t->app,
		    "%zu of %u sheets taken; any other sheet of the same envelope now.\n",
		    t->set->n, first->need);
}

/* All words are there: is it a sheet, and one that is wanted? */
static void end_of_sheet(struct sheet_typing *t)
{
	struct secret *text = sheet_text(t);
	struct slip39_info info;
	struct err why;

	if (text == NULL) {
		sheet_typing_end(t, err_nomem(t->e));
		return;
	}
	if (slip39_check(&info, secret_slice(text), &why) != RC_OK)
		ask_which(t, why.text, secret_slice(text));
	else if (sheet_set_add(t->set, secret_slice(text), &why) == RC_OK)
		taken(t);
	else
		refuse(t, &why);
	secret_free(text);
}

/*
 * SLIP-39: the first 15 bits are the same on every sheet of a set. Nobody has to
 * type the other eighteen words to learn that it is the wrong sheet.
 */
static void look_at_id(struct sheet_typing *t)
{
	unsigned id = (unsigned)values(t)[0] << 5 | values(t)[1] >> 5;
	struct err why;
	enum rc rc = RC_OK;

	if (t->set->n > 0 && id != t->set->info[0].id)
		rc =
		    err_set(&why, RC_INPUT, "this sheet is of another envelope than the first");
	else if (t->of_vault)
		rc = sheet_of_vault(t->app, id, &why);
	if (rc != RC_OK)
		term_say(t->app,
		    "Going by its first two words, %s. If one of them was mistyped, \"-\" "
		    "takes "
		    "it back.\n",
		    why.text);
}

void sheet_typing_add(struct sheet_typing *t, unsigned value)
{
	unsigned at = t->redo > 0 ? t->redo - 1 : t->n;

	values(t)[at] = (uint16_t)value;
	t->n = t->redo > 0 ? SHEET_WORDS : t->n + 1;
	t->redo = 0;
	if (t->n == 2)
		look_at_id(t);
	if (t->n == SHEET_WORDS)
		end_of_sheet(t);
}

void sheet_typing_drop(struct sheet_typing *t)
{
	values(t)[--t->n] = 0;
}
