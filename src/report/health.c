#include "report/health.h"

#include <stdlib.h>

#include "crypto/random.h"
#include "crypto/secret.h"
#include "health_int.h"
#include "report/breach.h"
#include "vault/collection.h"
#include "vault/policy.h"
#include "vault/roster.h"

enum { KEY = 32 };

const char *health_name(enum health_kind kind)
{
	static const char *const NAMES[HEALTH_KINDS] = {
	    [HEALTH_BREACHED] = "breached",
	    [HEALTH_LEFT] = "known to others",
	    [HEALTH_REUSED] = "reused",
	    [HEALTH_WEAK] = "weak",
	    [HEALTH_POLICY] = "against the policy",
	    [HEALTH_PENDING] = "change unfinished",
	    [HEALTH_SECOND] = "no second factor",
	};

	return NAMES[kind];
}

static size_t count_items(struct session *s)
{
	const struct roster *t = session_roster(s);
	size_t n = 0;

	for (size_t i = 0; i < t->n_collections; i++)
		if (collection_granted(s, t->collections[i].id))
			n += (size_t)t->collections[i].items;
	return n;
}

static enum rc begin(struct health_work *w, struct err *e)
{
	enum rc rc;

	if (w->options->stolen != NULL &&
	    (rc = breach_open(&w->breach, w->options->stolen, e)) != RC_OK)
		return rc;
	w->policy = strength_policy(policy_password(w->session));
	if ((w->key = secret_new(KEY)) == NULL)
		return err_nomem(e);
	random_bytes(w->key->p, KEY);
	return RC_OK;
}

/* All items are counted within the transaction in which they are looked at. */
static enum rc look(struct health_work *w, struct err *e)
{
	enum rc rc = session_begin(w->session, e);

	if (rc != RC_OK)
		return rc;
	w->all = count_items(w->session);
	if (w->breach != NULL &&
	    (w->digests = secret_new(w->all * breach_size(w->breach))) == NULL)
		rc = err_nomem(e);
	if (rc == RC_OK)
		rc = health_look(w, e);
	wipe_stack();
	return session_end(w->session, rc, e);
}

static void finish(struct health_work *w)
{
	breach_close(w->breach);
	secret_free(w->key);
	secret_free(w->digests);
	buf_finish(&w->council);
	buf_finish(&w->record);
	if (w->items != NULL)
		wipe(w->items, w->cap * sizeof *w->items);
	free(w->items);
	free(w->departed);
}

enum rc health_check(
    struct health *h, struct session *s, const struct health_options *o, struct err *e)
{
	struct health_work w = {.health = h, .session = s, .options = o};
	enum rc rc;

	*h = (struct health){0};
	if ((rc = begin(&w, e)) == RC_OK && (rc = look(&w, e)) == RC_OK &&
	    (rc = departed_read(&w.departed, &w.n_departed, s, e)) == RC_OK)
		rc = health_find(&w, e);
	finish(&w);
	return rc;
}

bool health_can_mend(
    const struct roster *t, const struct health_finding *f, const struct member *m)
{
	const struct grant *g = roster_grant(t, f->collection, m->id);

	return m->active && m->role != ROLE_EMERGENCY && !m->must_change && g != NULL &&
	       g->edit && roster_may(m, RIGHT_WRITE);
}

void health_finish(struct health *h)
{
	buf_finish(&h->text);
	free(h->list);
	*h = (struct health){0};
}
