#include "vault/row.h"

#include <string.h>

#include "base/codec.h"
#include "store/store.h"

/* The encoding goes into the hash piece by piece: no memory is asked for. */
static void add_int(struct row_digest *d, int64_t v)
{
	uint8_t bytes[8];
	struct buf b;

	buf_init_fixed(&b, bytes, sizeof bytes);
	put_i64(&b, v);
	d->bad |= !buf_ok(&b);
	blake2b_add(&d->hash, slice_of(bytes, sizeof bytes));
}

static void add_bytes(struct row_digest *d, struct slice s)
{
	uint8_t bytes[4];
	struct buf b;

	buf_init_fixed(&b, bytes, sizeof bytes);
	put_u32(&b, (uint32_t)s.n);
	d->bad |= s.n > UINT32_MAX;
	blake2b_add(&d->hash, slice_of(bytes, sizeof bytes));
	blake2b_add(&d->hash, s);
}

static void begin(struct row_digest *d, const char *table)
{
	d->bad = false;
	blake2b_init(&d->hash);
	add_bytes(d, slice_str("strongroom row v1"));
	add_bytes(d, slice_str(table));
}

/*
 * A row that cannot be encoded (a negative number) gets the digest of nothing
 * that was ever recorded, so it is taken for altered.
 */
void row_digest_final(uint8_t out[HASH_SIZE], struct row_digest *d)
{
	blake2b_final(&d->hash, out);
	if (d->bad)
		memset(out, 0, HASH_SIZE);
}

void row_digest_member(uint8_t out[HASH_SIZE], const struct member_row *r)
{
	struct row_digest d;

	begin(&d, "member");
	add_int(&d, r->id);
	add_bytes(&d, r->name);
	add_int(&d, r->mem_kib);
	add_int(&d, r->passes);
	add_int(&d, r->lanes);
	add_bytes(&d, r->salt);
	add_bytes(&d, r->seed);
	row_digest_final(out, &d);
}

void row_digest_generation(uint8_t out[HASH_SIZE], const struct generation_row *r)
{
	struct row_digest d;

	begin(&d, "generation");
	add_int(&d, r->collection);
	add_int(&d, r->generation);
	add_bytes(&d, r->name);
	add_bytes(&d, r->previous);
	row_digest_final(out, &d);
}

void row_digest_seal(uint8_t out[HASH_SIZE], const struct seal_row *r)
{
	struct row_digest d;

	begin(&d, "seal");
	add_bytes(&d, r->kind);
	add_int(&d, r->id);
	add_int(&d, r->generation);
	add_int(&d, r->member);
	add_bytes(&d, r->sealed);
	row_digest_final(out, &d);
}

void row_digest_item(uint8_t out[HASH_SIZE], const struct item_row *r)
{
	struct row_digest d;

	begin(&d, "item");
	add_int(&d, r->id);
	add_int(&d, r->version);
	add_int(&d, r->collection);
	add_int(&d, r->generation);
	add_int(&d, r->custodian);
	add_bytes(&d, r->title);
	add_bytes(&d, r->overview);
	add_bytes(&d, r->secret);
	row_digest_final(out, &d);
}

void row_digest_chunks(struct row_digest *d)
{
	begin(d, "chunk");
}

void row_digest_add_chunk(struct row_digest *d, const struct chunk_row *r)
{
	add_int(d, r->id);
	add_bytes(d, r->box);
}
