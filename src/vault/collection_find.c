/*
 * collection_find: the collection that is meant, and what one may be called.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "collection_int.h"

static enum rc same_name(
    bool *same, struct session *s, int64_t id, struct slice folded, struct err *e)
{
	struct buf name = {0};
	struct buf fold = {0};
	enum rc rc;

	*same = false;
	if ((rc = collection_name(&name, s, id, e)) == RC_OK &&
	    (rc = text_fold(&fold, buf_slice(&name), e)) == RC_OK)
		*same = slice_eq(buf_slice(&fold), folded);
	buf_finish(&name);
	buf_finish(&fold);
	return rc;
}

/* collection_named; and does the member hold a key to every collection? */
static enum rc by_name(
    int64_t *id, bool *all_granted, struct session *s, struct slice name, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	struct buf fold = {0};
	bool same;
	enum rc rc = text_fold(&fold, name, e);

	*id = 0;
	*all_granted = true;
	for (size_t i = 1; i <= t->n_collections && rc == RC_OK && *id == 0; i++) {
		if (!collection_granted(s, (int64_t)i)) {
			*all_granted = false;
			continue;
		}
		rc = same_name(&same, s, (int64_t)i, buf_slice(&fold), e);
		if (rc == RC_OK && same)
			*id = (int64_t)i;
	}
	buf_finish(&fold);
	return rc;
}

enum rc collection_named(int64_t *id, struct session *s, struct slice name, struct err *e)
{
	bool all_granted;

	return by_name(id, &all_granted, s, name, e);
}

bool parse_id(int64_t *id, const char *text)
{
	char *end;

	if (text[0] != '#' || text[1] < '0' || text[1] > '9')
		return false;
	errno = 0;
	*id = strtoll(text + 1, &end, 10);
	return *end == '\0' && errno == 0;
}

enum rc collection_find(
    int64_t *id, struct session *s, const char *text, bool need_key, struct err *e)
{
	bool all_granted;
	enum rc rc;

	if (parse_id(id, text)) {
		if (roster_collection(&s->replay->roster, *id) == NULL)
			return err_set(e, RC_NOTFOUND, "there is no collection %s", text);
		if (need_key && !collection_granted(s, *id))
			return session_refuse(s, ACT_ITEM_REFUSED, SUB_COLLECTION, *id, text, e,
			    "collection %s was not granted to you", text);
		return RC_OK;
	}
	if ((rc = by_name(id, &all_granted, s, slice_str(text), e)) != RC_OK || *id != 0)
		return rc;
	/* Whether a collection that one cannot open has this name is not to be learned. */
	if (!all_granted)
		return session_refuse(s, ACT_ITEM_REFUSED, SUB_NONE, 0, text, e,
		    "no collection \"%s\" was granted to you", text);
	return err_set(e, RC_NOTFOUND,
	    "there is no collection \"%s\"; \"strongroom collection ls\" shows them", text);
}

enum rc collection_check_name(struct slice name, struct err *e)
{
	if (text_valid_name(name) && name.n <= COLLECTION_NAME_MAX && name.p[0] != '#' &&
	    memchr(name.p, '/', name.n) == NULL)
		return RC_OK;
	return err_set(e, RC_INPUT,
	    "a collection's name is 1 to %d bytes of text without \"/\" and without blanks "
	    "around it, and does not begin with \"#\"",
	    COLLECTION_NAME_MAX);
}
