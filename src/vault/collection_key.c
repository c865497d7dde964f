/*
 * collection_key: the keys of collections, and what opens with them.
 */
#include "vault/collection.h"

#include <stdio.h>
#include <string.h>

#include "base/codec.h"
#include "base/list.h"
#include "collection_int.h"
#include "crypto/secret.h"
#include "vault/row.h"

void collection_commitment(uint8_t out[COMMITMENT], const struct session *s,
    const struct secret *key, int64_t id, int64_t generation)
{
	uint8_t message[64];
	struct buf b;

	buf_init_fixed(&b, message, sizeof message);
	put_str(&b, "commit");
	put_bytes(&b, s->vault_id, VAULT_ID);
	put_i64(&b, id);
	put_i64(&b, generation);
	blake2b_keyed(out, COMMITMENT, key->p, slice_of(message, b.n));
}

struct box_place collection_place(
    const struct session *s, const char *purpose, int64_t id, int64_t generation)
{
	return (struct box_place){.purpose = purpose,
	    .vault_id = s->vault_id,
	    .kind = "generation",
	    .id = id,
	    .generation = generation};
}

static struct held_key *held(const struct session *s, int64_t id, int64_t generation)
{
	for (size_t i = 0; i < s->n_keys; i++)
		if (s->keys[i].collection == id && s->keys[i].generation == generation)
			return &s->keys[i];
	return NULL;
}

const struct secret *collection_held_key(
    const struct session *s, int64_t id, int64_t generation)
{
	const struct held_key *k = held(s, id, generation);

	return k == NULL ? NULL : k->key;
}

/* Keep a key for the session, which takes it over; wrong ones are not kept. */
enum rc collection_hold_key(
    struct session *s, int64_t id, int64_t generation, struct secret *key, struct err *e)
{
	const struct collection *c = roster_collection(&s->replay->roster, id);
	uint8_t want[COMMITMENT];
	struct held_key *more;

	collection_commitment(want, s, key, id, generation);
	if (!equal_ct(want, c->commitments[generation - 1], COMMITMENT)) {
		secret_free(key);
		return err_set(e, RC_TAMPER,
		    "the key of collection #%lld is not the one that the log commits to",
		    (long long)id);
	}
	if ((more = list_room(s->keys, s->n_keys, &s->cap_keys, sizeof *more)) == NULL) {
		secret_free(key);
		return err_nomem(e);
	}
	s->keys = more;
	more[s->n_keys++] =
	    (struct held_key){.collection = id, .generation = generation, .key = key};
	return RC_OK;
}

/* The row of a generation, which the log pins; to be finished by the caller. */
static enum rc read_row(struct generation_row *row, struct session *s, int64_t id,
    int64_t generation, struct err *e)
{
	uint8_t digest[HASH_SIZE];
	enum rc rc = store_generation_get(row, s->store, id, generation, e);

	if (rc == RC_NOTFOUND)
		return err_set(
		    e, RC_TAMPER, "the row of collection #%lld is missing", (long long)id);
	if (rc != RC_OK)
		return rc;
	row_digest_generation(digest, row);
	rc = session_pinned(
	    s, PIN_GENERATION, id, generation, 0, digest, "the row of collection", e);
	if (rc != RC_OK)
		generation_row_finish(row);
	return rc;
}

/* Each generation has the key before it in a box. */
static enum rc open_previous(
    struct session *s, int64_t id, int64_t generation, const struct secret *key, struct err *e)
{
	struct generation_row row = {0};
	const struct box_place at = collection_place(s, "previous key", id, generation);
	struct secret *previous = NULL;
	enum rc rc;

	if ((rc = read_row(&row, s, id, generation, e)) != RC_OK)
		return rc;
	if (box_plain_size(row.previous) != SEAL_KEY) {
		rc = err_set(
		    e, RC_TAMPER, "the row of collection #%lld is damaged", (long long)id);
	} else if ((previous = secret_new(SEAL_KEY)) == NULL) {
		rc = err_nomem(e);
	} else if (!box_open(previous->p, key->p, &at, row.previous)) {
		rc = err_set(e, RC_TAMPER, "an older key of collection #%lld does not open",
		    (long long)id);
		secret_free(previous);
	} else {
		rc = collection_hold_key(s, id, generation - 1, previous, e);
	}
	generation_row_finish(&row);
	return rc;
}

/* Its row, with its name, has to be the one on the log before anything in it is used. */
static enum rc check_newest(struct session *s, int64_t id, int64_t generation, struct err *e)
{
	struct generation_row row = {0};
	enum rc rc = read_row(&row, s, id, generation, e);

	if (rc == RC_OK)
		generation_row_finish(&row);
	return rc;
}

static struct tried_seal *tried(const struct session *s, int64_t id, int64_t generation)
{
	for (size_t i = 0; i < s->n_tried; i++)
		if (s->tried[i].collection == id && s->tried[i].generation == generation)
			return &s->tried[i];
	return NULL;
}

/* The key that the seal to this member opens to, which need not be opened twice. */
static enum rc newest_key(
    struct secret **key, struct session *s, int64_t id, int64_t generation, struct err *e)
{
	struct tried_seal *t = tried(s, id, generation);

	if (t == NULL || t->key == NULL)
		return sealed_read(key, s, SUB_COLLECTION, id, generation, e);
	*key = t->key;
	t->key = NULL;
	return RC_OK;
}

enum rc collection_key(
    const struct secret **key, struct session *s, int64_t id, int64_t generation, struct err *e)
{
	const struct collection *c = roster_collection(&s->replay->roster, id);
	const struct grant *g = roster_grant(&s->replay->roster, id, s->member);
	struct secret *newest;
	int64_t at;
	enum rc rc;

	if (c == NULL || g == NULL)
		return err_set(
		    e, RC_REFUSED, "collection #%lld was not granted to you", (long long)id);
	if (generation == 0)
		generation = c->generation;
	if (generation < 1 || generation > g->generation)
		return err_set(e, RC_TAMPER, "collection #%lld has no such key", (long long)id);
	at = g->generation;
	if (collection_held_key(s, id, at) == NULL) {
		rc = newest_key(&newest, s, id, at, e);
		if (rc == RC_NOTFOUND)
			rc = err_set(e, RC_TAMPER,
			    "the seal of collection #%lld to you is missing", (long long)id);
		else if (rc == RC_INPUT)
			rc = err_set(e, RC_TAMPER,
			    "what was sealed to you does not open collection #%lld",
			    (long long)id);
		if (rc != RC_OK || (rc = collection_hold_key(s, id, at, newest, e)) != RC_OK ||
		    (rc = check_newest(s, id, at, e)) != RC_OK)
			return rc;
	}
	for (; at > generation; at--)
		if (collection_held_key(s, id, at - 1) == NULL &&
		    (rc = open_previous(s, id, at, collection_held_key(s, id, at), e)) != RC_OK)
			return rc;
	*key = collection_held_key(s, id, generation);
	return RC_OK;
}

static enum rc open_name(
    struct held_key *k, struct session *s, int64_t id, int64_t generation, struct err *e)
{
	const struct box_place at = collection_place(s, "collection name", id, generation);
	struct generation_row row = {0};
	uint8_t *name;
	enum rc rc;

	if ((rc = read_row(&row, s, id, generation, e)) != RC_OK)
		return rc;
	if ((name = buf_extend(&k->name, box_plain_size(row.name))) == NULL)
		rc = err_nomem(e);
	else if (!box_open(name, k->key->p, &at, row.name))
		rc = err_set(
		    e, RC_TAMPER, "the name of collection #%lld does not open", (long long)id);
	if (rc != RC_OK)
		buf_finish(&k->name);
	generation_row_finish(&row);
	return rc;
}

/* Lists name the collection of every item, and no generation changes its name. */
enum rc collection_name(struct buf *out, struct session *s, int64_t id, struct err *e)
{
	const struct collection *c = roster_collection(&s->replay->roster, id);
	const struct secret *key;
	struct held_key *k;
	enum rc rc;

	if ((rc = collection_key(&key, s, id, 0, e)) != RC_OK)
		return rc;
	k = held(s, id, c->generation);
	if (k->name.n == 0 && (rc = open_name(k, s, id, c->generation, e)) != RC_OK)
		return rc;
	buf_add_slice(out, buf_slice(&k->name));
	return buf_ok(out) ? RC_OK : err_nomem(e);
}

/* grants that open nothing */

/* *key is the caller's, or NULL. */
static bool seal_opens(struct secret **key, struct session *s, int64_t id, int64_t generation)
{
	const struct collection *c = roster_collection(&s->replay->roster, id);
	uint8_t want[COMMITMENT];
	struct err e;
	enum rc rc;
	bool opens;

	*key = NULL;
	rc = sealed_read(key, s, SUB_COLLECTION, id, generation, &e);
	opens = rc != RC_INPUT;

	/* SQLite may have given up the transaction: that is for what comes next to say. */
	if (rc == RC_IO || rc == RC_FAIL || rc == RC_BUSY)
		s->failed = e;
	if (rc == RC_OK) {
		collection_commitment(want, s, *key, id, generation);
		opens = equal_ct(want, c->commitments[generation - 1], COMMITMENT);
	}
	return opens;
}

bool collection_seal_opens(struct session *s, int64_t id, int64_t generation)
{
	struct secret *key;
	bool opens = seal_opens(&key, s, id, generation);

	secret_free(key);
	return opens;
}

static void say_left_out(const struct session *s, int64_t id)
{
	char text[240];

	snprintf(text, sizeof text,
	    "what was sealed to you does not open collection #%lld, so it is left out here; "
	    "\"strongroom verify\" says who sealed that. Let another clerk take back the grant "
	    "and grant it anew",
	    (long long)id);
	session_warn(s, text);
}

/* Without memory to note it, it is tried again the next time. */
static bool try_seal(struct session *s, const struct grant *g)
{
	struct tried_seal *more = tried(s, g->collection, g->generation);
	struct secret *key;
	bool opens;

	if (more != NULL)
		return more->opens;
	opens = seal_opens(&key, s, g->collection, g->generation);
	more = list_room(s->tried, s->n_tried, &s->cap_tried, sizeof *more);
	if (more != NULL) {
		s->tried = more;
		more[s->n_tried++] =
		    (struct tried_seal){g->collection, g->generation, opens, key};
		key = NULL;
	}
	secret_free(key);
	if (!opens)
		say_left_out(s, g->collection);
	return opens;
}

bool collection_granted(struct session *s, int64_t id)
{
	const struct grant *g = roster_grant(&s->replay->roster, id, s->member);

	if (g == NULL)
		return false;
	if (s->me == NULL || collection_held_key(s, id, g->generation) != NULL)
		return true;
	return try_seal(s, g);
}
