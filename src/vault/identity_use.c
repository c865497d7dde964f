/*
 * identity_use: what the secret keys of a member are used for. There is no
 * other use: only here does it matter whether they are in this process.
 */
#include "identity_int.h"

#include <string.h>

#include "crypto/secret.h"
#include "store/store.h"
#include "vault/checkpoint.h"
#include "vault/remember.h"
#include "vault/replay.h"

static bool kept(const struct identity *i)
{
	return i->keeper.ask != NULL;
}

enum rc identity_sign_record(
    uint8_t sig[SIGN_SIZE], const struct identity *i, struct slice bytes, struct err *e)
{
	if (kept(i))
		return identity_ask_record(sig, i, bytes, e);
	sign_make(sig, bytes, i->sign->p);
	return RC_OK;
}

enum rc identity_sign_note(struct buf *out, const struct identity *i,
    const uint8_t vault_id[VAULT_ID], int64_t size, const uint8_t root[HASH_SIZE],
    struct err *e)
{
	uint8_t sig[SIGN_SIZE];
	struct buf name = {0};
	struct buf text = {0};
	const char *signer;
	enum rc rc = RC_OK;

	checkpoint_signer(&name, vault_id, i->member);
	checkpoint_text(&text, vault_id, size, root);
	signer = buf_cstr(&name);
	if (kept(i))
		rc = identity_ask_note(sig, i, size, root, buf_slice(&text), e);
	else if (buf_ok(&text))
		sign_make(sig, buf_slice(&text), i->sign->p);
	if (rc == RC_OK && signer != NULL) {
		buf_add_slice(out, buf_slice(&text));
		checkpoint_sign(out, signer, i->keys.sign, sig);
	}
	if (rc == RC_OK && (signer == NULL || !buf_ok(&text) || !buf_ok(out)))
		rc = err_nomem(e);
	buf_finish(&name);
	buf_finish(&text);
	return rc;
}

static enum rc open_here(
    struct secret *key, const struct identity *i, const struct seal_row *row, struct err *e)
{
	if (row->sealed.n == SEAL_SIZE &&
	    seal_key_open(key->p, row->sealed.p, i->keys.seal, i->seal->p))
		return RC_OK;
	return err_set(e, RC_INPUT, "the key of %.*s #%lld was not sealed to this member",
	    SLICE_ARG(row->kind), (long long)row->id);
}

enum rc identity_open_seal(
    struct secret **key, const struct identity *i, const struct seal_row *row, struct err *e)
{
	struct secret *k = secret_new(SEAL_KEY);
	enum rc rc;

	if (k == NULL)
		return err_nomem(e);
	rc = kept(i) ? identity_ask_seal(k, i, row, e) : open_here(k, i, row, e);
	if (rc == RC_OK)
		*key = k;
	else
		secret_free(k);
	return rc;
}

bool identity_check_state(const struct identity *i, const struct remember *m)
{
	uint8_t state[sizeof i->state];

	if (!kept(i))
		return remember_check(m, i->mac);
	return remember_tag(state, state + HASH_SIZE, m) &&
	       memcmp(state, i->state, sizeof state) == 0;
}

enum rc identity_remember(
    const struct identity *i, struct remember *m, struct replay *r, struct err *e)
{
	return kept(i) ? RC_OK : remember_save(m, r, i->mac, e);
}
