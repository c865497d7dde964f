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

enum {
	NOTE = 2048,       /* the longest note or warning */
	CELL_COLUMNS = 200 /* of a column of a table without a limit of its own */
};

void out_safe(struct buf *out, const char *text)
{
	text_safe(out, slice_str(text), false);
}

void out_safe_lines(struct buf *out, struct slice text)
{
	text_safe(out, text, true);
}

/* A path, an option or a name may come first, and is not to be altered. */
static bool starts_sentence(const char *text)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz");

	if (n == 0 || (n == 1 && text[0] != 'a'))
		return false;
	return text[n] == ' ' || (strchr(",;", text[n]) != NULL && text[n + 1] == ' ');
}

/* "strongroom: Sentence." */
static void message(const char *text)
{
	struct buf b = {0};
	size_t n = strlen(text);
	bool capital = starts_sentence(text);

	buf_add_str(&b, "strongroom: ");
	if (n > 0) {
		buf_add_char(&b, capital ? (char)toupper((unsigned char)text[0]) : text[0]);
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
	char raw[NOTE + 8]; /* cut by vsnprintf, it is cut again before its end */

	vsnprintf(raw, sizeof raw, fmt, ap);
	text_safe_str(text, size, slice_str(raw), true);
}

PRINTF_LIKE(1, 0)
static void note(const char *fmt, va_list ap)
{
	char text[NOTE];
	size_t n;

	format(text, sizeof text - 1, fmt, ap);
	n = strlen(text);
	text[n++] = '\n';
	(void)!write(STDERR_FILENO, text, n);
}

void out_note(const struct app *app, const char *fmt, ...)
{
	va_list ap;

	if (app->quiet)
		return;
	va_start(ap, fmt);
	note(fmt, ap);
	va_end(ap);
}

void out_progress(const struct app *app, const char *fmt, ...)
{
	va_list ap;

	if (app->quiet || app->json)
		return;
	va_start(ap, fmt);
	note(fmt, ap);
	va_end(ap);
}

void out_warn(const struct app *app, const char *fmt, ...)
{
	char text[NOTE];
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
	const char *code = code_name(e->rc);
	json_t *doc;
	char *text;

	if (!app->json) {
		message(e->text);
		return;
	}
	doc = json_pack("{s:{s:s,s:s}}", "error", "code", code, "message", e->text);
	text = doc != NULL ? json_dumps(doc, JSON_COMPACT) : NULL;
	/* Who reads this must get a document, even without memory for the message. */
	if (text != NULL)
		dprintf(STDERR_FILENO, "%s\n", text);
	else
		dprintf(STDERR_FILENO, "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}\n",
		    code, "the message cannot be shown");
	json_free_wiped(text);
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

	text_safe_json(b, slice_of(p, n));
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

/* A string as far as a cell shows it; false if there is more. */
static bool cell_string(struct buf *out, struct slice s, size_t columns)
{
	size_t n = text_fit(s, columns);

	text_safe(out, slice_of(s.p, n), false);
	return n == s.n;
}

/*
 * One cell as text: strings as they are, lists joined, truths as yes or no.
 * No more than a cell of so many columns shows; false if there is more.
 */
static bool cell(struct buf *out, const json_t *value, size_t columns)
{
	bool whole = true;
	size_t i;
	json_t *one;

	if (json_is_string(value))
		return cell_string(out,
		    slice_of(json_string_value(value), json_string_length(value)), columns);
	if (json_is_integer(value))
		buf_printf(out, "%lld", (long long)json_integer_value(value));
	else if (json_is_boolean(value))
		buf_add_str(out, json_is_true(value) ? "yes" : "no");
	else if (json_is_array(value))
		json_array_foreach(value, i, one)
		{
			if (!whole || text_fit(buf_slice(out), columns) < out->n)
				return false;
			if (i > 0)
				buf_add_str(out, ", ");
			whole = cell(out, one, columns);
		}
	else
		buf_add_char(out, '-');
	return whole;
}

/* What is shown of a cell: what is too wide ends in an ellipsis. */
static void cell_cut(struct buf *out, const json_t *row, const struct column *c)
{
	size_t columns = c->most > 0 ? c->most : CELL_COLUMNS;
	struct buf text = {0};
	bool whole = cell(&text, json_object_get(row, c->key), columns);

	if (whole && text_fit(buf_slice(&text), columns) == text.n) {
		buf_add_slice(out, buf_slice(&text));
	} else {
		buf_add(out, text.p, text_fit(buf_slice(&text), columns - 1));
		buf_add_str(out, "…");
	}
	buf_finish(&text);
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

	cell_cut(&text, row, c);
	pad(out, buf_slice(&text), width, last);
	buf_finish(&text);
}

static size_t cell_width(const json_t *row, const struct column *c)
{
	struct buf text = {0};
	size_t width;

	cell_cut(&text, row, c);
	width = text_width(buf_slice(&text));
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
