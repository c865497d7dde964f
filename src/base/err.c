#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* Stored names reach error texts; a terminal must not obey what is in them. */
static void make_safe(char text[ERR_TEXT])
{
	struct buf safe = {0};
	const char *s;

	text_safe(&safe, slice_str(text), false);
	if ((s = buf_cstr(&safe)) != NULL)
		snprintf(text, ERR_TEXT, "%s", s);
	buf_finish(&safe);
}

PRINTF_LIKE(3, 0)
static void fill(struct err *e, enum rc rc, const char *fmt, va_list ap)
{
	e->rc = rc;
	vsnprintf(e->text, sizeof e->text, fmt, ap);
	make_safe(e->text);
}

enum rc err_set(struct err *e, enum rc rc, const char *fmt, ...)
{
	va_list ap;

	if (e == NULL)
		return rc;
	va_start(ap, fmt);
	fill(e, rc, fmt, ap);
	va_end(ap);
	return rc;
}

enum rc err_errno(struct err *e, enum rc rc, const char *fmt, ...)
{
	int code = errno;
	va_list ap;
	size_t n;

	if (e == NULL)
		return rc;
	va_start(ap, fmt);
	fill(e, rc, fmt, ap);
	va_end(ap);
	n = strlen(e->text);
	snprintf(e->text + n, sizeof e->text - n, ": %s", strerror(code));
	return rc;
}

enum rc err_nomem(struct err *e)
{
	if (e != NULL) {
		e->rc = RC_FAIL;
		snprintf(e->text, sizeof e->text,
		    "out of memory; close other programs and try again");
	}
	return RC_FAIL;
}
