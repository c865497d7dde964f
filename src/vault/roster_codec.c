/*
 * roster_codec: a roster as bytes, for the remembered state of this computer.
 */
#include "roster_codec_int.h"

#include <string.h>

#include "base/codec.h"

/* None of these texts was written with a NUL in it, at which it would end. */
struct slice roster_get_text(struct dec *d)
{
	struct slice s = get_bytes(d);

	if (s.n > 0 && memchr(s.p, '\0', s.n) != NULL)
		d->bad = true;
	return s;
}

static void put_members(struct buf *out, const struct roster *r)
{
	put_u32(out, (uint32_t)r->n_members);
	for (size_t i = 0; i < r->n_members; i++) {
		const struct member *m = &r->members[i];

		put_u8(out, (uint8_t)m->role);
		put_u8(out, m->active);
		put_u8(out, m->must_change);
		put_u8(out, m->log);
		put_u32(out, m->failures);
		put_i64(out, m->reset);
		put_u32(out, m->unseen);
		put_i64(out, m->unseen_ms);
		put_i64(out, m->unlocked_ms);
		put_i64(out, m->added_ms);
		put_i64(out, m->left_ms);
		public_put_keys(out, &m->keys);
		put_str(out, m->name);
	}
}

static enum rc get_members(struct roster *r, struct dec *d, struct err *e)
{
	uint32_t n = get_count(d, 8);
	enum rc rc = RC_OK;

	for (uint32_t i = 0; i < n && rc == RC_OK; i++) {
		struct member m = {.id = i + 1};
		uint8_t role = get_u8(d);

		m.role = role < ROLE_COUNT ? (enum role)role : ROLE_NONE;
		m.active = get_u8(d) != 0;
		m.must_change = get_u8(d) != 0;
		m.log = get_u8(d) != 0;
		m.failures = get_u32(d);
		m.reset = get_i64(d);
		m.unseen = get_u32(d);
		m.unseen_ms = get_i64(d);
		m.unlocked_ms = get_i64(d);
		m.added_ms = get_i64(d);
		m.left_ms = get_i64(d);
		get_raw(d, m.keys.sign, sizeof m.keys.sign);
		get_raw(d, m.keys.seal, sizeof m.keys.seal);
		rc = roster_add_member(r, &m, roster_get_text(d), e);
	}
	return rc;
}

static void put_collections(struct buf *out, const struct roster *r)
{
	put_u32(out, (uint32_t)r->n_collections);
	for (size_t i = 0; i < r->n_collections; i++) {
		const struct collection *c = &r->collections[i];

		put_u8(out, c->sealed);
		put_u8(out, c->stale);
		put_u8(out, c->exposed);
		put_u8(out, c->orphaned);
		put_i64(out, c->broken_ms);
		put_i64(out, c->items);
		put_bytes(out, c->commitments, (size_t)c->generation * COMMITMENT);
	}
}

static enum rc get_collections(struct roster *r, struct dec *d, struct err *e)
{
	uint32_t n = get_count(d, 16);
	enum rc rc = RC_OK;

	for (uint32_t i = 0; i < n && rc == RC_OK; i++) {
		bool sealed = get_u8(d) != 0;
		bool stale = get_u8(d) != 0;
		bool exposed = get_u8(d) != 0;
		bool orphaned = get_u8(d) != 0;
		int64_t broken_ms = get_i64(d);
		int64_t items = get_i64(d);
		struct slice all = get_bytes(d);

		if (all.n == 0 || all.n % COMMITMENT != 0) {
			d->bad = true;
			return RC_OK;
		}
		rc = roster_add_collection(r, sealed, all.p, e);
		for (size_t at = COMMITMENT; at < all.n && rc == RC_OK; at += COMMITMENT)
			rc = roster_add_generation(&r->collections[i], all.p + at, e);
		if (items > r->items)
			d->bad = true;
		if (rc == RC_OK) {
			r->collections[i].stale = stale;
			r->collections[i].exposed = exposed;
			r->collections[i].orphaned = orphaned;
			r->collections[i].broken_ms = broken_ms;
			r->collections[i].items = items;
		}
	}
	return rc;
}

static void put_grants(struct buf *out, const struct roster *r)
{
	put_u32(out, (uint32_t)r->n_grants);
	for (size_t i = 0; i < r->n_grants; i++) {
		const struct grant *g = &r->grants[i];

		put_i64(out, g->collection);
		put_i64(out, g->member);
		put_i64(out, g->generation);
		put_u8(out, g->edit);
	}
}

static enum rc get_grants(struct roster *r, struct dec *d, struct err *e)
{
	uint32_t n = get_count(d, 25);
	enum rc rc = RC_OK;

	for (uint32_t i = 0; i < n && rc == RC_OK; i++) {
		struct grant g = {0};

		g.collection = get_i64(d);
		g.member = get_i64(d);
		g.generation = get_i64(d);
		g.edit = get_u8(d) != 0;
		if (roster_collection(r, g.collection) == NULL ||
		    roster_member(r, g.member) == NULL)
			d->bad = true;
		rc = roster_set_grant(r, &g, e);
	}
	return rc;
}

static enum rc get_periods(struct roster *r, struct dec *d, struct err *e)
{
	uint32_t n = get_count(d, 8 + SEAL_KEY + 1);
	enum rc rc = RC_OK;

	for (uint32_t i = 0; i < n && rc == RC_OK; i++) {
		struct period p;

		p.quarter = get_i64(d);
		get_raw(d, p.key, sizeof p.key);
		p.by_envelope = get_u8(d) != 0;
		rc = roster_add_period(r, &p, e);
	}
	r->period_stale = get_u8(d) != 0;
	return rc;
}

static enum rc get_policies(struct roster *r, struct dec *d, struct err *e)
{
	uint32_t n = get_count(d, 24);
	enum rc rc = RC_OK;

	for (uint32_t i = 0; i < n && rc == RC_OK; i++) {
		struct slice name = roster_get_text(d);
		struct slice value = roster_get_text(d);
		struct policy p = {0};

		p.set_ms = get_i64(d);
		p.actor = get_i64(d);
		if (roster_member(r, p.actor) == NULL)
			d->bad = true;
		rc = roster_set_policy(r, &p, name, value, e);
	}
	return rc;
}

static void put_restores(struct buf *out, const struct roster *r)
{
	put_u32(out, (uint32_t)r->n_restores);
	for (size_t i = 0; i < r->n_restores; i++) {
		const struct restore *v = &r->restores[i];

		put_i64(out, v->seq);
		put_i64(out, v->time_ms);
		put_i64(out, v->actor);
		buf_add(out, v->key, sizeof v->key);
		buf_add(out, v->sig, sizeof v->sig);
		put_i64(out, v->size);
		buf_add(out, v->leaf, sizeof v->leaf);
		put_u8(out, v->hearsay);
	}
}

static enum rc get_restores(struct roster *r, struct dec *d, struct err *e)
{
	uint32_t n = get_count(
	    d, 4 * sizeof(int64_t) + SIGN_PUBLIC + SIGN_SIZE + HASH_SIZE + sizeof(uint8_t));
	enum rc rc = RC_OK;

	for (uint32_t i = 0; i < n && rc == RC_OK; i++) {
		struct restore v;

		v.seq = get_i64(d);
		v.time_ms = get_i64(d);
		v.actor = get_i64(d);
		get_raw(d, v.key, sizeof v.key);
		get_raw(d, v.sig, sizeof v.sig);
		v.size = get_i64(d);
		get_raw(d, v.leaf, sizeof v.leaf);
		v.hearsay = get_u8(d) != 0;
		rc = roster_add_restore(r, &v, e);
	}
	return rc;
}

void roster_put(struct buf *out, const struct roster *r)
{
	put_i64(out, r->items);
	put_i64(out, r->attachments);
	put_members(out, r);
	put_collections(out, r);
	put_grants(out, r);
	put_u32(out, (uint32_t)r->n_periods);
	for (size_t i = 0; i < r->n_periods; i++) {
		put_i64(out, r->periods[i].quarter);
		buf_add(out, r->periods[i].key, sizeof r->periods[i].key);
		put_u8(out, r->periods[i].by_envelope);
	}
	put_u8(out, r->period_stale);
	put_u32(out, (uint32_t)r->n_policies);
	for (size_t i = 0; i < r->n_policies; i++) {
		put_str(out, r->policies[i].name);
		put_str(out, r->policies[i].value);
		put_i64(out, r->policies[i].set_ms);
		put_i64(out, r->policies[i].actor);
	}
	put_restores(out, r);
	roster_put_envelopes(out, r);
}

enum rc roster_get(struct roster *r, struct dec *d, struct err *e)
{
	enum rc rc;

	*r = (struct roster){0};
	r->items = get_i64(d);
	r->attachments = get_i64(d);
	if ((rc = get_members(r, d, e)) != RC_OK || (rc = get_collections(r, d, e)) != RC_OK ||
	    (rc = get_grants(r, d, e)) != RC_OK || (rc = get_periods(r, d, e)) != RC_OK ||
	    (rc = get_policies(r, d, e)) != RC_OK || (rc = get_restores(r, d, e)) != RC_OK ||
	    (rc = roster_get_envelopes(r, d, e)) != RC_OK)
		roster_finish(r);
	return rc;
}
