#include "vault/departed.h"

#include <stdlib.h>

#include "base/list.h"
#include "session_int.h"

/* A stretch of the log: from a record on, and up to one, or on and on. */
struct stretch {
	int64_t from;
	int64_t to; /* 0: not over */
	int64_t to_ms;
};

/* In which a member held a collection. */
struct holding {
	int64_t collection;
	int64_t member;
	struct stretch when;
};

/* In which an item lay in a collection. */
struct stay {
	int64_t item;
	int64_t collection;
	struct stretch when;
};

struct walk {
	struct holding *holdings;
	size_t n_holdings, cap_holdings;
	struct stay *stays;
	size_t n_stays, cap_stays;
	/* For each item, from 1: its last stay, counted from 1, and when its
	 * credential came.
	 */
	size_t *last;
	int64_t *since;
	size_t items;
};

/* grants */

static bool is_held(const struct walk *w, const struct grant *g)
{
	for (size_t i = 0; i < w->n_holdings; i++) {
		const struct holding *h = &w->holdings[i];

		if (h->when.to == 0 && h->collection == g->collection && h->member == g->member)
			return true;
	}
	return false;
}

static enum rc add_holding(
    struct walk *w, const struct grant *g, const struct record *rec, struct err *e)
{
	struct holding *more =
	    list_room(w->holdings, w->n_holdings, &w->cap_holdings, sizeof *more);

	if (more == NULL)
		return err_nomem(e);
	w->holdings = more;
	more[w->n_holdings++] = (struct holding){
	    .collection = g->collection, .member = g->member, .when.from = rec->seq};
	return RC_OK;
}

static enum rc compare_grants(
    struct walk *w, const struct roster *t, const struct record *rec, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < w->n_holdings; i++) {
		struct holding *h = &w->holdings[i];

		if (h->when.to != 0 || roster_grant(t, h->collection, h->member) != NULL)
			continue;
		h->when.to = rec->seq;
		h->when.to_ms = rec->time_ms;
	}
	for (size_t i = 0; i < t->n_grants && rc == RC_OK; i++)
		if (!is_held(w, &t->grants[i]))
			rc = add_holding(w, &t->grants[i], rec, e);
	return rc;
}

/* items */

static enum rc go_to(
    struct walk *w, int64_t collection, const struct record *rec, struct err *e)
{
	size_t *last = &w->last[rec->subject];
	struct stay *more = list_room(w->stays, w->n_stays, &w->cap_stays, sizeof *more);

	if (more == NULL)
		return err_nomem(e);
	w->stays = more;
	if (*last > 0 && more[*last - 1].when.to == 0) {
		more[*last - 1].when.to = rec->seq;
		more[*last - 1].when.to_ms = rec->time_ms;
	}
	more[w->n_stays] = (struct stay){
	    .item = rec->subject, .collection = collection, .when.from = rec->seq};
	*last = ++w->n_stays;
	return RC_OK;
}

/* What a restore brings back may be as old as the item. */
static enum rc item_record(struct walk *w, const struct record *rec, struct err *e)
{
	struct public_item p = {0};

	switch (rec->action) {
	case ACT_ITEM_ADD:
	case ACT_ITEM_EDIT:
	case ACT_ITEM_MOVE:
	case ACT_ITEM_RESTORE:
		break;
	default:
		return RC_OK;
	}
	if (!public_get_item(&p, rec->public) || (size_t)rec->subject > w->items)
		return err_set(e, RC_TAMPER, "record %lld does not say where its item is",
		    (long long)rec->seq);
	if (p.secret)
		w->since[rec->subject] = rec->action == ACT_ITEM_RESTORE ? 0 : rec->seq;
	if (rec->action == ACT_ITEM_EDIT)
		return RC_OK;
	return go_to(w, p.collection, rec, e);
}

static enum rc take(
    void *arg, const struct roster *after, const struct record *rec, struct err *e)
{
	struct walk *w = arg;

	if (rec->outcome != OUT_OK || rec->action == ACT_UNLOCK ||
	    rec->subject_kind == SUB_NONE)
		return RC_OK;
	return rec->subject_kind == SUB_ITEM ? item_record(w, rec, e)
					     : compare_grants(w, after, rec, e);
}

/* what comes of it */

static bool meets(const struct stretch *a, const struct stretch *b)
{
	return (a->to == 0 || a->to > b->from) && (b->to == 0 || b->to > a->from);
}

/* Who could open an item in one of its stays, and where it lies now. */
static void note(struct departed *d, const struct walk *w, const struct stay *y,
    const struct holding *h, const struct roster *t)
{
	const struct stay *now = &w->stays[w->last[y->item] - 1];
	const struct member *m = roster_member(t, h->member);
	int64_t until = h->when.to_ms;

	if (m == NULL || m->role == ROLE_EMERGENCY ||
	    roster_grant(t, now->collection, h->member) != NULL)
		return;
	if (y->when.to != 0 && (h->when.to == 0 || y->when.to < h->when.to))
		until = y->when.to_ms;
	if (d->member != 0 && d->member != h->member)
		d->others = true;
	if (d->member != 0 && until < d->until_ms)
		return;
	d->member = h->member;
	d->until_ms = until;
}

static void look(struct departed *list, const struct walk *w, const struct roster *t)
{
	for (size_t i = 0; i < w->n_stays; i++) {
		const struct stay *y = &w->stays[i];
		struct stretch known = y->when;

		if (known.to != 0 && known.to <= w->since[y->item])
			continue;
		if (known.from < w->since[y->item])
			known.from = w->since[y->item];
		for (size_t k = 0; k < w->n_holdings; k++)
			if (w->holdings[k].collection == y->collection &&
			    meets(&known, &w->holdings[k].when))
				note(&list[y->item - 1], w, y, &w->holdings[k], t);
	}
}

enum rc departed_read(struct departed **list, size_t *n, struct session *s, struct err *e)
{
	const struct roster *t = session_roster(s);
	struct walk w = {.items = (size_t)t->items};
	enum rc rc;

	*n = w.items;
	*list = calloc(w.items + 1, sizeof **list);
	w.last = calloc(w.items + 1, sizeof *w.last);
	w.since = calloc(w.items + 1, sizeof *w.since);
	if (*list == NULL || w.last == NULL || w.since == NULL)
		rc = err_nomem(e);
	else if ((rc = session_retrace(s, take, &w, e)) == RC_OK)
		look(*list, &w, t);
	free(w.last);
	free(w.since);
	free(w.stays);
	free(w.holdings);
	if (rc != RC_OK) {
		free(*list);
		*list = NULL;
	}
	return rc;
}
