#include "vault/previous.h"

#include <stdio.h>

#include "vault/version.h"

static enum rc refuse(struct session *s, int64_t item, int64_t version, struct err *e)
{
	char asked[32];

	snprintf(asked, sizeof asked, "version %lld", (long long)version);
	return session_refuse(s, ACT_ITEM_REFUSED, SUB_ITEM, item, asked, e,
	    "version %lld of item #%lld lies in a collection that was not granted to you",
	    (long long)version, (long long)item);
}

/* *other stays false for what is no content: a removal, or what opens for nobody. */
static enum rc compare(
    bool *other, struct session *s, const struct item *now, int64_t version, struct err *e)
{
	struct item old = {0};
	enum rc rc = version_get(&old, s, now->id, version, e);

	*other = false;
	if (rc == RC_NOTFOUND)
		return RC_OK;
	if (rc == RC_REFUSED)
		return refuse(s, now->id, version, e);
	if (rc == RC_OK && (rc = item_open_unseen(&old, s, e)) == RC_OK)
		*other = !content_eq_credential(&now->content, &old.content);
	else if (old.unreadable)
		rc = RC_OK;
	item_finish(&old);
	return rc;
}

enum rc previous_find(int64_t *version, struct session *s, int64_t item, struct err *e)
{
	struct item now = {0};
	bool found = false;
	enum rc rc;

	if ((rc = item_get(&now, s, item, e)) != RC_OK ||
	    (rc = item_open_unseen(&now, s, e)) != RC_OK)
		goto out;
	for (*version = now.version - 1; *version > 0; --*version)
		if ((rc = compare(&found, s, &now, *version, e)) != RC_OK || found)
			goto out;
	rc = err_set(e, RC_NOTFOUND,
	    "\"%.*s\" (#%lld) has had no other credential; \"strongroom history '#%lld'\" "
	    "lists its versions",
	    SLICE_ARG(now.content.title), (long long)item, (long long)item);
out:
	item_finish(&now);
	return rc;
}
