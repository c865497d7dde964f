#include "transfer/folders.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "base/text.h"
#include "transfer/parse.h"
#include "vault/content.h"

enum { TITLES_SHOWN = 5 };

void folders_finish(struct folders *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->list[i].name);
		free(f->list[i].fold);
		free(f->list[i].titles);
	}
	free(f->list);
	*f = (struct folders){0};
}

static struct folder *find(const struct folders *f, struct slice name)
{
	for (size_t i = 0; i < f->n; i++)
		if (slice_eq_str(name, f->list[i].name))
			return &f->list[i];
	return NULL;
}

static char *folded(struct slice name)
{
	struct buf b = {0};
	char *text = NULL;

	if (text_fold(&b, name, NULL) == RC_OK && buf_cstr(&b) != NULL)
		text = strdup(buf_cstr(&b));
	buf_finish(&b);
	return text;
}

static struct folder *add(struct folders *f, struct slice name)
{
	struct folder *more = list_room(f->list, f->n, &f->cap, sizeof *more);
	struct folder *new;

	if (more == NULL)
		return NULL;
	f->list = more;
	new = &more[f->n];
	*new = (struct folder){.wanted = true};
	new->name = strndup((const char *)name.p, name.n);
	new->fold = folded(name);
	new->titles = strdup("");
	f->n++;
	return new->name != NULL &&new->fold != NULL &&new->titles != NULL ? new : NULL;
}

/* "A, B, C …": enough to see whose they are. */
static bool add_title(struct folder *to, struct slice title)
{
	struct buf b = {0};
	char *text = NULL;

	if (to->in_titles > TITLES_SHOWN)
		return true;
	buf_add_str(&b, to->titles);
	if (to->in_titles < TITLES_SHOWN) {
		buf_add_str(&b, to->in_titles > 0 ? ", " : "");
		text_safe(&b, title, false);
	} else {
		buf_add_str(&b, " …");
	}
	if (buf_cstr(&b) != NULL)
		text = strdup(buf_cstr(&b));
	buf_finish(&b);
	if (text == NULL)
		return false;
	free(to->titles);
	to->titles = text;
	to->in_titles++;
	return true;
}

static enum rc count(struct folders *f, struct slice name, struct slice title, struct err *e)
{
	struct folder *to = find(f, name);

	if (to == NULL)
		to = add(f, name);
	if (to == NULL || !add_title(to, title))
		return err_nomem(e);
	to->entries++;
	return RC_OK;
}

static enum rc on_item(
    void *arg, const struct content *c, const struct parse_entry *at, struct err *e)
{
	enum rc rc = RC_OK;

	if (at->folders == 0)
		return count(arg, slice_of("", 0), c->title, e);
	for (size_t i = 0; i < at->folders && rc == RC_OK; i++)
		rc = count(arg, c->tags[i], c->title, e);
	return rc;
}

static void on_problem(void *arg, long line, const char *message)
{
	(void)arg;
	(void)line;
	(void)message;
}

enum rc folders_read(struct folders *f, const struct parse_source *s, struct err *e)
{
	const struct parse_sink sink = {.item = on_item, .problem = on_problem, .arg = f};

	*f = (struct folders){0};
	return parse_read(&sink, s, e);
}

void folders_want_none(struct folders *f)
{
	for (size_t i = 0; i < f->n; i++)
		f->list[i].wanted = false;
}

/* Is it the folder, or one below it? Both are folded. */
static bool is_in(const char *fold, const char *above)
{
	size_t n = strlen(above);

	return strncmp(fold, above, n) == 0 && (fold[n] == '\0' || (n > 0 && fold[n] == '/'));
}

static enum rc none_such(const struct folders *f, const char *name, struct err *e)
{
	struct buf names = {0};
	const char *text;
	enum rc rc;

	for (size_t i = 0; i < f->n; i++)
		if (f->list[i].name[0] != '\0') {
			buf_add_str(&names, names.n > 0 ? ", " : "");
			buf_add_str(&names, f->list[i].name);
		}
	text = buf_cstr(&names);
	if (text == NULL)
		rc = err_nomem(e);
	else if (names.n == 0)
		rc = err_set(e, RC_NOTFOUND, "the file has no folders; leave out \"%s\"", name);
	else
		rc = err_set(
		    e, RC_NOTFOUND, "the file has no folder \"%s\", but: %s", name, text);
	buf_finish(&names);
	return rc;
}

enum rc folders_want(struct folders *f, const char *name, bool want, struct err *e)
{
	char *above = folded(slice_str(name));
	bool found = false;

	if (above == NULL)
		return text_valid(slice_str(name))
			   ? err_nomem(e)
			   : err_set(e, RC_INPUT, "the name of the folder is not UTF-8 text");
	for (size_t i = 0; i < f->n; i++)
		if (is_in(f->list[i].fold, above)) {
			f->list[i].wanted = want;
			found = true;
		}
	free(above);
	return found ? RC_OK : none_such(f, name, e);
}

bool folders_take(
    const struct folders *f, const struct content *c, const struct parse_entry *at)
{
	const struct folder *in;

	if (f == NULL)
		return true;
	if (at->folders == 0)
		return (in = find(f, slice_of("", 0))) != NULL && in->wanted;
	for (size_t i = 0; i < at->folders; i++)
		if ((in = find(f, c->tags[i])) != NULL && in->wanted)
			return true;
	return false;
}
