#include "vault/roster.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "base/text.h"
#include "vault/policy.h"

static const char *const ROLES[ROLE_COUNT] = {
    [ROLE_CLERK] = "clerk",
    [ROLE_DEPUTY] = "deputy",
    [ROLE_CHAIR] = "chair",
    [ROLE_COUNCILLOR] = "councillor",
    [ROLE_AUDITOR] = "auditor",
    [ROLE_EMERGENCY] = "emergency",
};

const char *role_name(enum role r)
{
	return ROLES[r];
}

enum role role_of(struct slice name)
{
	for (int i = 1; i < ROLE_EMERGENCY; i++)
		if (slice_eq_str(name, ROLES[i]))
			return (enum role)i;
	return ROLE_NONE;
}

bool roster_may(const struct member *m, enum right right)
{
	bool office = m->role == ROLE_CLERK || m->role == ROLE_DEPUTY;

	if (!m->active)
		return false;
	switch (right) {
	case RIGHT_ADMINISTER:
		return m->role == ROLE_CLERK;
	case RIGHT_SEAL:
		return office;
	case RIGHT_WRITE:
		return office || m->role == ROLE_COUNCILLOR;
	case RIGHT_REVEAL:
		return office || m->role == ROLE_CHAIR || m->role == ROLE_COUNCILLOR ||
		       m->role == ROLE_EMERGENCY;
	case RIGHT_READ_LOG:
		return office || m->role == ROLE_CHAIR || m->role == ROLE_AUDITOR || m->log;
	case RIGHT_CARE:
		return office || m->role == ROLE_CHAIR;
	}
	return false;
}

bool roster_may_hold(const struct member *m, bool edit)
{
	return roster_may(m, edit ? RIGHT_WRITE : RIGHT_REVEAL);
}

void roster_finish(struct roster *r)
{
	for (size_t i = 0; i < r->n_members; i++)
		free(r->members[i].name);
	for (size_t i = 0; i < r->n_collections; i++)
		free(r->collections[i].commitments);
	for (size_t i = 0; i < r->n_policies; i++) {
		free(r->policies[i].name);
		free(r->policies[i].value);
	}
	free(r->members);
	free(r->collections);
	free(r->periods);
	free(r->grants);
	free(r->policies);
	free(r->restores);
	free(r->old_sheets);
	free(r->revealed);
	free(r->receipts);
	free(r->envelope.holders);
	*r = (struct roster){0};
}

/* Ids count from 1 without gaps. */
static bool within(int64_t id, size_t n)
{
	return id >= 1 && (uint64_t)id <= n;
}

struct member *roster_member(const struct roster *r, int64_t id)
{
	return within(id, r->n_members) ? &r->members[id - 1] : NULL;
}

/* Is it the same name in another case? RC_INPUT if one of them is no text. */
static enum rc same_name(bool *same, struct slice folded, struct slice name, struct err *e)
{
	struct buf b = {0};
	enum rc rc = text_fold(&b, name, e);

	*same = rc == RC_OK && slice_eq(folded, buf_slice(&b));
	buf_finish(&b);
	return rc;
}

enum rc roster_check_name(struct slice name, struct err *e)
{
	struct buf b = {0};
	enum rc rc = RC_OK;
	bool same = true;

	if (text_valid_name(name) && name.n <= MEMBER_NAME_MAX && name.p[0] != '#' &&
	    name.p[0] != '-' && (rc = text_fold(&b, name, e)) == RC_OK)
		rc = same_name(&same, buf_slice(&b), slice_str("envelope"), e);
	buf_finish(&b);
	if (rc != RC_OK || !same)
		return rc;
	return err_set(e, RC_INPUT,
	    "a member's name is 1 to %d bytes of plain text without blanks around it, begins "
	    "with no \"#\" or \"-\", and is not \"envelope\"",
	    MEMBER_NAME_MAX);
}

enum rc roster_named(int64_t *id, const struct roster *r, struct slice name, struct err *e)
{
	struct buf b = {0};
	enum rc rc = text_fold(&b, name, e);
	bool same = false;

	for (size_t i = 0; i < r->n_members && rc == RC_OK && !same; i++) {
		*id = r->members[i].id;
		rc = same_name(&same, buf_slice(&b), slice_str(r->members[i].name), e);
	}
	buf_finish(&b);
	if (rc == RC_OK && !same)
		return err_set(e, RC_NOTFOUND, "no member is called so");
	return rc;
}

struct collection *roster_collection(const struct roster *r, int64_t id)
{
	return within(id, r->n_collections) ? &r->collections[id - 1] : NULL;
}

const struct period *roster_period(const struct roster *r, int64_t id)
{
	return within(id, r->n_periods) ? &r->periods[id - 1] : NULL;
}

struct grant *roster_grant(const struct roster *r, int64_t collection, int64_t member)
{
	for (size_t i = 0; i < r->n_grants; i++)
		if (r->grants[i].collection == collection && r->grants[i].member == member)
			return &r->grants[i];
	return NULL;
}

int64_t roster_keeper(const struct roster *r, int64_t collection, int64_t except)
{
	for (size_t i = 0; i < r->n_grants; i++) {
		const struct grant *g = &r->grants[i];
		const struct member *m = roster_member(r, g->member);

		if (g->collection == collection && m->id != except && !m->must_change &&
		    roster_may(m, RIGHT_ADMINISTER))
			return m->id;
	}
	return 0;
}

static struct policy *find_policy(const struct roster *r, struct slice name)
{
	for (size_t i = 0; i < r->n_policies; i++)
		if (slice_eq_str(name, r->policies[i].name))
			return &r->policies[i];
	return NULL;
}

const char *roster_policy(const struct roster *r, const char *name)
{
	const struct policy *p = find_policy(r, slice_str(name));

	return p == NULL ? NULL : p->value;
}

const struct policy *roster_policy_find(const struct roster *r, const char *name)
{
	return find_policy(r, slice_str(name));
}

static char *text_of(struct slice s)
{
	return strndup(s.n > 0 ? (const char *)s.p : "", s.n);
}

enum rc roster_add_member(
    struct roster *r, const struct member *m, struct slice name, struct err *e)
{
	struct member *more =
	    list_room(r->members, r->n_members, &r->cap_members, sizeof *more);
	char *text = text_of(name);

	if (more != NULL)
		r->members = more;
	if (more == NULL || text == NULL) {
		free(text);
		return err_nomem(e);
	}
	more[r->n_members] = *m;
	more[r->n_members++].name = text;
	return RC_OK;
}

enum rc roster_add_generation(
    struct collection *c, const uint8_t commitment[COMMITMENT], struct err *e)
{
	void *more = list_room(c->commitments, (size_t)c->generation, &c->cap, COMMITMENT);

	if (more == NULL)
		return err_nomem(e);
	c->commitments = more;
	memcpy(c->commitments[c->generation++], commitment, COMMITMENT);
	c->stale = false;
	c->exposed = false;
	c->orphaned = false;
	return RC_OK;
}

enum rc roster_add_collection(
    struct roster *r, bool sealed, const uint8_t commitment[COMMITMENT], struct err *e)
{
	struct collection *more =
	    list_room(r->collections, r->n_collections, &r->cap_collections, sizeof *more);
	struct collection *c;

	if (more == NULL)
		return err_nomem(e);
	r->collections = more;
	c = &more[r->n_collections];
	*c = (struct collection){.id = (int64_t)r->n_collections + 1, .sealed = sealed};
	r->n_collections++;
	return roster_add_generation(c, commitment, e);
}

enum rc roster_add_period(struct roster *r, const struct period *p, struct err *e)
{
	struct period *more =
	    list_room(r->periods, r->n_periods, &r->cap_periods, sizeof *more);

	if (more == NULL)
		return err_nomem(e);
	r->periods = more;
	r->periods[r->n_periods++] = *p;
	r->period_stale = false;
	return RC_OK;
}

enum rc roster_add_restore(struct roster *r, const struct restore *restore, struct err *e)
{
	struct restore *more =
	    list_room(r->restores, r->n_restores, &r->cap_restores, sizeof *more);

	if (more == NULL)
		return err_nomem(e);
	r->restores = more;
	r->restores[r->n_restores++] = *restore;
	return RC_OK;
}

enum rc roster_add_old_sheets(struct roster *r, const struct old_sheets *old, struct err *e)
{
	struct old_sheets *more =
	    list_room(r->old_sheets, r->n_old_sheets, &r->cap_old_sheets, sizeof *more);

	if (more == NULL)
		return err_nomem(e);
	r->old_sheets = more;
	more[r->n_old_sheets++] = *old;
	return RC_OK;
}

/* Where the item is, or would be: there may be as many as items. */
static size_t revealed_place(const struct roster *r, int64_t item)
{
	size_t low = 0;
	size_t high = r->n_revealed;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->revealed[middle].item < item)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct revealed *roster_revealed(const struct roster *r, int64_t item)
{
	size_t at = revealed_place(r, item);

	return at < r->n_revealed && r->revealed[at].item == item ? &r->revealed[at] : NULL;
}

enum rc roster_add_revealed(struct roster *r, const struct revealed *revealed, struct err *e)
{
	size_t at = revealed_place(r, revealed->item);
	struct revealed *more;

	if (roster_revealed(r, revealed->item) == NULL) {
		more = list_room(r->revealed, r->n_revealed, &r->cap_revealed, sizeof *more);
		if (more == NULL)
			return err_nomem(e);
		r->revealed = more;
		memmove(&more[at + 1], &more[at], (r->n_revealed - at) * sizeof *more);
		r->n_revealed++;
	}
	r->revealed[at] = *revealed;
	return RC_OK;
}

bool roster_has_envelope(const struct roster *r)
{
	return r->envelope.serial != 0 && !r->envelope.withdrawn;
}

enum rc roster_void_envelope(struct roster *r, int64_t time_ms, struct err *e)
{
	const struct old_sheets old = {
	    .serial = r->envelope.serial, .sheet_id = r->envelope.sheet_id, .void_ms = time_ms};
	struct member *m = roster_member(r, r->envelope.member);

	if (!roster_has_envelope(r))
		return RC_OK;
	m->active = false;
	for (size_t i = 0; i < r->n_collections; i++)
		roster_remove_grant(r, r->collections[i].id, m->id);
	r->envelope.withdrawn = true;
	return roster_add_old_sheets(r, &old, e);
}

enum rc roster_set_grant(struct roster *r, const struct grant *g, struct err *e)
{
	struct grant *at = roster_grant(r, g->collection, g->member);
	struct grant *more;

	if (at == NULL) {
		if ((more = list_room(r->grants, r->n_grants, &r->cap_grants, sizeof *more)) ==
		    NULL)
			return err_nomem(e);
		r->grants = more;
		at = &more[r->n_grants++];
	}
	*at = *g;
	return RC_OK;
}

void roster_remove_grant(struct roster *r, int64_t collection, int64_t member)
{
	struct grant *g = roster_grant(r, collection, member);

	if (g == NULL)
		return;
	*g = r->grants[--r->n_grants];
	roster_collection(r, collection)->stale = true;
}

bool roster_seal_is_due(const struct roster *r)
{
	const char *place = roster_policy(r, POLICY_SEAL_PATH);
	const struct envelope *v = &r->envelope;
	int64_t last = place == NULL || place[0] == '\0' ? v->sealed_seq : v->kept_seq;

	return roster_has_envelope(r) && last < v->changed_seq;
}

void roster_changed(struct roster *r, int64_t seq, int64_t time_ms)
{
	struct envelope *v = &r->envelope;

	if (v->changed_seq <= v->sealed_seq)
		v->changed_ms = time_ms;
	v->changed_seq = seq;
}

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

enum rc roster_set_policy(struct roster *r, const struct policy *set, struct slice name,
    struct slice value, struct err *e)
{
	struct policy *p = find_policy(r, name);
	char *text = text_of(value);
	struct policy *more;

	if (text == NULL)
		return err_nomem(e);
	if (p == NULL) {
		more = list_room(r->policies, r->n_policies, &r->cap_policies, sizeof *more);
		if (more != NULL) {
			r->policies = more;
			more[r->n_policies].name = text_of(name);
		}
		if (more == NULL || more[r->n_policies].name == NULL) {
			free(text);
			return err_nomem(e);
		}
		p = &more[r->n_policies++];
		p->value = NULL;
	}
	free(p->value);
	p->value = text;
	p->set_ms = set->set_ms;
	p->actor = set->actor;
	return RC_OK;
}
