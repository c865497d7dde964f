#include "vault/grant.h"

#include "collection_int.h"
#include "period_int.h"

/* What is sealed to a first passphrase stays open to all who ever saw it. */
static enum rc check_changed(const struct member *m, struct err *e)
{
	if (!m->must_change)
		return RC_OK;
	return err_set(e, RC_REFUSED,
	    "%s still has the first passphrase, which others may know, and has to change it "
	    "first, with \"strongroom passphrase\"; then grant it again",
	    m->name);
}

enum rc grant_add(
    struct session *s, int64_t collection, int64_t member, bool edit, struct err *e)
{
	const struct member *m = roster_member(&s->replay->roster, member);
	const struct grant *g = roster_grant(&s->replay->roster, collection, member);
	const struct secret *key;
	enum rc rc;

	if (m == NULL)
		return err_set(e, RC_NOTFOUND, "there is no member #%lld", (long long)member);
	if (!roster_may_hold(m, edit))
		return err_set(e, RC_REFUSED, "a member with the role %s cannot be given %s",
		    role_name(m->role), edit ? "the right to edit" : "a collection");
	if (g != NULL && g->edit == edit)
		return err_set(e, RC_EXISTS, "that is granted already");
	if (session_me(s)->role == ROLE_EMERGENCY &&
	    (rc = collection_renew_closed(s, e)) != RC_OK)
		return rc;
	if ((rc = collection_key(&key, s, collection, 0, e)) != RC_OK)
		return rc;
	return collection_seal_to(s, collection, member, edit, e);
}

enum rc grant_remove(struct session *s, int64_t collection, int64_t member, struct err *e)
{
	enum rc rc;

	if (roster_grant(&s->replay->roster, collection, member) == NULL)
		return err_set(e, RC_NOTFOUND, "that member holds no grant of this collection");
	/* Somebody has to be left who can open the collection and grant it again. */
	if (roster_keeper(&s->replay->roster, collection, member) == 0)
		return err_set(e, RC_REFUSED,
		    "no other clerk could open this collection or grant it again; grant it to "
		    "another clerk first");
	if (member == s->member)
		return err_set(e, RC_REFUSED,
		    "you cannot take your own grant away; another clerk has to do it");
	if ((rc = collection_revoke(s, collection, member, e)) != RC_OK)
		return rc;
	return collection_rekey(s, collection, e);
}

/*
 * The key of one period, unless the member has it. One that was sealed wrongly is
 * for a clerk to mend, but for what was sealed before the member had new keys.
 */
static enum rc give_period(struct session *s, int64_t period, const struct member *m,
    const struct secret *key, size_t *given, struct err *e)
{
	bool same;
	enum rc rc = sealed_same(&same, s, SUB_PERIOD, period, 0, m->id, key, e);

	if (rc != RC_OK || (same && roster_may(m, RIGHT_READ_LOG)))
		return rc;
	++*given;
	return sealed_write(s, ACT_GRANT_ADD, SUB_PERIOD, period, 0, m->id, false, key, e);
}

enum rc grant_log(struct session *s, int64_t member, struct err *e)
{
	const struct member *m = roster_member(&s->replay->roster, member);
	struct period_keys keys;
	size_t given = 0;
	enum rc rc;

	if (m == NULL)
		return err_set(e, RC_NOTFOUND, "there is no member #%lld", (long long)member);
	if (session_me(s)->role == ROLE_EMERGENCY)
		return err_set(e, RC_REFUSED,
		    "the envelope cannot read the audit log, so it cannot give it; a clerk, "
		    "chair "
		    "or auditor can");
	if (!roster_may(m, RIGHT_READ_LOG) && m->role != ROLE_COUNCILLOR)
		return err_set(e, RC_REFUSED,
		    "a member with the role %s cannot be given the audit log",
		    role_name(m->role));
	if ((rc = check_changed(m, e)) != RC_OK ||
	    (rc = period_open_keys(&keys, s, e)) != RC_OK)
		return rc;
	for (size_t i = 1; i <= keys.n && rc == RC_OK; i++)
		if (period_key(&keys, (int64_t)i) != NULL)
			rc = give_period(
			    s, (int64_t)i, m, period_key(&keys, (int64_t)i), &given, e);
	period_keys_finish(&keys);
	if (rc == RC_OK && given == 0)
		return err_set(e, RC_EXISTS,
		    "that member may read the audit log already, as far back as you can");
	return rc;
}

enum rc grant_log_remove(struct session *s, int64_t member, struct err *e)
{
	const struct member *m = roster_member(&s->replay->roster, member);
	struct buf public = {0};
	enum rc rc;

	if (m == NULL || !m->log)
		return err_set(e, RC_NOTFOUND,
		    "that member was not given the audit log; a clerk, chair or auditor reads "
		    "it by role");
	public_put_revoked(&public, member);
	rc = buf_ok(&public) ? audit_append(s,
				   &(struct draft){.action = ACT_GRANT_REMOVE,
				       .kind = SUB_PERIOD,
				       .subject = (int64_t)s->replay->roster.n_periods,
				       .public = buf_slice(&public)},
				   e)
			     : err_nomem(e);
	buf_finish(&public);
	return rc == RC_OK ? period_create(s, e) : rc;
}

static bool has_edit(const struct session *s, int64_t collection)
{
	const struct grant *g = roster_grant(&s->replay->roster, collection, s->member);

	return g != NULL && g->edit;
}

enum rc grant_require_edit(struct session *s, int64_t collection, enum action action,
    enum subject kind, int64_t subject, struct err *e)
{
	if (roster_collection(&s->replay->roster, collection)->orphaned)
		return session_refuse(s, action, kind, subject, NULL, e,
		    "the only clerk who kept this collection has left, so it cannot be changed "
		    "until another clerk holds it");
	if (has_edit(s, collection))
		return RC_OK;
	return session_refuse(s, action, kind, subject, NULL, e,
	    "you may look at this collection, but not change it");
}

enum rc grant_to_write(int64_t *collection, struct session *s, const char *name,
    enum action action, const char *what, struct err *e)
{
	const size_t n = s->replay->roster.n_collections;
	enum rc rc;

	if ((rc = session_require(s, RIGHT_WRITE, action, what, e)) != RC_OK)
		return rc;
	if (name != NULL) {
		if ((rc = collection_find(collection, s, name, true, e)) != RC_OK)
			return rc;
		return grant_require_edit(
		    s, *collection, action, SUB_COLLECTION, *collection, e);
	}
	for (*collection = 1; (size_t)*collection <= n; ++*collection)
		if (has_edit(s, *collection))
			return RC_OK;
	return session_refuse(s, action, SUB_NONE, 0, NULL, e,
	    "no collection was granted to you with the right to change it");
}
