/*
 * form: an item, line by line at the terminal.
 *
 * What the lines are follows from the type. Enter keeps what there is, a single
 * "." takes it away. At the end all of it is shown, with what is hidden masked,
 * and each line can be gone back to; nothing that was typed is lost because
 * another line is wrong.
 */
#ifndef STRONGROOM_CLI_FORM_H
#define STRONGROOM_CLI_FORM_H

#include "app.h"

enum { FORM_LINES_MAX = 64 };

enum form_what {
	FORM_TITLE,
	FORM_TYPE,
	FORM_USER,
	FORM_URLS,
	FORM_PASSWORD,
	FORM_FIELD, /* of one line, plain or hidden */
	FORM_TOTP,
	FORM_NOTES,
	FORM_TAGS,
	FORM_COLLECTION
};

struct form_line {
	enum form_what what;
	enum field_kind kind;
	struct slice label; /* as people read it; also that of the field */
	const char *hint;   /* behind the label, when it is asked; may be NULL */
	/* NULL: as it was; nothing in it: taken away. Several URLs are lines of it. */
	struct secret *typed;
};

struct form {
	struct app *app;
	const struct content *old; /* hidden values are empty; NULL: a new item */
	struct form_line lines[FORM_LINES_MAX];
	size_t n;
	bool has_collection; /* it is a new item, and there are several to choose from */
};

/*
 * Begin a form for a new item, or for one that is as old says, which has to stay
 * for as long as the form. title may be NULL.
 */
MUST_CHECK enum rc form_init(struct form *f, struct app *app, const struct content *old,
    const char *title, struct err *e);
void form_finish(struct form *f);

/* form_talk.c */
/* Ask all of it, and whether to save it. RC_INTR if not. */
MUST_CHECK enum rc form_fill(struct form *f, struct err *e);
/*
 * It could not be saved, for what can be typed better (RC_INPUT, RC_EXISTS …): say
 * why, and ask again. Returns why for anything else.
 */
MUST_CHECK enum rc form_mend(struct form *f, enum rc why, struct err *e);

/* Lay what was typed over c, which then points into the form. */
void form_apply(struct content *c, const struct form *f);

/* The collection that was chosen; nothing: none. */
struct slice form_collection(const struct form *f);

/* What the form needs itself. */
/* Append what was typed, else what the item has, on one line and safe for a terminal. */
void form_shown(struct buf *out, const struct form *f, const struct form_line *l);
/* Has it a value, hidden or not? */
bool form_has(const struct form *f, const struct form_line *l);
bool form_hidden(const struct form_line *l);
void form_apply_line(struct content *c, const struct form_line *l);

/* form_lines.c */
bool form_is_field(const struct form_line *l);
/* Do both stand for the same of an item? */
bool form_same(const struct form_line *a, const struct form_line *b);
/* Which lines there are, after the type was asked; what was typed stays. */
MUST_CHECK enum rc form_lay_out(struct form *f, struct err *e);

/* form_ask.c */
/* Ask for one line until it can be kept. */
MUST_CHECK enum rc form_ask(struct form *f, struct form_line *l, struct err *e);

#endif
