/*
 * content_check: what a content may be, to be kept as an item.
 */
#include "base/text.h"
#include "vault/content.h"

static enum rc check_size(const char *what, struct slice s, size_t max, struct err *e)
{
	if (s.n > max)
		return err_set(e, RC_INPUT, "the %s has %zu bytes; at most %zu can be kept",
		    what, s.n, max);
	return RC_OK;
}

static enum rc check_line(const char *what, struct slice s, size_t max, struct err *e)
{
	enum rc rc;

	if ((rc = check_size(what, s, max, e)) != RC_OK)
		return rc;
	if (!text_valid(s))
		return err_set(e, RC_INPUT, "the %s is not valid UTF-8", what);
	if (!text_valid_line(s))
		return err_set(e, RC_INPUT,
		    "the %s has a line break or another control character in it", what);
	return RC_OK;
}

static enum rc check_name(const char *what, struct slice s, struct err *e)
{
	if (s.n == 0)
		return err_set(e, RC_INPUT, "the %s is empty", what);
	return check_line(what, s, TITLE_MAX, e);
}

/* Not text, but what attachment_add gave. */
static enum rc check_file(const struct field *f, struct err *e)
{
	if (f->value.n != FILE_VALUE)
		return err_set(
		    e, RC_INPUT, "the attachment %.*s is not one", SLICE_ARG(f->label));
	return RC_OK;
}

/* Any text may be a value: a key in a hidden field has several lines. */
static enum rc check_field(const struct field *f, struct err *e)
{
	enum rc rc;

	if ((rc = check_name("label of a field", f->label, e)) != RC_OK)
		return rc;
	if (f->kind > FIELD_FILE)
		return err_set(
		    e, RC_INPUT, "the field %.*s is of an unknown kind", SLICE_ARG(f->label));
	if (f->kind == FIELD_FILE)
		return check_file(f, e);
	if (f->value.n > FIELD_MAX)
		return err_set(e, RC_INPUT,
		    "the field %.*s has %zu bytes; at most %d can be kept", SLICE_ARG(f->label),
		    f->value.n, FIELD_MAX);
	if (!text_valid(f->value))
		return err_set(
		    e, RC_INPUT, "the field %.*s is not valid UTF-8", SLICE_ARG(f->label));
	return RC_OK;
}

enum rc content_check(const struct content *c, struct err *e)
{
	enum rc rc;

	if (c->failed)
		return err_nomem(e);
	if ((rc = check_name("title", c->title, e)) != RC_OK ||
	    (rc = check_name("type", c->type, e)) != RC_OK ||
	    (rc = check_line("user name", c->username, TITLE_MAX, e)) != RC_OK)
		return rc;
	for (size_t i = 0; i < c->n_urls; i++) {
		if (c->urls[i].n == 0)
			return err_set(e, RC_INPUT, "a URL is empty");
		if ((rc = check_line("URL", c->urls[i], FIELD_MAX, e)) != RC_OK)
			return rc;
	}
	for (size_t i = 0; i < c->n_tags; i++)
		if ((rc = check_name("tag", c->tags[i], e)) != RC_OK)
			return rc;
	for (size_t i = 0; i < c->n_fields; i++)
		if ((rc = check_field(&c->fields[i], e)) != RC_OK)
			return rc;
	return RC_OK;
}
