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

#include "base/file.h"
#include "base/text.h"
#include "transfer/json.h"

enum { NOTE = 2048 /* the longest note or warning */ };

void out_safe(struct buf *out, const char *text)
{
	text_safe(out, slice_str(text), false);
}

void out_safe_lines(struct buf *out, struct slice text)
{
	text_safe(out, text, true);
}

void out_wrapped(struct buf *out, const char *text, size_t indent)
{
	enum { WIDTH = 78 };
	struct buf safe = {0};
	size_t column = WIDTH;
	bool first = true;

	out_safe(&safe, text);
	for (const char *p = buf_cstr(&safe); p != NULL && *p != '\0'; p += strspn(p, " ")) {
		struct slice word = slice_of(p, strcspn(p, " "));
		size_t width = text_width(word);

		if (column + 1 + width > WIDTH) {
			buf_printf(out, "%s%*s", first ? "" : "\n", (int)indent, "");
			column = indent;
		} else {
			buf_add_char(out, ' ');
			column++;
		}
		buf_add_slice(out, word);
		column += width;
		first = false;
		p += word.n;
	}
	buf_add_char(out, '\n');
	buf_finish(&safe);
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

/* A name that is put into a sentence may have line breaks, and is to speak for itself alone. */
PRINTF_LIKE(3, 0)
static void format(char *text, size_t size, const char *fmt, va_list ap)
{
	char raw[NOTE + 8]; /* cut by vsnprintf, it is cut again before its end */

	vsnprintf(raw, sizeof raw, fmt, ap);
	text_safe_str(text, size, slice_str(raw), strchr(fmt, '\n') != NULL);
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
