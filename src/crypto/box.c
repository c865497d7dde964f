#include "crypto/box.h"

#include <sodium.h>
#include <string.h>

#include "base/codec.h"

enum {
	FORMAT = 0x01,
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	COMMIT = 32,
	HEAD = 1 + NONCE + COMMIT,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	PLACE_MAX = 256 /* bytes of a place, of which none has half as many */
};
_Static_assert(HEAD + TAG == BOX_OVERHEAD, "box layout");

static const char CONTEXT[] = "strongroom box v1";

/* In the caller's memory: a box must not fail to open because there is none left. */
static void associated_data(struct buf *ad, uint8_t room[PLACE_MAX], const struct box_place *at)
{
	buf_init_fixed(ad, room, PLACE_MAX);
	put_str(ad, at->purpose);
	put_bytes(ad, at->vault_id, VAULT_ID);
	put_str(ad, at->kind);
	put_i64(ad, at->id);
	put_i64(ad, at->version);
	put_i64(ad, at->generation);
	put_i64(ad, at->custodian);
	put_slice(ad, at->extra);
}

/* subkey 32 | commitment 32 */
static void derive(uint8_t keys[64], const uint8_t key[BOX_KEY], const uint8_t nonce[NONCE])
{
	uint8_t message[sizeof CONTEXT + 8 + NONCE];
	struct buf b;

	buf_init_fixed(&b, message, sizeof message);
	put_str(&b, CONTEXT);
	put_bytes(&b, nonce, NONCE);
	crypto_generichash(keys, 64, message, b.n, key, BOX_KEY);
}

void box_seal(
    struct buf *out, const uint8_t key[BOX_KEY], const struct box_place *at, struct slice plain)
{
	uint8_t room[PLACE_MAX];
	struct buf ad;
	uint8_t keys[64];
	uint8_t *box;

	associated_data(&ad, room, at);
	if (!buf_ok(&ad))
		out->failed = true;
	if ((box = buf_extend(out, plain.n + BOX_OVERHEAD)) != NULL && buf_ok(&ad)) {
		box[0] = FORMAT;
		randombytes_buf(box + 1, NONCE);
		derive(keys, key, box + 1);
		memcpy(box + 1 + NONCE, keys + 32, COMMIT);
		crypto_aead_xchacha20poly1305_ietf_encrypt(
		    box + HEAD, NULL, plain.p, plain.n, ad.p, ad.n, NULL, box + 1, keys);
		sodium_memzero(keys, sizeof keys);
	}
}

size_t box_plain_size(struct slice box)
{
	return box.n < BOX_OVERHEAD ? 0 : box.n - BOX_OVERHEAD;
}

bool box_open(
    uint8_t *plain, const uint8_t key[BOX_KEY], const struct box_place *at, struct slice box)
{
	uint8_t room[PLACE_MAX];
	struct buf ad;
	uint8_t keys[64] = {0};
	bool good = false;

	if (box.n < BOX_OVERHEAD || box.p[0] != FORMAT)
		goto out;
	associated_data(&ad, room, at);
	if (!buf_ok(&ad))
		goto out;
	derive(keys, key, box.p + 1);
	if (sodium_memcmp(keys + 32, box.p + 1 + NONCE, COMMIT) != 0)
		goto out;
	good = crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, box.p + HEAD,
		   box.n - HEAD, ad.p, ad.n, box.p + 1, keys) == 0;
out:
	if (!good && box_plain_size(box) > 0)
		sodium_memzero(plain, box_plain_size(box));
	sodium_memzero(keys, sizeof keys);
	return good;
}
