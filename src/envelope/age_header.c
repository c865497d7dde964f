#include <string.h>

#include "age_int.h"
#include "crypto/encode.h"

enum { COLUMNS = 64, LINE_BYTES = 48, MAC_TEXT = 43 };

static const char ARROW[] = "-> ";
static const char FOOTER[] = "---";

static bool starts(struct slice s, const char *with)
{
	size_t n = strlen(with);

	return s.n >= n && memcmp(s.p, with, n) == 0;
}

enum rc age_malformed(struct err *e, size_t line, const char *why)
{
	return err_set(
	    e, RC_INPUT, "the header of the file is malformed at line %zu: %s", line, why);
}

enum rc age_header_start(struct slice s, struct err *e)
{
	size_t family = strlen(AGE_FAMILY);
	size_t n = s.n < strlen(AGE_VERSION) ? s.n : strlen(AGE_VERSION);

	if (n > 0 && memcmp(s.p, AGE_VERSION, n) == 0)
		return RC_OK;
	if (n > family && memcmp(s.p, AGE_VERSION, family) == 0)
		return age_malformed(e, 1, "the version is not v1");
	return err_set(e, RC_INPUT,
	    "the header of the file is missing: this is not an age file; choose the file that "
	    "was sealed");
}

size_t age_header_size(struct slice s, size_t *from)
{
	const uint8_t *lf;

	while (*from < s.n && (lf = memchr(s.p + *from, '\n', s.n - *from)) != NULL) {
		size_t next = (size_t)(lf - s.p) + 1;

		if (starts(slice_after(s, *from), FOOTER))
			return next;
		*from = next;
	}
	return 0;
}

/* The next line without its line feed; false if none is complete. */
static bool next_line(struct slice *line, struct age_cursor *c)
{
	const uint8_t *lf = c->rest.n > 0 ? memchr(c->rest.p, '\n', c->rest.n) : NULL;

	if (lf == NULL)
		return false;
	*line = slice_of(c->rest.p, (size_t)(lf - c->rest.p));
	c->rest = slice_after(c->rest, line->n + 1);
	c->line++;
	return true;
}

/* argument *(SP argument), an argument being one or more VCHAR. */
static bool args_valid(struct slice args)
{
	bool blank = true;

	for (size_t i = 0; i < args.n; i++) {
		if (args.p[i] == ' ' ? blank : args.p[i] < 0x21 || args.p[i] > 0x7E)
			return false;
		blank = args.p[i] == ' ';
	}
	return !blank;
}

static bool line_valid(struct slice line)
{
	uint8_t bytes[COLUMNS];
	struct buf b;

	buf_init_fixed(&b, bytes, sizeof bytes);
	return line.n <= COLUMNS && base64_decode(&b, line, false);
}

static enum rc read_body(struct slice *body, struct age_cursor *c, struct err *e)
{
	const uint8_t *start = c->rest.p;
	struct slice line;

	do {
		if (!next_line(&line, c))
			return age_malformed(e, c->line, "a stanza is not complete");
		if (!line_valid(line))
			return age_malformed(e, c->line - 1,
			    line.n > COLUMNS ? "a line is longer than 64 characters"
					     : "it is not in canonical base64");
	} while (line.n == COLUMNS);
	*body = slice_of(start, (size_t)(c->rest.p - start));
	return RC_OK;
}

enum rc age_stanza_next(struct age_stanza *s, struct age_cursor *c, struct err *e)
{
	struct slice line;

	s->line = c->line;
	if (!next_line(&line, c) || !starts(line, ARROW))
		return age_malformed(e, s->line, "it should begin with \"-> \"");
	s->args = slice_after(line, strlen(ARROW));
	if (!args_valid(s->args))
		return age_malformed(
		    e, s->line, "an argument is empty or has a wrong character");
	return read_body(&s->body, c, e);
}

static enum rc read_footer(struct age_header *h, struct age_cursor *c, struct err *e)
{
	struct slice line;

	if (!next_line(&line, c) || c->rest.n > 0 || line.n != strlen(FOOTER) + 1 + MAC_TEXT ||
	    line.p[strlen(FOOTER)] != ' ')
		return age_malformed(
		    e, c->line - 1, "the last line does not have the right form");
	if (!age_stanza_bytes(h->mac, sizeof h->mac, slice_after(line, strlen(FOOTER) + 1)))
		return age_malformed(
		    e, c->line - 1, "the check value is not in canonical base64");
	return RC_OK;
}

enum rc age_header_parse(struct age_header *h, struct slice text, struct err *e)
{
	struct age_cursor c = {.rest = text, .line = 2};
	struct age_stanza s;
	enum rc rc;

	if (!starts(text, AGE_VERSION))
		return age_malformed(e, 1, "the version is not v1");
	c.rest = slice_after(text, strlen(AGE_VERSION));
	h->stanzas = c.rest;
	do {
		if ((rc = age_stanza_next(&s, &c, e)) != RC_OK)
			return rc;
	} while (!starts(c.rest, FOOTER));
	h->stanzas.n -= c.rest.n;
	h->covered = slice_of(text.p, text.n - c.rest.n + strlen(FOOTER));
	return read_footer(h, &c, e);
}

struct slice age_stanza_arg(const struct age_stanza *s, size_t i)
{
	struct slice rest = s->args;
	const uint8_t *blank;

	for (; (blank = memchr(rest.p, ' ', rest.n)) != NULL; i--) {
		if (i == 0)
			return slice_of(rest.p, (size_t)(blank - rest.p));
		rest = slice_after(rest, (size_t)(blank - rest.p) + 1);
	}
	return i == 0 ? rest : slice_of(NULL, 0);
}

size_t age_stanza_args(const struct age_stanza *s)
{
	size_t n = 1;

	for (size_t i = 0; i < s->args.n; i++)
		n += s->args.p[i] == ' ';
	return n;
}

/* Values of one line only: what is known of today is 16 or 32 bytes. */
bool age_stanza_bytes(uint8_t *out, size_t n, struct slice base64)
{
	uint8_t bytes[COLUMNS];
	struct buf b;

	if (base64.n > 0 && base64.p[base64.n - 1] == '\n')
		base64.n--;
	buf_init_fixed(&b, bytes, sizeof bytes);
	if (!base64_decode(&b, base64, false) || b.n != n)
		return false;
	memcpy(out, bytes, n);
	return true;
}
