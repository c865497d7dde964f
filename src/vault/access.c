/*
 * access: who could open an item, by replaying the log a second time.
 */
#include <stdlib.h>

#include "base/list.h"
#include "session_int.h"
#include "vault/history.h"
#include "vault/secret_versions.h"

/* A grant that there is, and since when. */
struct held {
	int64_t collection;
	int64_t member;
	int64_t since_ms;
};

struct walk {
	int64_t seq;                 /* of the record of the first version that counts */
	const struct roster *roster; /* after the record at hand */
	struct access *access;
	const struct secret_versions *versions;
	struct held *held;
	size_t n, cap;
};

/* grants */

static bool is_held(const struct walk *w, int64_t collection, int64_t member)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->held[i].collection == collection && w->held[i].member == member)
			return true;
	return false;
}

static enum rc add_held(struct walk *w, const struct grant *g, int64_t time_ms, struct err *e)
{
	struct held *more = list_room(w->held, w->n, &w->cap, sizeof *more);

	if (more == NULL)
		return err_nomem(e);
	w->held = more;
	more[w->n++] = (struct held){
	    .collection = g->collection, .member = g->member, .since_ms = time_ms};
	return RC_OK;
}

/* What is held, after a record that may have changed it. */
static enum rc compare_grants(struct walk *w, int64_t time_ms, struct err *e)
{
	const struct roster *t = w->roster;
	size_t n = 0;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < w->n; i++)
		if (roster_grant(t, w->held[i].collection, w->held[i].member) != NULL)
			w->held[n++] = w->held[i];
	w->n = n;
	for (size_t i = 0; i < t->n_grants && rc == RC_OK; i++)
		if (!is_held(w, t->grants[i].collection, t->grants[i].member))
			rc = add_held(w, &t->grants[i], time_ms, e);
	return rc;
}

/* spans */

static struct access_span *open_span(struct access *a, int64_t member)
{
	for (size_t i = 0; i < a->n; i++)
		if (!a->spans[i].over && a->spans[i].member == member)
			return &a->spans[i];
	return NULL;
}

static enum rc begin_span(struct access *a, const struct held *h, struct err *e)
{
	struct access_span *more = list_room(a->spans, a->n, &a->cap, sizeof *more);

	if (more == NULL)
		return err_nomem(e);
	a->spans = more;
	more[a->n++] = (struct access_span){.member = h->member, .since_ms = h->since_ms};
	return RC_OK;
}

/* Who can open the item, after it or a grant has changed. */
static enum rc compare_spans(struct walk *w, int64_t time_ms, struct err *e)
{
	struct access *a = w->access;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < a->n; i++) {
		struct access_span *x = &a->spans[i];

		if (x->over || is_held(w, a->collection, x->member))
			continue;
		x->over = true;
		x->until_ms = time_ms;
	}
	for (size_t i = 0; i < w->n && rc == RC_OK; i++)
		if (w->held[i].collection == a->collection &&
		    open_span(a, w->held[i].member) == NULL)
			rc = begin_span(a, &w->held[i], e);
	return rc;
}

static void drop_spans(struct access *a)
{
	while (a->n > 0)
		free(a->spans[--a->n].reveals);
}

static enum rc add_time(int64_t **times, size_t *n, size_t *cap, int64_t time_ms, struct err *e)
{
	int64_t *more = list_room(*times, *n, cap, sizeof *more);

	if (more == NULL)
		return err_nomem(e);
	*times = more;
	more[(*n)++] = time_ms;
	return RC_OK;
}

/* records */

/* What was before the first version that counts does not. */
static void begin_with(struct walk *w, const struct record *rec)
{
	struct access *a = w->access;

	w->seq = rec->seq;
	a->version = rec->version;
	a->changed_ms = rec->time_ms;
	a->member = rec->actor;
	a->n_openings = 0;
	drop_spans(a);
}

static enum rc go_to(struct walk *w, int64_t collection, int64_t time_ms, struct err *e)
{
	w->access->collection = collection;
	return compare_spans(w, time_ms, e);
}

static enum rc revealed(struct walk *w, const struct record *rec, struct err *e)
{
	struct access_span *x = open_span(w->access, rec->actor);

	if (x == NULL || !secret_versions_has(w->versions, rec->version))
		return RC_OK;
	return add_time(&x->reveals, &x->n_reveals, &x->cap_reveals, rec->time_ms, e);
}

static enum rc item_record(struct walk *w, const struct record *rec, struct err *e)
{
	struct public_item p = {0};

	switch (rec->action) {
	case ACT_ITEM_ADD:
	case ACT_ITEM_EDIT:
	case ACT_ITEM_RESTORE:
	case ACT_ITEM_MOVE:
		if (w->access->version == 0 && secret_versions_has(w->versions, rec->version))
			begin_with(w, rec);
		break;
	case ACT_ITEM_REMOVE:
		return go_to(w, 0, rec->time_ms, e);
	case ACT_ITEM_REVEAL:
		return revealed(w, rec, e);
	default:
		return RC_OK;
	}
	if (!public_get_item(&p, rec->public))
		return err_set(e, RC_TAMPER, "record %lld does not say where its item is",
		    (long long)rec->seq);
	return go_to(w, p.collection, rec->time_ms, e);
}

/* The newest span of whoever opens the envelope; NULL if none ever opened the item. */
static struct access_span *envelope_span(const struct walk *w)
{
	const struct access *a = w->access;

	for (size_t i = a->n; i > 0; i--) {
		const struct member *m = roster_member(w->roster, a->spans[i - 1].member);

		if (m != NULL && m->role == ROLE_EMERGENCY)
			return &a->spans[i - 1];
	}
	return NULL;
}

static bool has_time(const int64_t *times, size_t n, int64_t time_ms)
{
	for (size_t i = 0; i < n; i++)
		if (times[i] == time_ms)
			return true;
	return false;
}

/* Does that line say that the item was shown? Number 0 is everything. */
static bool is_shown(const struct walk *w, const struct public_shown *p, bool listed)
{
	if (p->item == 0)
		return !listed;
	return p->item == w->access->item && secret_versions_has(w->versions, p->version);
}

static enum rc receipt_reveals(
    struct access_span *x, const struct walk *w, struct slice shown, struct err *e)
{
	const size_t n = public_shown_count(shown);
	/* Whether it can be told which items everything was */
	const bool listed = n > 0 && public_shown_at(shown, n - 1).item != 0;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < n && rc == RC_OK; i++) {
		const struct public_shown p = public_shown_at(shown, i);

		if (is_shown(w, &p, listed) && !has_time(x->reveals, x->n_reveals, p.time_ms))
			rc =
			    add_time(&x->reveals, &x->n_reveals, &x->cap_reveals, p.time_ms, e);
	}
	return rc;
}

/*
 * An opening without the vault, of an export that had the item as it is now. A
 * longer receipt of the same opening may come after a shorter one.
 */
static enum rc receipt_record(struct walk *w, const struct record *rec, struct err *e)
{
	struct access_span *x = envelope_span(w);
	struct access *a = w->access;
	struct public_receipt p;
	enum rc rc;

	if (!public_get_receipt(&p, rec->public))
		return err_set(e, RC_TAMPER, "record %lld does not say what was shown",
		    (long long)rec->seq);
	if (x == NULL || w->seq == 0 || p.size < w->seq)
		return RC_OK;
	if (!has_time(a->openings, a->n_openings, p.opened_ms) &&
	    (rc = add_time(&a->openings, &a->n_openings, &a->cap_openings, p.opened_ms, e)) !=
		RC_OK)
		return rc;
	return receipt_reveals(x, w, p.shown, e);
}

static enum rc take(
    void *arg, const struct roster *after, const struct record *rec, struct err *e)
{
	struct walk *w = arg;
	struct access *a = w->access;
	enum rc rc;

	w->roster = after;
	if (rec->outcome != OUT_OK || rec->action == ACT_UNLOCK)
		return RC_OK;
	if (rec->subject_kind == SUB_ITEM)
		return rec->subject == a->item ? item_record(w, rec, e) : RC_OK;
	if (rec->action == ACT_ENVELOPE_OPEN && open_span(a, rec->actor) != NULL)
		return add_time(
		    &a->openings, &a->n_openings, &a->cap_openings, rec->time_ms, e);
	if (rec->action == ACT_AUDIT_MERGE)
		return receipt_record(w, rec, e);
	if ((rc = compare_grants(w, rec->time_ms, e)) != RC_OK)
		return rc;
	return compare_spans(w, rec->time_ms, e);
}

enum rc access_read(struct access *a, struct session *s, int64_t item,
    const struct secret_versions *versions, struct err *e)
{
	struct walk w = {.access = a, .versions = versions};
	enum rc rc;

	*a = (struct access){.item = item};
	rc = session_retrace(s, take, &w, e);
	free(w.held);
	if (rc != RC_OK)
		access_finish(a);
	return rc;
}

void access_finish(struct access *a)
{
	drop_spans(a);
	free(a->spans);
	free(a->openings);
	*a = (struct access){0};
}
