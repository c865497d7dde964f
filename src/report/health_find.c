/*
 * health_find: what there is to say of the items that were looked at.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/list.h"
#include "crypto/secret.h"
#include "health_int.h"
#include "report/breach.h"
#include "vault/roster.h"

enum { TITLE, WHY, COMMAND };

/* A finding whose why is written next, into the text; NULL if memory ran out. */
static struct health_finding *add(
    struct health *h, enum health_kind kind, const struct health_item *x, double worse)
{
	struct health_finding *more = list_room(h->list, h->n, &h->cap, sizeof *more);

	if (more == NULL)
		return NULL;
	h->list = more;
	more += h->n++;
	*more = (struct health_finding){
	    .kind = kind, .item = x->id, .collection = x->collection, .worse = worse};
	more->at[TITLE] = x->title;
	more->at[COMMAND] = h->text.n;
	/* A shell would take # for a remark. */
	if (kind == HEALTH_SECOND)
		buf_printf(&h->text, "strongroom totp '#%lld' --set", (long long)x->id);
	else
		buf_printf(&h->text, "strongroom change '#%lld'", (long long)x->id);
	buf_add_char(&h->text, '\0');
	more->at[WHY] = h->text.n;
	return more;
}

static enum rc end(struct health *h, struct err *e)
{
	buf_add_char(&h->text, '\0');
	return buf_ok(&h->text) ? RC_OK : err_nomem(e);
}

static enum rc find_stolen(struct health_work *w, const struct health_item *x, struct err *e)
{
	struct health *h = w->health;
	int64_t count;
	enum rc rc;

	if (w->breach == NULL || !x->password)
		return RC_OK;
	rc = breach_find(
	    &count, w->breach, w->digests->p + x->digest * breach_size(w->breach), e);
	if (rc != RC_OK || count == 0)
		return rc;
	if (add(h, HEALTH_BREACHED, x, (double)count) == NULL)
		return err_nomem(e);
	buf_printf(&h->text, "it was found %lld time%s among stolen passwords",
	    (long long)count, count == 1 ? "" : "s");
	return end(h, e);
}

static enum rc find_left(struct health_work *w, const struct health_item *x, struct err *e)
{
	const struct departed *d = &w->departed[x->id - 1];
	const struct member *m;
	struct health *h = w->health;
	char when[CLOCK_TEXT];

	if (!x->password || (size_t)x->id > w->n_departed || d->member == 0)
		return RC_OK;
	m = roster_member(session_roster(w->session), d->member);
	if (add(h, HEALTH_LEFT, x, (double)-d->until_ms) == NULL)
		return err_nomem(e);
	clock_local(when, d->until_ms);
	buf_printf(&h->text, "%s%s could open it, until %s, and it is the same still",
	    m == NULL ? "somebody" : m->name, d->others ? " and others" : "", when);
	return end(h, e);
}

static enum rc find_weak(struct health_work *w, const struct health_item *x, struct err *e)
{
	const struct strength *s = &x->strength;
	struct health *h = w->health;

	if (!x->password || s->n_faults == 0)
		return RC_OK;
	if (add(h, s->weak ? HEALTH_WEAK : HEALTH_POLICY, x, -s->bits) == NULL)
		return err_nomem(e);
	buf_add_str(&h->text, "it ");
	strength_say(&h->text, s);
	return end(h, e);
}

static enum rc find_pending(struct health_work *w, const struct health_item *x, struct err *e)
{
	struct health *h = w->health;

	if (!x->pending)
		return RC_OK;
	if (add(h, HEALTH_PENDING, x, 0) == NULL)
		return err_nomem(e);
	buf_add_str(&h->text, "a new password is kept beside it, and nobody said that the "
			      "website accepted it");
	return end(h, e);
}

static enum rc find_second(struct health_work *w, const struct health_item *x, struct err *e)
{
	struct health *h = w->health;

	if (x->second)
		return RC_OK;
	if (add(h, HEALTH_SECOND, x, 0) == NULL)
		return err_nomem(e);
	buf_add_str(&h->text,
	    "no code, and no field \"second factor\" that names the telephone or key");
	return end(h, e);
}

/* reused */

static int compare_same(const void *a, const void *b)
{
	const struct health_item *x = *(const struct health_item *const *)a;
	const struct health_item *y = *(const struct health_item *const *)b;
	int order = memcmp(x->same, y->same, sizeof x->same);

	return order != 0 ? order : (x->id > y->id) - (x->id < y->id);
}

/* Those that have the same, but this one; the first few of them by number. */
static void put_others(struct buf *out, const struct health_item *const *group, size_t n,
    const struct health_item *x)
{
	enum { NAMED = 3 };
	size_t named = 0;

	buf_add_str(out, "it is the same as that of ");
	for (size_t i = 0; i < n && named < NAMED; i++) {
		if (group[i] == x)
			continue;
		buf_printf(out, "%s#%lld", named == 0 ? "" : ", ", (long long)group[i]->id);
		named++;
	}
	if (n - 1 > named)
		buf_printf(out, " and %zu more", n - 1 - named);
}

static enum rc find_group(
    struct health *h, const struct health_item *const *group, size_t n, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < n && n > 1 && rc == RC_OK; i++) {
		if (add(h, HEALTH_REUSED, group[i], (double)n) == NULL)
			return err_nomem(e);
		put_others(&h->text, group, n, group[i]);
		rc = end(h, e);
	}
	return rc;
}

static enum rc find_reused(struct health_work *w, struct err *e)
{
	const struct health_item **list = calloc(w->n + 1, sizeof *list);
	enum rc rc = RC_OK;
	size_t n = 0;
	size_t k;

	if (list == NULL)
		return err_nomem(e);
	for (size_t i = 0; i < w->n; i++)
		if (w->items[i].password)
			list[n++] = &w->items[i];
	qsort(list, n, sizeof *list, compare_same);
	for (size_t i = 0; i < n && rc == RC_OK; i = k) {
		for (k = i + 1; k < n; k++)
			if (memcmp(list[i]->same, list[k]->same, HEALTH_SAME) != 0)
				break;
		rc = find_group(w->health, list + i, k - i, e);
	}
	free(list);
	return rc;
}

/* all together */

static int compare(const void *a, const void *b)
{
	const struct health_finding *x = a;
	const struct health_finding *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->worse < y->worse || x->worse > y->worse)
		return x->worse > y->worse ? -1 : 1;
	return (x->item > y->item) - (x->item < y->item);
}

static int compare_items(const void *a, const void *b)
{
	const struct health_finding *x = a;
	const struct health_finding *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->kind < y->kind ? -1 : x->kind > y->kind;
}

/* Worst first, and with the worst of an item all others about it. */
static enum rc sort(struct health *h, size_t items, struct err *e)
{
	size_t *first = calloc(items + 1, sizeof *first); /* from 1 */

	if (first == NULL)
		return err_nomem(e);
	if (h->n > 0)
		qsort(h->list, h->n, sizeof *h->list, compare);
	for (size_t i = 0; i < h->n; i++) {
		size_t *rank = &first[h->list[i].item];

		if (*rank == 0)
			*rank = i + 1;
		h->list[i].rank = *rank;
	}
	if (h->n > 0)
		qsort(h->list, h->n, sizeof *h->list, compare_items);
	free(first);
	return RC_OK;
}

/* The text does not move any more. */
static void point(struct health *h)
{
	const char *text = (const char *)h->text.p;

	for (size_t i = 0; i < h->n; i++) {
		struct health_finding *f = &h->list[i];

		f->title = text + f->at[TITLE];
		f->why = text + f->at[WHY];
		f->command = text + f->at[COMMAND];
	}
}

enum rc health_find(struct health_work *w, struct err *e)
{
	struct health *h = w->health;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < w->n && rc == RC_OK; i++) {
		const struct health_item *x = &w->items[i];

		if ((rc = find_stolen(w, x, e)) != RC_OK ||
		    (rc = find_left(w, x, e)) != RC_OK || (rc = find_weak(w, x, e)) != RC_OK ||
		    (rc = find_pending(w, x, e)) != RC_OK)
			break;
		rc = find_second(w, x, e);
	}
	if (rc != RC_OK || (rc = find_reused(w, e)) != RC_OK ||
	    (rc = sort(h, w->n_departed, e)) != RC_OK)
		return rc;
	point(h);
	return RC_OK;
}
