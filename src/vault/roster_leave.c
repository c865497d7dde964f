/*
 * roster_leave: who loses every grant, and which collections need a new key then.
 */
#include "vault/roster.h"

/* Does the one who records a leaving see to a new key, in the same transaction? */
static bool renews(const struct roster *r, const struct collection *c, const struct member *m,
    const struct member *actor)
{
	if (actor->role == ROLE_EMERGENCY)
		return roster_grant(r, c->id, actor->id) != NULL;
	return roster_keeper(r, c->id, m->id) != 0;
}

void roster_leave(
    struct roster *r, struct member *m, const struct member *actor, int64_t time_ms)
{
	struct collection *c;

	if (roster_may(m, RIGHT_READ_LOG) && r->n_periods > 0)
		r->period_stale = true;
	m->active = false;
	m->left_ms = time_ms;
	m->log = false;
	for (size_t i = 0; i < r->n_collections; i++) {
		c = &r->collections[i];
		if (roster_grant(r, c->id, m->id) == NULL)
			continue;
		roster_remove_grant(r, c->id, m->id);
		c->stale = renews(r, c, m, actor);
		c->orphaned = !c->stale;
		c->broken_ms = time_ms;
	}
}

/* The old keys open what was granted until now, so a clerk at work replaces it. */
void roster_reset(
    struct roster *r, struct member *m, const struct public_keys *keys, int64_t time_ms)
{
	m->keys = *keys;
	m->must_change = true;
	m->failures = m->unseen = 0;
	m->added_ms = time_ms;
	m->reset = (int64_t)r->n_periods;
	for (size_t i = 0; i < r->n_collections; i++) {
		struct collection *c = &r->collections[i];
		const bool stale = c->stale;

		if (roster_grant(r, c->id, m->id) == NULL)
			continue;
		roster_remove_grant(r, c->id, m->id);
		c->stale = stale;
		c->exposed = true;
		c->broken_ms = time_ms;
	}
}
