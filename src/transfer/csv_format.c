#include "csv_format_int.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

static const char NO_BREAK[] = "\xC2\xA0"; /* U+00A0 */

const struct csv_format *csv_format_named(const char *name)
{
	const struct csv_format *f;

	for (size_t i = 0; (f = csv_format_at(i)) != NULL; i++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

static bool is_ascii(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 0x80)
			return false;
	return true;
}

static bool same_name(struct slice a, struct slice b)
{
	struct buf fold_a = {0};
	struct buf fold_b = {0};
	bool same = false;

	if (is_ascii(a))
		return a.n == b.n &&
		       strncasecmp((const char *)a.p, (const char *)b.p, a.n) == 0;
	if (text_fold(&fold_a, a, NULL) == RC_OK && text_fold(&fold_b, b, NULL) == RC_OK)
		same = slice_eq(buf_slice(&fold_a), buf_slice(&fold_b));
	buf_finish(&fold_a);
	buf_finish(&fold_b);
	return same;
}

const struct csv_type *csv_type_of(const struct csv_format *f, struct slice name)
{
	for (const struct csv_type *t = f->types; t != NULL && t->name != NULL; t++)
		if (same_name(slice_str(t->name), name))
			return t;
	return NULL;
}

/* Bytes of the blank that s begins with; a no-break space comes from what was pasted. */
static size_t blank_before(struct slice s)
{
	if (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
		return 1;
	return s.n > 1 && memcmp(s.p, NO_BREAK, 2) == 0 ? 2 : 0;
}

static size_t blank_behind(struct slice s)
{
	if (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		return 1;
	return s.n > 1 && memcmp(s.p + s.n - 2, NO_BREAK, 2) == 0 ? 2 : 0;
}

struct slice csv_column_name(struct slice cell)
{
	size_t n;

	while ((n = blank_before(cell)) > 0)
		cell = slice_after(cell, n);
	while ((n = blank_behind(cell)) > 0)
		cell.n -= n;
	return cell;
}

/* N of "#N", or 0. */
static size_t number_of(struct slice name)
{
	size_t n = 0;

	if (name.n < 2 || name.n > 4 || name.p[0] != '#')
		return 0;
	for (size_t i = 1; i < name.n; i++) {
		if (name.p[i] < '0' || name.p[i] > '9')
			return 0;
		n = 10 * n + (size_t)(name.p[i] - '0');
	}
	return n;
}

bool csv_column_is(const struct csv_column *k, struct slice name, size_t i)
{
	size_t number = number_of(k->name);

	return number > 0 ? i + 1 == number
			  : same_name(csv_column_name(k->name), csv_column_name(name));
}

bool csv_column_numbered(const struct csv_column *k)
{
	return number_of(k->name) > 0;
}
