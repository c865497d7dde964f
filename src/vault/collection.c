#include "vault/collection.h"

#include "collection_int.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "vault/item.h"
#include "vault/row.h"

/* making */

static enum rc write_generation(struct session *s, enum action action, int64_t id,
    int64_t generation, bool sealed, struct slice name, const struct secret *key,
    const struct secret *previous, struct err *e)
{
	const struct box_place at_name = collection_place(s, "collection name", id, generation);
	const struct box_place at_previous =
	    collection_place(s, "previous key", id, generation);
	struct public_collection p = {.sealed = sealed};
	struct generation_row row = {.collection = id, .generation = generation};
	uint8_t digest[HASH_SIZE];
	struct buf name_box = {0};
	struct buf previous_box = {0};
	struct buf public = {0};
	enum rc rc;

	collection_commitment(p.commitment, s, key, id, generation);
	public_put_collection(&public, &p);
	box_seal(&name_box, key->p, &at_name, name);
	if (previous != NULL)
		box_seal(&previous_box, key->p, &at_previous, secret_slice(previous));
	if (!buf_ok(&public) || !buf_ok(&name_box) || !buf_ok(&previous_box)) {
		rc = err_nomem(e);
		goto out;
	}
	row.name = buf_slice(&name_box);
	row.previous = buf_slice(&previous_box);
	row_digest_generation(digest, &row);
	rc = audit_append(s,
	    &(struct draft){.action = action,
		.kind = SUB_COLLECTION,
		.subject = id,
		.version = generation,
		.digest = digest,
		.public = buf_slice(&public)},
	    e);
	if (rc == RC_OK)
		rc = store_generation_put(s->store, &row, e);
out:
	buf_finish(&name_box);
	buf_finish(&previous_box);
	buf_finish(&public);
	return rc;
}

static enum rc new_key(struct session *s, int64_t id, int64_t generation, enum action action,
    bool sealed, struct slice name, const struct secret *previous, struct err *e)
{
	struct secret *key = secret_new(SEAL_KEY);
	enum rc rc;

	if (key == NULL)
		return err_nomem(e);
	random_bytes(key->p, key->n);
	rc = write_generation(s, action, id, generation, sealed, name, key, previous, e);
	if (rc != RC_OK) {
		secret_free(key);
		return rc;
	}
	return collection_hold_key(s, id, generation, key, e);
}

enum rc collection_seal_to(
    struct session *s, int64_t id, int64_t member, bool edit, struct err *e)
{
	const struct collection *c = roster_collection(&s->replay->roster, id);
	const struct secret *key = collection_held_key(s, id, c->generation);
	enum rc rc;

	if (key == NULL && (rc = collection_key(&key, s, id, 0, e)) != RC_OK)
		return rc;
	return sealed_write(
	    s, ACT_GRANT_ADD, SUB_COLLECTION, id, c->generation, member, edit, key, e);
}

enum rc collection_seal_to_envelope(struct session *s, int64_t id, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	const struct collection *c = roster_collection(t, id);
	const struct grant *g;

	if (!roster_has_envelope(t) || !c->sealed)
		return RC_OK;
	g = roster_grant(t, id, t->envelope.member);
	if (g != NULL && g->generation == c->generation)
		return RC_OK;
	return collection_seal_to(s, id, t->envelope.member, false, e);
}

static enum rc check_name(struct session *s, const char *name, struct err *e)
{
	int64_t id;
	enum rc rc;

	if ((rc = collection_check_name(slice_str(name), e)) != RC_OK ||
	    (rc = collection_named(&id, s, slice_str(name), e)) != RC_OK)
		return rc;
	if (id != 0)
		return err_set(e, RC_EXISTS, "there is a collection \"%s\" already", name);
	return RC_OK;
}

enum rc collection_add(
    int64_t *id, struct session *s, const char *name, bool sealed, struct err *e)
{
	enum rc rc;

	if ((rc = check_name(s, name, e)) != RC_OK)
		return rc;
	*id = (int64_t)s->replay->roster.n_collections + 1;
	if ((rc = new_key(s, *id, 1, ACT_COLLECTION_ADD, sealed, slice_str(name), NULL, e)) !=
		RC_OK ||
	    (rc = collection_seal_to(s, *id, s->member, true, e)) != RC_OK)
		return rc;
	return collection_seal_to_envelope(s, *id, e);
}

/* changing keys */

static enum rc rekey_item(void *arg, struct item *it, struct err *e)
{
	return item_rekey(arg, it, e);
}

static enum rc seal_to_all(struct session *s, int64_t id, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < t->n_grants && rc == RC_OK; i++)
		if (t->grants[i].collection == id)
			rc = collection_seal_to(
			    s, id, t->grants[i].member, t->grants[i].edit, e);
	return rc;
}

enum rc collection_rekey(struct session *s, int64_t id, struct err *e)
{
	const struct collection *c = roster_collection(&s->replay->roster, id);
	const struct secret *previous;
	struct buf name = {0};
	enum rc rc;

	if ((rc = collection_key(&previous, s, id, 0, e)) != RC_OK ||
	    (rc = collection_name(&name, s, id, e)) != RC_OK)
		goto out;
	rc = new_key(s, id, c->generation + 1, ACT_COLLECTION_REKEY, c->sealed,
	    buf_slice(&name), previous, e);
	if (rc == RC_OK && (rc = seal_to_all(s, id, e)) == RC_OK &&
	    (rc = collection_seal_to_envelope(s, id, e)) == RC_OK)
		rc = item_walk(s, id, rekey_item, s, e);
out:
	buf_finish(&name);
	return rc;
}

static enum rc renew(struct session *s, bool exposed, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < t->n_collections && rc == RC_OK; i++) {
		const struct collection *c = &t->collections[i];

		if ((c->stale || c->orphaned || (exposed && c->exposed)) &&
		    collection_granted(s, c->id))
			rc = collection_rekey(s, c->id, e);
	}
	return rc;
}

enum rc collection_renew_closed(struct session *s, struct err *e)
{
	return renew(s, false, e);
}

enum rc collection_renew_exposed(struct session *s, struct err *e)
{
	const struct member *me = session_me(s);

	if (me->must_change || !roster_may(me, RIGHT_ADMINISTER))
		return RC_OK;
	return renew(s, true, e);
}

/* What is recorded of a collection as it stands, without a row. */
static enum rc append(struct session *s, enum action action, const struct collection *c,
    const struct buf *public, struct err *e)
{
	const struct draft d = {.action = action,
	    .kind = SUB_COLLECTION,
	    .subject = c->id,
	    .version = c->generation,
	    .public = buf_slice(public)};

	return buf_ok(public) ? audit_append(s, &d, e) : err_nomem(e);
}

enum rc collection_revoke(struct session *s, int64_t id, int64_t member, struct err *e)
{
	const struct collection *c = roster_collection(&s->replay->roster, id);
	const struct secret *key;
	struct buf public = {0};
	enum rc rc;

	/* The key is needed for the new generation: have it before the grant goes. */
	if ((rc = collection_key(&key, s, id, 0, e)) != RC_OK)
		return rc;
	public_put_revoked(&public, member);
	rc = append(s, ACT_GRANT_REMOVE, c, &public, e);
	buf_finish(&public);
	return rc;
}

enum rc collection_set(struct session *s, int64_t id, bool sealed, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	const struct collection *c = roster_collection(t, id);
	const struct secret *key;
	struct buf public = {0};
	enum rc rc;

	if (c->sealed == sealed)
		return RC_OK;
	if ((rc = collection_key(&key, s, id, 0, e)) != RC_OK)
		return rc;
	public_put_sealed(&public, sealed);
	rc = append(s, ACT_COLLECTION_SET, c, &public, e);
	buf_finish(&public);
	if (rc != RC_OK || !roster_has_envelope(t))
		return rc;
	if (sealed)
		return collection_seal_to_envelope(s, id, e);
	if ((rc = collection_revoke(s, id, t->envelope.member, e)) != RC_OK)
		return rc;
	return collection_rekey(s, id, e);
}
