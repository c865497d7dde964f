/*
 * bitwarden_walk: the outermost object of a Bitwarden export, entry by entry.
 *
 * A tree of the whole file would take some nine times its size. So only the
 * commas and colons of the outermost object and of its array "items" are read
 * here; each value among them is left to jansson, one at a time.
 */
#include <string.h>

#include "bitwarden_int.h"
#include "crypto/secret.h"
#include "transfer/json.h"

struct walk {
	const struct bitwarden_walk *to;
	struct slice rest;
	int line; /* on which rest begins */
	bool items;
	json_t *top; /* all but the items */
};

static void skip(struct walk *w, size_t n)
{
	for (size_t i = 0; i < n; i++)
		w->line += w->rest.p[i] == '\n';
	w->rest = slice_after(w->rest, n);
}

static enum rc malformed(int line, struct err *e)
{
	return err_set(e, RC_INPUT,
	    "the file is not well-formed JSON: the fault is on line %d; export it again", line);
}

static enum rc cut_off(int line, struct err *e)
{
	return err_set(e, RC_INPUT,
	    "the file ends too early, on line %d; it was cut off: export it again", line);
}

/* The next character that is no blank; 0 at the end. */
static char next(struct walk *w)
{
	size_t n = 0;

	while (n < w->rest.n && memchr(" \t\r\n", w->rest.p[n], 4) != NULL)
		n++;
	skip(w, n);
	return w->rest.n == 0 ? '\0' : (char)w->rest.p[0];
}

/* It has to be one of two characters, and is skipped. */
static enum rc take(char *got, struct walk *w, const char either[2], struct err *e)
{
	*got = next(w);
	if (w->rest.n == 0)
		return cut_off(w->line, e);
	if (*got != either[0] && *got != either[1])
		return malformed(w->line, e);
	skip(w, 1);
	return RC_OK;
}

/* jansson's own texts quote the file, so only the line is passed on. */
static enum rc value(json_t **v, struct walk *w, struct err *e)
{
	json_error_t error = {0};
	enum rc rc = RC_OK;

	*v = json_loadb((const char *)w->rest.p, w->rest.n,
	    JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK,
	    &error);
	if (*v != NULL)
		skip(w, (size_t)error.position);
	else if (json_ran_out())
		rc = err_nomem(e);
	else if (json_error_code(&error) == json_error_premature_end_of_input)
		rc = cut_off(w->line + error.line - 1, e);
	else
		rc = malformed(w->line + error.line - 1, e);
	wipe(&error, sizeof error);
	return rc;
}

static enum rc items(struct walk *w, struct err *e)
{
	long number = 0;
	json_t *item;
	char c = ',';
	enum rc rc = RC_OK;

	skip(w, 1);
	w->items = true;
	if (next(w) == ']') {
		skip(w, 1);
		return RC_OK;
	}
	while (c == ',' && rc == RC_OK) {
		if ((rc = value(&item, w, e)) != RC_OK)
			return rc;
		rc = w->to->item(w->to->arg, item, ++number, e);
		json_decref(item);
		if (rc == RC_OK)
			rc = take(&c, w, ",]", e);
	}
	return rc;
}

static bool is_name(const json_t *v)
{
	return json_is_string(v) && strlen(json_string_value(v)) == json_string_length(v);
}

/* A name and what it stands for; no name twice. */
static enum rc member(struct walk *w, struct err *e)
{
	json_t *name = NULL;
	json_t *v = NULL;
	char c;
	enum rc rc;

	next(w);
	if ((rc = value(&name, w, e)) != RC_OK)
		return rc;
	if (!is_name(name) || json_object_get(w->top, json_string_value(name)) != NULL) {
		rc = malformed(w->line, e);
		goto out;
	}
	if ((rc = take(&c, w, "::", e)) != RC_OK)
		goto out;
	if (next(w) == '[' && strcmp(json_string_value(name), "items") == 0) {
		v = json_true();
		rc = items(w, e);
	} else {
		rc = value(&v, w, e);
	}
	if (rc == RC_OK && json_object_set_nocheck(w->top, json_string_value(name), v) != 0)
		rc = err_nomem(e);
out:
	json_decref(v);
	json_decref(name);
	return rc;
}

static enum rc object(struct walk *w, struct err *e)
{
	char c = ',';
	enum rc rc;

	/* Well-formed, perhaps, but nothing that Bitwarden writes. */
	if (next(w) == '[')
		return bitwarden_unknown(e);
	if ((rc = take(&c, w, "{{", e)) != RC_OK)
		return rc;
	if (next(w) == '}') {
		skip(w, 1);
	} else {
		do {
			if ((rc = member(w, e)) == RC_OK)
				rc = take(&c, w, ",}", e);
		} while (rc == RC_OK && c == ',');
	}
	next(w);
	return rc == RC_OK && w->rest.n > 0 ? malformed(w->line, e) : rc;
}

enum rc bitwarden_walk(
    json_t **top, const struct bitwarden_walk *to, struct slice file, struct err *e)
{
	struct walk w = {.to = to, .rest = file, .line = 1, .top = json_object()};
	enum rc rc = w.top == NULL ? err_nomem(e) : object(&w, e);

	if (rc == RC_OK && !w.items)
		json_object_del(w.top, "items");
	if (rc == RC_OK)
		*top = w.top;
	else
		json_decref(w.top);
	return rc;
}
