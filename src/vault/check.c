#include "vault/check.h"

#include "item_int.h"
#include "vault/attachment.h"

struct checking {
	struct session *session;
	struct check_counts *counts;
};

static enum rc check_attachments(struct checking *c, const struct item *it, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < it->content.n_fields && rc == RC_OK; i++)
		if (it->content.fields[i].kind == FIELD_FILE)
			rc = attachment_check(c->session, &it->content.fields[i], e);
	return rc;
}

static enum rc check_version(void *arg, const struct pin *pin, struct err *e)
{
	struct checking *c = arg;
	struct item it = {0};
	enum rc rc;

	if (is_zero(pin->digest, HASH_SIZE))
		return RC_OK;
	if (!collection_granted(c->session, pin->c)) {
		c->counts->unopened++;
		return RC_OK;
	}
	if ((rc = item_load(&it, c->session, pin, e)) != RC_OK)
		return rc;
	if ((rc = item_open_unseen(&it, c->session, e)) == RC_OK)
		rc = check_attachments(c, &it, e);
	item_finish(&it);
	c->counts->items++;
	return rc;
}

enum rc check_items(struct check_counts *n, struct session *s, struct err *e)
{
	struct checking c = {s, n};

	return pins_each(s->replay->pins, PIN_ITEM, check_version, &c, e);
}
