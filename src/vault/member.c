#include "vault/member.h"

#include <stdio.h>
#include <string.h>

#include "collection_int.h"
#include "crypto/secret.h"
#include "emergency_int.h"
#include "member_int.h"
#include "period_int.h"
#include "vault/row.h"

enum rc member_check_name(const char *name, struct err *e)
{
	return roster_check_name(slice_str(name), e);
}

void member_kdf_text(char out[KDF_TEXT], const struct kdf_cost *c)
{
	snprintf(out, KDF_TEXT, "m=%u,t=%u,p=%u", c->mem_kib, c->passes, c->lanes);
}

bool member_kdf_parse(struct kdf_cost *c, const char *text)
{
	char again[KDF_TEXT];

	if (sscanf(text, "m=%10u,t=%10u,p=%10u", &c->mem_kib, &c->passes, &c->lanes) != 3)
		return false;
	member_kdf_text(again, c);
	return strcmp(again, text) == 0;
}

struct kdf_cost member_kdf_cost(const struct session *s)
{
	const char *text = roster_policy(&s->replay->roster, "kdf");
	struct kdf_cost c;

	if (text != NULL && member_kdf_parse(&c, text) && kdf_check(&c, NULL) == RC_OK)
		return c;
	return kdf_default();
}

/* adding */

enum rc member_write_row(struct session *s, enum action action, int64_t id, struct slice name,
    const struct secret *seed, const struct secret *passphrase, const struct kdf_cost *cost,
    const struct buf *public, struct err *e)
{
	struct member_row row = {0};
	uint8_t digest[HASH_SIZE];
	const struct detail detail = {"name", name};
	enum rc rc;

	if (!buf_ok(public))
		return err_nomem(e);
	if ((rc = identity_lock(&row, id, name, seed, passphrase, cost, s->vault_id, e)) !=
	    RC_OK)
		return rc;
	row_digest_member(digest, &row);
	rc = audit_append(s,
	    &(struct draft){.action = action,
		.kind = SUB_MEMBER,
		.subject = id,
		.digest = digest,
		.public = buf_slice(public),
		.details = &detail,
		.n_details = action == ACT_MEMBER_ADD ? 1 : 0},
	    e);
	if (rc == RC_OK)
		rc = store_member_put(s->store, &row, e);
	member_row_finish(&row);
	return rc;
}

enum rc member_add(int64_t *id, struct session *s, const char *name, enum role role,
    const struct secret *passphrase, const struct kdf_cost *cost, struct err *e)
{
	struct public_member p = {
	    .role = slice_str(role_name(role)), .must_change = true, .name = slice_str(name)};
	struct secret *seed = NULL;
	struct identity *keys = NULL;
	struct buf public = {0};
	const bool envelope = session_me(s)->role == ROLE_EMERGENCY;
	enum rc rc;

	if (envelope && !emergency_may_equip(role))
		return err_set(e, RC_REFUSED,
		    "the envelope appoints a clerk or deputy only; the clerk then adds the "
		    "others");
	if ((rc = member_check_name(name, e)) != RC_OK ||
	    (rc = member_check_free(s, name, e)) != RC_OK)
		return rc;
	*id = (int64_t)s->replay->roster.n_members + 1;
	if ((seed = identity_seed()) == NULL)
		return err_nomem(e);
	if ((rc = identity_new(&keys, *id, seed, e)) != RC_OK)
		goto out;
	p.keys = keys->keys;
	public_put_member(&public, &p);
	rc = member_write_row(
	    s, ACT_MEMBER_ADD, *id, slice_str(name), seed, passphrase, cost, &public, e);
	if (rc == RC_OK)
		rc = envelope ? emergency_give_all(s, *id, e) : sealed_role(s, *id, e);
out:
	identity_free(keys);
	secret_free(seed);
	buf_finish(&public);
	return rc;
}

/* leaving */

/*
 * A collection gets its new key from whoever keeps it. If that is nobody here,
 * it stays as it is, and closed to changes.
 */
static enum rc check_keeper(
    struct session *s, int64_t collection, const struct member *leaver, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	int64_t keeper = roster_keeper(t, collection, leaver->id);

	/* In an emergency nobody waits: whoever keeps it gives it a new key when next at work.
	 */
	if (keeper == 0 || collection_granted(s, collection) ||
	    session_me(s)->role == ROLE_EMERGENCY)
		return RC_OK;
	return err_set(e, RC_REFUSED,
	    "%s holds collection #%lld, which was not granted to you; ask %s, who keeps it, to "
	    "revoke that grant first",
	    leaver->name, (long long)collection, roster_member(t, keeper)->name);
}

static enum rc check_leaver(struct session *s, int64_t member, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	const struct member *m = roster_member(t, member);
	enum rc rc = RC_OK;

	if (m == NULL || m->role == ROLE_EMERGENCY)
		return err_set(e, RC_NOTFOUND, "there is no member #%lld", (long long)member);
	if (!m->active)
		return err_set(e, RC_EXISTS, "%s has left already", m->name);
	if (member == s->member)
		return err_set(e, RC_REFUSED,
		    "you cannot record your own leaving; another clerk has to do it, because "
		    "the keys that you know are replaced by it");
	for (size_t i = 0; i < t->n_grants && rc == RC_OK; i++)
		if (t->grants[i].member == member)
			rc = check_keeper(s, t->grants[i].collection, m, e);
	return rc;
}

enum rc member_leave(struct session *s, int64_t member, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	enum rc rc = check_leaver(s, member, e);

	if (rc == RC_OK)
		rc = audit_append(s,
		    &(struct draft){
			.action = ACT_MEMBER_LEAVE, .kind = SUB_MEMBER, .subject = member},
		    e);
	if (rc == RC_OK)
		rc = collection_renew_closed(s, e);
	return rc == RC_OK && t->period_stale ? period_create(s, e) : rc;
}

/* changing the passphrase */

/* New keys; the old ones sign nothing but this, and open what is sealed anew. */
static enum rc rekey(struct session *s, struct slice name, const struct secret *passphrase,
    const struct kdf_cost *cost, struct err *e)
{
	struct secret *seed = identity_seed();
	struct identity *old = s->me;
	struct identity *new = NULL;
	struct buf public = {0};
	enum rc rc;

	if (seed == NULL)
		return err_nomem(e);
	if ((rc = identity_new(&new, s->member, seed, e)) != RC_OK)
		goto out;
	public_put_keys(&public, &new->keys);
	rc = member_write_row(
	    s, ACT_MEMBER_REKEY, s->member, name, seed, passphrase, cost, &public, e);
	if (rc != RC_OK)
		goto out;
	s->me = new;
	new = NULL;
	rc = sealed_renew(s, old, e);
	/* The first passphrase opened the period so far; not what comes now. */
	if (rc == RC_OK && roster_may(session_me(s), RIGHT_READ_LOG))
		rc = period_create(s, e);
	identity_free(old);
out:
	identity_free(new);
	secret_free(seed);
	buf_finish(&public);
	return rc;
}

/* The same keys under another passphrase. */
static enum rc relock(struct session *s, const struct member_row *row,
    const struct secret *current, const struct secret *passphrase, const struct kdf_cost *cost,
    struct err *e)
{
	struct secret *seed = NULL;
	struct buf public = {0};
	enum rc rc = identity_unlock(&seed, row, current, s->vault_id, e);

	if (rc == RC_OK)
		rc = member_write_row(s, ACT_PASSPHRASE_CHANGE, s->member, row->name, seed,
		    passphrase, cost, &public, e);
	secret_free(seed);
	return rc;
}

enum rc member_change_passphrase(struct session *s, const struct secret *current,
    const struct secret *passphrase, struct err *e)
{
	const struct kdf_cost cost = member_kdf_cost(s);
	struct member_row row = {0};
	enum rc rc;

	if ((rc = identity_check_passphrase(passphrase, e)) != RC_OK)
		return rc;
	if (slice_eq(secret_slice(current), secret_slice(passphrase)))
		return err_set(e, RC_INPUT, "that is the old passphrase; choose a new one");
	if ((rc = session_begin(s, e)) != RC_OK)
		return rc;
	if ((rc = session_member_row(&row, s, s->member, e)) == RC_OK)
		rc = session_must_change(s) ? rekey(s, row.name, passphrase, &cost, e)
					    : relock(s, &row, current, passphrase, &cost, e);
	member_row_finish(&row);
	if (rc != RC_OK) {
		session_abort(s);
		return rc;
	}
	return session_commit(s, e);
}
