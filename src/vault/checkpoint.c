#include "vault/checkpoint.h"

#include <inttypes.h>
#include <string.h>

#include "base/codec.h"
#include "base/words.h"
#include "crypto/encode.h"

/* C2SP signed-note: the bytes of an em dash in UTF-8, and a blank. */
static const char DASH[] = "\xE2\x80\x94 ";
enum { KEY_ID = 4, ED25519 = 0x01 };

static void last_word(struct buf *out, struct slice words)
{
	uint8_t hash[HASH_SIZE];

	sha256(hash, words);
	words_of_hash(out, hash, 1);
}

void checkpoint_words(struct buf *out, const uint8_t vault_id[VAULT_ID], int64_t size,
    const uint8_t root[HASH_SIZE])
{
	uint8_t hash[HASH_SIZE];
	struct buf b = {0};
	struct buf words = {0};

	put_bytes(&b, vault_id, VAULT_ID);
	put_i64(&b, size);
	put_bytes(&b, root, HASH_SIZE);
	sha256(hash, buf_slice(&b));
	words_of_hash(&words, hash, CHECKPOINT_WORDS - 1);
	buf_add_slice(out, buf_slice(&words));
	buf_add_char(out, ' ');
	last_word(out, buf_slice(&words));
	if (!buf_ok(&b) || !buf_ok(&words))
		out->failed = true;
	buf_finish(&b);
	buf_finish(&words);
}

bool checkpoint_words_fit(const uint16_t words[CHECKPOINT_WORDS])
{
	struct buf b = {0};
	struct buf last = {0};
	bool fits;

	for (int i = 0; i < CHECKPOINT_WORDS - 1; i++) {
		buf_add_str(&b, i > 0 ? " " : "");
		buf_add_str(&b, words_get(words[i]));
	}
	last_word(&last, buf_slice(&b));
	fits = buf_ok(&b) &&
	       slice_eq_str(buf_slice(&last), words_get(words[CHECKPOINT_WORDS - 1]));
	buf_finish(&b);
	buf_finish(&last);
	return fits;
}

static void put_origin(struct buf *out, const uint8_t vault_id[VAULT_ID])
{
	buf_add_str(out, "strongroom/");
	hex_encode(out, vault_id, VAULT_ID);
}

void checkpoint_text(struct buf *out, const uint8_t vault_id[VAULT_ID], int64_t size,
    const uint8_t root[HASH_SIZE])
{
	put_origin(out, vault_id);
	buf_printf(out, "\n%" PRId64 "\n", size);
	base64_encode(out, root, HASH_SIZE, true);
	buf_add_char(out, '\n');
}

void checkpoint_signer(struct buf *out, const uint8_t vault_id[VAULT_ID], int64_t member)
{
	put_origin(out, vault_id);
	buf_printf(out, "/%" PRId64, member);
}

/* SHA-256(name | 0x0A | type | public key), its first four bytes. */
static void key_id(uint8_t out[KEY_ID], const char *signer, const uint8_t key[SIGN_PUBLIC])
{
	static const uint8_t between[] = {0x0A, ED25519};
	uint8_t hash[HASH_SIZE];
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, slice_str(signer));
	sha256_add(&h, slice_of(between, sizeof between));
	sha256_add(&h, slice_of(key, SIGN_PUBLIC));
	sha256_final(&h, hash);
	memcpy(out, hash, KEY_ID);
}

/*
 * One key may sign both records and notes, for no text is ever both: that of a
 * record begins with "strongroom audit", that of a note with "strongroom/".
 */
void checkpoint_sign(struct buf *out, const char *signer, const uint8_t key[SIGN_PUBLIC],
    const uint8_t sig[SIGN_SIZE])
{
	uint8_t bytes[KEY_ID + SIGN_SIZE];

	key_id(bytes, signer, key);
	memcpy(bytes + KEY_ID, sig, SIGN_SIZE);
	buf_printf(out, "\n%s%s ", DASH, signer);
	base64_encode(out, bytes, sizeof bytes, true);
	buf_add_char(out, '\n');
}

void checkpoint_key(struct buf *out, const char *signer, const uint8_t key[SIGN_PUBLIC])
{
	uint8_t bytes[1 + SIGN_PUBLIC] = {ED25519};
	uint8_t id[KEY_ID];

	memcpy(bytes + 1, key, SIGN_PUBLIC);
	key_id(id, signer, key);
	buf_printf(out, "%s+", signer);
	hex_encode(out, id, sizeof id);
	buf_add_char(out, '+');
	base64_encode(out, bytes, sizeof bytes, true);
}

bool checkpoint_signed_by(bool *valid, const struct checkpoint_signature *s,
    const struct checkpoint *c, const char *signer, const uint8_t key[SIGN_PUBLIC])
{
	uint8_t id[KEY_ID];

	key_id(id, signer, key);
	if (!slice_eq_str(s->name, signer) || memcmp(id, s->key_id, KEY_ID) != 0)
		return false;
	*valid = s->ed25519 && sign_check(s->sig, c->text, key);
	return true;
}
