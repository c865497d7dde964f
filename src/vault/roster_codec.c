/*
 * roster_codec: a roster as bytes, for the remembered state of this computer.
 */
#include "vault/roster.h"

#include <stdlib.h>
#include <string.h>

#include "base/codec.h"

/* None of these texts was written with a NUL in it, at which it would end. */
static struct slice get_text(struct dec *d)
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
		rc = roster_add_member(r, &m, get_text(d), e);
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
		struct slice name = get_text(d);
		struct slice value = get_text(d);
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

static void put_old_sheets(struct buf *out, const struct roster *r)
{
	put_u32(out, (uint32_t)r->n_old_sheets);
	for (size_t i = 0; i < r->n_old_sheets; i++) {
		put_i64(out, r->old_sheets[i].serial);
		put_u32(out, r->old_sheets[i].sheet_id);
		put_i64(out, r->old_sheets[i].void_ms);
	}
}

static enum rc get_old_sheets(struct roster *r, struct dec *d, struct err *e)
{
	uint32_t n = get_count(d, 2 * sizeof(int64_t) + sizeof(uint32_t));
	enum rc rc = RC_OK;

	for (uint32_t i = 0; i < n && rc == RC_OK; i++) {
		struct old_sheets old;

		old.serial = get_i64(d);
		old.sheet_id = get_u32(d);
		old.void_ms = get_i64(d);
		rc = roster_add_old_sheets(r, &old, e);
	}
	return rc;
}

static void put_revealed(struct buf *out, const struct roster *r)
{
	put_u32(out, (uint32_t)r->n_revealed);
	for (size_t i = 0; i < r->n_revealed; i++) {
		const struct revealed *v = &r->revealed[i];

		put_i64(out, v->item);
		put_i64(out, v->version);
		put_i64(out, v->time_ms);
		put_i64(out, v->serial);
		put_u8(out, v->done);
	}
}

static enum rc get_revealed(struct roster *r, struct dec *d, struct err *e)
{
	uint32_t n = get_count(d, 4 * sizeof(int64_t) + sizeof(uint8_t));
	enum rc rc = RC_OK;

	for (uint32_t i = 0; i < n && rc == RC_OK; i++) {
		struct revealed v;

		v.item = get_i64(d);
		v.version = get_i64(d);
		v.time_ms = get_i64(d);
		v.serial = get_i64(d);
		v.done = get_u8(d) != 0;
		rc = roster_add_revealed(r, &v, e);
	}
	return rc;
}

static void put_receipts(struct buf *out, const struct roster *r)
{
	put_u32(out, (uint32_t)r->n_receipts);
	for (size_t i = 0; i < r->n_receipts; i++) {
		const struct receipt_state *v = &r->receipts[i];

		buf_add(out, v->id, sizeof v->id);
		put_i64(out, v->serial);
		put_i64(out, v->opened_ms);
		buf_add(out, v->rest, sizeof v->rest);
		put_u32(out, (uint32_t)v->shown);
		buf_add(out, v->hash, sizeof v->hash);
	}
}

static enum rc get_receipts(struct roster *r, struct dec *d, struct err *e)
{
	uint32_t n =
	    get_count(d, RECEIPT_ID + 2 * sizeof(int64_t) + 2 * HASH_SIZE + sizeof(uint32_t));
	enum rc rc = RC_OK;

	for (uint32_t i = 0; i < n && rc == RC_OK; i++) {
		struct receipt_state v;

		get_raw(d, v.id, sizeof v.id);
		v.serial = get_i64(d);
		v.opened_ms = get_i64(d);
		get_raw(d, v.rest, sizeof v.rest);
		v.shown = get_u32(d);
		get_raw(d, v.hash, sizeof v.hash);
		rc = roster_set_receipt(r, &v, e);
	}
	return rc;
}

static void put_envelope(struct buf *out, const struct envelope *v)
{
	put_i64(out, v->serial);
	put_i64(out, v->member);
	buf_add(out, v->recipient, sizeof v->recipient);
	buf_add(out, v->export_sign, sizeof v->export_sign);
	put_u8(out, v->need);
	put_u32(out, v->sheet_id);
	buf_add(out, v->page, sizeof v->page);
	put_str(out, v->holders == NULL ? "" : v->holders);
	put_u8(out, (uint8_t)v->n_holders);
	put_i64(out, v->maker);
	put_i64(out, v->created_ms);
	for (size_t i = 0; i < ENVELOPE_SHEETS; i++)
		put_i64(out, v->seen_ms[i]);
	for (size_t i = 0; i < ENVELOPE_SHEETS; i++)
		put_i64(out, v->taken_ms[i]);
	put_i64(out, v->drilled_ms);
	put_u8(out, v->withdrawn);
	put_i64(out, v->sealed_ms);
	put_i64(out, v->sealed_seq);
	put_i64(out, v->kept_seq);
	put_i64(out, v->changed_seq);
	put_i64(out, v->changed_ms);
	put_i64(out, v->opened_ms);
	put_i64(out, v->opened_serial);
	put_i64(out, v->unreported_ms);
	put_i64(out, v->unreported_serial);
	put_i64(out, v->unreported_seq);
	put_i64(out, v->opened_clock_ms);
}

static enum rc get_envelope(struct envelope *v, struct dec *d, struct err *e)
{
	struct slice holders;

	v->serial = get_i64(d);
	v->member = get_i64(d);
	get_raw(d, v->recipient, sizeof v->recipient);
	get_raw(d, v->export_sign, sizeof v->export_sign);
	v->need = get_u8(d);
	v->sheet_id = get_u32(d);
	get_raw(d, v->page, sizeof v->page);
	holders = get_text(d);
	v->n_holders = get_u8(d);
	v->maker = get_i64(d);
	v->created_ms = get_i64(d);
	for (size_t i = 0; i < ENVELOPE_SHEETS; i++)
		v->seen_ms[i] = get_i64(d);
	for (size_t i = 0; i < ENVELOPE_SHEETS; i++)
		v->taken_ms[i] = get_i64(d);
	v->drilled_ms = get_i64(d);
	v->withdrawn = get_u8(d) != 0;
	v->sealed_ms = get_i64(d);
	v->sealed_seq = get_i64(d);
	v->kept_seq = get_i64(d);
	v->changed_seq = get_i64(d);
	v->changed_ms = get_i64(d);
	v->opened_ms = get_i64(d);
	v->opened_serial = get_i64(d);
	v->unreported_ms = get_i64(d);
	v->unreported_serial = get_i64(d);
	v->unreported_seq = get_i64(d);
	v->opened_clock_ms = get_i64(d);
	if (v->n_holders > ENVELOPE_SHEETS)
		d->bad = true;
	v->holders = strndup(holders.n > 0 ? (const char *)holders.p : "", holders.n);
	return v->holders == NULL ? err_nomem(e) : RC_OK;
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
	put_old_sheets(out, r);
	put_revealed(out, r);
	put_receipts(out, r);
	put_envelope(out, &r->envelope);
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
	    (rc = get_old_sheets(r, d, e)) != RC_OK || (rc = get_revealed(r, d, e)) != RC_OK ||
	    (rc = get_receipts(r, d, e)) != RC_OK ||
	    (rc = get_envelope(&r->envelope, d, e)) != RC_OK)
		roster_finish(r);
	return rc;
}
