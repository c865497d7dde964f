/*
 * item_find: which item a person means.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "collection_int.h"
#include "item_int.h"
#include "title_search_int.h"

/* by exact title */

struct by_title {
	struct session *session;
	int64_t collection;
	struct slice folded;
	int64_t found;
};

static enum rc same_title(bool *same, const struct item *it, struct slice folded, struct err *e)
{
	struct buf fold = {0};
	enum rc rc = text_fold(&fold, it->content.title, e);

	*same = rc == RC_OK && slice_eq(buf_slice(&fold), folded);
	buf_finish(&fold);
	return rc;
}

static enum rc compare_title(void *arg, struct item *it, struct err *e)
{
	struct by_title *q = arg;
	bool same;
	enum rc rc = same_title(&same, it, q->folded, e);

	if (rc == RC_OK && same)
		q->found = it->id;
	return rc;
}

/* The index gives candidates; only one that is current and opens to the title counts. */
static enum rc try_candidate(void *arg, int64_t id, int64_t version, struct err *e)
{
	struct by_title *q = arg;
	struct item it = {0};
	enum rc rc = item_get(&it, q->session, id, e);

	if (rc == RC_NOTFOUND || rc == RC_REFUSED)
		return RC_OK;
	if (rc != RC_OK)
		return rc;
	if (it.version == version && it.collection == q->collection)
		rc = compare_title(q, &it, e);
	item_finish(&it);
	return rc;
}

enum rc item_by_title(
    int64_t *id, struct session *s, int64_t collection, struct slice title, struct err *e)
{
	struct by_title q = {.session = s, .collection = collection};
	uint8_t hash[TITLE_HASH];
	const struct secret *ck;
	struct buf fold = {0};
	enum rc rc;

	if ((rc = collection_key(&ck, s, collection, 0, e)) != RC_OK ||
	    (rc = item_title_hash(hash, ck, title, e)) != RC_OK ||
	    (rc = text_fold(&fold, title, e)) != RC_OK)
		goto out;
	q.folded = buf_slice(&fold);
	rc = store_item_by_title(s->store, slice_of(hash, sizeof hash), try_candidate, &q, e);
	/* A miss may be a lie of the index: look at every title. */
	if (rc == RC_OK && q.found == 0)
		rc = item_walk(s, collection, compare_title, &q, e);
	*id = q.found;
	if (rc == RC_OK && q.found == 0)
		rc = err_set(e, RC_NOTFOUND, "there is no item \"%.*s\"", SLICE_ARG(title));
out:
	buf_finish(&fold);
	return rc;
}

/* by part of a title */

static enum rc match(void *arg, struct item *it, struct err *e)
{
	return title_search_match(arg, it, false, e);
}

/* *id is 0 if nothing fits; RC_USAGE if several do. */
static enum rc search(int64_t *id, struct session *s, int64_t collection, const char *text,
    bool whole, struct err *e)
{
	struct title_search q;
	enum rc rc;

	*id = 0;
	if ((rc = title_search_init(&q, text, whole, e)) == RC_OK &&
	    (rc = item_walk(s, collection, match, &q, e)) == RC_OK)
		rc = title_search_found(id, &q, e);
	title_search_finish(&q);
	return rc;
}

/*
 * An exact title in any collection that is granted. Each is asked, so that an
 * index that hides one of two does not choose for the user.
 */
static enum rc exact(int64_t *id, struct session *s, const char *text, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	int64_t found;
	size_t hits = 0;
	enum rc rc = RC_OK;

	*id = 0;
	for (size_t i = 1; i <= t->n_collections && rc == RC_OK; i++) {
		if (!collection_granted(s, (int64_t)i))
			continue;
		rc = item_by_title(&found, s, (int64_t)i, slice_str(text), e);
		if (rc == RC_OK) {
			*id = found;
			hits++;
		} else if (rc == RC_NOTFOUND) {
			rc = RC_OK;
		}
	}
	/* Several: the walk of all titles names them. */
	return rc == RC_OK && hits > 1 ? search(id, s, 0, text, true, e) : rc;
}

static enum rc by_number(struct item *it, struct session *s, const char *text, struct err *e)
{
	struct pin pin;
	int64_t id;
	enum rc rc;

	if (!parse_id(&id, text))
		return err_set(e, RC_NOTFOUND, "there is no item %s", text);
	rc = pins_item(&pin, s->replay->pins, id, e);
	if (rc == RC_OK && !collection_granted(s, pin.c))
		return session_refuse(s, ACT_ITEM_REFUSED, SUB_ITEM, id, text, e,
		    "item %s was not granted to you", text);
	return item_get(it, s, id, e);
}

/*
 * "COLLECTION/TITLE"; *id is 0 if there is none. This is asked first of all:
 * where it hits, no other title has to be looked at.
 */
static enum rc in_collection(
    int64_t *id, struct session *s, const char *text, const char *slash, struct err *e)
{
	int64_t collection;
	enum rc rc;

	*id = 0;
	rc = collection_named(&collection, s, slice_of(text, (size_t)(slash - text)), e);
	if (rc != RC_OK || collection == 0)
		return rc;
	rc = item_by_title(id, s, collection, slice_str(slash + 1), e);
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

/* "COLLECTION/PART"; it is on the log if the collection was not granted. */
static enum rc part_in_collection(
    int64_t *id, struct session *s, const char *text, const char *slash, struct err *e)
{
	char *name = strndup(text, (size_t)(slash - text));
	int64_t collection;
	enum rc rc;

	if (name == NULL)
		return err_nomem(e);
	rc = collection_find(&collection, s, name, true, e);
	free(name);
	return rc == RC_OK ? search(id, s, collection, slash + 1, false, e) : rc;
}

enum rc item_check_text(const char *text, struct err *e)
{
	if (text_valid(slice_str(text)) && text[0] != '\0')
		return RC_OK;
	return err_set(e, RC_INPUT, "the name of the item is empty or not valid UTF-8");
}

/* What stands in the first column of a list, without the sign that makes it a number. */
static bool meant_number(const char *text)
{
	return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

enum rc item_find(struct item *it, struct session *s, const char *text, struct err *e)
{
	const char *slash = strchr(text, '/');
	int64_t id = 0;
	enum rc rc;

	if ((rc = item_check_text(text, e)) != RC_OK)
		return rc;
	if (text[0] == '#' && text[1] >= '0' && text[1] <= '9')
		return by_number(it, s, text, e);
	if (slash != NULL && (rc = in_collection(&id, s, text, slash, e)) != RC_OK)
		return rc;
	if (id == 0 && (rc = exact(&id, s, text, e)) != RC_OK)
		return rc;
	if (id == 0 && (rc = search(&id, s, 0, text, false, e)) != RC_OK)
		return rc;
	if (id == 0 && slash != NULL &&
	    (rc = part_in_collection(&id, s, text, slash, e)) != RC_OK)
		return rc;
	if (id == 0 && meant_number(text))
		return err_set(e, RC_NOTFOUND,
		    "there is no item called \"%s\" that you can open; number %s is given as "
		    "'#%s'",
		    text, text, text);
	if (id == 0)
		return err_set(e, RC_NOTFOUND,
		    "there is no item \"%s\" that you can open; \"strongroom ls\" shows them",
		    text);
	return item_get(it, s, id, e);
}
