#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/*
 * Stored names reach error texts; a terminal must not obey what is in them. The
 * reason stays whole however long the names are.
 */
PRINTF_LIKE(4, 0)
static void fill(struct err *e, enum rc rc, const char *reason, const char *fmt, va_list ap)
{
	char text[2 * ERR_TEXT]; /* cut by vsnprintf, it is cut again before its end */
	size_t room = sizeof e->text - strlen(reason);

	vsnprintf(text, sizeof text, fmt, ap);
	text_safe_str(e->text, room, slice_str(text), false);
	memcpy(e->text + strlen(e->text), reason, strlen(reason) + 1);
	e->rc = rc;
}

enum rc err_set(struct err *e, enum rc rc, const char *fmt, ...)
{
	va_list ap;

	if (e == NULL)
		return rc;
	va_start(ap, fmt);
	fill(e, rc, "", fmt, ap);
	va_end(ap);
	return rc;
}

enum rc err_errno(struct err *e, enum rc rc, const char *fmt, ...)
{
	char reason[ERR_TEXT / 4];
	va_list ap;

	if (e == NULL)
		return rc;
	snprintf(reason, sizeof reason, ": %s", strerror(errno));
	va_start(ap, fmt);
	fill(e, rc, reason, fmt, ap);
	va_end(ap);
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
