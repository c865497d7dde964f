/*
 * import_names: a name for each attachment of an entry, by which it can be saved.
 *
 * Other programs let several have one name, or none, or one with a folder in it.
 */
#include <string.h>

#include "base/text.h"
#include "import_keep_int.h"
#include "vault/content.h"

enum { NUMBER_MAX = 24 /* bytes of " (2)", with any number */ };

/* A name leads nowhere, but is shown and may be one for a file later. */
static struct slice plain_name(struct slice name)
{
	for (size_t i = name.n; i > 0; i--)
		if (name.p[i - 1] == '/' || name.p[i - 1] == '\\') {
			name = slice_after(name, i);
			break;
		}
	if (name.n == 0 || name.n > TITLE_MAX - NUMBER_MAX || !text_valid_line(name) ||
	    slice_eq_str(name, ".") || slice_eq_str(name, ".."))
		return slice_str("attachment");
	return name;
}

/* The ending of a name, with its dot; nothing if it has none. */
static struct slice ending(struct slice name)
{
	for (size_t i = name.n; i > 1; i--)
		if (name.p[i - 1] == '.')
			return slice_after(name, i - 1);
	return slice_of(NULL, 0);
}

static void put_numbered(struct buf *out, struct slice name, size_t number)
{
	const struct slice end = ending(name);

	buf_clear(out);
	buf_add(out, name.p, name.n - end.n);
	if (number > 1)
		buf_printf(out, " (%zu)", number);
	buf_add_slice(out, end);
}

/* Whether one has it in any case, as "save" takes names. */
static bool is_taken(const struct import_keep *k, const char *folded)
{
	const char *other = (const char *)k->folded.p;

	for (size_t i = 0; i < k->n; i++, other += strlen(other) + 1)
		if (strcmp(other, folded) == 0)
			return true;
	return false;
}

enum rc import_keep_name(struct import_keep *k, struct slice name, struct err *e)
{
	struct buf numbered = {0};
	struct buf folded = {0};
	size_t number = 1;
	enum rc rc;

	name = plain_name(name);
	do {
		put_numbered(&numbered, name, number);
		buf_clear(&folded);
		if ((rc = text_fold(&folded, buf_slice(&numbered), e)) != RC_OK)
			goto out;
		number = number == 1 ? k->n + 1 : number + 1;
	} while (buf_cstr(&folded) != NULL && is_taken(k, buf_cstr(&folded)));
	buf_add_slice(&k->names, buf_slice(&numbered));
	buf_add_char(&k->names, '\0');
	buf_add_slice(&k->folded, buf_slice(&folded));
	buf_add_char(&k->folded, '\0');
	rc = buf_ok(&numbered) && buf_ok(&folded) && buf_ok(&k->names) && buf_ok(&k->folded)
		 ? RC_OK
		 : err_nomem(e);
out:
	buf_finish(&numbered);
	buf_finish(&folded);
	return rc;
}
