#include "vault/identity.h"

#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "base/text.h"
#include "crypto/box.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "store/store.h"

/* The subkeys of a seed: strongroom-vault(5), MEMBER KEYS. */
enum { SUB_SIGN = 1, SUB_SEAL = 2, SUB_MAC = 3 };

static const char CONTEXT[8] = {'s', 'r', 'm', 'e', 'm', 'b', 'e', 'r'};

struct secret *identity_seed(void)
{
	struct secret *seed = secret_new(IDENTITY_SEED);

	if (seed != NULL)
		random_bytes(seed->p, seed->n);
	return seed;
}

static enum rc allocate(struct identity **out, int64_t member, struct err *e)
{
	struct identity *i = calloc(1, sizeof *i);

	if (i == NULL)
		return err_nomem(e);
	i->member = member;
	i->sign = secret_new(SIGN_SECRET);
	i->seal = secret_new(SEAL_KEY);
	i->mac = secret_new(32);
	if (i->sign == NULL || i->seal == NULL || i->mac == NULL) {
		identity_free(i);
		return err_nomem(e);
	}
	*out = i;
	return RC_OK;
}

enum rc identity_new(
    struct identity **out, int64_t member, const struct secret *seed, struct err *e)
{
	struct identity *i;
	struct secret *sub = secret_new(32);
	enum rc rc;

	if (sub == NULL)
		return err_nomem(e);
	if ((rc = allocate(&i, member, e)) != RC_OK)
		goto out;
	kdf_subkey(sub->p, 32, SUB_SIGN, CONTEXT, seed->p);
	sign_keys(i->keys.sign, i->sign->p, sub->p);
	kdf_subkey(sub->p, 32, SUB_SEAL, CONTEXT, seed->p);
	seal_keys(i->keys.seal, i->seal->p, sub->p);
	kdf_subkey(i->mac->p, 32, SUB_MAC, CONTEXT, seed->p);
	*out = i;
out:
	secret_free(sub);
	return rc;
}

enum rc identity_emergency(struct identity **out, int64_t member,
    const struct public_keys *keys, const struct secret *sign, const struct secret *seal,
    struct err *e)
{
	struct identity *i;
	enum rc rc;

	if ((rc = allocate(&i, member, e)) != RC_OK)
		return rc;
	i->keys = *keys;
	memcpy(i->sign->p, sign->p, SIGN_SECRET);
	memcpy(i->seal->p, seal->p, SEAL_KEY);
	kdf_subkey(i->mac->p, 32, SUB_MAC, CONTEXT, seal->p);
	*out = i;
	return RC_OK;
}

void identity_free(struct identity *i)
{
	if (i == NULL)
		return;
	secret_free(i->sign);
	secret_free(i->seal);
	secret_free(i->mac);
	free(i);
}

enum rc identity_check_passphrase(const struct secret *passphrase, struct err *e)
{
	if (!text_valid_line(secret_slice(passphrase)))
		return err_set(e, RC_INPUT,
		    "the passphrase has characters that cannot be typed again (invalid UTF-8, "
		    "or control characters); choose another");
	if (passphrase->n < PASSPHRASE_MIN)
		return err_set(e, RC_INPUT,
		    "the passphrase is too short; use six random words, as \"strongroom "
		    "generate words:6\" gives them");
	if (passphrase->n > PASSPHRASE_MAX)
		return err_set(
		    e, RC_INPUT, "the passphrase is longer than %d bytes", PASSPHRASE_MAX);
	return RC_OK;
}

/* The passphrase as Argon2 gets it: in NFC, however a keyboard made it. */
static enum rc normalise(struct secret **out, const struct secret *passphrase, struct err *e)
{
	/* NFC takes at most three times the bytes (UAX #15). */
	struct secret *s;
	struct buf b;
	enum rc rc;

	if (passphrase->n > PASSPHRASE_MAX)
		return err_set(
		    e, RC_INPUT, "the passphrase is longer than %d bytes", PASSPHRASE_MAX);
	if ((s = secret_new(3 * passphrase->n + 1)) == NULL)
		return err_nomem(e);
	buf_init_fixed(&b, s->p, s->n);
	if ((rc = text_nfc(&b, secret_slice(passphrase), e)) != RC_OK) {
		secret_free(s);
		return rc;
	}
	secret_truncate(s, b.n);
	*out = s;
	return RC_OK;
}

static enum rc passphrase_key(struct secret **key, const struct secret *passphrase,
    const uint8_t salt[KDF_SALT], const struct kdf_cost *cost, struct err *e)
{
	struct secret *nfc = NULL;
	enum rc rc;

	if ((rc = normalise(&nfc, passphrase, e)) != RC_OK)
		return rc;
	rc = kdf_passphrase(key, secret_slice(nfc), salt, cost, e);
	secret_free(nfc);
	return rc;
}

enum { EXTRA = 3 * 8 + 4 + KDF_SALT };

/* The place of the seed's box binds the cost that guards it. */
static struct box_place seed_place(struct buf *extra, uint8_t room[EXTRA],
    const struct member_row *row, const uint8_t *vault_id)
{
	buf_init_fixed(extra, room, EXTRA);
	put_i64(extra, row->mem_kib);
	put_i64(extra, row->passes);
	put_i64(extra, row->lanes);
	put_slice(extra, row->salt);
	return (struct box_place){.purpose = "member seed",
	    .vault_id = vault_id,
	    .kind = "member",
	    .id = row->id,
	    .extra = buf_slice(extra)};
}

enum rc identity_lock(struct member_row *row, int64_t member, struct slice name,
    const struct secret *seed, const struct secret *passphrase, const struct kdf_cost *cost,
    const uint8_t *vault_id, struct err *e)
{
	struct member_row r = {.id = member,
	    .mem_kib = cost->mem_kib,
	    .passes = cost->passes,
	    .lanes = cost->lanes};
	uint8_t salt[KDF_SALT];
	struct secret *key = NULL;
	uint8_t room[EXTRA];
	struct buf extra;
	struct buf box = {0};
	struct box_place at;
	enum rc rc;

	random_bytes(salt, sizeof salt);
	r.salt = slice_of(salt, sizeof salt);
	if ((rc = passphrase_key(&key, passphrase, salt, cost, e)) != RC_OK)
		return rc;
	at = seed_place(&extra, room, &r, vault_id);
	box_seal(&box, key->p, &at, secret_slice(seed));
	buf_add(&r.own, salt, sizeof salt);
	buf_add_slice(&r.own, buf_slice(&box));
	buf_add_slice(&r.own, name);
	if (!buf_ok(&extra) || !buf_ok(&box) || !buf_ok(&r.own)) {
		member_row_finish(&r);
		rc = err_nomem(e);
		goto out;
	}
	r.salt = slice_of(r.own.p, sizeof salt);
	r.seed = slice_of(r.own.p + sizeof salt, box.n);
	r.name = slice_of(r.own.p + sizeof salt + box.n, name.n);
	*row = r;
out:
	secret_free(key);
	buf_finish(&box);
	return rc;
}

/* A number of the file as one of a cost; out of range becomes a refused one. */
static uint32_t narrow(int64_t v)
{
	return v < 0 || v > UINT32_MAX ? 0 : (uint32_t)v;
}

enum rc identity_unlock(struct secret **seed, const struct member_row *row,
    const struct secret *passphrase, const uint8_t *vault_id, struct err *e)
{
	const struct kdf_cost cost = {.mem_kib = narrow(row->mem_kib),
	    .passes = narrow(row->passes),
	    .lanes = narrow(row->lanes)};
	struct secret *key = NULL;
	struct secret *s = NULL;
	uint8_t room[EXTRA];
	struct buf extra;
	struct box_place at;
	enum rc rc;

	if (row->salt.n != KDF_SALT || box_plain_size(row->seed) != IDENTITY_SEED)
		return err_set(
		    e, RC_TAMPER, "the row of member #%lld is damaged", (long long)row->id);
	if ((rc = passphrase_key(&key, passphrase, row->salt.p, &cost, e)) != RC_OK)
		return rc;
	if ((s = secret_new(IDENTITY_SEED)) == NULL) {
		rc = err_nomem(e);
		goto out;
	}
	at = seed_place(&extra, room, row, vault_id);
	if (!box_open(s->p, key->p, &at, row->seed)) {
		rc = err_set(e, RC_AUTH, "the passphrase is wrong");
		goto out;
	}
	*seed = s;
	s = NULL;
out:
	secret_free(key);
	secret_free(s);
	return rc;
}
