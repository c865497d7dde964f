#include "vault/public.h"

#include "base/codec.h"

static void put_keys(struct buf *out, const struct public_keys *k)
{
	buf_add(out, k->sign, sizeof k->sign);
	buf_add(out, k->seal, sizeof k->seal);
}

static void get_keys(struct public_keys *k, struct dec *d)
{
	get_raw(d, k->sign, sizeof k->sign);
	get_raw(d, k->seal, sizeof k->seal);
}

/* A truth has one encoding only. */
static bool get_bool(struct dec *d)
{
	uint8_t v = get_u8(d);

	if (v > 1)
		d->bad = true;
	return v == 1;
}

void public_put_keys(struct buf *out, const struct public_keys *p)
{
	put_keys(out, p);
}

bool public_get_keys(struct public_keys *p, struct slice s)
{
	struct dec d;

	dec_init(&d, s);
	get_keys(p, &d);
	return dec_end(&d);
}

void public_put_reset(struct buf *out, const struct public_reset *p)
{
	put_keys(out, &p->keys);
	put_u8(out, p->must_change);
}

bool public_get_reset(struct public_reset *p, struct slice s)
{
	struct dec d;

	dec_init(&d, s);
	get_keys(&p->keys, &d);
	p->must_change = get_bool(&d);
	return dec_end(&d);
}

void public_put_vault(struct buf *out, const struct public_vault *p)
{
	put_slice(out, p->council);
	buf_add(out, p->salt, sizeof p->salt);
	put_slice(out, p->role);
	put_keys(out, &p->keys);
	put_slice(out, p->name);
}

bool public_get_vault(struct public_vault *p, struct slice s)
{
	struct dec d;

	dec_init(&d, s);
	p->council = get_bytes(&d);
	get_raw(&d, p->salt, sizeof p->salt);
	p->role = get_bytes(&d);
	get_keys(&p->keys, &d);
	p->name = get_bytes(&d);
	return dec_end(&d);
}

void public_put_member(struct buf *out, const struct public_member *p)
{
	put_slice(out, p->role);
	put_i64(out, p->until);
	put_u8(out, p->must_change);
	put_keys(out, &p->keys);
	put_slice(out, p->name);
}

bool public_get_member(struct public_member *p, struct slice s)
{
	struct dec d;

	dec_init(&d, s);
	p->role = get_bytes(&d);
	p->until = get_i64(&d);
	p->must_change = get_bool(&d);
	get_keys(&p->keys, &d);
	p->name = get_bytes(&d);
	return dec_end(&d);
}

void public_put_collection(struct buf *out, const struct public_collection *p)
{
	put_u8(out, p->sealed);
	buf_add(out, p->commitment, sizeof p->commitment);
}

bool public_get_collection(struct public_collection *p, struct slice s)
{
	struct dec d;

	dec_init(&d, s);
	p->sealed = get_bool(&d);
	get_raw(&d, p->commitment, sizeof p->commitment);
	return dec_end(&d);
}

void public_put_sealed(struct buf *out, bool sealed)
{
	put_u8(out, sealed);
}

bool public_get_sealed(bool *sealed, struct slice s)
{
	struct dec d;

	dec_init(&d, s);
	*sealed = get_bool(&d);
	return dec_end(&d);
}

void public_put_grant(struct buf *out, const struct public_grant *p)
{
	put_i64(out, p->member);
	put_u8(out, p->edit);
	buf_add(out, p->seal, sizeof p->seal);
}

bool public_get_grant(struct public_grant *p, struct slice s)
{
	struct dec d;

	dec_init(&d, s);
	p->member = get_i64(&d);
	p->edit = get_bool(&d);
	get_raw(&d, p->seal, sizeof p->seal);
	return dec_end(&d);
}

void public_put_revoked(struct buf *out, int64_t member)
{
	put_i64(out, member);
}

bool public_get_revoked(int64_t *member, struct slice s)
{
	struct dec d;

	dec_init(&d, s);
	*member = get_i64(&d);
	return dec_end(&d);
}

void public_put_item(struct buf *out, const struct public_item *p)
{
	put_i64(out, p->collection);
	put_i64(out, p->generation);
	put_u8(out, p->secret);
}

bool public_get_item(struct public_item *p, struct slice s)
{
	struct dec d;

	dec_init(&d, s);
	p->collection = get_i64(&d);
	p->generation = get_i64(&d);
	p->secret = get_bool(&d);
	return dec_end(&d);
}

void public_put_attachment(struct buf *out, int64_t collection)
{
	put_i64(out, collection);
}

bool public_get_attachment(int64_t *collection, struct slice s)
{
	struct dec d;

	dec_init(&d, s);
	*collection = get_i64(&d);
	return dec_end(&d);
}

void public_put_period(struct buf *out, const struct public_period *p)
{
	put_i64(out, p->quarter);
	buf_add(out, p->key, sizeof p->key);
}

bool public_get_period(struct public_period *p, struct slice s)
{
	struct dec d;

	dec_init(&d, s);
	p->quarter = get_i64(&d);
	get_raw(&d, p->key, sizeof p->key);
	return dec_end(&d);
}

void public_put_envelope(struct buf *out, const struct public_envelope *p)
{
	put_i64(out, p->member);
	put_keys(out, &p->keys);
	buf_add(out, p->recipient, sizeof p->recipient);
	buf_add(out, p->export_sign, sizeof p->export_sign);
	put_u8(out, p->need);
	put_u32(out, p->sheet_id);
	buf_add(out, p->page, sizeof p->page);
	put_u32(out, (uint32_t)p->n_holders);
	for (size_t i = 0; i < p->n_holders; i++)
		put_slice(out, p->holders[i]);
}

bool public_get_envelope(struct public_envelope *p, struct slice s)
{
	struct dec d;

	*p = (struct public_envelope){0};
	dec_init(&d, s);
	p->member = get_i64(&d);
	get_keys(&p->keys, &d);
	get_raw(&d, p->recipient, sizeof p->recipient);
	get_raw(&d, p->export_sign, sizeof p->export_sign);
	p->need = get_u8(&d);
	p->sheet_id = get_u32(&d);
	if (p->sheet_id > SHEET_ID_MAX)
		return false;
	get_raw(&d, p->page, sizeof p->page);
	p->n_holders = get_count(&d, 4);
	if (p->n_holders > sizeof p->holders / sizeof p->holders[0])
		return false;
	for (size_t i = 0; i < p->n_holders; i++)
		p->holders[i] = get_bytes(&d);
	return dec_end(&d);
}

void public_put_sheet(struct buf *out, const struct public_sheet *p)
{
	put_u8(out, p->number);
	put_slice(out, p->holder);
}

bool public_get_sheet(struct public_sheet *p, struct slice s)
{
	struct dec d;

	dec_init(&d, s);
	p->number = get_u8(&d);
	p->holder = get_bytes(&d);
	return dec_end(&d);
}

void public_put_sheets(struct buf *out, const struct public_sheets *p)
{
	put_u8(out, (uint8_t)p->n);
	buf_add(out, p->numbers, p->n);
}

bool public_get_sheets(struct public_sheets *p, struct slice s)
{
	struct dec d;

	dec_init(&d, s);
	p->n = get_u8(&d);
	if (p->n > sizeof p->numbers)
		return false;
	get_raw(&d, p->numbers, p->n);
	for (size_t i = 0; i < p->n; i++)
		if (p->numbers[i] <= (i == 0 ? 0 : p->numbers[i - 1]))
			return false;
	return dec_end(&d);
}

void public_put_policy(struct buf *out, const struct public_policy *p)
{
	put_slice(out, p->name);
	put_slice(out, p->value);
}

bool public_get_policy(struct public_policy *p, struct slice s)
{
	struct dec d;

	dec_init(&d, s);
	p->name = get_bytes(&d);
	p->value = get_bytes(&d);
	return dec_end(&d);
}

void public_put_restore(struct buf *out, const struct public_restore *p)
{
	put_i64(out, p->size);
	buf_add(out, p->leaf, sizeof p->leaf);
	put_i64(out, p->opened_ms);
	put_i64(out, p->opened_serial);
}

bool public_get_restore(struct public_restore *p, struct slice s)
{
	struct dec d;

	dec_init(&d, s);
	p->size = get_i64(&d);
	get_raw(&d, p->leaf, sizeof p->leaf);
	p->opened_ms = get_i64(&d);
	p->opened_serial = get_i64(&d);
	return dec_end(&d);
}
