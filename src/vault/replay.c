#include "vault/replay.h"

#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "crypto/sign_queue.h"
#include "replay_int.h"
#include "store/store.h"

enum rc replay_new(struct replay **out, struct err *e)
{
	struct replay *r = calloc(1, sizeof *r);
	enum rc rc;

	if (r == NULL)
		return err_nomem(e);
	if ((rc = pins_new(&r->pins, e)) != RC_OK) {
		free(r);
		return rc;
	}
	*out = r;
	return RC_OK;
}

void replay_free(struct replay *r)
{
	if (r == NULL)
		return;
	roster_finish(&r->roster);
	roster_finish(&r->past);
	pins_free(r->pins);
	sign_queue_free(r->later);
	free(r->council);
	free(r);
}

enum rc replay_defer(struct replay *r, struct err *e)
{
	return (r->later = sign_queue_new()) == NULL ? err_nomem(e) : RC_OK;
}

bool replay_settle(struct replay *r)
{
	bool good = sign_queue_wait(r->later);

	sign_queue_free(r->later);
	r->later = NULL;
	return good;
}

int64_t replay_size(const struct replay *r)
{
	return (int64_t)r->merkle.size;
}

static void add_bytes(struct sha256 *h, struct slice s)
{
	uint8_t bytes[4];
	struct buf b;

	buf_init_fixed(&b, bytes, sizeof bytes);
	put_u32(&b, (uint32_t)s.n);
	sha256_add(h, slice_of(bytes, sizeof bytes));
	sha256_add(h, s);
}

/* Piece by piece: for want of memory a vault must not seem to be another. */
void replay_vault_id(uint8_t vault_id[VAULT_ID], const struct public_vault *p)
{
	uint8_t hash[HASH_SIZE];
	struct sha256 h;

	sha256_init(&h);
	add_bytes(&h, slice_str("strongroom vault v1"));
	add_bytes(&h, p->council);
	add_bytes(&h, slice_of(p->keys.sign, sizeof p->keys.sign));
	add_bytes(&h, slice_of(p->keys.seal, sizeof p->keys.seal));
	add_bytes(&h, slice_of(p->salt, sizeof p->salt));
	sha256_final(&h, hash);
	memcpy(vault_id, hash, VAULT_ID);
}

/* Record 1 brings the identity of the vault and the keys of its own signer. */
static enum rc found(
    struct replay *r, const struct record *rec, struct member *founder, struct err *e)
{
	struct public_vault p;

	if (rec->action != ACT_VAULT_CREATE || rec->outcome != OUT_OK || rec->actor != 1 ||
	    rec->subject != 1 || rec->version != 0 || is_zero(rec->digest, HASH_SIZE) ||
	    !public_get_vault(&p, rec->public))
		return rule_broken(rec, e, "it is not the creation of a vault");
	*founder = (struct member){.id = 1,
	    .role = role_of(p.role),
	    .active = true,
	    .added_ms = rec->time_ms,
	    .keys = p.keys};
	if (!roster_may(founder, RIGHT_ADMINISTER))
		return rule_broken(rec, e, "the founder has to be a clerk");
	replay_vault_id(r->vault_id, &p);
	free(r->council);
	r->council = strndup((const char *)p.council.p, p.council.n);
	return r->council == NULL ? err_nomem(e) : RC_OK;
}

static enum rc check_chain(const struct replay *r, const struct record *rec, struct err *e)
{
	if (rec->seq != replay_size(r) + 1)
		return err_set(
		    e, RC_TAMPER, "record %lld is missing", (long long)replay_size(r) + 1);
	if (memcmp(rec->prev, r->leaf, HASH_SIZE) != 0)
		return rule_broken(rec, e, "it does not follow the record before it");
	return RC_OK;
}

/* Deferred, this is false as soon as any signature is known to be bad. */
static bool signature_holds(const struct replay *r, const struct record *rec,
    struct slice bytes, const struct member *actor)
{
	return r->later == NULL ? sign_check(rec->sig, bytes, actor->keys.sign)
				: sign_queue_add(r->later, rec->sig, bytes, actor->keys.sign);
}

/* The signer, whose right is judged later; NULL for an unsigned record. */
static enum rc check_signature(const struct member **actor, const struct replay *r,
    const struct record *rec, struct slice bytes, bool own, const struct member *founder,
    struct err *e)
{
	*actor = rec->seq == 1 ? founder : roster_member(&r->roster, rec->actor);
	if (rec->actor == 0) {
		if (rec->action != ACT_UNLOCK_FAILED || !is_zero(rec->sig, SIGN_SIZE))
			return rule_broken(rec, e, "it is not signed");
		return RC_OK;
	}
	if (*actor == NULL)
		return rule_broken(rec, e, "its actor is not a member");
	if (!own && !signature_holds(r, rec, bytes, *actor))
		return rule_broken(rec, e,
		    "its signature is not that of its actor: it was altered after it was made");
	return RC_OK;
}

enum rc replay_apply(struct replay *r, const struct audit_row *row, bool own, struct err *e)
{
	const struct member *actor;
	struct member founder;
	struct record rec;
	uint8_t leaf[HASH_SIZE];
	struct buf bytes = {0};
	enum rc rc;

	if ((rc = record_read(&rec, row, e)) != RC_OK ||
	    (rc = check_chain(r, &rec, e)) != RC_OK)
		goto out;
	if (rec.seq == 1 && (rc = found(r, &rec, &founder, e)) != RC_OK)
		goto out;
	record_bytes(&bytes, row, r->vault_id);
	if (!buf_ok(&bytes)) {
		rc = err_nomem(e);
		goto out;
	}
	if ((rc = check_signature(&actor, r, &rec, buf_slice(&bytes), own, &founder, e)) !=
	    RC_OK)
		goto out;
	record_leaf(leaf, buf_slice(&bytes), rec.sig);
	if (!slice_eq(row->leaf, slice_of(leaf, HASH_SIZE))) {
		rc = rule_broken(&rec, e, "its leaf hash is not that of its content");
		goto out;
	}
	if (rec.action == ACT_UNKNOWN || rec.outcome == OUT_UNKNOWN ||
	    rec.subject_kind == SUB_UNKNOWN) {
		rc = err_set(e, RC_INPUT,
		    "record %lld was written by a later version; use a newer strongroom",
		    (long long)rec.seq);
		goto out;
	}
	if ((rc = rule_apply(r, &rec, actor, e)) != RC_OK)
		goto out;
	memcpy(r->leaf, leaf, HASH_SIZE);
	merkle_add(&r->merkle, leaf);
	if (rec.actor != 0 && rec.time_ms > r->time_ms)
		r->time_ms = rec.time_ms;
out:
	buf_finish(&bytes);
	return rc;
}

static enum rc check_collection(
    const struct roster *t, const struct collection *c, struct err *e)
{
	const struct grant *g;

	if (c->stale)
		return err_set(e, RC_TAMPER,
		    "collection #%lld has no new key since somebody lost the right to it",
		    (long long)c->id);
	for (size_t i = 0; i < t->n_grants; i++)
		if (t->grants[i].collection == c->id &&
		    t->grants[i].generation != c->generation)
			return err_set(e, RC_TAMPER,
			    "member #%lld has no seal of the newest key of collection #%lld",
			    (long long)t->grants[i].member, (long long)c->id);
	if (!roster_has_envelope(t))
		return RC_OK;
	g = roster_grant(t, c->id, t->envelope.member);
	if (c->sealed && g == NULL)
		return err_set(e, RC_TAMPER,
		    "collection #%lld is sealed, but the envelope would not open it",
		    (long long)c->id);
	if (!c->sealed && g != NULL)
		return err_set(e, RC_TAMPER,
		    "collection #%lld is private, but the envelope would open it",
		    (long long)c->id);
	return RC_OK;
}

/* Whoever opens a period cannot keep the others from reading it. */
static enum rc check_readers(const struct replay *r, struct err *e)
{
	const struct roster *t = &r->roster;
	struct pin pin;
	enum rc rc = RC_OK;

	if (t->period_stale)
		return err_set(e, RC_TAMPER,
		    "the log has no new period since somebody lost the right to read it");
	for (size_t i = 0; t->n_periods > 0 && i < t->n_members && rc == RC_OK; i++) {
		const struct member *m = &t->members[i];

		if (!roster_may(m, RIGHT_READ_LOG))
			continue;
		rc = pins_get(
		    &pin, r->pins, PIN_PERIOD_SEAL, (int64_t)t->n_periods, 0, m->id, e);
		if (rc == RC_NOTFOUND)
			rc = err_set(e, RC_TAMPER,
			    "member #%lld may read the log, but has no key of its newest "
			    "period",
			    (long long)m->id);
	}
	return rc;
}

enum rc replay_check(const struct replay *r, struct err *e)
{
	enum rc rc;

	if (replay_size(r) == 0)
		return err_set(e, RC_TAMPER, "the audit table is empty");
	rc = check_readers(r, e);
	for (size_t i = 0; i < r->roster.n_collections && rc == RC_OK; i++)
		rc = check_collection(&r->roster, &r->roster.collections[i], e);
	return rc;
}

void replay_put(struct buf *out, const struct replay *r)
{
	buf_add(out, r->vault_id, VAULT_ID);
	put_str(out, r->council == NULL ? "" : r->council);
	buf_add(out, r->leaf, HASH_SIZE);
	put_i64(out, r->time_ms);
	put_u64(out, r->merkle.size);
	buf_add(out, r->merkle.frontier, merkle_levels(r->merkle.size) * (size_t)HASH_SIZE);
	roster_put(out, &r->roster);
	roster_put(out, &r->past);
}

enum rc replay_get(struct replay *r, struct dec *d, struct err *e)
{
	struct slice council;
	enum rc rc;

	get_raw(d, r->vault_id, VAULT_ID);
	council = get_bytes(d);
	get_raw(d, r->leaf, HASH_SIZE);
	r->time_ms = get_i64(d);
	r->merkle.size = (uint64_t)get_i64(d);
	get_raw(d, r->merkle.frontier, merkle_levels(r->merkle.size) * (size_t)HASH_SIZE);
	r->council = strndup(council.n > 0 ? (const char *)council.p : "", council.n);
	if (r->council == NULL)
		return err_nomem(e);
	rc = roster_get(&r->roster, d, e);
	return rc == RC_OK ? roster_get(&r->past, d, e) : rc;
}
