#include "csv_damage_int.h"

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
	return i + 3 <= s.n && (s.p[i] == 'E' || s.p[i] == 'e') && s.p[i + 1] == '+' &&
	       i + 2 + digits(s, i + 2) == s.n;
}

static bool is_hashes(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '#')
			return false;
	return s.n >= WIDE;
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

static void look(struct buf *note, struct slice label, struct slice value, size_t *n)
{
	if (!is_scientific(value) && !is_hashes(value) && !is_rounded(value))
		return;
	if (*n == 0 && note->n > 0)
		buf_add_str(note, "; ");
	buf_add_str(note, *n > 0 ? ", \"" : "looks as if a spreadsheet had changed it: \"");
	buf_add_slice(note, label);
	buf_add_char(note, '"');
	++*n;
}

void csv_damage_note(const struct content *c, struct buf *note)
{
	size_t n = 0;

	look(note, slice_str("title"), c->title, &n);
	look(note, slice_str("user name"), c->username, &n);
	for (size_t i = 0; i < c->n_urls; i++)
		look(note, slice_str("url"), c->urls[i], &n);
	for (size_t i = 0; i < c->n_fields; i++)
		look(note, c->fields[i].label, c->fields[i].value, &n);
	if (n > 0)
		buf_add_str(note,
		    "; compare it with where it comes from, or import the file as it was "
		    "exported");
}
