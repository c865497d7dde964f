#include <string.h>

#include "base/codec.h"
#include "crypto/secret.h"
#include "remember_int.h"

static const char MAGIC[] = "strongroom state 8";

/* What a state begins with. */
struct head {
	uint64_t pages;
	int64_t size;
	uint8_t leaf[HASH_SIZE];
};

static bool get_head(struct head *h, struct dec *d)
{
	if (!slice_eq_str(get_bytes(d), MAGIC))
		return false;
	h->pages = get_u64(d);
	h->size = get_i64(d);
	get_raw(d, h->leaf, HASH_SIZE);
	return !d->bad;
}

enum rc state_get(struct replay **out, uint64_t *pages, struct dec *d, struct err *e)
{
	struct replay *r = NULL;
	struct head head;
	enum rc rc;

	if (!get_head(&head, d))
		return RC_NOTFOUND;
	*pages = head.pages;
	if ((rc = replay_new(&r, e)) != RC_OK)
		return rc;
	rc = replay_get(r, d, e);
	if (rc == RC_OK && (d->bad || replay_size(r) != head.size ||
			       memcmp(r->leaf, head.leaf, HASH_SIZE) != 0))
		rc = RC_NOTFOUND;
	if (rc != RC_OK) {
		replay_free(r);
		return rc;
	}
	*out = r;
	return RC_OK;
}

/* Of the hash of the body, so that whoever has the key need not see all of it. */
static void mac(uint8_t out[STATE_MAC], const struct secret *key, const uint8_t hash[HASH_SIZE])
{
	blake2b_keyed(out, STATE_MAC, key->p, slice_of(hash, HASH_SIZE));
}

void state_put(
    struct buf *b, uint64_t pages, const struct replay *r, const struct secret *mac_key)
{
	uint8_t hash[HASH_SIZE];
	uint8_t tag[STATE_MAC];

	put_str(b, MAGIC);
	put_u64(b, pages);
	put_i64(b, replay_size(r));
	buf_add(b, r->leaf, HASH_SIZE);
	replay_put(b, r);
	pins_put_directory(b, r->pins);
	if (buf_ok(b)) {
		blake2b(hash, sizeof hash, buf_slice(b));
		mac(tag, mac_key, hash);
		buf_add(b, tag, STATE_MAC);
	}
}

bool state_tag(uint8_t hash[HASH_SIZE], uint8_t tag[STATE_MAC], const struct buf *b)
{
	if (b->n <= STATE_MAC)
		return false;
	blake2b(hash, HASH_SIZE, slice_of(b->p, b->n - STATE_MAC));
	memcpy(tag, b->p + b->n - STATE_MAC, STATE_MAC);
	return true;
}

bool remember_genuine(
    const uint8_t hash[HASH_SIZE], const uint8_t tag[HASH_SIZE], const struct secret *mac_key)
{
	uint8_t want[STATE_MAC];

	mac(want, mac_key, hash);
	return equal_ct(want, tag, STATE_MAC);
}

bool state_genuine(const struct buf *b, const struct secret *mac_key)
{
	uint8_t hash[HASH_SIZE];
	uint8_t tag[STATE_MAC];

	return state_tag(hash, tag, b) && remember_genuine(hash, tag, mac_key);
}
