/* ls, find: what there is, without its secrets. */
#include "app.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "commands.h"
#include "vault/collection.h"

static const struct column COLUMNS[] = {{"id", "#", 0}, {"title", "TITLE", 44},
    {"username", "USER NAME", 28}, {"collection", "COLLECTION", 20}, {"url", "ADDRESS", 40}};

struct listing {
	struct app *app;
	json_t *rows;
	const char *const *words; /* folded; all have to occur */
	size_t n_words;
};

static bool has_tag(const struct content *c, const char *tag)
{
	for (size_t i = 0; i < c->n_tags; i++)
		if (slice_eq_str(c->tags[i], tag))
			return true;
	return false;
}

static bool wanted(const struct app *app, const struct content *c)
{
	const char *type = args_value(&app->args, "type");
	const char *tag;

	if (type != NULL && !slice_eq_str(c->type, type))
		return false;
	for (size_t i = 0; (tag = args_nth(&app->args, "tag", i)) != NULL; i++)
		if (!has_tag(c, tag))
			return false;
	return true;
}

static void add_text(struct buf *b, struct slice s)
{
	if (text_fold(b, s, NULL) == RC_OK)
		buf_add_char(b, '\n');
}

/* Everything of the overview in which a word may occur, folded. */
static void searchable(struct buf *b, struct app *app, const struct item *it)
{
	const struct content *c = &it->content;
	struct buf name = {0};

	add_text(b, c->title);
	add_text(b, c->username);
	add_text(b, c->type);
	for (size_t i = 0; i < c->n_urls; i++)
		add_text(b, c->urls[i]);
	for (size_t i = 0; i < c->n_tags; i++)
		add_text(b, c->tags[i]);
	for (size_t i = 0; i < c->n_fields; i++) {
		add_text(b, c->fields[i].label);
		if (c->fields[i].kind != FIELD_FILE)
			add_text(b, c->fields[i].value);
	}
	if (collection_name(&name, app->session, it->collection, NULL) == RC_OK)
		add_text(b, buf_slice(&name));
	buf_finish(&name);
}

static bool matches(struct listing *l, const struct item *it)
{
	struct buf b = {0};
	bool all = true;

	if (l->n_words == 0)
		return true;
	searchable(&b, l->app, it);
	for (size_t i = 0; i < l->n_words && all; i++)
		all = buf_ok(&b) && memmem(b.p, b.n, l->words[i], strlen(l->words[i])) != NULL;
	buf_finish(&b);
	return all;
}

static enum rc list_item(void *arg, struct item *it, struct err *e)
{
	struct listing *l = arg;

	if (!wanted(l->app, &it->content) || !matches(l, it))
		return RC_OK;
	if (json_array_append_new(l->rows, json_item(l->app, it, false, false)) != 0)
		return err_nomem(e);
	return RC_OK;
}

static int by_title(const void *a, const void *b)
{
	const json_t *x = *(const json_t *const *)a;
	const json_t *y = *(const json_t *const *)b;

	return strcasecmp(json_string_value(json_object_get(x, "title")),
	    json_string_value(json_object_get(y, "title")));
}

static json_t *sorted(json_t *rows)
{
	size_t n = json_array_size(rows);
	json_t **list = calloc(n + 1, sizeof(json_t *));
	json_t *out = json_array();

	for (size_t i = 0; list != NULL && i < n; i++)
		list[i] = json_array_get(rows, i);
	if (list != NULL) {
		qsort(list, n, sizeof(json_t *), by_title);
		for (size_t i = 0; i < n; i++)
			json_array_append(out, list[i]);
	}
	free(list);
	json_decref(rows);
	return out;
}

enum rc ls_items(json_t **rows, struct app *app, const char *collection,
    const char *const *words, size_t n_words, struct err *e)
{
	struct listing l = {
	    .app = app, .rows = json_array(), .words = words, .n_words = n_words};
	int64_t id = 0;
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK)
		goto fail;
	if (collection != NULL)
		rc = collection_find(&id, app->session, collection, true, e);
	if (rc == RC_OK)
		rc = item_walk(app->session, id, list_item, &l, e);
	if ((rc = session_end(app->session, rc, e)) == RC_OK) {
		*rows = sorted(l.rows);
		return RC_OK;
	}
fail:
	json_decref(l.rows);
	return rc;
}

static enum rc list_all(struct app *app, const char *collection, const char *const *words,
    size_t n_words, const char *none, struct err *e)
{
	json_t *rows;
	enum rc rc = ls_items(&rows, app, collection, words, n_words, e);

	if (rc != RC_OK)
		return rc;
	return out_table(app, rows, COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0], none, e);
}

enum rc cmd_ls(struct app *app, struct err *e)
{
	return list_all(
	    app, args_word(&app->args, 0), NULL, 0, "Nothing here that you can open.", e);
}

enum rc cmd_find(struct app *app, struct err *e)
{
	const char *words[ARGS_MAX] = {0};
	struct buf folded[ARGS_MAX];
	size_t n = 0;
	enum rc rc = RC_OK;

	for (; n < app->args.n_words && rc == RC_OK; n++) {
		buf_init(&folded[n]);
		rc = text_fold(&folded[n], slice_str(app->args.words[n]), e);
		words[n] = buf_cstr(&folded[n]);
		if (rc == RC_OK && words[n] == NULL)
			rc = err_nomem(e);
	}
	if (rc == RC_OK)
		rc = list_all(app, NULL, words, n, "Nothing found.", e);
	while (n > 0)
		buf_finish(&folded[--n]);
	return rc;
}
