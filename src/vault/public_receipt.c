#include "vault/public_receipt.h"

#include "base/codec.h"
#include "vault/record.h"

static const char CONTEXT[] = "strongroom receipt v1"; /* signed with its NUL */

enum { SHOWN = 3 * sizeof(int64_t) };

void public_shown_put(struct buf *out, const struct public_shown *p)
{
	put_i64(out, p->time_ms);
	put_i64(out, p->item);
	put_i64(out, p->version);
}

size_t public_shown_count(struct slice shown)
{
	return shown.n / SHOWN;
}

struct public_shown public_shown_at(struct slice shown, size_t i)
{
	struct public_shown p;
	struct dec d;

	dec_init(&d, slice_of(shown.p + i * SHOWN, SHOWN));
	p.time_ms = get_i64(&d);
	p.item = get_i64(&d);
	p.version = get_i64(&d);
	return p;
}

size_t public_shown_size(size_t n)
{
	return n * SHOWN;
}

/* Everything, or one version of one item. */
static bool shown_is_sound(struct slice shown)
{
	struct public_shown p;
	struct dec d;

	if (shown.n % SHOWN != 0 || public_shown_count(shown) > RECEIPT_SHOWN_MAX)
		return false;
	dec_init(&d, shown);
	while (d.n > 0) {
		p.time_ms = get_i64(&d);
		p.item = get_i64(&d);
		p.version = get_i64(&d);
		if (d.bad || !record_time(p.time_ms) || (p.item == 0) != (p.version == 0))
			return false;
	}
	return true;
}

static void put_all(struct buf *out, const struct public_receipt *p)
{
	buf_add(out, p->id, sizeof p->id);
	put_i64(out, p->size);
	buf_add(out, p->leaf, sizeof p->leaf);
	put_i64(out, p->opened_ms);
	buf_add(out, p->rest, sizeof p->rest);
	put_slice(out, p->shown);
}

void public_put_receipt(struct buf *out, const struct public_receipt *p)
{
	put_all(out, p);
	buf_add(out, p->sig, sizeof p->sig);
}

bool public_get_receipt(struct public_receipt *p, struct slice s)
{
	struct dec d;

	dec_init(&d, s);
	get_raw(&d, p->id, sizeof p->id);
	p->size = get_i64(&d);
	get_raw(&d, p->leaf, sizeof p->leaf);
	p->opened_ms = get_i64(&d);
	get_raw(&d, p->rest, sizeof p->rest);
	p->shown = get_bytes(&d);
	get_raw(&d, p->sig, sizeof p->sig);
	return dec_end(&d) && record_time(p->opened_ms) && shown_is_sound(p->shown);
}

void public_receipt_bytes(struct buf *out, const struct public_receipt *p,
    const uint8_t vault_id[VAULT_ID], int64_t serial)
{
	buf_add(out, CONTEXT, sizeof CONTEXT);
	put_bytes(out, vault_id, VAULT_ID);
	put_i64(out, serial);
	put_all(out, p);
}

void public_note_put(struct buf *out, struct slice name, struct slice value)
{
	put_slice(out, name);
	put_slice(out, value);
}
