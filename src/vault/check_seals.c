/*
 * check_seals: seals made again by who holds the same key, and compared.
 *
 * A record pins what was sealed, but cannot show that it is the right key: that
 * only the recipient sees, or who makes the same seal again. The envelope sees
 * nothing until it is opened, and then it is too late.
 */
#include <stdio.h>
#include <string.h>

#include "collection_int.h"
#include "crypto/secret.h"
#include "period_int.h"
#include "vault/check.h"
#include "vault/emergency.h"
#include "vault/row.h"

struct place {
	enum subject kind;
	enum pin_table table;
	int64_t id;
	int64_t generation;
	int64_t member;
};

/* Where on the log a seal was signed, and the newest keys of its recipient. */
struct origin {
	const struct place *at;
	const uint8_t *digest;
	int64_t seq;
	int64_t actor;
	int64_t keys_seq;
};

static enum rc look(void *arg, const void *row, struct err *e)
{
	struct origin *o = arg;
	struct record rec;
	enum rc rc = record_read(&rec, row, e);

	if (rc != RC_OK)
		return rc;
	if (memcmp(rec.digest, o->digest, HASH_SIZE) == 0) {
		o->seq = rec.seq;
		o->actor = rec.actor;
	}
	if (rec.subject_kind == SUB_MEMBER && rec.subject == o->at->member &&
	    (rec.action == ACT_MEMBER_ADD || rec.action == ACT_MEMBER_REKEY))
		o->keys_seq = rec.seq;
	return RC_OK;
}

/* The seal that is there: is it the one that the key makes? RC_TAMPER if the log has another.
 */
static enum rc compare(bool *same, uint8_t digest[HASH_SIZE], struct session *s,
    const struct place *at, const struct secret *key, struct err *e)
{
	const struct member *to = roster_member(&s->replay->roster, at->member);
	struct seal_row row = {0};
	uint8_t want[SEAL_SIZE];
	char what[80];
	enum rc rc;

	snprintf(what, sizeof what, "member #%lld's seal of %s", (long long)at->member,
	    subject_name(at->kind));
	rc = store_seal_get(
	    &row, s->store, subject_name(at->kind), at->id, at->generation, at->member, e);
	if (rc == RC_NOTFOUND)
		return err_set(e, RC_TAMPER, "%s #%lld is missing", what, (long long)at->id);
	if (rc != RC_OK)
		return rc;
	seal_key(want, key->p, to->keys.seal);
	row_digest_seal(digest, &row);
	*same = slice_eq(row.sealed, slice_of(want, sizeof want));
	rc = session_pinned(s, at->table, at->id, at->generation, at->member, digest, what, e);
	seal_row_finish(&row);
	return rc;
}

static const char *name_of(const struct session *s, int64_t member)
{
	const struct member *m = roster_member(&s->replay->roster, member);

	return m == NULL ? "nobody" : m->name;
}

/* Say who sealed what is wrong; their signature under that record is proof. */
static enum rc blame(struct session *s, const struct origin *o, struct err *e)
{
	const bool envelope = o->at->member == s->replay->roster.envelope.member;
	const char *to = envelope ? "the envelope" : name_of(s, o->at->member);

	if (o->at->kind == SUB_PERIOD)
		return err_set(e, RC_TAMPER,
		    "what %s sealed to %s in record %lld is not the key of period #%lld of the "
		    "log; let another clerk, who can read it, run \"strongroom grant --log\" "
		    "for "
		    "that member",
		    name_of(s, o->actor), to, (long long)o->seq, (long long)o->at->id);
	if (o->at->kind == SUB_ENVELOPE)
		return err_set(e, RC_TAMPER,
		    "what %s sealed to %s in record %lld is not the key that signs exports; "
		    "let another clerk make a new envelope",
		    name_of(s, o->actor), to, (long long)o->seq);
	return err_set(e, RC_TAMPER,
	    "what %s sealed to %s in record %lld does not open collection #%lld; let another "
	    "clerk %s",
	    name_of(s, o->actor), to, (long long)o->seq, (long long)o->at->id,
	    envelope ? "make a new envelope" : "take back that grant and grant it anew");
}

static enum rc find_origin(struct origin *o, struct session *s, const struct place *at,
    const uint8_t digest[HASH_SIZE], struct err *e)
{
	*o = (struct origin){.at = at, .digest = digest};
	return store_audit_each(s->store, 1, look, o, e);
}

static enum rc check_collection(
    struct session *s, const struct grant *g, bool *same, struct err *e)
{
	const struct place at = {.kind = SUB_COLLECTION,
	    .table = PIN_COLLECTION_SEAL,
	    .id = g->collection,
	    .generation = g->generation,
	    .member = g->member};
	uint8_t digest[HASH_SIZE];
	const struct secret *key;
	struct origin o;
	enum rc rc;

	*same = false;
	if ((rc = collection_key(&key, s, at.id, at.generation, e)) != RC_OK ||
	    (rc = compare(same, digest, s, &at, key, e)) != RC_OK || *same)
		return rc;
	if ((rc = find_origin(&o, s, &at, digest, e)) != RC_OK)
		return rc;
	return blame(s, &o, e);
}

enum rc check_seals(struct session *s, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	enum rc rc = RC_OK;
	bool same;

	for (size_t i = 0; i < t->n_grants && rc == RC_OK; i++)
		if (collection_granted(s, t->grants[i].collection))
			rc = check_collection(s, &t->grants[i], &same, e);
	return rc;
}

/* A record pins what was sealed to the member, and it is not the key: whose is that? */
static enum rc blame_own(struct session *s, const struct place *at, struct err *e)
{
	struct origin o;
	struct pin pin;
	enum rc rc;

	rc = pins_get(&pin, s->replay->pins, at->table, at->id, at->generation, at->member, e);
	if (rc != RC_OK || (rc = find_origin(&o, s, at, pin.digest, e)) != RC_OK)
		return rc;
	/* Of a period from before the member had new keys; nobody sealed that wrong. */
	return at->kind == SUB_PERIOD && o.seq < o.keys_seq ? RC_OK : blame(s, &o, e);
}

static enum rc check_own_periods(struct session *s, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 1; i <= s->replay->roster.n_periods && rc == RC_OK; i++) {
		const struct place at = {.kind = SUB_PERIOD,
		    .table = PIN_PERIOD_SEAL,
		    .id = (int64_t)i,
		    .member = s->member};
		struct secret *key = NULL;

		if ((rc = period_read_key(&key, s, at.id, e)) == RC_INPUT)
			rc = blame_own(s, &at, e);
		else if (rc == RC_NOTFOUND)
			rc = RC_OK;
		secret_free(key);
	}
	return rc;
}

enum rc check_own_seals(struct session *s, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < t->n_grants && rc == RC_OK; i++) {
		const struct grant *g = &t->grants[i];
		const struct place at = {.kind = SUB_COLLECTION,
		    .table = PIN_COLLECTION_SEAL,
		    .id = g->collection,
		    .generation = g->generation,
		    .member = g->member};

		if (g->member == s->member &&
		    !collection_seal_opens(s, g->collection, g->generation))
			rc = blame_own(s, &at, e);
	}
	return rc == RC_OK && roster_may(session_me(s), RIGHT_READ_LOG)
		   ? check_own_periods(s, e)
		   : rc;
}

/* the envelope */

/* Not the first alone: how much of it would open is what one has to know. */
static enum rc check_opens(struct check_envelope *found, struct session *s, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	struct err first = {.rc = RC_OK};
	struct err why;
	enum rc rc;
	bool opens;

	for (size_t i = 0; i < t->n_collections; i++) {
		const struct collection *c = &t->collections[i];

		if (!c->sealed)
			continue;
		found->sealed++;
		if (!collection_granted(s, c->id)) {
			found->unknown++;
			continue;
		}
		rc = check_collection(
		    s, roster_grant(t, c->id, t->envelope.member), &opens, &why);
		if (rc != RC_OK && rc != RC_TAMPER)
			return err_set(e, rc, "%s", why.text);
		found->opens += opens;
		if (rc == RC_TAMPER && first.rc == RC_OK)
			first = why;
	}
	if (first.rc == RC_OK)
		return RC_OK;
	return err_set(e, RC_TAMPER,
	    "the envelope would open %lld of the %lld sealed collections that are yours to "
	    "check: %s",
	    (long long)found->opens, (long long)(found->sealed - found->unknown), first.text);
}

static enum rc check_signer(struct check_envelope *found, struct session *s,
    const struct place *at, const struct secret *seed, struct err *e)
{
	uint8_t digest[HASH_SIZE];
	struct origin o;
	struct pin pin;
	bool same;
	enum rc rc;

	rc = pins_get(&pin, s->replay->pins, at->table, at->id, 0, at->member, e);
	if (rc == RC_NOTFOUND) {
		found->without++;
		return RC_OK;
	}
	if (rc != RC_OK || (rc = compare(&same, digest, s, at, seed, e)) != RC_OK)
		return rc;
	if (same) {
		found->signers++;
		return RC_OK;
	}
	if ((rc = find_origin(&o, s, at, digest, e)) != RC_OK)
		return rc;
	/* Sealed to keys that the member has no more: nobody is to blame for that. */
	if (o.seq < o.keys_seq) {
		found->without++;
		return RC_OK;
	}
	return blame(s, &o, e);
}

/* One's own: it was sealed, so it opens; and its public half is the one on record. */
static enum rc own_seed(
    struct secret **seed, struct session *s, const struct place *at, struct err *e)
{
	struct origin o;
	struct pin pin;
	enum rc rc = sealed_read(seed, s, SUB_ENVELOPE, at->id, 0, e);

	if (rc == RC_OK ? emergency_signs(s, *seed) : rc != RC_INPUT)
		return rc;
	if ((rc = pins_get(&pin, s->replay->pins, at->table, at->id, 0, at->member, e)) !=
		RC_OK ||
	    (rc = find_origin(&o, s, at, pin.digest, e)) != RC_OK)
		return rc;
	return o.seq < o.keys_seq ? RC_NOTFOUND : blame(s, &o, e);
}

static enum rc check_signers(struct check_envelope *found, struct session *s, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	struct place at = {.kind = SUB_ENVELOPE,
	    .table = PIN_ENVELOPE_SEAL,
	    .id = t->envelope.serial,
	    .member = s->member};
	struct secret *seed = NULL;
	enum rc rc = own_seed(&seed, s, &at, e);

	found->held = rc == RC_OK;
	for (size_t i = 0; i < t->n_members && rc == RC_OK; i++)
		if (roster_may(&t->members[i], RIGHT_SEAL)) {
			at.member = t->members[i].id;
			rc = check_signer(found, s, &at, seed, e);
		}
	secret_free(seed);
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

enum rc check_envelope(struct check_envelope *found, struct session *s, struct err *e)
{
	const struct member *m =
	    roster_member(&s->replay->roster, s->replay->roster.envelope.member);
	enum rc rc;

	*found = (struct check_envelope){0};
	if (m == NULL || !m->active)
		return RC_OK;
	if ((rc = check_opens(found, s, e)) != RC_OK)
		return rc;
	return check_signers(found, s, e);
}
