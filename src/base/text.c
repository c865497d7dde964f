#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

/* Decomposition and folding of one code point give at most 18 (UAX #15, 14). */
enum { EXPANSION = 18 };

static const char REPLACEMENT[] = "\xEF\xBF\xBD";

/* One code point at s; its length, or 0 if the bytes are not UTF-8. */
static size_t next(utf8proc_int32_t *c, struct slice s)
{
	utf8proc_ssize_t n = utf8proc_iterate(s.p, (utf8proc_ssize_t)(s.n < 4 ? s.n : 4), c);

	return n > 0 ? (size_t)n : 0;
}

static bool is_control(utf8proc_int32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
}

/* The characters of UAX #9 that reorder what follows, and other unseen ones. */
static bool is_bidi(utf8proc_int32_t c)
{
	return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

static bool check(struct slice s, bool line)
{
	while (s.n > 0) {
		utf8proc_int32_t c;
		size_t n = next(&c, s);

		if (n == 0 || c == 0 || (line && is_control(c)))
			return false;
		s = slice_of(s.p + n, s.n - n);
	}
	return true;
}

bool text_valid(struct slice s)
{
	return check(s, false);
}

bool text_valid_line(struct slice s)
{
	return check(s, true);
}

/* utf8proc_map would leave copies on the heap: do its steps in wiped memory. */
static enum rc map(struct buf *out, struct slice s, utf8proc_option_t options, struct err *e)
{
	struct buf work = {0};
	utf8proc_int32_t *points;
	utf8proc_ssize_t n;
	enum rc rc = RC_OK;

	if (!text_valid(s))
		return err_set(e, RC_INPUT, "the text is not valid UTF-8");
	if (s.n == 0)
		return RC_OK;
	if (s.n > SIZE_MAX / (EXPANSION * sizeof *points) - 1)
		return err_nomem(e);
	points = (utf8proc_int32_t *)(void *)buf_extend(
	    &work, (s.n * EXPANSION + 1) * sizeof *points);
	if (points == NULL)
		return err_nomem(e);
	n = utf8proc_decompose(
	    s.p, (utf8proc_ssize_t)s.n, points, (utf8proc_ssize_t)(s.n * EXPANSION), options);
	if (n >= 0)
		n = utf8proc_reencode(points, n, options);
	if (n < 0)
		rc = err_set(e, RC_INPUT, "the text cannot be normalised");
	else
		buf_add(out, points, (size_t)n);
	buf_finish(&work);
	return rc != RC_OK || buf_ok(out) ? rc : err_nomem(e);
}

enum rc text_nfc(struct buf *out, struct slice s, struct err *e)
{
	return map(out, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE, e);
}

enum rc text_fold(struct buf *out, struct slice s, struct err *e)
{
	return map(out, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD, e);
}

void text_safe(struct buf *out, struct slice s, bool lines)
{
	while (s.n > 0) {
		utf8proc_int32_t c;
		size_t n = next(&c, s);
		bool keep = n > 0 && !is_control(c) && !is_bidi(c);

		if (lines && n > 0 && (c == '\n' || c == '\t'))
			keep = true;
		if (n == 0)
			n = 1;
		if (keep)
			buf_add(out, s.p, n);
		else
			buf_add_str(out, REPLACEMENT);
		s = slice_of(s.p + n, s.n - n);
	}
}

size_t text_width(struct slice s)
{
	size_t width = 0;

	while (s.n > 0) {
		utf8proc_int32_t c;
		size_t n = next(&c, s);

		width += n == 0 ? 1 : (size_t)utf8proc_charwidth(c);
		if (n == 0)
			n = 1;
		s = slice_of(s.p + n, s.n - n);
	}
	return width;
}
