#include "attached.h"

#include <stdio.h>

#include "base/text.h"

enum { KIB = 1024 };

enum rc attached_check_name(struct slice name, const char *advice, struct err *e)
{
	const char *why = NULL;

	if (name.n == 0 || slice_eq_str(name, ".") || slice_eq_str(name, ".."))
		why = "is no name of a file";
	else if (name.n > ATTACHED_NAME_MAX)
		why = "is longer than the name of a file can be";
	else if (!text_valid_line(name))
		why = "is not UTF-8, or has a control character in it";
	for (size_t i = 0; i < name.n && why == NULL; i++)
		if (name.p[i] == '/')
			why = "has a slash in it";
	if (why == NULL)
		return RC_OK;
	return err_set(e, RC_INPUT, "\"%.*s\" %s; %s", SLICE_ARG(name), why, advice);
}

static enum rc none_of_that(
    enum rc rc, const struct content *c, const char *name, struct err *e)
{
	struct buf names = {0};

	for (size_t i = 0; i < c->n_fields; i++) {
		if (c->fields[i].kind != FIELD_FILE)
			continue;
		buf_add_str(&names, names.n > 0 ? ", " : "");
		buf_add_slice(&names, c->fields[i].label);
	}
	if (buf_cstr(&names) == NULL)
		rc = err_nomem(e);
	else if (names.n == 0)
		rc = err_set(e, RC_NOTFOUND,
		    "the item has no attachment; \"strongroom attach\" gives it one");
	else if (name == NULL)
		err_set(
		    e, rc, "the item has several attachments; say which: %s", buf_cstr(&names));
	else
		err_set(e, rc, "the item has no attachment \"%s\", but: %s", name,
		    buf_cstr(&names));
	buf_finish(&names);
	return rc;
}

static bool same(struct slice label, const char *name)
{
	struct buf a = {0};
	struct buf b = {0};
	bool is = slice_eq_str(label, name);

	if (!is && text_fold(&a, label, NULL) == RC_OK &&
	    text_fold(&b, slice_str(name), NULL) == RC_OK)
		is = slice_eq(buf_slice(&a), buf_slice(&b));
	buf_finish(&a);
	buf_finish(&b);
	return is;
}

enum rc attached_find(
    const struct field **out, const struct content *c, const char *name, struct err *e)
{
	const struct field *found = NULL;
	size_t n = 0;

	for (size_t i = 0; i < c->n_fields; i++) {
		const struct field *f = &c->fields[i];

		if (f->kind != FIELD_FILE || (name != NULL && !same(f->label, name)))
			continue;
		n++;
		if (found == NULL || slice_eq_str(f->label, name == NULL ? "" : name))
			found = f;
	}
	if (n == 0)
		return none_of_that(RC_NOTFOUND, c, name, e);
	if (n > 1 && name == NULL)
		return none_of_that(RC_USAGE, c, NULL, e);
	*out = found;
	return RC_OK;
}

void attached_size(char out[ATTACHED_SIZE], int64_t size)
{
	if (size < KIB)
		snprintf(
		    out, ATTACHED_SIZE, "%lld byte%s", (long long)size, size == 1 ? "" : "s");
	else if (size < (int64_t)KIB * KIB)
		snprintf(out, ATTACHED_SIZE, "%.1f KiB", (double)size / KIB);
	else
		snprintf(out, ATTACHED_SIZE, "%.1f MiB", (double)size / KIB / KIB);
}
