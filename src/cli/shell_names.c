#include "shell_names.h"

#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "base/list.h"
#include "base/text.h"
#include "vault/collection.h"

void shell_names_finish(struct shell_names *names)
{
	buf_finish(&names->text);
}

const char *shell_names_next(const struct shell_names *names, enum shell_name kind, size_t *at)
{
	while (*at < names->text.n) {
		const char *one = (const char *)names->text.p + *at;

		*at += strlen(one) + 1;
		if (one[0] == (char)kind)
			return one + 1;
	}
	return NULL;
}

bool shell_names_take(struct shell_names *names, struct slice text)
{
	buf_clear(&names->text);
	if (text.n > 0 && text.p[text.n - 1] != '\0')
		return false;
	buf_add_slice(&names->text, text);
	if (buf_ok(&names->text))
		return true;
	buf_finish(&names->text);
	return false;
}

/*
 * One of which not everything can be shown, by whoever wrote it with a program of
 * their own, is not offered: it could control the terminal, or be several lines.
 */
static void put(struct buf *out, enum shell_name kind, struct slice name)
{
	if (!text_is_safe(name))
		return;
	buf_add_char(out, (char)kind);
	buf_add_slice(out, name);
	buf_add_char(out, '\0');
}

/* titles */

struct title {
	char *text;
	int64_t collection;
};

struct titles {
	struct title *list;
	size_t n;
	size_t cap;
};

static enum rc add_title(void *arg, struct item *it, struct err *e)
{
	struct titles *t = arg;
	struct title *list = list_room(t->list, t->n, &t->cap, sizeof *list);

	if (list == NULL)
		return err_nomem(e);
	t->list = list;
	t->list[t->n].collection = it->collection;
	t->list[t->n].text = strndup((const char *)it->content.title.p, it->content.title.n);
	if (t->list[t->n].text == NULL)
		return err_nomem(e);
	t->n++;
	return RC_OK;
}

static int by_text(const void *a, const void *b)
{
	return strcasecmp(((const struct title *)a)->text, ((const struct title *)b)->text);
}

static bool is_same(const struct titles *t, size_t i, size_t k)
{
	return k < t->n && strcasecmp(t->list[i].text, t->list[k].text) == 0;
}

/* One that there is twice goes by its collection, or it would not tell which is meant. */
static enum rc put_title(
    struct buf *out, struct app *app, const struct titles *t, size_t i, struct err *e)
{
	struct buf name = {0};
	enum rc rc = RC_OK;

	if (is_same(t, i, i + 1) || (i > 0 && is_same(t, i, i - 1))) {
		rc = collection_name(&name, app->session, t->list[i].collection, e);
		buf_add_char(&name, '/');
	}
	buf_add_str(&name, t->list[i].text);
	put(out, SHELL_TITLE, buf_slice(&name));
	buf_finish(&name);
	return rc;
}

static enum rc put_titles(struct buf *out, struct app *app, struct err *e)
{
	struct titles t = {0};
	enum rc rc = item_walk(app->session, 0, add_title, &t, e);

	if (t.n > 0)
		qsort(t.list, t.n, sizeof *t.list, by_text);
	for (size_t i = 0; i < t.n && rc == RC_OK; i++)
		rc = put_title(out, app, &t, i, e);
	while (t.n > 0)
		free(t.list[--t.n].text);
	free(t.list);
	return rc;
}

/* people and collections */

static void put_members(struct buf *out, const struct roster *r)
{
	for (size_t i = 0; i < r->n_members; i++)
		if (r->members[i].active && r->members[i].role != ROLE_EMERGENCY)
			put(out, SHELL_MEMBER, slice_str(r->members[i].name));
}

static enum rc put_collections(struct buf *out, struct app *app, struct err *e)
{
	const size_t n = session_roster(app->session)->n_collections;
	enum rc rc = RC_OK;

	for (size_t i = 1; i <= n && rc == RC_OK; i++) {
		struct buf name = {0};

		if (collection_granted(app->session, (int64_t)i) &&
		    (rc = collection_name(&name, app->session, (int64_t)i, e)) == RC_OK)
			put(out, SHELL_COLLECTION, buf_slice(&name));
		buf_finish(&name);
	}
	return rc;
}

enum rc shell_names_put(struct buf *out, struct app *app, struct err *e)
{
	enum rc rc = session_begin(app->session, e);

	if (rc != RC_OK)
		return rc;
	if ((rc = put_titles(out, app, e)) == RC_OK)
		rc = put_collections(out, app, e);
	put_members(out, session_roster(app->session));
	session_abort(app->session);
	return rc == RC_OK && !buf_ok(out) ? err_nomem(e) : rc;
}
