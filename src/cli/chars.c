#include "chars.h"

#include <stdlib.h>

#include "app.h"
#include "base/text.h"

/* A count that nobody would make by hand. */
enum { LAST = 10000 };

static enum rc not_a_list(const char *text, struct err *e)
{
	return err_set(e, RC_USAGE,
	    "--chars takes up to %d numbers from 1 with commas between them, as in 3,5,8, not "
	    "\"%s\"",
	    CHARS_MAX, text);
}

enum rc chars_parse(struct chars *c, const char *text, struct err *e)
{
	const char *p = text;

	for (c->n = 0; c->n < CHARS_MAX; p++) {
		char *end;
		unsigned long at;

		while (*p == ' ')
			p++;
		at = *p >= '0' && *p <= '9' ? strtoul(p, &end, 10) : 0;
		if (at == 0 || at > LAST)
			break;
		c->at[c->n++] = at;
		for (p = end; *p == ' ';)
			p++;
		if (*p == '\0')
			return RC_OK;
		if (*p != ',')
			break;
	}
	return not_a_list(text, e);
}

void chars_name(struct buf *out, const struct chars *c)
{
	buf_add_str(out, c->n == 1 ? "character " : "characters ");
	for (size_t i = 0; i < c->n; i++)
		buf_printf(out, "%s%zu", i > 0 ? ", " : "", c->at[i]);
}

enum rc chars_check(const struct chars *c, const char *label, struct slice value, struct err *e)
{
	for (size_t i = 0; i < c->n; i++)
		if (text_character(value, c->at[i]).n == 0)
			return err_set(e, RC_INPUT,
			    "the field \"%s\" has no character %zu; count again, from 1, and "
			    "see whether this is the login that was asked about",
			    label, c->at[i]);
	return RC_OK;
}

void chars_put(struct buf *out, const struct chars *c, struct slice value)
{
	for (size_t i = 0; i < c->n; i++) {
		struct slice one = text_character(value, c->at[i]);

		buf_printf(out, "%s%zu: ", i > 0 ? "   " : "", c->at[i]);
		if (slice_eq_str(one, " "))
			buf_add_str(out, "(a blank)");
		else
			text_safe(out, one, false);
	}
	buf_add_char(out, '\n');
}

json_t *chars_json(const struct chars *c, struct slice value)
{
	json_t *list = json_array();

	for (size_t i = 0; i < c->n; i++)
		json_array_append_new(
		    list, json_pack("{s:I,s:o}", "position", (json_int_t)c->at[i], "character",
			      json_slice(text_character(value, c->at[i]))));
	return list;
}
