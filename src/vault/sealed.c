/*
 * sealed: keys sealed to members, each a row that its record pins.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "replay_int.h"
#include "session_int.h"
#include "vault/row.h"

/* Which pins hold the seals of a kind of key. */
bool sealed_pin_table(enum pin_table *table, enum subject kind)
{
	switch (kind) {
	case SUB_COLLECTION:
		*table = PIN_COLLECTION_SEAL;
		return true;
	case SUB_PERIOD:
		*table = PIN_PERIOD_SEAL;
		return true;
	case SUB_ENVELOPE:
		*table = PIN_ENVELOPE_SEAL;
		return true;
	default:
		return false;
	}
}

enum rc sealed_same(bool *same, struct session *s, enum subject kind, int64_t id,
    int64_t generation, int64_t member, const struct secret *key, struct err *e)
{
	const struct member *to = roster_member(&s->replay->roster, member);
	uint8_t sealed[SEAL_SIZE];
	uint8_t digest[HASH_SIZE];
	const struct seal_row row = {.kind = slice_str(subject_name(kind)),
	    .id = id,
	    .generation = generation,
	    .member = member,
	    .sealed = slice_of(sealed, sizeof sealed)};
	enum pin_table table;
	struct pin pin;
	enum rc rc;

	*same = false;
	if (!sealed_pin_table(&table, kind))
		return err_set(e, RC_FAIL, "nothing of that kind is sealed");
	rc = pins_get(&pin, s->replay->pins, table, id, generation, member, e);
	if (rc != RC_OK)
		return rc == RC_NOTFOUND ? RC_OK : rc;
	seal_key(sealed, key->p, to->keys.seal);
	row_digest_seal(digest, &row);
	*same = memcmp(pin.digest, digest, HASH_SIZE) == 0;
	return RC_OK;
}

enum rc sealed_write(struct session *s, enum action action, enum subject kind, int64_t id,
    int64_t generation, int64_t member, bool edit, const struct secret *key, struct err *e)
{
	const struct member *to = roster_member(&s->replay->roster, member);
	struct public_grant p = {.member = member, .edit = edit};
	uint8_t sealed[SEAL_SIZE];
	uint8_t digest[HASH_SIZE];
	struct seal_row row = {.kind = slice_str(subject_name(kind)),
	    .id = id,
	    .generation = generation,
	    .member = member,
	    .sealed = slice_of(sealed, sizeof sealed)};
	struct buf public = {0};
	enum rc rc;

	seal_key(sealed, key->p, to->keys.seal);
	blake2b(p.seal, sizeof p.seal, row.sealed);
	row_digest_seal(digest, &row);
	public_put_grant(&public, &p);
	if (!buf_ok(&public)) {
		rc = err_nomem(e);
		goto out;
	}
	if ((rc = audit_append(s,
		 &(struct draft){.action = action,
		     .kind = kind,
		     .subject = id,
		     .version = generation,
		     .digest = digest,
		     .public = buf_slice(&public)},
		 e)) == RC_OK)
		rc = store_seal_put(s->store, &row, e);
out:
	buf_finish(&public);
	return rc;
}

/* A key that was never sealed to the member is not there; one that was, and is gone, was taken.
 */
static enum rc not_there(struct session *s, enum pin_table table, enum subject kind, int64_t id,
    int64_t generation, int64_t member, struct err *e)
{
	struct pin pin;
	enum rc rc = pins_get(&pin, s->replay->pins, table, id, generation, member, e);

	if (rc != RC_OK)
		return rc;
	return err_set(e, RC_TAMPER, "member #%lld's sealed key of %s #%lld is missing",
	    (long long)member, subject_name(kind), (long long)id);
}

/* With the keys of any identity of the member, for the old ones at a rekey. */
static enum rc read_with(struct secret **key, struct session *s, const struct identity *me,
    enum subject kind, int64_t id, int64_t generation, struct err *e)
{
	struct seal_row row = {0};
	uint8_t digest[HASH_SIZE];
	enum pin_table table;
	char what[80];
	enum rc rc;

	if (!sealed_pin_table(&table, kind))
		return err_set(e, RC_FAIL, "nothing of that kind is sealed");
	rc = store_seal_get(&row, s->store, subject_name(kind), id, generation, me->member, e);
	if (rc == RC_NOTFOUND)
		return not_there(s, table, kind, id, generation, me->member, e);
	if (rc != RC_OK)
		return rc;
	row_digest_seal(digest, &row);
	snprintf(what, sizeof what, "member #%lld's sealed key of %s", (long long)me->member,
	    subject_name(kind));
	rc = session_pinned(s, table, id, generation, me->member, digest, what, e);
	if (rc == RC_OK)
		rc = identity_open_seal(key, me, &row, e);
	seal_row_finish(&row);
	return rc;
}

enum rc sealed_read(struct secret **key, struct session *s, enum subject kind, int64_t id,
    int64_t generation, struct err *e)
{
	/* Every other key is reached through one of these. */
	if (session_must_change(s))
		return err_set(
		    e, RC_AUTH, "this first passphrase must be changed before anything else");
	return read_with(key, s, s->me, kind, id, generation, e);
}

/* What is sealed to the old key goes to the new one; what is not, stays so. */
static enum rc renew(struct session *s, const struct identity *old, enum subject kind,
    int64_t id, int64_t generation, bool edit, struct err *e)
{
	struct secret *key = NULL;
	enum rc rc = read_with(&key, s, old, kind, id, generation, e);

	if (rc == RC_NOTFOUND || rc == RC_INPUT)
		return RC_OK;
	if (rc == RC_OK)
		rc = sealed_write(
		    s, ACT_MEMBER_REKEY, kind, id, generation, old->member, edit, key, e);
	secret_free(key);
	return rc;
}

enum rc sealed_renew(struct session *s, const struct identity *old, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < t->n_grants && rc == RC_OK; i++)
		if (t->grants[i].member == old->member)
			rc = renew(s, old, SUB_COLLECTION, t->grants[i].collection,
			    t->grants[i].generation, t->grants[i].edit, e);
	for (size_t i = 1; i <= t->n_periods && rc == RC_OK; i++)
		rc = renew(s, old, SUB_PERIOD, (int64_t)i, 0, false, e);
	if (rc == RC_OK && roster_has_envelope(t))
		rc = renew(s, old, SUB_ENVELOPE, t->envelope.serial, 0, false, e);
	return rc;
}

static enum rc pass_on(
    struct session *s, enum subject kind, int64_t id, int64_t member, struct err *e)
{
	struct secret *key = NULL;
	enum rc rc = sealed_read(&key, s, kind, id, 0, e);

	if (rc == RC_NOTFOUND || rc == RC_INPUT)
		return RC_OK;
	if (rc == RC_OK)
		rc = sealed_write(s, ACT_GRANT_ADD, kind, id, 0, member, false, key, e);
	secret_free(key);
	return rc;
}

enum rc sealed_role(struct session *s, int64_t member, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	const struct member *m = roster_member(t, member);
	enum rc rc = RC_OK;

	if (roster_may(m, RIGHT_READ_LOG))
		for (size_t i = 1; i <= t->n_periods && rc == RC_OK; i++)
			rc = pass_on(s, SUB_PERIOD, (int64_t)i, member, e);
	if (rc == RC_OK && roster_may(m, RIGHT_SEAL) && roster_has_envelope(t))
		rc = pass_on(s, SUB_ENVELOPE, t->envelope.serial, member, e);
	return rc;
}
