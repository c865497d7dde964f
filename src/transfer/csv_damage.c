#include "csv_damage_int.h"

#include <string.h>

#include "vault/content.h"

enum { KEPT = 15 /* digits of a number in a spreadsheet, IEEE 754 binary64 */, WIDE = 4 };

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static size_t digits(struct slice s, size_t from)
{
	size_t i = from;

	while (i < s.n && is_digit(s.p[i]))
		i++;
	return i - from;
}

/* What is behind the E: a spreadsheet gives a negative exponent two digits at least. */
static bool is_exponent(struct slice s)
{
	size_t n;

	if (s.n < 2 || (s.p[0] != '+' && s.p[0] != '-'))
		return false;
	n = digits(s, 1);
	return n + 1 == s.n && (s.p[0] == '+' || n >= 2);
}

/* "1E+11", "1.23E+11", also with a comma, as spreadsheets of other countries write. */
static bool is_scientific(struct slice s)
{
	size_t i = 1;

	if (digits(s, 0) != 1)
		return false;
	if (i < s.n && (s.p[i] == '.' || s.p[i] == ',')) {
		size_t n = digits(s, i + 1);

		if (n == 0)
			return false;
		i += 1 + n;
	}
	return i < s.n && (s.p[i] == 'E' || s.p[i] == 'e') &&
	       is_exponent(slice_after(s, i + 1));
}

static bool is_hashes(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '#')
			return false;
	return s.n >= WIDE;
}

/* "#NAME?", "#DIV/0!", "#WERT!", and "Err:508" of LibreOffice: there was a "=", "+" or "-". */
static bool is_error(struct slice s)
{
	enum { LETTERS = 2, NUMBER = 3 };
	static const char LIBREOFFICE[] = "Err:";
	const size_t n = sizeof LIBREOFFICE - 1;
	size_t i = 1;

	if (slice_eq_str(s, "#N/A"))
		return true;
	if (s.n == n + NUMBER && memcmp(s.p, LIBREOFFICE, n) == 0)
		return digits(s, n) == NUMBER;
	if (s.n == 0 || s.p[0] != '#')
		return false;
	while (i < s.n && ((s.p[i] >= 'A' && s.p[i] <= 'Z') || s.p[i] == '/' || s.p[i] == '0'))
		i++;
	return i > LETTERS && i + 1 == s.n && (s.p[i] == '!' || s.p[i] == '?');
}

/* The check digit of cards (ISO/IEC 7812-1, annex B). */
static bool luhn(struct slice s)
{
	unsigned sum = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned d = s.p[s.n - 1 - i] - '0';

		if (i % 2 == 1)
			d = d > 4 ? 2 * d - 9 : 2 * d;
		sum += d;
	}
	return sum % 10 == 0;
}

/* One zero may be right: the number of a card is taken for whole if it checks. */
static bool is_rounded(struct slice s)
{
	enum { MANY = 3 };

	if (s.n <= KEPT || digits(s, 0) != s.n)
		return false;
	for (size_t i = s.n; i > KEPT; i--)
		if (s.p[i - 1] != '0')
			return s.p[s.n - 1] == '0' && s.p[s.n - 2] == '0' &&
			       s.p[s.n - MANY] == '0';
	return s.n >= KEPT + MANY || !luhn(s);
}

static bool is_of_spreadsheet(struct slice s)
{
	return is_scientific(s) || is_hashes(s) || is_error(s) || is_rounded(s);
}

/* As HTML has what means something in it. */
static bool is_escaped(struct slice s)
{
	static const char *const marks[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (memmem(s.p, s.n, marks[i], strlen(marks[i])) != NULL)
			return true;
	return false;
}

struct damage {
	bool (*is)(struct slice value);
	const char *what;
	const char *advice;
};

static const struct damage SPREADSHEET = {.is = is_of_spreadsheet,
    .what = "looks as if a spreadsheet had changed it: ",
    .advice = "; compare it with where it comes from, or import the file as it was exported"};

static const struct damage ESCAPED = {.is = is_escaped,
    .what = "has \"&amp;\" or the like in it, which LastPass may have written for \"&\": ",
    .advice = "; compare it with what LastPass shows"};

static void look(
    struct buf *note, const struct damage *d, struct slice label, struct slice value, size_t *n)
{
	if (value.n == 0 || !d->is(value))
		return;
	if (*n == 0 && note->n > 0)
		buf_add_str(note, "; ");
	buf_add_str(note, *n > 0 ? ", " : d->what);
	buf_add_char(note, '"');
	buf_add_slice(note, label);
	buf_add_char(note, '"');
	++*n;
}

static void look_at_all(
    struct buf *note, const struct damage *d, const struct content *c, bool addresses)
{
	size_t n = 0;

	look(note, d, slice_str("title"), c->title, &n);
	look(note, d, slice_str("user name"), c->username, &n);
	for (size_t i = 0; addresses && i < c->n_urls; i++)
		look(note, d, slice_str("url"), c->urls[i], &n);
	for (size_t i = 0; i < c->n_fields; i++)
		look(note, d, c->fields[i].label, c->fields[i].value, &n);
	if (n > 0)
		buf_add_str(note, d->advice);
}

void csv_damage_note(const struct content *c, struct buf *note)
{
	look_at_all(note, &SPREADSHEET, c, true);
}

void csv_damage_note_escaped(const struct content *c, struct buf *note)
{
	look_at_all(note, &ESCAPED, c, false);
}
