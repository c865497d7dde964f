#include "vault/row.h"

#include <string.h>

#include "base/codec.h"
#include "store/store.h"

static void begin(struct buf *b, const char *table)
{
	put_str(b, "strongroom row v1");
	put_str(b, table);
}

/*
 * A row that cannot be encoded (a negative number, memory) gets the digest of
 * nothing that was ever recorded, so it is taken for altered.
 */
static void finish(uint8_t out[HASH_SIZE], struct buf *b)
{
	if (buf_ok(b))
		blake2b(out, HASH_SIZE, buf_slice(b));
	else
		memset(out, 0, HASH_SIZE);
	buf_finish(b);
}

void row_digest_member(uint8_t out[HASH_SIZE], const struct member_row *r)
{
	struct buf b = {0};

	begin(&b, "member");
	put_i64(&b, r->id);
	put_slice(&b, r->name);
	put_i64(&b, r->mem_kib);
	put_i64(&b, r->passes);
	put_i64(&b, r->lanes);
	put_slice(&b, r->salt);
	put_slice(&b, r->seed);
	finish(out, &b);
}

void row_digest_generation(uint8_t out[HASH_SIZE], const struct generation_row *r)
{
	struct buf b = {0};

	begin(&b, "generation");
	put_i64(&b, r->collection);
	put_i64(&b, r->generation);
	put_slice(&b, r->name);
	put_slice(&b, r->previous);
	finish(out, &b);
}

void row_digest_seal(uint8_t out[HASH_SIZE], const struct seal_row *r)
{
	struct buf b = {0};

	begin(&b, "seal");
	put_slice(&b, r->kind);
	put_i64(&b, r->id);
	put_i64(&b, r->generation);
	put_i64(&b, r->member);
	put_slice(&b, r->sealed);
	finish(out, &b);
}

void row_digest_item(uint8_t out[HASH_SIZE], const struct item_row *r)
{
	struct buf b = {0};

	begin(&b, "item");
	put_i64(&b, r->id);
	put_i64(&b, r->version);
	put_i64(&b, r->collection);
	put_i64(&b, r->generation);
	put_i64(&b, r->custodian);
	put_slice(&b, r->title);
	put_slice(&b, r->overview);
	put_slice(&b, r->secret);
	finish(out, &b);
}
