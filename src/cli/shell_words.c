#include "shell_words.h"

#include <stdlib.h>
#include <string.h>

/* What reads the line: the word that is being made, and where. */
struct reader {
	struct shell_words *w;
	struct slice line;
	size_t at;
	struct buf word;
	bool in_word;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static enum rc end_word(struct reader *r, struct err *e)
{
	if (!r->in_word)
		return RC_OK;
	r->in_word = false;
	if (r->w->n + 1 == ARGS_MAX)
		return err_set(e, RC_USAGE, "that line has too many words");
	if (buf_cstr(&r->word) == NULL)
		return err_nomem(e);
	/* The word keeps the memory. */
	r->w->words[r->w->n++] = (char *)r->word.p;
	buf_init(&r->word);
	return RC_OK;
}

static void begin_word(struct reader *r)
{
	if (!r->in_word)
		r->w->last = r->at;
	r->in_word = true;
}

/* A backslash and what it makes ordinary; r->at is on the backslash. */
static void take_escaped(struct reader *r)
{
	const char next = r->at + 1 < r->line.n ? (char)r->line.p[r->at + 1] : '\0';

	if (next == '\0') {
		r->w->unclosed = true;
		return;
	}
	/* Within "…" it stands for itself before anything else. */
	if (r->w->quote == '"' && next != '"' && next != '\\')
		buf_add_char(&r->word, '\\');
	buf_add_char(&r->word, next);
	r->at++;
}

static void take(struct reader *r)
{
	struct shell_words *w = r->w;
	const char c = (char)r->line.p[r->at];

	begin_word(r);
	if (w->quote == c)
		w->quote = 0;
	else if (w->quote == 0 && (c == '"' || c == '\''))
		w->quote = c;
	else if (c == '\\' && w->quote != '\'')
		take_escaped(r);
	else
		buf_add_char(&r->word, c);
}

static enum rc read_line(struct reader *r, struct err *e)
{
	enum rc rc = RC_OK;

	for (; r->at < r->line.n && rc == RC_OK; r->at++) {
		if (r->line.p[r->at] == '\0')
			return err_set(e, RC_USAGE, "there is a NUL in that line");
		if (r->w->quote == 0 && is_blank((char)r->line.p[r->at]))
			rc = end_word(r, e);
		else
			take(r);
	}
	r->w->has_last = r->in_word;
	if (!r->in_word)
		r->w->last = r->line.n;
	r->w->unclosed |= r->w->quote != 0;
	return rc == RC_OK ? end_word(r, e) : rc;
}

enum rc shell_words_split(struct shell_words *w, struct slice line, struct err *e)
{
	struct reader r = {.w = w, .line = line};
	enum rc rc;

	*w = (struct shell_words){0};
	rc = read_line(&r, e);
	buf_finish(&r.word);
	return rc;
}

void shell_words_finish(struct shell_words *w)
{
	while (w->n > 0) {
		struct buf b = {.p = (uint8_t *)w->words[--w->n]};

		b.n = b.cap = strlen(w->words[w->n]) + 1;
		buf_finish(&b);
		w->words[w->n] = NULL;
	}
}

void shell_words_drop_program(struct shell_words *w)
{
	if (w->n == 0 || strcmp(w->words[0], "strongroom") != 0)
		return;
	free(w->words[0]);
	memmove(w->words, w->words + 1, w->n * sizeof *w->words);
	w->n--;
}

/* Would it be split back into itself as it is? */
static bool is_plain(const char *word)
{
	return word[0] != '\0' && strpbrk(word, " \t\n\r\"'\\") == NULL;
}

void shell_words_quote(struct buf *out, const char *word, char quote, bool end)
{
	const bool plain = quote == 0 && is_plain(word);

	if (plain) {
		buf_add_str(out, word);
		return;
	}
	/* Nothing can be told within '…' that has a ' in it. */
	if (quote == 0 || strchr(word, '\'') != NULL)
		quote = '"';
	buf_add_char(out, quote);
	for (; *word != '\0'; word++) {
		if (quote == '"' && (*word == '"' || *word == '\\'))
			buf_add_char(out, '\\');
		buf_add_char(out, *word);
	}
	if (end)
		buf_add_char(out, quote);
}
