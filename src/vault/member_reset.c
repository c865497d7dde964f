/*
 * member_reset: new keys and a first passphrase for who forgot the own one.
 */
#include <stdlib.h>

#include "base/list.h"
#include "collection_int.h"
#include "crypto/secret.h"
#include "emergency_int.h"
#include "member_int.h"
#include "vault/member.h"

struct held {
	struct grant *grants;
	size_t n, cap;
};

/* What the member holds until the reset, as far as who resets it can give it back. */
static enum rc remember_held(struct held *h, struct session *s, int64_t member, struct err *e)
{
	const struct roster *t = &s->replay->roster;

	for (size_t i = 0; i < t->n_grants; i++) {
		struct grant *more;

		if (t->grants[i].member != member ||
		    !collection_granted(s, t->grants[i].collection))
			continue;
		if ((more = list_room(h->grants, h->n, &h->cap, sizeof *more)) == NULL)
			return err_nomem(e);
		h->grants = more;
		h->grants[h->n++] = t->grants[i];
	}
	return RC_OK;
}

static enum rc give_back(const struct held *h, struct session *s, int64_t member, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < h->n && rc == RC_OK; i++)
		rc = collection_seal_to(
		    s, h->grants[i].collection, member, h->grants[i].edit, e);
	if (rc != RC_OK)
		return rc;
	return session_me(s)->role == ROLE_EMERGENCY ? emergency_give_role(s, member, e)
						     : sealed_role(s, member, e);
}

static enum rc check_target(const struct session *s, int64_t member, struct err *e)
{
	const struct member *m = roster_member(&s->replay->roster, member);

	if (m == NULL || m->role == ROLE_EMERGENCY)
		return err_set(e, RC_NOTFOUND, "there is no member #%lld", (long long)member);
	if (!m->active)
		return err_set(e, RC_REFUSED,
		    "%s has left; add a new member, under another name", m->name);
	if (member == s->member)
		return err_set(e, RC_USAGE,
		    "your own passphrase is changed with \"strongroom passphrase\"");
	if (session_me(s)->role == ROLE_EMERGENCY && !emergency_may_equip(m->role))
		return err_set(e, RC_REFUSED,
		    "the envelope gives a new first passphrase to a clerk or deputy only; %s "
		    "has the role %s, and a clerk can see to that",
		    m->name, role_name(m->role));
	return RC_OK;
}

/* The record with the new keys, and the row with their seed. */
static enum rc write_keys(struct session *s, int64_t member, const struct secret *passphrase,
    const struct kdf_cost *cost, struct err *e)
{
	const struct member *m = roster_member(&s->replay->roster, member);
	struct public_reset p = {.must_change = true};
	struct secret *seed = identity_seed();
	struct identity *keys = NULL;
	struct buf public = {0};
	enum rc rc;

	if (seed == NULL)
		return err_nomem(e);
	if ((rc = identity_new(&keys, member, seed, e)) == RC_OK) {
		p.keys = keys->keys;
		public_put_reset(&public, &p);
		rc = member_write_row(s, ACT_MEMBER_REKEY, member, slice_str(m->name), seed,
		    passphrase, cost, &public, e);
	}
	identity_free(keys);
	secret_free(seed);
	buf_finish(&public);
	return rc;
}

enum rc member_reset(struct session *s, int64_t member, const struct secret *passphrase,
    const struct kdf_cost *cost, struct err *e)
{
	struct held held = {0};
	enum rc rc;

	if ((rc = check_target(s, member, e)) != RC_OK)
		return rc;
	if (session_me(s)->role == ROLE_EMERGENCY &&
	    (rc = collection_renew_closed(s, e)) != RC_OK)
		return rc;
	if ((rc = remember_held(&held, s, member, e)) == RC_OK &&
	    (rc = write_keys(s, member, passphrase, cost, e)) == RC_OK)
		rc = give_back(&held, s, member, e);
	free(held.grants);
	return rc;
}
