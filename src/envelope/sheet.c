#include "envelope/sheet.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "base/words.h"
#include "crypto/secret.h"
#include "crypto/x25519.h"
#include "envelope/age.h"
#include "envelope/slip39.h"
#include "sheet_int.h"

enum {
	LABEL = 11,
	PER_ROW = 5,
	WORD_PLACE = 11, /* a word, eight letters at most, and the gap behind it */
	PIECE = 20,      /* characters of the key on a line */
	EXPORT_LINES = 2
};

static enum rc wrong(struct err *e, const char *what)
{
	return err_set(
	    e, RC_FAIL, "the sheet was not printed, because it would not open: %s", what);
}

static enum rc check_identity(const struct sheet *s, struct err *e)
{
	struct secret *identity = NULL;
	struct buf text = {0};
	uint8_t recipient[AGE_KEY];
	enum rc rc;

	if (s->need > 1)
		return wrong(e, "a key stands on a sheet that is not enough alone");
	if ((rc = age_identity_decode(&identity, s->identity, e)) != RC_OK)
		return wrong(e, "its key is malformed");
	x25519_base(recipient, identity->p);
	age_recipient_encode(&text, recipient);
	if (!slice_eq(buf_slice(&text), s->recipient))
		rc = wrong(e, "its key does not fit the public key");
	secret_free(identity);
	buf_finish(&text);
	return rc;
}

static enum rc check(const struct sheet *s, struct err *e)
{
	struct slip39_info info;
	uint8_t recipient[AGE_KEY];

	if (slip39_check(&info, s->words, NULL) != RC_OK)
		return wrong(e, "its words are malformed");
	if (info.need != s->need || info.number != s->number || s->number > s->of ||
	    s->need > s->of)
		return wrong(e, "its words belong to a sheet of another number");
	if (age_recipient_decode(recipient, s->recipient, NULL) != RC_OK)
		return wrong(e, "the public key is malformed");
	return s->identity.n > 0 ? check_identity(s, e) : RC_OK;
}

static void blanks(struct buf *out, size_t n)
{
	while (n-- > 0)
		buf_add_char(out, ' ');
}

static void lines(struct buf *out, const char *const *text)
{
	for (; *text != NULL; text++) {
		buf_add_str(out, *text);
		buf_add_char(out, '\n');
	}
}

/*
 * Take up to columns of valid UTF-8 off *rest; where it must be broken, at the
 * last blank, if there is one.
 */
static struct slice take_line(struct slice *rest, size_t columns)
{
	size_t width = 0;
	size_t blank = 0;
	size_t n = 0;
	struct slice line;

	while (n < rest->n) {
		size_t next = n + 1;

		while (next < rest->n && (rest->p[next] & 0xC0) == 0x80)
			next++;
		width += text_width(slice_of(rest->p + n, next - n));
		if (width > columns)
			break;
		if (rest->p[n] == ' ')
			blank = n;
		n = next;
	}
	if (n < rest->n && blank > 0)
		n = blank;
	line = slice_of(rest->p, n);
	while (n < rest->n && rest->p[n] == ' ')
		n++;
	*rest = slice_of(rest->p + n, rest->n - n);
	return line;
}

/* text in at most max lines; what does not fit ends in "...". */
static void wrapped(struct buf *out, struct slice text, size_t max, size_t indent)
{
	size_t columns = SHEET_COLUMNS - indent;
	struct buf safe = {0};
	struct slice rest;

	text_safe(&safe, text, false);
	rest = buf_slice(&safe);
	for (size_t i = 0; i < max && (i == 0 || rest.n > 0); i++) {
		struct slice whole = rest;
		struct slice line = take_line(&rest, columns);
		bool cut = i + 1 == max && rest.n > 0;

		if (cut)
			line = take_line(&whole, columns - 3);
		blanks(out, i > 0 ? indent : 0);
		buf_add_slice(out, line);
		buf_add_str(out, cut ? "...\n" : "\n");
	}
	if (!buf_ok(&safe))
		out->failed = true;
	buf_finish(&safe);
}

static void field(struct buf *out, const char *label, struct slice value)
{
	buf_printf(out, "%-*s", LABEL, label);
	wrapped(out, value, 1, LABEL);
}

static void field_numbered(struct buf *out, const struct sheet *s)
{
	struct buf value = {0};

	buf_printf(&value, "number %u, made on ", s->serial);
	buf_add_slice(&value, s->date);
	field(out, "Envelope", buf_slice(&value));
	buf_finish(&value);
}

static void head(struct buf *out, const struct sheet *s)
{
	lines(out, sheet_title);
	field(out, "Council", s->council);
	field(out, "Holder", s->holder);
	field_numbered(out, s);
	buf_printf(out, "%-*s%u of %u; %u of %u needed: %s\n", LABEL, "Sheet", s->number, s->of,
	    s->need, s->of,
	    s->need == 1 ? "this sheet alone opens the export" : "alone it opens nothing");
	field(out, "Public key", s->recipient);
	lines(out, sheet_when);
}

/* The next word of text, spelled in full; NULL at the end. */
static const char *next_word(struct slice *text)
{
	size_t n = 0;
	int value;

	while (text->n > 0 && isspace(text->p[0]))
		*text = slice_of(text->p + 1, text->n - 1);
	while (n < text->n && !isspace(text->p[n]))
		n++;
	value = n > 0 ? words_find(slice_of(text->p, n)) : -1;
	*text = slice_of(text->p + n, text->n - n);
	return value < 0 ? NULL : words_get((unsigned)value);
}

/* In rows, each word with its number. */
static void words(struct buf *out, struct slice text)
{
	const char *word;
	unsigned n = 0;

	while ((word = next_word(&text)) != NULL) {
		if (n > 0 && n % PER_ROW == 0)
			buf_add_char(out, '\n');
		buf_printf(out, "  %2u ", ++n);
		buf_add_str(out, word);
		if (n % PER_ROW != 0)
			blanks(out, WORD_PLACE - 1 - strlen(word));
	}
	buf_add_char(out, '\n');
}

/* In pieces that the eye can hold; the first is AGE-SECRET-KEY-1. */
static void identity(struct buf *out, struct slice text)
{
	size_t n = strlen("AGE-SECRET-KEY-1");

	while (text.n > 0) {
		n = n < text.n ? n : text.n;
		blanks(out, 6);
		buf_add(out, text.p, n);
		buf_add_char(out, '\n');
		text = slice_after(text, n);
		n = PIECE;
	}
}

static void export_at(struct buf *out, struct slice place)
{
	static const char where[] = "  It lies here: ";

	buf_add_str(out, where);
	if (place.n > 0) {
		wrapped(out, place, EXPORT_LINES, strlen(where));
		return;
	}
	for (size_t i = strlen(where); i < SHEET_COLUMNS; i++)
		buf_add_char(out, '_');
	buf_add_char(out, '\n');
}

static void body(struct buf *out, const struct sheet *s)
{
	head(out, s);
	words(out, s->words);
	if (s->identity.n > 0) {
		lines(out, sheet_key);
		identity(out, s->identity);
	}
	lines(out, sheet_needed);
	export_at(out, s->export_at);
	if (s->need > 1)
		buf_printf(out,
		    "  Any %u of the %u sheets: ask the other holders to bring theirs.\n",
		    s->need, s->of);
	lines(out, sheet_steps);
	if (s->identity.n > 0)
		lines(out, sheet_steps_age);
	lines(out, sheet_end);
}

enum rc sheet_write(struct buf *out, const struct sheet *s, struct err *e)
{
	enum rc rc;

	if ((rc = check(s, e)) != RC_OK)
		return rc;
	body(out, s);
	return buf_ok(out) ? RC_OK : err_nomem(e);
}
