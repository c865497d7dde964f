#include "vault/version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "item_int.h"
#include "title_search_int.h"
#include "vault/grant.h"

/* by title */

struct search {
	struct session *session;
	struct title_search titles;
	int64_t collection; /* 0: any */
	bool preferred;     /* only what the command is likelier to mean */
	bool to_restore;
	struct pin now;     /* the newest version so far of the item at hand */
	struct pin content; /* and the newest that is no removal */
};

static bool removed(const struct pin *now)
{
	return is_zero(now->digest, HASH_SIZE);
}

static bool preferred(const struct search *q)
{
	if (!q->to_restore)
		return !removed(&q->now);
	return removed(&q->now) || q->now.b > 1;
}

static enum rc visit(struct search *q, struct err *e)
{
	struct item it = {0};
	enum rc rc;

	if (q->content.a == 0 || (q->preferred && !preferred(q)) ||
	    (q->collection != 0 && q->now.c != q->collection) ||
	    !collection_granted(q->session, q->now.c))
		return RC_OK;
	if ((rc = item_load(&it, q->session, &q->content, e)) != RC_OK)
		return rc;
	rc = title_search_match(&q->titles, &it, removed(&q->now), e);
	item_finish(&it);
	return rc;
}

static enum rc walk_pin(void *arg, const struct pin *pin, struct err *e)
{
	struct search *q = arg;
	enum rc rc = RC_OK;

	if (pin->a != q->now.a) {
		rc = visit(q, e);
		q->content = (struct pin){0};
	}
	q->now = *pin;
	if (!removed(pin))
		q->content = *pin;
	return rc;
}

static enum rc search(
    int64_t *id, struct search *q, const char *text, bool whole, struct err *e)
{
	enum rc rc;

	q->now = q->content = (struct pin){0};
	if ((rc = title_search_init(&q->titles, text, whole, e)) == RC_OK &&
	    (rc = pins_each(q->session->replay->pins, PIN_ITEM, walk_pin, q, e)) == RC_OK &&
	    (rc = visit(q, e)) == RC_OK)
		rc = title_search_found(id, &q->titles, e);
	title_search_finish(&q->titles);
	return rc;
}

static enum rc preferred_first(
    int64_t *id, struct search *q, const char *text, bool whole, struct err *e)
{
	enum rc rc;

	q->preferred = true;
	if ((rc = search(id, q, text, whole, e)) != RC_OK || *id != 0)
		return rc;
	q->preferred = false;
	return search(id, q, text, whole, e);
}

/* A whole title, then a part of one; of both, what is likelier meant, then any. */
static enum rc by_title(int64_t *id, struct search *q, const char *text, struct err *e)
{
	enum rc rc = preferred_first(id, q, text, true, e);

	if (rc == RC_OK && *id == 0)
		rc = preferred_first(id, q, text, false, e);
	return rc;
}

static enum rc in_collection(
    int64_t *id, struct search *q, const char *text, const char *slash, struct err *e)
{
	char *name = strndup(text, (size_t)(slash - text));
	enum rc rc;

	if (name == NULL)
		return err_nomem(e);
	rc = collection_find(&q->collection, q->session, name, true, e);
	free(name);
	return rc == RC_OK ? by_title(id, q, slash + 1, e) : rc;
}

static enum rc by_number(
    int64_t *id, struct session *s, const char *text, bool to_restore, struct err *e)
{
	struct pin now;
	enum rc rc;

	if (!parse_id(id, text))
		return err_set(e, RC_NOTFOUND, "there is no item %s", text);
	if ((rc = pins_item(&now, s->replay->pins, *id, e)) != RC_OK)
		return rc == RC_NOTFOUND ? err_set(e, rc, "there is no item %s", text) : rc;
	if (collection_granted(s, now.c) ||
	    (!to_restore && roster_may(session_me(s), RIGHT_READ_LOG)))
		return RC_OK;
	return session_refuse(s, ACT_ITEM_REFUSED, SUB_ITEM, *id, text, e,
	    "item %s was not granted to you", text);
}

enum rc version_find(
    int64_t *id, struct session *s, const char *text, bool to_restore, struct err *e)
{
	struct search q = {.session = s, .to_restore = to_restore};
	const char *slash = strchr(text, '/');
	enum rc rc;

	if ((rc = item_check_text(text, e)) != RC_OK)
		return rc;
	if (text[0] == '#' && text[1] >= '0' && text[1] <= '9')
		return by_number(id, s, text, to_restore, e);
	rc = by_title(id, &q, text, e);
	if (rc == RC_OK && *id == 0 && slash != NULL)
		rc = in_collection(id, &q, text, slash, e);
	if (rc == RC_OK && *id == 0)
		return err_set(e, RC_NOTFOUND,
		    "there is no item \"%s\" that you can open, and none of that title was "
		    "removed",
		    text);
	return rc;
}

/* one version */

enum rc version_get(
    struct item *it, struct session *s, int64_t id, int64_t version, struct err *e)
{
	struct pin pin;
	enum rc rc = pins_get(&pin, s->replay->pins, PIN_ITEM, id, version, 0, e);

	if (rc == RC_NOTFOUND)
		return err_set(e, RC_NOTFOUND,
		    "item #%lld has no version %lld; \"strongroom history '#%lld'\" lists them",
		    (long long)id, (long long)version, (long long)id);
	if (rc != RC_OK)
		return rc;
	if (removed(&pin))
		return err_set(e, RC_NOTFOUND,
		    "version %lld of item #%lld is its removal and says nothing; \"strongroom "
		    "history '#%lld'\" lists the others",
		    (long long)version, (long long)id, (long long)id);
	if (!collection_granted(s, pin.c))
		return err_set(e, RC_REFUSED,
		    "version %lld of item #%lld lies in a collection that was not granted to "
		    "you",
		    (long long)version, (long long)id);
	return item_load(it, s, &pin, e);
}

/* The newest version below a number that is no removal; 0 if there is none. */
static enum rc below(
    int64_t *version, struct session *s, int64_t id, int64_t limit, struct err *e)
{
	struct pin pin;
	enum rc rc;

	for (*version = limit - 1; *version > 0; --*version) {
		rc = pins_get(&pin, s->replay->pins, PIN_ITEM, id, *version, 0, e);
		if (rc != RC_OK || !removed(&pin))
			return rc;
	}
	return RC_OK;
}

enum rc version_count(int64_t *n, struct session *s, int64_t id, struct err *e)
{
	struct pin now;
	enum rc rc = pins_item(&now, s->replay->pins, id, e);

	if (rc == RC_OK)
		*n = now.b;
	return rc;
}

/* What others could not read must not come before them by a default. */
static enum rc check_default(
    const struct item *old, struct session *s, int64_t now_in, struct err *e)
{
	struct buf from = {0};
	struct buf to = {0};
	const char *a;
	const char *b;
	enum rc rc;

	if (old->collection == now_in)
		return RC_OK;
	if ((rc = collection_name(&from, s, old->collection, e)) == RC_OK &&
	    (rc = collection_name(&to, s, now_in, e)) == RC_OK) {
		a = buf_cstr(&from);
		b = buf_cstr(&to);
		rc = err_set(e, RC_USAGE,
		    "version %lld of \"%.*s\" lies in \"%s\", and everybody who was granted "
		    "\"%s\" could open it then; if that is meant, say --version %lld",
		    (long long)old->version, SLICE_ARG(old->content.title), a != NULL ? a : "",
		    b != NULL ? b : "", (long long)old->version);
	}
	buf_finish(&from);
	buf_finish(&to);
	return rc;
}

enum rc version_to_restore(
    struct item *old, struct session *s, int64_t id, int64_t version, struct err *e)
{
	struct pin now;
	struct err why;
	const bool by_default = version == 0;
	char asked[32];
	enum rc rc;

	if ((rc = pins_item(&now, s->replay->pins, id, e)) != RC_OK ||
	    (rc = grant_require_edit(s, now.c, ACT_ITEM_RESTORE, SUB_ITEM, id, e)) != RC_OK)
		return rc;
	if (by_default && (rc = below(&version, s, id, now.b, e)) != RC_OK)
		return rc;
	if (version == 0)
		return err_set(
		    e, RC_NOTFOUND, "item #%lld has no older version", (long long)id);
	rc = version_get(old, s, id, version, &why);
	snprintf(asked, sizeof asked, "version %lld", (long long)version);
	if (rc == RC_REFUSED)
		return session_refuse(
		    s, ACT_ITEM_RESTORE, SUB_ITEM, id, asked, e, "%s", why.text);
	if (rc != RC_OK)
		return err_set(e, rc, "%s", why.text);
	return by_default ? check_default(old, s, now.c, e) : RC_OK;
}
