#include "vault/roster.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "base/text.h"

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

/* Is it the same name in another case? */
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
