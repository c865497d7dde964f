#include "vault/history.h"

#include <stdlib.h>

#include "base/list.h"
#include "vault/audit.h"
#include "vault/public.h"

static bool is_step(const struct record *r)
{
	switch (r->action) {
	case ACT_ITEM_ADD:
	case ACT_ITEM_EDIT:
	case ACT_ITEM_MOVE:
	case ACT_ITEM_REMOVE:
	case ACT_ITEM_RESTORE:
	case ACT_ITEM_REKEY:
		return r->outcome == OUT_OK;
	default:
		return false;
	}
}

static enum rc add_step(void *arg, const struct audit_entry *entry, struct err *e)
{
	const struct record *r = &entry->record;
	struct history *h = arg;
	struct history_step *more;
	struct public_item p;

	if (!is_step(r))
		return RC_OK;
	if (!public_get_item(&p, r->public))
		return err_set(e, RC_TAMPER, "record %lld does not say where its item is",
		    (long long)r->seq);
	if ((more = list_room(h->steps, h->n, &h->cap, sizeof *more)) == NULL)
		return err_nomem(e);
	h->steps = more;
	more[h->n] = (struct history_step){.version = r->version,
	    .time_ms = r->time_ms,
	    .member = r->actor,
	    .action = r->action,
	    .collection = p.collection};
	if (r->action == ACT_ITEM_MOVE && h->n > 0)
		more[h->n].from = more[h->n - 1].collection;
	h->n++;
	return RC_OK;
}

enum rc history_read(struct history *h, struct session *s, int64_t item, struct err *e)
{
	const struct audit_filter f = {.item = item, .bare = true};
	enum rc rc;

	*h = (struct history){0};
	if ((rc = audit_read(s, &f, add_step, h, e)) != RC_OK)
		history_finish(h);
	return rc;
}

void history_finish(struct history *h)
{
	free(h->steps);
	*h = (struct history){0};
}
