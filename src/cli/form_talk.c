/*
 * form_talk: all lines of a form, and what there is to do with it.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "choice.h"
#include "crypto/secret.h"
#include "form.h"

/* Ask line i, after which there may be other lines. */
static enum rc ask(struct form *f, size_t i, struct err *e)
{
	const bool type = f->lines[i].what == FORM_TYPE;
	enum rc rc = form_ask(f, &f->lines[i], e);

	return rc == RC_OK && type ? form_lay_out(f, e) : rc;
}

static void put_line(struct buf *out, const struct form *f, size_t i)
{
	enum { WIDTH = 18 };
	const struct form_line *l = &f->lines[i];
	size_t width = text_width(l->label);

	buf_printf(out, "  %2zu  ", i + 1);
	text_safe(out, l->label, false);
	for (; width < WIDTH; width++)
		buf_add_char(out, ' ');
	if (!form_has(f, l)) {
		buf_add_str(out, "-");
	} else if (form_hidden(l)) {
		buf_printf(
		    out, "********%s", f->old != NULL && l->typed != NULL ? "  (new)" : "");
	} else {
		form_shown(out, f, l);
	}
	buf_add_char(out, '\n');
}

static void show(const struct form *f)
{
	term_say(f->app, "\n");
	for (size_t i = 0; i < f->n; i++) {
		struct buf b = {0};

		put_line(&b, f, i);
		term_say(f->app, "%.*s", SLICE_ARG(buf_slice(&b)));
		buf_finish(&b);
	}
}

/* The number of a line, 0 for yes; false for what is neither, or *no. */
static bool understand(size_t *n, bool *no, const struct form *f, const struct secret *line)
{
	const struct slice s = secret_slice(line);
	char text[8] = "";

	*n = 0;
	*no = slice_eq_str(s, "no") || slice_eq_str(s, "No") || slice_eq_str(s, "NO");
	if (*no || slice_eq_str(s, "yes") || slice_eq_str(s, "Yes") || slice_eq_str(s, "YES"))
		return true;
	if (s.n == 0 || s.n >= sizeof text)
		return false;
	memcpy(text, s.p, s.n);
	for (const char *p = text; *p != '\0'; p++) {
		if (*p < '0' || *p > '9')
			return false;
		*n = *n * 10 + (size_t)(*p - '0');
	}
	return *n > 0 && *n <= f->n;
}

static enum rc review(struct form *f, struct err *e)
{
	struct secret *line;
	bool good;
	bool no;
	size_t n;
	enum rc rc;

	for (;;) {
		show(f);
		if ((rc = term_line(&line, f->app,
			 "Save it? (yes, no, or the number of a line to change) ", e)) != RC_OK)
			return rc;
		good = understand(&n, &no, f, line);
		secret_free(line);
		if (!good)
			term_say(f->app,
			    "Type yes to save it, a number from 1 to %zu to go back to that "
			    "line, or no to leave all as it was.\n",
			    f->n);
		else if (no)
			return err_set(e, RC_INTR, "nothing was changed");
		else if (n == 0)
			return RC_OK;
		else if ((rc = ask(f, n - 1, e)) != RC_OK)
			return rc;
	}
}

enum rc form_fill(struct form *f, struct err *e)
{
	enum rc rc = RC_OK;

	/* A title that came with the command is not asked for again. */
	for (size_t i = f->lines[0].typed != NULL ? 1 : 0; i < f->n && rc == RC_OK; i++)
		rc = ask(f, i, e);
	return rc == RC_OK ? review(f, e) : rc;
}

enum rc form_mend(struct form *f, enum rc why, struct err *e)
{
	if (why != RC_EXISTS && why != RC_INPUT && why != RC_USAGE)
		return why;
	term_say(f->app, "It was not saved: %s.\n", e->text);
	return review(f, e);
}
