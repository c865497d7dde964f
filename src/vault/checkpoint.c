#include "vault/checkpoint.h"

#include "base/codec.h"
#include "base/words.h"

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
	sha256(hash, buf_slice(&words));
	buf_add_slice(out, buf_slice(&words));
	buf_add_char(out, ' ');
	words_of_hash(out, hash, 1);
	if (!buf_ok(&b) || !buf_ok(&words))
		out->failed = true;
	buf_finish(&b);
	buf_finish(&words);
}
