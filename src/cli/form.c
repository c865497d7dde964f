/*
 * form: what is in the lines of a form, and what becomes of it.
 */
#include "form.h"

#include <string.h>

#include "base/text.h"
#include "crypto/secret.h"
#include "item_input.h"

bool form_hidden(const struct form_line *l)
{
	return l->kind != FIELD_PLAIN;
}

static const struct field *old_field(const struct form *f, const struct form_line *l)
{
	for (size_t i = 0; f->old != NULL && i < f->old->n_fields; i++) {
		const struct field *field = &f->old->fields[i];

		if (form_same(
			l, &(struct form_line){
			       .what = FORM_FIELD, .kind = field->kind, .label = field->label}))
			return field;
	}
	return NULL;
}

static void add_list(struct buf *out, const struct slice *list, size_t n, const char *between)
{
	for (size_t i = 0; i < n; i++) {
		buf_add_str(out, i > 0 ? between : "");
		buf_add_slice(out, list[i]);
	}
}

static void old_value(struct buf *out, const struct form *f, const struct form_line *l)
{
	const struct content *c = f->old;
	const struct field *field;

	if (l->what == FORM_TITLE)
		buf_add_slice(out, c->title);
	else if (l->what == FORM_TYPE)
		buf_add_slice(out, c->type);
	else if (l->what == FORM_USER)
		buf_add_slice(out, c->username);
	else if (l->what == FORM_URLS)
		add_list(out, c->urls, c->n_urls, "\n");
	else if (l->what == FORM_TAGS)
		add_list(out, c->tags, c->n_tags, ", ");
	else if ((field = old_field(f, l)) != NULL)
		buf_add_slice(out, field->value);
}

static void put_value(struct buf *out, const struct form *f, const struct form_line *l)
{
	if (l->typed != NULL)
		buf_add_slice(out, secret_slice(l->typed));
	else if (f->old != NULL)
		old_value(out, f, l);
	else if (l->what == FORM_TYPE)
		buf_add_str(out, "login");
}

bool form_has(const struct form *f, const struct form_line *l)
{
	struct buf value = {0};
	bool has;

	if (form_hidden(l) && l->typed == NULL)
		return old_field(f, l) != NULL;
	put_value(&value, f, l);
	has = value.n > 0;
	buf_finish(&value);
	return has;
}

void form_shown(struct buf *out, const struct form *f, const struct form_line *l)
{
	struct buf value = {0};

	put_value(&value, f, l);
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] == '\n')
			value.p[i] = ' ';
	text_safe(out, buf_slice(&value), false);
	buf_finish(&value);
}

/* A choice that there is only one of is none. */
static bool several_collections(const struct app *app)
{
	const struct roster *t = session_roster(app->session);
	size_t n = 0;

	for (size_t i = 0; i < t->n_grants; i++)
		n += t->grants[i].member == session_me(app->session)->id && t->grants[i].edit;
	return n > 1;
}

enum rc form_init(struct form *f, struct app *app, const struct content *old, const char *title,
    struct err *e)
{
	enum rc rc;

	*f = (struct form){.app = app, .old = old};
	f->has_collection =
	    old == NULL && !args_has(&app->args, "collection") && several_collections(app);
	if ((rc = form_lay_out(f, e)) != RC_OK || title == NULL)
		return rc;
	f->lines[0].typed = secret_copy(title, strlen(title));
	return f->lines[0].typed == NULL ? err_nomem(e) : RC_OK;
}

void form_finish(struct form *f)
{
	for (size_t i = 0; i < f->n; i++)
		secret_free(f->lines[i].typed);
	*f = (struct form){0};
}

/* what becomes of it */

/* The parts of a list, without blanks at their ends; what is empty is none. */
static void add_parts(struct content *c, struct slice list, char between,
    void (*add)(struct content *, struct slice))
{
	while (list.n > 0) {
		const uint8_t *end = memchr(list.p, between, list.n);
		struct slice one =
		    slice_of(list.p, end == NULL ? list.n : (size_t)(end - list.p));

		list = slice_after(list, end == NULL ? list.n : one.n + 1);
		while (one.n > 0 && one.p[0] == ' ')
			one = slice_after(one, 1);
		while (one.n > 0 && one.p[one.n - 1] == ' ')
			one.n--;
		if (one.n > 0)
			add(c, one);
	}
}

void form_apply_line(struct content *c, const struct form_line *l)
{
	const struct slice value = secret_slice(l->typed);

	if (l->what == FORM_TITLE) {
		c->title = value;
	} else if (l->what == FORM_TYPE) {
		c->type = value;
	} else if (l->what == FORM_USER) {
		c->username = value;
	} else if (l->what == FORM_URLS) {
		c->n_urls = 0;
		add_parts(c, value, '\n', content_add_url);
	} else if (l->what == FORM_TAGS) {
		c->n_tags = 0;
		add_parts(c, value, ',', content_add_tag);
	} else if (form_is_field(l)) {
		item_set_field(c, l->label, l->kind, value);
	}
}

void form_apply(struct content *c, const struct form *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->lines[i].typed != NULL)
			form_apply_line(c, &f->lines[i]);
}

struct slice form_collection(const struct form *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->lines[i].what == FORM_COLLECTION)
			return secret_slice(f->lines[i].typed);
	return slice_of(NULL, 0);
}
