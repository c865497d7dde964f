/* term: the terminal, and what is shown there. */
#include "app.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/text.h"
#include "crypto/secret.h"

enum { COLUMNS = 80 };

bool term_open(struct app *app)
{
	if (app->tty < 0 && !app->no_input)
		app->tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	return app->tty >= 0;
}

const char *term_missing(const struct app *app)
{
	return app->no_input ? "--no-input forbids asking" : "there is no terminal to ask at";
}

void term_close(struct app *app)
{
	term_unhush();
	if (app->tty >= 0)
		close(app->tty);
	app->tty = -1;
}

/* Has it line breaks at its end alone? What has none at all may be several lines by itself. */
static bool is_one_line(const char *fmt)
{
	const char *first = strchr(fmt, '\n');

	return first != NULL && first[strspn(first, "\n")] == '\0';
}

/* The line breaks at its end are the sentence's own; those before came with a name. */
static void add_line(struct buf *out, const char *text)
{
	size_t n = strlen(text);
	size_t line = n;

	while (line > 0 && text[line - 1] == '\n')
		line--;
	text_safe(out, slice_of(text, line), false);
	buf_add(out, text + line, n - line);
}

void term_say(struct app *app, const char *fmt, ...)
{
	struct buf safe = {0};
	char text[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (is_one_line(fmt))
		add_line(&safe, text);
	else
		out_safe_lines(&safe, slice_str(text));
	if (buf_ok(&safe) && app->tty >= 0)
		(void)!write(app->tty, safe.p, safe.n);
	buf_finish(&safe);
	wipe(text, sizeof text);
}

size_t term_columns(const struct app *app)
{
	const char *kind = getenv("TERM");
	struct winsize size = {0};

	if (args_has_global(&app->args, "plain") || kind == NULL || strcmp(kind, "dumb") == 0)
		return 0;
	if (ioctl(app->tty, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return COLUMNS;
	return size.ws_col;
}

void term_erase(struct app *app, size_t columns)
{
	while (columns-- > 0)
		(void)!write(app->tty, "\b \b", 3);
}

void term_forget_typed(struct app *app)
{
	(void)tcflush(app->tty, TCIFLUSH);
}
