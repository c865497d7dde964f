#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

enum {
	EXPANSION = 18,   /* of a code point, decomposed and folded (UAX #15, 14) */
	COLUMN_BYTES = 16 /* a letter and the marks on it that are shown */
};

static const char REPLACEMENT[] = "\xEF\xBF\xBD";
static const char ELLIPSIS[] = "\xE2\x80\xA6";

struct range {
	utf8proc_int32_t first;
	utf8proc_int32_t last;
};

/* Default_Ignorable_Code_Point of the Unicode Character Database. */
static const struct range IGNORABLE[] = {{0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x061C, 0x061C},
    {0x115F, 0x1160}, {0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x200B, 0x200F}, {0x202A, 0x202E},
    {0x2060, 0x206F}, {0x3164, 0x3164}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0},
    {0xFFF0, 0xFFF8}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}};

/* General category Zs, and the Braille pattern without a dot. */
static const struct range BLANK[] = {{0x0020, 0x0020}, {0x00A0, 0x00A0}, {0x1680, 0x1680},
    {0x2000, 0x200A}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x2800, 0x2800}, {0x3000, 0x3000}};

/*
 * What is not printed: the characters of UAX #9 that reorder what follows, and
 * those without width that hide a difference. Joiners and the soft hyphen are
 * part of real text.
 */
static const struct range UNSEEN[] = {{0x061C, 0x061C}, {0x200B, 0x200B}, {0x200E, 0x200F},
    {0x202A, 0x202E}, {0x2060, 0x2064}, {0x2066, 0x2069}, {0xFEFF, 0xFEFF}};

#define COUNT(a) (sizeof(a) / sizeof *(a))

static bool is_in(utf8proc_int32_t c, const struct range *ranges, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

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

static bool check(struct slice s, bool line)
{
	while (s.n > 0) {
		utf8proc_int32_t c;
		size_t n = next(&c, s);

		if (n == 0 || c == 0 || (line && is_control(c)))
			return false;
		s = slice_after(s, n);
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

bool text_valid_name(struct slice s)
{
	bool blank = true;

	if (!text_valid_line(s))
		return false;
	for (bool first = true; s.n > 0; first = false) {
		utf8proc_int32_t c;
		size_t n = next(&c, s);

		blank = is_in(c, BLANK, COUNT(BLANK));
		if ((first && blank) || is_in(c, IGNORABLE, COUNT(IGNORABLE)))
			return false;
		s = slice_after(s, n);
	}
	return !blank;
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

static bool is_ascii(struct slice s)
{
	uint8_t any = 0;

	for (size_t i = 0; i < s.n; i++)
		any |= s.p[i];
	return any < 0x80;
}

/* Most text: it is in NFC, and only its capitals fold. */
static enum rc fold_ascii(struct buf *out, struct slice s, struct err *e)
{
	uint8_t *at = buf_extend(out, s.n);

	if (at == NULL)
		return err_nomem(e);
	for (size_t i = 0; i < s.n; i++)
		at[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (uint8_t)(s.p[i] | 0x20) : s.p[i];
	return RC_OK;
}

enum rc text_nfc(struct buf *out, struct slice s, struct err *e)
{
	return map(out, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE, e);
}

enum rc text_fold(struct buf *out, struct slice s, struct err *e)
{
	if (s.n > 0 && is_ascii(s) && memchr(s.p, '\0', s.n) == NULL)
		return fold_ascii(out, s, e);
	if (!text_valid(s)) {
		buf_add_slice(out, s);
		return buf_ok(out) ? RC_OK : err_nomem(e);
	}
	return map(out, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD, e);
}

/* What is printed for the first character of s; *s goes on behind it. */
static struct slice safe_next(struct slice *s, bool lines)
{
	utf8proc_int32_t c;
	size_t n = next(&c, *s);
	struct slice one = slice_of(s->p, n);
	bool keep = n > 0 && !is_control(c) && !is_in(c, UNSEEN, COUNT(UNSEEN));

	if (lines && n > 0 && (c == '\n' || c == '\t'))
		keep = true;
	if (n == 0)
		n = 1;
	*s = slice_of(s->p + n, s->n - n);
	return keep ? one : slice_str(REPLACEMENT);
}

void text_safe(struct buf *out, struct slice s, bool lines)
{
	while (s.n > 0)
		buf_add_slice(out, safe_next(&s, lines));
}

/* RFC 8259, 7: within a string any character may be written so; these are below U+10000. */
void text_safe_json(struct buf *out, struct slice s)
{
	while (s.n > 0) {
		const struct slice before = s;
		utf8proc_int32_t c;
		const struct slice one = safe_next(&s, true);

		if (one.p == before.p || next(&c, before) == 0)
			buf_add(out, before.p, before.n - s.n);
		else
			buf_printf(out, "\\u%04X", (unsigned)c);
	}
}

bool text_is_safe(struct slice s)
{
	while (s.n > 0) {
		const uint8_t *at = s.p;

		if (safe_next(&s, false).p != at)
			return false;
	}
	return true;
}

void text_safe_str(char *out, size_t size, struct slice s, bool lines)
{
	const size_t dots = sizeof ELLIPSIS - 1;
	size_t keep = 0; /* bytes that leave room for the ellipsis */
	size_t n = 0;

	while (s.n > 0) {
		struct slice one = safe_next(&s, lines);

		if (n + one.n >= size) {
			memcpy(out + keep, ELLIPSIS, dots);
			n = keep + dots;
			break;
		}
		memcpy(out + n, one.p, one.n);
		n += one.n;
		if (n + dots < size)
			keep = n;
	}
	out[n] = '\0';
}

/* The columns of the first character of s, whose length goes to *n. */
static size_t width_next(size_t *n, struct slice s)
{
	utf8proc_int32_t c;

	if ((*n = next(&c, s)) > 0)
		return (size_t)utf8proc_charwidth(c);
	*n = 1;
	return 1;
}

size_t text_width(struct slice s)
{
	size_t width = 0;

	while (s.n > 0) {
		size_t n;

		width += width_next(&n, s);
		s = slice_after(s, n);
	}
	return width;
}

size_t text_fit(struct slice s, size_t columns)
{
	size_t most = columns < SIZE_MAX / COLUMN_BYTES ? columns * COLUMN_BYTES : SIZE_MAX;
	size_t width = 0;
	size_t at = 0;

	while (at < s.n) {
		size_t n;

		width += width_next(&n, slice_after(s, at));
		if (width > columns || at + n > most)
			break;
		at += n;
	}
	return at;
}

/* How many bytes of s are its first character; 0 at the end. */
static size_t cluster(struct slice s)
{
	utf8proc_int32_t state = 0;
	utf8proc_int32_t before;
	utf8proc_int32_t c;
	size_t at = next(&before, s);

	while (at > 0 && at < s.n) {
		size_t n = next(&c, slice_after(s, at));

		if (n == 0 || utf8proc_grapheme_break_stateful(before, c, &state))
			break;
		at += n;
		before = c;
	}
	return at;
}

struct slice text_character(struct slice s, size_t n)
{
	size_t length = 0;

	while (n-- > 0) {
		s = slice_after(s, length);
		length = cluster(s);
	}
	return slice_of(s.p, length);
}
