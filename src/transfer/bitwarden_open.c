/*
 * bitwarden_open: a Bitwarden export that is protected by a password of its own.
 *
 *   {"encrypted":true,"passwordProtected":true,"salt":"…","kdfType":0,
 *    "kdfIterations":600000,"kdfMemory":null,"kdfParallelism":null,
 *    "encKeyValidation_DO_NOT_EDIT":"2.iv|ct|mac","data":"2.iv|ct|mac"}
 *
 * From the password and the salt come 32 bytes, and from those by
 * HKDF-Expand-SHA-256 (RFC 5869, 2.3) two keys: of AES-256-CBC, and of the
 * HMAC-SHA-256 over IV and ciphertext, which is compared first.
 */
#include <string.h>

#include "base/buf.h"
#include "bitwarden_int.h"
#include "charset_int.h"
#include "crypto/cipher.h"
#include "crypto/encode.h"
#include "crypto/hash.h"
#include "crypto/kdf.h"
#include "crypto/kdf_foreign.h"
#include "crypto/secret.h"
#include "json_entry_int.h"
#include "parse_json_int.h"

enum { KDF_PBKDF2 = 0, KDF_ARGON2ID = 1 };

/* The most that Bitwarden lets a user choose are 2,000,000 rounds, 1 GiB, 10 passes, 16 lanes.
 */
enum { ROUNDS_MAX = 5000000, MIB_MAX = 1024, PASSES_MAX = 16, LANES_MAX = 16 };

/* One value, "2.iv|ct|mac" in base64. */
struct sealed {
	struct buf iv_ct;
	struct buf mac;
};

static void sealed_finish(struct sealed *s)
{
	buf_finish(&s->iv_ct);
	buf_finish(&s->mac);
}

/* Up to the bar; *s goes on behind it. */
static struct slice part(struct slice *s)
{
	const uint8_t *bar = s->n > 0 ? memchr(s->p, '|', s->n) : NULL;
	struct slice p = *s;

	if (bar != NULL)
		p.n = (size_t)(bar - s->p);
	*s = slice_after(*s, bar != NULL ? p.n + 1 : p.n);
	return p;
}

static bool sealed_read(struct sealed *s, struct slice text)
{
	*s = (struct sealed){0};
	if (text.n < 2 || memcmp(text.p, "2.", 2) != 0)
		return false;
	text = slice_after(text, 2);
	return base64_decode(&s->iv_ct, part(&text), true) && s->iv_ct.n == CIPHER_BLOCK &&
	       base64_decode(&s->iv_ct, part(&text), true) &&
	       base64_decode(&s->mac, text, true) && s->mac.n == HASH_SIZE;
}

static bool sealed_is_by(const struct sealed *s, struct slice mac_key)
{
	uint8_t mac[HASH_SIZE];
	bool is;

	hmac_sha256(mac, mac_key, buf_slice(&s->iv_ct));
	is = equal_ct(mac, s->mac.p, sizeof mac);
	wipe(mac, sizeof mac);
	return is;
}

static enum rc damaged(struct err *e)
{
	return err_set(e, RC_INPUT,
	    "the protected part of this export is damaged; export it again from Bitwarden");
}

/* A number that may be absent. */
static json_int_t number(const json_t *root, const char *name)
{
	return json_integer_value(json_object_get(root, name));
}

static enum rc too_costly(struct err *e)
{
	return err_set(e, RC_INPUT,
	    "to check the password of this export would cost more than Bitwarden itself "
	    "allows; export it again from Bitwarden");
}

static enum rc derive_pbkdf2(struct secret **key, const json_t *root, struct slice password,
    struct slice salt, struct err *e)
{
	json_int_t rounds = number(root, "kdfIterations");

	if (rounds < 1)
		return damaged(e);
	if (rounds > ROUNDS_MAX)
		return too_costly(e);
	if ((*key = secret_new(HASH_SIZE)) == NULL)
		return err_nomem(e);
	pbkdf2_sha256((*key)->p, HASH_SIZE, password, salt, (uint32_t)rounds);
	return RC_OK;
}

static enum rc derive_argon2(struct secret **key, const json_t *root, struct slice password,
    struct slice salt, struct err *e)
{
	const struct kdf_foreign_caps caps = {.mem_kib = MIB_MAX << 10,
	    .lanes = LANES_MAX,
	    .kib_passes = (uint64_t)(MIB_MAX << 10) * PASSES_MAX};
	uint8_t hash[HASH_SIZE];
	struct kdf_foreign_argon2 a = {.id = true, .version = 0x13};
	json_int_t mib = number(root, "kdfMemory");
	json_int_t passes = number(root, "kdfIterations");
	json_int_t lanes = number(root, "kdfParallelism");

	if (mib < 1 || passes < 1 || lanes < 1)
		return damaged(e);
	if (mib > MIB_MAX || passes > PASSES_MAX || lanes > LANES_MAX)
		return too_costly(e);
	sha256(hash, salt);
	a.salt = slice_of(hash, sizeof hash);
	a.mem_kib = (uint64_t)mib << 10;
	a.passes = (uint64_t)passes;
	a.lanes = (uint64_t)lanes;
	return kdf_foreign_argon2(key, password, &a, &caps, e);
}

static enum rc derive(
    struct secret **key, const json_t *root, struct slice password, struct err *e)
{
	struct slice salt = json_entry_string(json_object_get(root, "salt"));
	const json_t *type = json_object_get(root, "kdfType");

	if (salt.p == NULL || !json_is_integer(type))
		return damaged(e);
	switch (json_integer_value(type)) {
	case KDF_PBKDF2:
		return derive_pbkdf2(key, root, password, salt, e);
	case KDF_ARGON2ID:
		return derive_argon2(key, root, password, salt, e);
	default:
		return err_set(e, RC_INPUT,
		    "this export is protected in a way that is not known; in Bitwarden choose "
		    "the format \".json\" instead of \".json (Encrypted)\"");
	}
}

/* The label, and the number of the only block. */
static void expand(struct secret *out, const struct secret *key, const char info[4])
{
	hmac_sha256(out->p, secret_slice(key), slice_of(info, 4));
}

static enum rc open_sealed(
    struct buf *plain, const json_t *root, const struct secret *key, struct err *e)
{
	struct secret *enc = secret_new(HASH_SIZE);
	struct secret *mac = secret_new(HASH_SIZE);
	struct sealed check = {0};
	struct sealed data = {0};
	enum rc rc = RC_OK;

	if (enc == NULL || mac == NULL) {
		rc = err_nomem(e);
		goto out;
	}
	expand(enc, key, "enc\1");
	expand(mac, key, "mac\1");
	if (!sealed_read(&check,
		json_entry_string(json_object_get(root, "encKeyValidation_DO_NOT_EDIT"))) ||
	    !sealed_read(&data, json_entry_string(json_object_get(root, "data"))))
		rc = damaged(e);
	else if (!sealed_is_by(&check, secret_slice(mac)))
		rc = err_set(
		    e, RC_AUTH, "that is not the password that this export was protected with");
	else if (!sealed_is_by(&data, secret_slice(mac)))
		rc = damaged(e);
	else
		rc = cipher_cbc_open(plain, CIPHER_AES, enc->p, data.iv_ct.p,
		    slice_after(buf_slice(&data.iv_ct), CIPHER_BLOCK), e);
out:
	sealed_finish(&check);
	sealed_finish(&data);
	secret_free(enc);
	secret_free(mac);
	return rc;
}

static enum rc open_root(
    struct buf *plain, const json_t *root, const struct parse_options *o, struct err *e)
{
	struct secret *key = NULL;
	enum rc rc;

	if (!json_is_true(json_object_get(root, "encrypted")) ||
	    !json_is_true(json_object_get(root, "passwordProtected")))
		return RC_OK;
	if (o->passphrase == NULL)
		return err_set(e, RC_AUTH,
		    "this export is protected by a password of its own; give that with "
		    "--file-passphrase-fd N");
	if ((rc = derive(&key, root, secret_slice(o->passphrase), e)) == RC_OK)
		rc = open_sealed(plain, root, key, e);
	secret_free(key);
	wipe_stack();
	return rc;
}

enum rc bitwarden_open(struct buf *plain, const struct parse_input *in,
    const struct parse_options *o, struct err *e)
{
	json_t *root = NULL;
	enum rc rc;

	if (!parse_json_has(in, "passwordProtected"))
		return RC_OK;
	if ((rc = json_entry_load(&root, in->text->text, e)) == RC_OK)
		rc = open_root(plain, root, o, e);
	json_decref(root);
	return rc;
}
