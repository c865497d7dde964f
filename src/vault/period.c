#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "crypto/x25519.h"
#include "period_int.h"

/* Whoever seals a wrong key of a period keeps others from that period only. */
enum rc period_read_key(struct secret **key, struct session *s, int64_t period, struct err *e)
{
	const struct period *p = roster_period(&s->replay->roster, period);
	struct secret *k = NULL;
	uint8_t public[SEAL_KEY];
	enum rc rc = sealed_read(&k, s, SUB_PERIOD, period, 0, e);

	if (rc != RC_OK)
		return rc;
	x25519_base(public, k->p);
	if (memcmp(public, p->key, SEAL_KEY) == 0) {
		*key = k;
		return RC_OK;
	}
	secret_free(k);
	return err_set(
	    e, RC_INPUT, "what was sealed is not the key of period #%lld", (long long)period);
}

enum rc period_open_keys(struct period_keys *k, struct session *s, struct err *e)
{
	size_t n = s->replay->roster.n_periods;
	enum rc rc = RC_OK;

	*k = (struct period_keys){.n = n};
	if ((k->keys = calloc(n + 1, sizeof *k->keys)) == NULL)
		return err_nomem(e);
	if (!roster_may(session_me(s), RIGHT_READ_LOG))
		return RC_OK;
	for (size_t i = 0; i < n && rc == RC_OK; i++) {
		rc = period_read_key(&k->keys[i], s, (int64_t)i + 1, e);
		if (rc == RC_NOTFOUND || rc == RC_INPUT)
			rc = RC_OK;
	}
	if (rc != RC_OK)
		period_keys_finish(k);
	return rc;
}

void period_keys_finish(struct period_keys *k)
{
	for (size_t i = 0; k->keys != NULL && i < k->n; i++)
		secret_free(k->keys[i]);
	free(k->keys);
	*k = (struct period_keys){0};
}

const struct secret *period_key(const struct period_keys *k, int64_t period)
{
	return period >= 1 && (uint64_t)period <= k->n ? k->keys[period - 1] : NULL;
}

static enum rc seal_to_readers(
    struct session *s, int64_t period, const struct secret *key, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < t->n_members && rc == RC_OK; i++)
		if (roster_may(&t->members[i], RIGHT_READ_LOG))
			rc = sealed_write(s, ACT_GRANT_ADD, SUB_PERIOD, period, 0,
			    t->members[i].id, false, key, e);
	return rc;
}

enum rc period_create(struct session *s, struct err *e)
{
	int64_t id = (int64_t)s->replay->roster.n_periods + 1;
	struct public_period p = {.quarter = clock_quarter(clock_ms())};
	struct secret *seed = secret_new(SEAL_KEY);
	struct secret *key = secret_new(SEAL_KEY);
	struct buf public = {0};
	enum rc rc;

	if (seed == NULL || key == NULL) {
		rc = err_nomem(e);
		goto out;
	}
	random_bytes(seed->p, seed->n);
	seal_keys(p.key, key->p, seed->p);
	public_put_period(&public, &p);
	if (!buf_ok(&public)) {
		rc = err_nomem(e);
		goto out;
	}
	rc = audit_append(s,
	    &(struct draft){.action = ACT_PERIOD_CREATE,
		.kind = SUB_PERIOD,
		.subject = id,
		.public = buf_slice(&public)},
	    e);
	if (rc == RC_OK)
		rc = seal_to_readers(s, id, key, e);
out:
	buf_finish(&public);
	secret_free(seed);
	secret_free(key);
	return rc;
}

enum rc period_turn(struct session *s, struct err *e)
{
	const struct roster *t = &s->replay->roster;
	const struct member *me = session_me(s);

	if (t->n_periods == 0 ||
	    (t->periods[t->n_periods - 1].quarter >= clock_quarter(clock_ms()) &&
		!t->periods[t->n_periods - 1].by_envelope))
		return RC_OK;
	if (me->must_change || !roster_may(me, RIGHT_READ_LOG) || me->role == ROLE_COUNCILLOR)
		return RC_OK;
	return period_create(s, e);
}
