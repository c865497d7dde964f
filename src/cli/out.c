/*
 * out: results to stdout, messages to stderr.
 *
 * stdout is written with write(2) from memory that is wiped, for a result may
 * be a secret, and stdio would keep a copy.
 */
#include "app.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "transfer/json.h"

void out_safe(struct buf *out, const char *text)
{
	text_safe(out, slice_str(text), false);
}

void out_safe_lines(struct buf *out, struct slice text)
{
	text_safe(out, text, true);
}

/* "strongroom: Sentence." */
static void message(const char *text)
{
	struct buf b = {0};
	size_t n = strlen(text);

	buf_add_str(&b, "strongroom: ");
	if (n > 0) {
		buf_add_char(&b, (char)toupper((unsigned char)text[0]));
		buf_add(&b, text + 1, n - 1);
		if (strchr(".!?:", text[n - 1]) == NULL)
			buf_add_char(&b, '.');
	}
	buf_add_char(&b, '\n');
	if (buf_ok(&b))
		(void)!write(STDERR_FILENO, b.p, b.n);
	buf_finish(&b);
}

PRINTF_LIKE(3, 0)
static void format(char *text, size_t size, const char *fmt, va_list ap)
{
	struct buf safe = {0};
	const char *s;

	vsnprintf(text, size, fmt, ap);
	text_safe(&safe, slice_str(text), true);
	if ((s = buf_cstr(&safe)) != NULL)
		snprintf(text, size, "%s", s);
	buf_finish(&safe);
}

void out_note(const struct app *app, const char *fmt, ...)
{
	char text[2048];
	va_list ap;
	size_t n;

	if (app->quiet)
		return;
	va_start(ap, fmt);
	format(text, sizeof text - 1, fmt, ap);
	va_end(ap);
	n = strlen(text);
	text[n++] = '\n';
	(void)!write(STDERR_FILENO, text, n);
}

void out_warn(const struct app *app, const char *fmt, ...)
{
	char text[2048];
	va_list ap;

	(void)app;
	va_start(ap, fmt);
	format(text, sizeof text, fmt, ap);
	va_end(ap);
	message(text);
}

static const char *code_name(enum rc rc)
{
	switch (rc) {
	case RC_USAGE:
		return "usage";
	case RC_NOTFOUND:
		return "not-found";
	case RC_AUTH:
		return "auth";
	case RC_REFUSED:
		return "refused";
	case RC_TAMPER:
		return "integrity";
	case RC_BUSY:
		return "busy";
	case RC_EXISTS:
		return "exists";
	case RC_INPUT:
		return "bad-input";
	case RC_IO:
		return "io";
	case RC_INTR:
		return "interrupted";
	default:
		return "failed";
	}
}

void out_error(const struct app *app, const struct err *e)
{
	json_t *doc;
	char *text;

	if (!app->json) {
		message(e->text);
		return;
	}
	doc = json_pack("{s:{s:s,s:s}}", "error", "code", code_name(e->rc), "message", e->text);
	if (doc != NULL && (text = json_dumps(doc, JSON_COMPACT)) != NULL) {
		(void)!write(STDERR_FILENO, text, strlen(text));
		(void)!write(STDERR_FILENO, "\n", 1);
		json_free_wiped(text);
	}
	json_decref(doc);
}

enum rc out_write(const struct buf *b, struct err *e)
{
	if (!buf_ok(b))
		return err_nomem(e);
	return file_write_fd(STDOUT_FILENO, b->p, b->n, e);
}

static int add_json(const char *p, size_t n, void *arg)
{
	struct buf *b = arg;

	buf_add(b, p, n);
	return buf_ok(b) ? 0 : -1;
}

enum rc out_json(json_t *doc, struct err *e)
{
	struct buf b = {0};
	enum rc rc;

	if (doc == NULL || json_dump_callback(doc, add_json, &b, JSON_INDENT(2)) != 0)
		b.failed = true;
	buf_add_char(&b, '\n');
	rc = out_write(&b, e);
	buf_finish(&b);
	json_decref(doc);
	return rc;
}

/* One cell as text: strings as they are, lists joined, truths as yes or no. */
static void cell(struct buf *out, const json_t *value)
{
	size_t i;
	json_t *one;

	if (json_is_string(value))
		text_safe(
		    out, slice_of(json_string_value(value), json_string_length(value)), false);
	else if (json_is_integer(value))
		buf_printf(out, "%lld", (long long)json_integer_value(value));
	else if (json_is_boolean(value))
		buf_add_str(out, json_is_true(value) ? "yes" : "no");
	else if (json_is_array(value))
		json_array_foreach(value, i, one)
		{
			if (i > 0)
				buf_add_str(out, ", ");
			cell(out, one);
		}
	else
		buf_add_char(out, '-');
}

/* Cut at a width, never within a character. */
static struct slice cut(struct slice s, size_t most)
{
	while (most > 0 && text_width(s) > most) {
		do
			s.n--;
		while (s.n > 0 && (s.p[s.n] & 0xC0) == 0x80);
	}
	return s;
}

static void pad(struct buf *out, struct slice s, size_t width, bool last)
{
	buf_add_slice(out, s);
	for (size_t w = text_width(s); !last && w < width + 2; w++)
		buf_add_char(out, ' ');
}

static void put_cell(
    struct buf *out, const json_t *row, const struct column *c, size_t width, bool last)
{
	struct buf text = {0};

	cell(&text, json_object_get(row, c->key));
	pad(out, cut(buf_slice(&text), c->most), width, last);
	buf_finish(&text);
}

static size_t cell_width(const json_t *row, const struct column *c)
{
	struct buf text = {0};
	size_t width;

	cell(&text, json_object_get(row, c->key));
	width = text_width(cut(buf_slice(&text), c->most));
	buf_finish(&text);
	return width;
}

static void table(struct buf *out, const json_t *rows, const struct column *columns, size_t n)
{
	enum { COLUMNS_MAX = 12 };
	size_t widths[COLUMNS_MAX] = {0};
	size_t i;
	json_t *row;

	for (size_t k = 0; k < n && k < COLUMNS_MAX; k++) {
		widths[k] = strlen(columns[k].heading);
		json_array_foreach(rows, i, row)
		{
			size_t w = cell_width(row, &columns[k]);

			if (w > widths[k])
				widths[k] = w;
		}
	}
	for (size_t k = 0; k < n; k++)
		pad(out, slice_str(columns[k].heading), widths[k], k + 1 == n);
	buf_add_char(out, '\n');
	json_array_foreach(rows, i, row)
	{
		for (size_t k = 0; k < n; k++)
			put_cell(out, row, &columns[k], widths[k], k + 1 == n);
		buf_add_char(out, '\n');
	}
}

enum rc out_table(const struct app *app, json_t *rows, const struct column *columns, size_t n,
    const char *none, struct err *e)
{
	struct buf b = {0};
	enum rc rc;

	if (app->json)
		return out_json(rows, e);
	if (rows == NULL)
		return err_nomem(e);
	if (json_array_size(rows) == 0)
		out_note(app, "%s", none);
	else
		table(&b, rows, columns, n);
	rc = out_write(&b, e);
	buf_finish(&b);
	json_decref(rows);
	return rc;
}

json_t *json_slice(struct slice s)
{
	return json_stringn(s.n > 0 ? (const char *)s.p : "", s.n);
}

json_t *json_time(int64_t ms)
{
	char text[CLOCK_TEXT];

	clock_rfc3339(text, ms);
	return json_string(text);
}
