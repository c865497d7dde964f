#include "unsealed.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "base/text.h"
#include "transfer/parse.h"

/* An item of the export, as the vault would show it: its first tag is its collection. */
static json_t *describe(
    const struct content *c, const struct unseal_item *u, size_t number, bool values)
{
	json_t *j = json_content(c, values);
	json_t *tags = json_object_get(j, "tags");

	if (json_array_size(tags) > 0) {
		json_object_set(j, "collection", json_array_get(tags, 0));
		json_array_remove(tags, 0);
	}
	json_object_set_new(j, "id", json_integer(u->item != 0 ? u->item : (json_int_t)number));
	if (u->item != 0)
		json_object_set_new(j, "version", json_integer(u->version));
	if (u->updated_ms != 0)
		json_object_set_new(j, "updated", json_time(u->updated_ms));
	return j;
}

static void no_problem(void *arg, long line, const char *message)
{
	(void)arg;
	(void)line;
	(void)message;
}

/* titles */

static enum rc add_title(
    void *arg, const struct content *c, const struct parse_entry *at, struct err *e)
{
	struct unsealed *t = arg;
	size_t i = (size_t)at->line - 1;
	size_t *more = list_room(t->index, t->n, &t->cap, sizeof *more);
	json_t *row;

	if (more == NULL)
		return err_nomem(e);
	t->index = more;
	more[t->n++] = i;
	row = describe(c, &t->info->items[i], i + 1, false);
	json_object_del(row, "fields");
	return json_array_append_new(t->rows, row) == 0 ? RC_OK : err_nomem(e);
}

enum rc unsealed_read(struct unsealed *t, struct app *app, struct slice plain,
    const struct unseal_info *info, struct err *e)
{
	const struct parse_sink sink = {.item = add_title, .problem = no_problem, .arg = t};

	*t = (struct unsealed){.app = app, .plain = plain, .info = info, .rows = json_array()};
	return unseal_items(plain, &sink, e);
}

void unsealed_finish(struct unsealed *t)
{
	json_decref(t->rows);
	free(t->index);
	*t = (struct unsealed){0};
}

json_t *unsealed_rows(const struct unsealed *t)
{
	return json_incref(t->rows);
}

/* looking */

static enum rc fold(struct buf *out, const json_t *text, struct err *e)
{
	return text_fold(out, slice_of(json_string_value(text), json_string_length(text)), e);
}

static enum rc searchable(struct buf *b, const json_t *row, struct err *e)
{
	static const char *const KEYS[] = {"title", "username", "url", "collection", "type"};
	const json_t *tag;
	size_t i;
	enum rc rc = RC_OK;

	for (size_t k = 0; k < sizeof KEYS / sizeof KEYS[0] && rc == RC_OK; k++) {
		rc = fold(b, json_object_get(row, KEYS[k]), e);
		buf_add_char(b, '\n');
	}
	json_array_foreach(json_object_get(row, "tags"), i, tag)
	{
		if (rc == RC_OK)
			rc = fold(b, tag, e);
		buf_add_char(b, '\n');
	}
	return rc;
}

/* Every word of the folded text has to occur. */
static bool has_words(const struct buf *b, struct slice words)
{
	while (words.n > 0) {
		const uint8_t *blank = memchr(words.p, ' ', words.n);
		size_t n = blank == NULL ? words.n : (size_t)(blank - words.p);

		if (n > 0 && memmem(b->p, b->n, words.p, n) == NULL)
			return false;
		words = slice_after(words, blank == NULL ? n : n + 1);
	}
	return true;
}

static enum rc pick(json_t **out, const struct unsealed *t, const char *words, struct err *e)
{
	struct buf folded = {0};
	json_t *found = json_array();
	json_t *row;
	size_t i;
	enum rc rc = text_fold(&folded, slice_str(words), e);

	json_array_foreach(t->rows, i, row)
	{
		struct buf b = {0};

		if (rc == RC_OK && (rc = searchable(&b, row, e)) == RC_OK &&
		    has_words(&b, buf_slice(&folded)))
			json_array_append(found, row);
		buf_finish(&b);
	}
	buf_finish(&folded);
	if (rc == RC_OK)
		*out = found;
	else
		json_decref(found);
	return rc;
}

enum rc unsealed_print(
    const struct unsealed *t, const char *words, const char *none, struct err *e)
{
	static const struct column COLUMNS[] = {{"id", "#", 0}, {"title", "TITLE", 50},
	    {"username", "USER NAME", 30}, {"collection", "COLLECTION", 24}};
	json_t *rows;
	enum rc rc;

	if ((rc = pick(&rows, t, words, e)) != RC_OK)
		return rc;
	return out_table(t->app, rows, COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0], none, e);
}

/* A number may be that of an item, or a title. */
static bool by_number(const struct unsealed *t, bool *wanted, const char *text)
{
	int64_t id;

	if (args_positive(&id, text[0] == '#' ? text + 1 : text, NULL) != RC_OK)
		return false;
	for (size_t i = 0; i < t->n; i++)
		if (json_integer_value(json_object_get(json_array_get(t->rows, i), "id")) ==
		    id) {
			wanted[t->index[i]] = true;
			return true;
		}
	return false;
}

struct search {
	size_t n;     /* how many fit */
	size_t index; /* of the last */
	struct buf names;
};

static void note(struct search *f, const struct unsealed *t, size_t i)
{
	const json_t *row = json_array_get(t->rows, i);

	f->index = t->index[i];
	if (f->n++ < 5)
		buf_printf(&f->names, "%s#%lld \"%s\"", f->n > 1 ? ", " : "",
		    (long long)json_integer_value(json_object_get(row, "id")),
		    json_string_value(json_object_get(row, "title")));
}

static enum rc by_title(
    struct search *f, const struct unsealed *t, struct slice folded, bool part, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < t->n && rc == RC_OK; i++) {
		const json_t *row = json_array_get(t->rows, i);
		struct buf title = {0};

		rc = fold(&title, json_object_get(row, "title"), e);
		if (rc == RC_OK && (part ? memmem(title.p, title.n, folded.p, folded.n) != NULL
					 : slice_eq(buf_slice(&title), folded)))
			note(f, t, i);
		buf_finish(&title);
	}
	return rc;
}

enum rc unsealed_find(const struct unsealed *t, bool *wanted, const char *text, struct err *e)
{
	struct search f = {0};
	struct buf folded = {0};
	enum rc rc;

	if (by_number(t, wanted, text))
		return RC_OK;
	rc = text_fold(&folded, slice_str(text), e);
	if (rc == RC_OK)
		rc = by_title(&f, t, buf_slice(&folded), false, e);
	if (rc == RC_OK && f.n == 0 && folded.n > 0)
		rc = by_title(&f, t, buf_slice(&folded), true, e);
	if (rc == RC_OK && f.n == 0)
		rc = err_set(e, RC_NOTFOUND, "the export has no item \"%s\"", text);
	else if (rc == RC_OK && f.n > 1)
		rc = err_set(e, RC_USAGE, "\"%s\" fits several items: %s%s; give the number",
		    text, buf_cstr(&f.names) == NULL ? "" : buf_cstr(&f.names),
		    f.n > 5 ? " …" : "");
	else if (rc == RC_OK)
		wanted[f.index] = true;
	buf_finish(&f.names);
	buf_finish(&folded);
	return rc;
}

/* with their secrets */

struct giving {
	const struct unsealed *of;
	const bool *wanted;
	json_t *items;
	json_t *fields; /* of the item that was given last; NULL: it was not wanted */
};

static enum rc add_item(
    void *arg, const struct content *c, const struct parse_entry *at, struct err *e)
{
	struct giving *g = arg;
	size_t i = (size_t)at->line - 1;
	json_t *j;

	g->fields = NULL;
	if (g->wanted != NULL && !g->wanted[i])
		return RC_OK;
	j = describe(c, &g->of->info->items[i], i + 1, true);
	g->fields = json_object_get(j, "fields");
	return json_array_append_new(g->items, j) == 0 ? RC_OK : err_nomem(e);
}

/* It is named; its bytes are for who takes the export into a vault. */
static enum rc add_file(void *arg, struct slice name, struct slice bytes, struct err *e)
{
	const struct giving *g = arg;

	if (g->fields == NULL)
		return RC_OK;
	return json_array_append_new(
		   g->fields, json_pack("{s:o,s:s,s:I}", "label", json_slice(name), "kind",
				  "file", "size", (json_int_t)bytes.n)) == 0
		   ? RC_OK
		   : err_nomem(e);
}

enum rc unsealed_open(
    json_t **items, const struct unsealed *t, const bool *wanted, struct err *e)
{
	struct giving g = {.of = t, .wanted = wanted, .items = json_array()};
	const struct parse_sink sink = {
	    .item = add_item, .file = add_file, .problem = no_problem, .arg = &g};
	enum rc rc = unseal_items(t->plain, &sink, e);

	if (rc == RC_OK)
		*items = g.items;
	else
		json_decref(g.items);
	return rc;
}
