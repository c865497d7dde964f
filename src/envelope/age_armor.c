#include <string.h>

#include "age_int.h"
#include "crypto/encode.h"

/* RFC 7468, figure 3. So much white space, outside, is what age takes, too. */
enum { COLUMNS = 64, BLANK_MAX = 1024 };

static enum rc malformed(const struct age_armor *a, const char *why, struct err *e)
{
	return err_set(e, RC_INPUT, "the armor of the file is malformed at line %zu: %s",
	    a->line > 0 ? a->line : 1, why);
}

static bool white(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static size_t count_white(struct slice s)
{
	size_t n = 0;

	while (n < s.n && white(s.p[n]))
		n++;
	return n;
}

/* Read on until raw is full or the source has ended. */
static enum rc fill(struct age_armor *a, struct err *e)
{
	enum rc rc = RC_OK;

	memmove(a->raw, a->raw + a->at, a->n - a->at);
	a->n -= a->at;
	a->at = 0;
	while (a->n < sizeof a->raw && !a->end && rc == RC_OK) {
		size_t got = 0;

		rc =
		    a->source.read(a->source.arg, a->raw + a->n, sizeof a->raw - a->n, &got, e);
		a->n += got;
		a->end = got == 0;
	}
	return rc;
}

/* What is meant for an armored file, well-formed or not. */
static bool looks_armored(struct slice s)
{
	size_t blank = count_white(s);

	if (s.n >= strlen(AGE_FAMILY) && memcmp(s.p, AGE_FAMILY, strlen(AGE_FAMILY)) == 0)
		return false;
	if (blank < s.n && s.p[blank] == '-')
		return true;
	return blank > BLANK_MAX ||
	       memmem(s.p, s.n, AGE_ARMOR_BEGIN, strlen(AGE_ARMOR_BEGIN)) != NULL;
}

enum rc age_armor_open(struct age_armor *a, struct age_source source, struct err *e)
{
	enum rc rc;

	*a = (struct age_armor){.source = source};
	if ((rc = fill(a, e)) == RC_OK)
		a->armored = looks_armored(slice_of(a->raw, a->n));
	return rc;
}

/* The next line without its end, LF or CR LF. The last one needs none. */
static enum rc next_line(struct slice *line, struct age_armor *a, struct err *e)
{
	const uint8_t *lf = memchr(a->raw + a->at, '\n', a->n - a->at);
	enum rc rc;

	a->line++;
	if (lf == NULL) {
		if ((rc = fill(a, e)) != RC_OK)
			return rc;
		lf = memchr(a->raw, '\n', a->n);
	}
	if (a->n == a->at)
		return malformed(a, "it is truncated: its last line is missing", e);
	if (lf == NULL && !a->end)
		return malformed(a, "the line is longer than 64 characters", e);
	*line =
	    slice_of(a->raw + a->at, lf != NULL ? (size_t)(lf - a->raw) - a->at : a->n - a->at);
	a->at += line->n + (lf != NULL);
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	return RC_OK;
}

/* Lines of white space, and then the first one of the armor. */
static enum rc begin(struct age_armor *a, struct err *e)
{
	size_t blank = 0;
	struct slice line;
	enum rc rc;

	do {
		if ((rc = next_line(&line, a, e)) != RC_OK)
			return rc;
		if (count_white(line) < line.n)
			break;
		blank += line.n + 1;
	} while (blank <= BLANK_MAX);
	if (blank > BLANK_MAX)
		return malformed(a, "more than 1024 bytes of white space stand before it", e);
	if (!slice_eq_str(line, AGE_ARMOR_BEGIN))
		return malformed(a, "the first line is not " AGE_ARMOR_BEGIN, e);
	a->begun = true;
	return RC_OK;
}

/* Behind the last line there may be some white space and nothing else. */
static enum rc finish(struct age_armor *a, struct err *e)
{
	size_t blank = 0;
	enum rc rc;

	do {
		struct slice rest = slice_of(a->raw + a->at, a->n - a->at);

		blank += rest.n;
		if (count_white(rest) < rest.n)
			return malformed(a, "something stands behind its last line", e);
		if (blank > BLANK_MAX)
			return malformed(
			    a, "more than 1024 bytes of white space stand behind it", e);
		a->at = a->n;
		if ((rc = fill(a, e)) != RC_OK)
			return rc;
	} while (a->n > 0);
	a->over = true;
	return RC_OK;
}

static enum rc decode(struct age_armor *a, struct slice line, struct err *e)
{
	struct buf b;

	if (line.n > COLUMNS)
		return malformed(a, "the line is longer than 64 characters", e);
	if (line.n == 0)
		return malformed(a, "the line is empty", e);
	buf_init_fixed(&b, a->bytes, sizeof a->bytes);
	if (!base64_decode(&b, line, true))
		return malformed(a, "the line is not in canonical base64", e);
	a->taken = 0;
	a->have = b.n;
	a->last = b.n < AGE_ARMOR_BYTES;
	return RC_OK;
}

/* Only the last line of base64 may be shorter than the others. */
static enum rc next_bytes(struct age_armor *a, struct err *e)
{
	struct slice line;
	enum rc rc;

	if (!a->begun && (rc = begin(a, e)) != RC_OK)
		return rc;
	if ((rc = next_line(&line, a, e)) != RC_OK)
		return rc;
	if (slice_eq_str(line, AGE_ARMOR_END))
		return finish(a, e);
	if (a->last || (line.n > 0 && line.p[0] == '-'))
		return malformed(a, "the line is not " AGE_ARMOR_END, e);
	return decode(a, line, e);
}

/* What was looked at first, then the source itself. */
static enum rc read_plain(struct age_armor *a, uint8_t *p, size_t n, size_t *got, struct err *e)
{
	size_t left = a->n - a->at;

	if (left == 0)
		return a->source.read(a->source.arg, p, n, got, e);
	*got = n < left ? n : left;
	memcpy(p, a->raw + a->at, *got);
	a->at += *got;
	return RC_OK;
}

enum rc age_armor_read(void *arg, void *p, size_t n, size_t *got, struct err *e)
{
	struct age_armor *a = arg;
	uint8_t *to = p;
	enum rc rc;

	if (!a->armored)
		return read_plain(a, p, n, got, e);
	for (*got = 0; *got < n && !a->over;) {
		size_t part = a->have - a->taken;

		if (part == 0) {
			if ((rc = next_bytes(a, e)) != RC_OK)
				return rc;
			continue;
		}
		part = part < n - *got ? part : n - *got;
		memcpy(to + *got, a->bytes + a->taken, part);
		a->taken += part;
		*got += part;
	}
	return RC_OK;
}
