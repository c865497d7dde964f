/*
 * checkpoint_parse: what somebody kept of a log, read back.
 */
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "base/words.h"
#include "crypto/encode.h"
#include "vault/checkpoint.h"

static const char DASH[] = "\xE2\x80\x94 ";
enum { DASH_SIZE = sizeof DASH - 1, KEY_ID = 4, DIGITS_MAX = 18, WORD_SHOWN = 20 };

/* Digits without a leading zero, in the range of a seq; there is no empty log. */
static bool number(int64_t *v, struct slice s)
{
	*v = 0;
	if (s.n == 0 || s.n > DIGITS_MAX || s.p[0] == '0')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		*v = *v * 10 + (s.p[i] - '0');
	}
	return true;
}

/* signed notes */

/* The next line of *rest, without its line feed; false if there is none. */
static bool next_line(struct slice *line, struct slice *rest)
{
	const uint8_t *end = rest->n == 0 ? NULL : memchr(rest->p, '\n', rest->n);

	if (end == NULL)
		return false;
	*line = slice_of(rest->p, (size_t)(end - rest->p));
	*rest = slice_of(end + 1, rest->n - line->n - 1);
	return true;
}

/* "— NAME BASE64": name without blank and plus, key id and signature. */
static bool take_signature(struct checkpoint_signature *s, struct slice line)
{
	struct buf bytes = {0};
	const uint8_t *blank;
	struct slice coded;
	bool good;

	*s = (struct checkpoint_signature){0};
	if (line.n < DASH_SIZE || memcmp(line.p, DASH, DASH_SIZE) != 0)
		return false;
	line = slice_after(line, DASH_SIZE);
	blank = line.n == 0 ? NULL : memchr(line.p, ' ', line.n);
	if (blank == NULL || blank == line.p)
		return false;
	s->name = slice_of(line.p, (size_t)(blank - line.p));
	coded = slice_of(blank + 1, line.n - s->name.n - 1);
	good = memchr(s->name.p, '+', s->name.n) == NULL &&
	       base64_decode(&bytes, coded, true) && bytes.n > KEY_ID;
	if (good) {
		memcpy(s->key_id, bytes.p, KEY_ID);
		s->ed25519 = bytes.n == KEY_ID + SIGN_SIZE;
		if (s->ed25519)
			memcpy(s->sig, bytes.p + KEY_ID, SIGN_SIZE);
	}
	buf_finish(&bytes);
	return good;
}

bool checkpoint_signature(struct checkpoint_signature *s, struct slice *lines)
{
	struct slice line;

	return next_line(&line, lines) && take_signature(s, line);
}

static bool signatures_ok(struct slice lines)
{
	struct checkpoint_signature s;

	while (lines.n > 0)
		if (!checkpoint_signature(&s, &lines))
			return false;
	return true;
}

static bool get_root(struct checkpoint *c, struct slice line)
{
	struct buf root = {0};
	bool good = base64_decode(&root, line, true) && root.n == HASH_SIZE;

	if (good)
		memcpy(c->root, root.p, HASH_SIZE);
	buf_finish(&root);
	return good;
}

/* Text and signatures are parted by the first empty line; other lines may extend the text. */
static bool get_note(struct checkpoint *c, struct slice text)
{
	struct slice rest = text;
	struct slice line;

	c->note = true;
	if (!next_line(&c->origin, &rest) || c->origin.n == 0 || !next_line(&line, &rest) ||
	    !number(&c->size, line) || !next_line(&line, &rest) || !get_root(c, line))
		return false;
	do {
		c->text = slice_of(text.p, text.n - rest.n);
		if (rest.n == 0)
			break;
		if (!next_line(&line, &rest))
			return false;
	} while (line.n > 0);
	c->signatures = rest;
	return signatures_ok(rest);
}

/* An origin is a name like a path, which no short form begins with. */
static bool looks_like_note(struct slice text)
{
	struct slice line;

	return next_line(&line, &text) && line.n > 0 && memchr(line.p, '/', line.n) != NULL &&
	       memchr(line.p, ' ', line.n) == NULL;
}

/* the short form */

/* Runs of letters or digits; whatever is between them does not count. */
static bool next_token(struct slice *token, struct slice *rest)
{
	size_t from = 0;
	size_t to;

	while (from < rest->n && !isalnum(rest->p[from]))
		from++;
	for (to = from; to < rest->n && isalnum(rest->p[to]);)
		to++;
	*token = slice_of(rest->p + from, to - from);
	*rest = slice_of(rest->p + to, rest->n - to);
	return token->n > 0;
}

static bool is(struct slice token, const char *word)
{
	return token.n == strlen(word) &&
	       strncasecmp((const char *)token.p, word, token.n) == 0;
}

/*
 * In a sentence "N records" gives the size and "check words" comes before the
 * words. Without that, the words come behind the number.
 */
static void find_parts(struct checkpoint *c, struct slice *words, struct slice text)
{
	struct slice rest = text;
	struct slice before = {0};
	struct slice token;
	int64_t n;

	*words = slice_of(NULL, 0);
	c->size = -1;
	while (next_token(&token, &rest)) {
		if (is(token, "words") && is(before, "check")) {
			*words = rest;
			return;
		}
		if (number(&n, token) && c->size < 0) {
			c->size = n;
			*words = rest;
		} else if (is(token, "records") && number(&n, before)) {
			c->size = n;
			*words = rest;
		}
		before = token;
	}
}

static enum rc no_word(int at, struct slice token, struct err *e)
{
	int shown = (int)(token.n > WORD_SHOWN ? WORD_SHOWN : token.n);

	return err_set(e, RC_INPUT,
	    "check word %d, \"%.*s\", is not on the list of words; compare it with the minutes",
	    at + 1, shown, (const char *)token.p);
}

static enum rc get_words(struct checkpoint *c, struct slice rest, struct err *e)
{
	struct slice token;

	for (int i = 0; i < CHECKPOINT_WORDS; i++) {
		int value;

		if (!next_token(&token, &rest))
			return err_set(e, RC_INPUT,
			    "there are only %d check words; a checkpoint has %d", i,
			    CHECKPOINT_WORDS);
		if ((value = words_find(token)) < 0)
			return no_word(i, token, e);
		c->words[i] = (uint16_t)value;
	}
	return RC_OK;
}

enum rc checkpoint_parse(struct checkpoint *c, struct slice text, struct err *e)
{
	struct slice words;

	*c = (struct checkpoint){0};
	if (text.n > CHECKPOINT_MAX || !text_valid(text))
		return err_set(
		    e, RC_INPUT, "this is no checkpoint: it is too long, or no text");
	if (looks_like_note(text)) {
		if (get_note(c, text))
			return RC_OK;
		return err_set(e, RC_INPUT,
		    "this is no checkpoint: a note has the lines origin, number of records and "
		    "root, an empty one, and signatures");
	}
	find_parts(c, &words, text);
	if (c->size < 0)
		return err_set(e, RC_INPUT,
		    "this is no checkpoint: there is no number of records; give that, and the "
		    "%d "
		    "check words behind it",
		    CHECKPOINT_WORDS);
	return get_words(c, words, e);
}

bool checkpoint_says(struct slice text, int64_t size, struct slice words)
{
	struct checkpoint c;
	struct slice token;

	if (checkpoint_parse(&c, text, NULL) != RC_OK || c.note || c.size != size)
		return false;
	for (int i = 0; i < CHECKPOINT_WORDS; i++)
		if (!next_token(&token, &words) || words_find(token) != c.words[i])
			return false;
	return true;
}

void checkpoint_unix_lines(struct buf *text)
{
	size_t to = 0;

	for (size_t i = 0; i < text->n; i++)
		if (text->p[i] != '\r' || i + 1 == text->n || text->p[i + 1] != '\n')
			text->p[to++] = text->p[i];
	text->n = to;
}
