#include "charset_int.h"

#include <string.h>

#include "base/text.h"
#include "line_breaks_int.h"

enum {
	ASCII = 0x80,       /* below it all encodings agree */
	WINDOWS_OWN = 0x20, /* from 0x80 on, where Windows-1252 is not ISO 8859-1 */
	HIGH = 0xD800,      /* RFC 2781, 2.1: the first of a pair of surrogates */
	LOW = 0xDC00,       /* the second */
	PAIR_END = 0xE000,
	PAIR_BITS = 10
};

/*
 * What Windows-1252 has from 0x80 to 0x9F (Unicode's CP1252.TXT); 0 where it
 * has nothing. A table, not iconv: that loads modules from the disk.
 */
static const uint16_t WINDOWS[WINDOWS_OWN] = {0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020,
    0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C,
    0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178};

static const uint8_t MARK[] = {0xEF, 0xBB, 0xBF};

static bool begins(struct slice s, const void *mark, size_t n)
{
	return s.n >= n && memcmp(s.p, mark, n) == 0;
}

/* RFC 3629, 3. */
static void put_utf8(struct buf *out, uint32_t c)
{
	if (c < ASCII) {
		buf_add_char(out, (char)c);
		return;
	}
	if (c < 0x800) {
		buf_add_char(out, (char)(0xC0 | c >> 6));
	} else {
		if (c < 0x10000) {
			buf_add_char(out, (char)(0xE0 | c >> 12));
		} else {
			buf_add_char(out, (char)(0xF0 | c >> 18));
			buf_add_char(out, (char)(0x80 | (c >> 12 & 0x3F)));
		}
		buf_add_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
	}
	buf_add_char(out, (char)(0x80 | (c & 0x3F)));
}

/* UTF-16 */

static uint32_t unit(struct slice s, size_t at, bool big)
{
	return big ? (uint32_t)s.p[at] << 8 | s.p[at + 1]
		   : (uint32_t)s.p[at + 1] << 8 | s.p[at];
}

/* The character at *at, which goes on behind it; 0 if there is none. */
static uint32_t next_utf16(struct slice s, size_t *at, bool big)
{
	uint32_t first;
	uint32_t second;

	if (s.n - *at < 2)
		return 0;
	first = unit(s, *at, big);
	*at += 2;
	if (first < HIGH || first >= PAIR_END)
		return first;
	if (first >= LOW || s.n - *at < 2)
		return 0;
	second = unit(s, *at, big);
	if (second < LOW || second >= PAIR_END)
		return 0;
	*at += 2;
	return 0x10000 + ((first - HIGH) << PAIR_BITS) + (second - LOW);
}

static enum rc from_utf16(struct buf *out, struct slice s, bool big, struct err *e)
{
	size_t at = 0;

	while (at < s.n) {
		uint32_t c = next_utf16(s, &at, big);

		if (c == 0)
			return err_set(e, RC_INPUT,
			    "line %ld is not whole UTF-16 text; save the file again as UTF-8",
			    line_behind(buf_slice(out)));
		put_utf8(out, c);
	}
	return RC_OK;
}

/* Windows-1252 */

static uint32_t windows(uint8_t byte)
{
	if (byte < ASCII || byte >= ASCII + WINDOWS_OWN)
		return byte;
	return WINDOWS[byte - ASCII];
}

static enum rc from_windows(struct buf *out, struct slice s, struct err *e)
{
	for (size_t i = 0; i < s.n; i++) {
		uint32_t c = windows(s.p[i]);

		if (c == 0)
			return err_set(e, RC_INPUT,
			    "line %ld is neither UTF-8 nor Windows-1252 text; export the file "
			    "again, or save it as UTF-8",
			    line_behind(slice_of(s.p, i)));
		put_utf8(out, c);
	}
	return RC_OK;
}

/* guessing */

/* Bytes of the UTF-8 character that s begins with, or 0. */
static size_t character(struct slice s)
{
	for (size_t n = 1; n <= 4 && n <= s.n; n++)
		if (text_valid(slice_of(s.p, n)))
			return n;
	return 0;
}

/*
 * True if there are more letters that are right in UTF-8 than are wrong: then
 * it is UTF-8 that was damaged, and any other reading would change them all.
 */
static bool was_utf8(struct slice s)
{
	size_t right = 0;
	size_t wrong = 0;

	while (s.n > 0) {
		size_t n = s.p[0] < ASCII ? 1 : character(s);

		right += n > 1;
		wrong += n == 0;
		s = slice_after(s, n > 0 ? n : 1);
	}
	return right > wrong;
}

static long first_bad_line(struct slice s)
{
	size_t at = 0;
	size_t n;

	while (at < s.n && (n = character(slice_after(s, at))) > 0)
		at += n;
	return line_behind(slice_of(s.p, at));
}

static enum rc read_bytes(struct charset *c, struct slice file, struct err *e)
{
	bool marked = begins(file, MARK, sizeof MARK);
	long line;

	c->text = marked ? slice_after(file, sizeof MARK) : file;
	if (text_valid(c->text))
		return RC_OK;
	line = first_bad_line(c->text);
	if (marked || was_utf8(c->text))
		return err_set(e, RC_INPUT,
		    "line %ld is not UTF-8 text, though the rest is; export the file again",
		    line);
	c->guessed_line = line;
	return from_windows(&c->memory, file, e);
}

enum rc charset_read(struct charset *c, struct slice file, struct err *e)
{
	bool little = begins(file, "\xFF\xFE", 2);
	bool big = begins(file, "\xFE\xFF", 2);
	enum rc rc;

	*c = (struct charset){0};
	if (little || big)
		rc = from_utf16(&c->memory, slice_after(file, 2), big, e);
	else
		rc = read_bytes(c, file, e);
	if (rc == RC_OK && !buf_ok(&c->memory))
		rc = err_nomem(e);
	if (little || big || c->guessed_line > 0)
		c->text = buf_slice(&c->memory);
	return rc;
}

void charset_finish(struct charset *c)
{
	buf_finish(&c->memory);
	*c = (struct charset){0};
}
