/* who: who revealed an item, and who could have, since what is secret in it came. */
#include "app.h"

#include "base/clock.h"
#include "commands.h"
#include "vault/history.h"
#include "vault/secret_versions.h"
#include "vault/version.h"

static json_t *times(const int64_t *ms, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_time(ms[i]));
	return list;
}

static bool is_envelope(const struct app *app, const struct access_span *x)
{
	const struct member *m = roster_member(session_roster(app->session), x->member);

	return m != NULL && m->role == ROLE_EMERGENCY;
}

static json_t *span(const struct app *app, const struct access_span *x)
{
	json_t *j = json_object();

	if (!is_envelope(app, x))
		json_object_set_new(j, "member", json_member_name(app, x->member));
	json_object_set_new(j, "since", json_time(x->since_ms));
	json_object_set_new(j, "until", x->over ? json_time(x->until_ms) : json_null());
	json_object_set_new(j, "reveals", times(x->reveals, x->n_reveals));
	return j;
}

static json_t *spans(const struct app *app, const struct access *a, bool envelope)
{
	json_t *list = json_array();

	for (size_t i = 0; i < a->n; i++)
		if (is_envelope(app, &a->spans[i]) == envelope)
			json_array_append_new(list, span(app, &a->spans[i]));
	return list;
}

/*
 * Its title as it was last; null for who may read the log, but not open the
 * item.
 */
static enum rc find_title(json_t **title, struct app *app, int64_t id, struct err *e)
{
	struct item it = {0};
	int64_t n = 0;
	enum rc rc = version_count(&n, app->session, id, e);

	if (rc != RC_OK)
		return rc;
	/* The newest version of a removed item is its removal. */
	do
		rc = version_get(&it, app->session, id, n, e);
	while (rc == RC_NOTFOUND && --n > 0);
	if (rc != RC_OK && rc != RC_REFUSED)
		return rc;
	*title = rc == RC_OK ? json_slice(it.content.title) : json_null();
	item_finish(&it);
	return RC_OK;
}

static json_t *origins(const struct secret_versions *v)
{
	json_t *list = json_array();

	for (size_t i = 0; i < v->n_origins; i++)
		json_array_append_new(list,
		    json_pack("{s:o,s:I}", "label", json_slice(slice_str(v->origins[i].label)),
			"version", (json_int_t)v->origins[i].version));
	return list;
}

/* Takes the title over. */
static json_t *document(
    struct app *app, const struct access *a, const struct secret_versions *v, json_t *title)
{
	const bool removed = a->collection == 0;

	return json_pack("{s:I,s:o,s:o,s:b,s:I,s:o,s:o,s:b,s:o,s:o,s:o,s:o}", "item",
	    (json_int_t)a->item, "title", title, "collection",
	    removed ? json_null() : json_collection_name(app, a->collection), "removed",
	    removed, "version", (json_int_t)a->version, "since", json_time(a->changed_ms), "by",
	    json_member_name(app, a->member), "compared", v->compared, "secrets", origins(v),
	    "members", spans(app, a, false), "envelope", spans(app, a, true), "openings",
	    times(a->openings, a->n_openings));
}

/* "never", one time, or how often and when last. */
static json_t *revealed(const json_t *list)
{
	const size_t n = json_array_size(list);

	if (n == 0)
		return json_string("never");
	if (n == 1)
		return json_incref(json_array_get(list, 0));
	return json_sprintf(
	    "%zu times, last %s", n, json_string_value(json_array_get(list, n - 1)));
}

static void add_rows(json_t *rows, json_t *list)
{
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
	{
		if (json_object_get(one, "member") == NULL)
			json_object_set_new(
			    one, "member", json_string("(whoever opens the envelope)"));
		json_object_set_new(one, "revealed", revealed(json_object_get(one, "reveals")));
		json_array_append(rows, one);
	}
}

/* Which part came with which version, where not all came with the same. */
static void print_origins(struct buf *b, const json_t *list)
{
	const json_t *first = json_object_get(json_array_get(list, 0), "version");
	bool differ = false;
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one) differ |=
	    !json_equal(json_object_get(one, "version"), first);
	if (!differ)
		return;
	json_array_foreach(list, i, one)
	{
		buf_add_str(b, i > 0 ? "; " : "Of that, ");
		out_safe(b, json_string_value(json_object_get(one, "label")));
		buf_printf(b, " with version %lld",
		    (long long)json_integer_value(json_object_get(one, "version")));
	}
	buf_add_str(b, ".\n");
}

static enum rc print_head(const json_t *doc, const struct access *a, struct err *e)
{
	const char *title = json_string_value(json_object_get(doc, "title"));
	const char *by = json_string_value(json_object_get(doc, "by"));
	char when[CLOCK_TEXT];
	struct buf b = {0};
	enum rc rc;

	clock_rfc3339(when, a->changed_ms);
	if (title != NULL) {
		buf_add_char(&b, '"');
		out_safe(&b, title);
		buf_printf(&b, "\" (#%lld)", (long long)a->item);
	} else {
		buf_printf(&b, "Item #%lld", (long long)a->item);
	}
	buf_printf(
	    &b, ": what is secret in it came with version %lld, by ", (long long)a->version);
	out_safe(&b, by != NULL ? by : "-");
	buf_printf(&b, ", %s.%s\n", when, a->collection == 0 ? " It has been removed." : "");
	print_origins(&b, json_object_get(doc, "secrets"));
	buf_add_str(&b, "Since then it could be opened by\n\n");
	rc = out_write(&b, e);
	buf_finish(&b);
	return rc;
}

static void note_envelope(struct app *app, const json_t *doc)
{
	const json_t *openings = json_object_get(doc, "openings");
	json_t *one;
	size_t i;

	json_array_foreach(openings, i, one)
	    out_note(app, "The envelope was opened on %s.", json_string_value(one));
	if (json_array_size(json_object_get(doc, "envelope")) > 0)
		out_note(app, "An export that was opened without the vault is here only "
			      "once its receipt was merged (strongroom audit merge): else "
			      "the minutes have to say so.");
}

static enum rc print(struct app *app, json_t *doc, const struct access *a, struct err *e)
{
	static const struct column COLUMNS[] = {{"member", "WHO", 30},
	    {"since", "GRANTED SINCE (UTC)", 0}, {"until", "UNTIL", 0},
	    {"revealed", "REVEALED", 0}};
	json_t *rows = json_array();
	enum rc rc;

	add_rows(rows, json_object_get(doc, "members"));
	add_rows(rows, json_object_get(doc, "envelope"));
	if ((rc = print_head(doc, a, e)) != RC_OK) {
		json_decref(rows);
		return rc;
	}
	rc = out_table(app, rows, COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0], "Nobody.", e);
	if (rc == RC_OK)
		note_envelope(app, doc);
	if (rc == RC_OK && !json_is_true(json_object_get(doc, "compared")))
		out_note(app, "Versions that you cannot open count as if they held what is "
			      "secret in it now.");
	return rc;
}

static enum rc find(
    int64_t *id, json_t **title, struct secret_versions *v, struct app *app, struct err *e)
{
	enum rc rc = version_find(id, app->session, args_word(&app->args, 0), false, e);

	if (rc == RC_OK && (rc = find_title(title, app, *id, e)) == RC_OK)
		rc = secret_versions_read(v, app->session, *id, e);
	return rc;
}

enum rc cmd_who(struct app *app, struct err *e)
{
	struct secret_versions v = {0};
	struct access a = {0};
	json_t *title = NULL;
	json_t *doc;
	int64_t id;
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	if ((rc = session_end(app->session, find(&id, &title, &v, app, e), e)) != RC_OK ||
	    (rc = access_read(&a, app->session, id, &v, e)) != RC_OK) {
		json_decref(title);
		goto out;
	}
	doc = document(app, &a, &v, title);
	if (app->json) {
		rc = out_json(doc, e);
	} else {
		rc = doc == NULL ? err_nomem(e) : print(app, doc, &a, e);
		json_decref(doc);
	}
out:
	access_finish(&a);
	secret_versions_finish(&v);
	return rc;
}
