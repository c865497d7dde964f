/*
 * roster_codec_envelope: the envelopes of a roster as bytes, and what was opened
 * by them.
 */
#include "roster_codec_int.h"

#include <string.h>

#include "base/codec.h"

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
	holders = roster_get_text(d);
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

void roster_put_envelopes(struct buf *out, const struct roster *r)
{
	put_old_sheets(out, r);
	put_revealed(out, r);
	put_receipts(out, r);
	put_envelope(out, &r->envelope);
}

enum rc roster_get_envelopes(struct roster *r, struct dec *d, struct err *e)
{
	enum rc rc;

	if ((rc = get_old_sheets(r, d, e)) != RC_OK || (rc = get_revealed(r, d, e)) != RC_OK ||
	    (rc = get_receipts(r, d, e)) != RC_OK)
		return rc;
	return get_envelope(&r->envelope, d, e);
}
