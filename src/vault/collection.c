#include "vault/collection.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "base/list.h"
#include "base/text.h"
#include "collection_int.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "vault/item.h"
#include "vault/row.h"

/* names */

static enum rc same_name(
    bool *same, struct session *s, int64_t id, struct slice folded, struct err *e)
{
	struct buf name = {0};
	struct buf fold = {0};
	enum rc rc;

	*same = false;
	if ((rc = collection_name(&name, s, id, e)) == RC_OK &&
	    (rc = text_fold(&fold, buf_slice(&name), e)) == RC_OK)
		*same = slice_eq(buf_slice(&fold), folded);
	buf_finish(&name);
	buf_finish(&fold);
	return rc;
}

/* collection_named; and does the member hold a key to every collection? */
static enum rc by_name(
    int64_t *id, bool *all_granted, struct session *s, struct slice name, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	struct buf fold = {0};
	bool same;
	enum rc rc = text_fold(&fold, name, e);

	*id = 0;
	*all_granted = true;
	for (size_t i = 1; i <= t->n_collections && rc == RC_OK && *id == 0; i++) {
		if (!collection_granted(s, (int64_t)i)) {
			*all_granted = false;
			continue;
		}
		rc = same_name(&same, s, (int64_t)i, buf_slice(&fold), e);
		if (rc == RC_OK && same)
			*id = (int64_t)i;
	}
	buf_finish(&fold);
	return rc;
}

enum rc collection_named(int64_t *id, struct session *s, struct slice name, struct err *e)
{
	bool all_granted;

	return by_name(id, &all_granted, s, name, e);
}

bool parse_id(int64_t *id, const char *text)
{
	char *end;

	if (text[0] != '#' || text[1] < '0' || text[1] > '9')
		return false;
	errno = 0;
	*id = strtoll(text + 1, &end, 10);
	return *end == '\0' && errno == 0;
}

enum rc collection_find(
    int64_t *id, struct session *s, const char *text, bool need_key, struct err *e)
{
	bool all_granted;
	enum rc rc;

	if (parse_id(id, text)) {
		if (roster_collection(&s->replay->roster, *id) == NULL)
			return err_set(e, RC_NOTFOUND, "there is no collection %s", text);
		if (need_key && !collection_granted(s, *id))
			return session_refuse(s, ACT_ITEM_REFUSED, SUB_COLLECTION, *id, text, e,
			    "collection %s was not granted to you", text);
		return RC_OK;
	}
	if ((rc = by_name(id, &all_granted, s, slice_str(text), e)) != RC_OK || *id != 0)
		return rc;
	/* Whether a collection that one cannot open has this name is not to be learned. */
	if (!all_granted)
		return session_refuse(s, ACT_ITEM_REFUSED, SUB_NONE, 0, text, e,
		    "no collection \"%s\" was granted to you", text);
	return err_set(e, RC_NOTFOUND,
	    "there is no collection \"%s\"; \"strongroom collection ls\" shows them", text);
}

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

enum rc collection_check_name(struct slice name, struct err *e)
{
	if (text_valid_name(name) && name.n <= COLLECTION_NAME_MAX && name.p[0] != '#' &&
	    memchr(name.p, '/', name.n) == NULL)
		return RC_OK;
	return err_set(e, RC_INPUT,
	    "a collection's name is 1 to %d bytes of text without \"/\" and without blanks "
	    "around it, and does not begin with \"#\"",
	    COLLECTION_NAME_MAX);
}

static enum rc check_name(struct session *s, const char *name, struct err *e)
{
	bool all_granted;
	int64_t id;
	enum rc rc;

	if ((rc = collection_check_name(slice_str(name), e)) != RC_OK ||
	    (rc = by_name(&id, &all_granted, s, slice_str(name), e)) != RC_OK)
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
