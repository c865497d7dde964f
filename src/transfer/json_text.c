#include "json_text_int.h"

/* RFC 8259, 7: what may not stand in a string as it is. */
static void put_string(struct buf *out, struct slice s)
{
	buf_add_char(out, '"');
	for (size_t i = 0, start = 0; i <= s.n; i++) {
		bool plain = i < s.n && s.p[i] >= 0x20 && s.p[i] != '"' && s.p[i] != '\\';

		if (plain)
			continue;
		if (i > start)
			buf_add(out, s.p + start, i - start);
		if (i < s.n && s.p[i] < 0x20)
			buf_printf(out, "\\u%04x", s.p[i]);
		else if (i < s.n) {
			buf_add_char(out, '\\');
			buf_add_char(out, (char)s.p[i]);
		}
		start = i + 1;
	}
	buf_add_char(out, '"');
}

static void new_line(const struct json_text *t)
{
	buf_add_char(t->out, '\n');
	for (unsigned i = 0; i < t->depth; i++)
		buf_add_str(t->out, "  ");
}

/* What stands before a value. */
static void begin(struct json_text *t, const char *name)
{
	if (t->inside)
		buf_add_char(t->out, ',');
	if (t->depth > 0)
		new_line(t);
	if (name != NULL) {
		put_string(t->out, slice_str(name));
		buf_add_str(t->out, ": ");
	}
	t->inside = true;
}

void json_text_open(struct json_text *t, const char *name, char bracket)
{
	begin(t, name);
	buf_add_char(t->out, bracket);
	t->depth++;
	t->inside = false;
}

void json_text_close(struct json_text *t, char bracket)
{
	t->depth--;
	if (t->inside)
		new_line(t);
	buf_add_char(t->out, bracket);
	t->inside = true;
}

void json_text_string(struct json_text *t, const char *name, struct slice value)
{
	begin(t, name);
	put_string(t->out, value);
}

void json_text_number(struct json_text *t, const char *name, long long value)
{
	begin(t, name);
	buf_printf(t->out, "%lld", value);
}

void json_text_word(struct json_text *t, const char *name, const char *word)
{
	begin(t, name);
	buf_add_str(t->out, word);
}

void json_text_begin_string(struct json_text *t, const char *name)
{
	begin(t, name);
	buf_add_char(t->out, '"');
}

void json_text_end_string(struct json_text *t)
{
	buf_add_char(t->out, '"');
}
