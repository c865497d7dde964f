/*
 * keysof: every key that a passphrase or a sheet leads to, for memscan.
 *
 *     keysof member MEMBER VAULT STATE  <PASSPHRASE
 *     keysof sheet [FILE.age]           <SHEETS
 *
 * Prints lines "name hex". Of a member: the key of the passphrase, the seed,
 * what comes of it, and the keys of every collection, period and item of the
 * vault that the member can open. Of a sheet: its secret in each form, the
 * keys that come of it, and those of the age file. Nothing is recorded.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "base/file.h"
#include "base/words.h"
#include "collection_int.h"
#include "crypto/hash.h"
#include "crypto/secret.h"
#include "envelope/age.h"
#include "envelope/keys.h"
#include "envelope/slip39.h"
#include "fixture.h"
#include "period_int.h"
#include "vault/collection.h"
#include "vault/emergency.h"

#include "../../src/envelope/age_int.h"
#include "../../src/envelope/slip39_int.h"

enum { ITEMS = 12, VERSIONS = 3, BOX_NONCE_AT = 1, BOX_NONCE = 24, BOX_HEAD = 57 };

static void put(const char *name, const void *p, size_t n)
{
	printf("%s ", name);
	for (size_t i = 0; i < n; i++)
		printf("%02x", ((const uint8_t *)p)[i]);
	putchar('\n');
}

static struct secret *line_of_stdin(void)
{
	char line[1100];

	if (fgets(line, sizeof line, stdin) == NULL)
		exit(1);
	line[strcspn(line, "\r\n")] = '\0';
	return fixture_secret(line);
}

/* What is inside a signature: the scalar and the prefix (RFC 8032, 5.1.5). */
static void put_sign(const char *name, const uint8_t *seed)
{
	char expanded[80];
	uint8_t h[64];

	put(name, seed, 32);
	crypto_hash_sha512(h, seed, 32);
	h[0] &= 248;
	h[31] &= 127;
	h[31] |= 64;
	snprintf(expanded, sizeof expanded, "%s-expanded", name);
	put(expanded, h, sizeof h);
}

/* The key inside a box, and the one inside XChaCha20 (box.c; RFC draft XChaCha). */
static void put_box(const char *name, const uint8_t *key, struct slice box)
{
	static const char CONTEXT[] = "strongroom box v1";
	uint8_t message[64];
	uint8_t keys[64];
	uint8_t inner[32];
	char text[96];
	struct buf b;

	if (box.n < BOX_HEAD)
		return;
	buf_init_fixed(&b, message, sizeof message);
	put_str(&b, CONTEXT);
	put_bytes(&b, box.p + BOX_NONCE_AT, BOX_NONCE);
	crypto_generichash(keys, sizeof keys, message, b.n, key, 32);
	if (memcmp(keys + 32, box.p + BOX_NONCE_AT + BOX_NONCE, 32) != 0)
		return;
	snprintf(text, sizeof text, "%s-box", name);
	put(text, keys, 32);
	crypto_core_hchacha20(inner, box.p + BOX_NONCE_AT, keys, NULL);
	snprintf(text, sizeof text, "%s-inner", name);
	put(text, inner, 32);
}

static void member_keys(struct session *s, const struct secret *passphrase)
{
	struct member_row row;
	struct secret *key;
	struct secret *seed;
	struct kdf_cost cost;
	struct err e;

	must(session_own_row(&row, s, &e), &e, "own row");
	cost =
	    (struct kdf_cost){(uint32_t)row.mem_kib, (uint32_t)row.passes, (uint32_t)row.lanes};
	must(kdf_passphrase(&key, secret_slice(passphrase), row.salt.p, &cost, &e), &e, "key");
	must(identity_unlock(&seed, &row, passphrase, s->vault_id, &e), &e, "seed");
	put("passphrase-key", key->p, key->n);
	put_box("seed", key->p, row.seed);
	put("seed", seed->p, seed->n);
	put_sign("sign", s->me->sign->p);
	put("seal", s->me->seal->p, s->me->seal->n);
	put("mac", s->me->mac->p, s->me->mac->n);
	member_row_finish(&row);
	secret_free(key);
	secret_free(seed);
}

/* As item.c derives them. */
static void item_keys(struct session *s, const struct secret *ck, int64_t id, int64_t version)
{
	struct item_row row = {0};
	bool there = store_item_get(&row, s->store, id, version, NULL) == RC_OK;

	for (int hidden = 0; hidden < 2; hidden++) {
		const char *purpose = hidden ? "secret" : "overview";
		uint8_t message[64];
		uint8_t key[32];
		char name[64];
		struct buf b;

		buf_init_fixed(&b, message, sizeof message);
		put_str(&b, purpose);
		put_i64(&b, id);
		put_i64(&b, version);
		if (hidden)
			put_bytes(&b, NULL, 0);
		blake2b_keyed(key, sizeof key, ck->p, slice_of(message, b.n));
		snprintf(name, sizeof name, "item-%lld.%lld-%s", (long long)id,
		    (long long)version, purpose);
		put(name, key, sizeof key);
		if (there)
			put_box(name, key, hidden ? row.secret : row.overview);
	}
	item_row_finish(&row);
}

static void collection_keys(struct session *s)
{
	for (int64_t id = 1; id <= 3; id++) {
		const struct secret *ck;
		uint8_t index[32];
		struct err e;
		char name[64];

		if (roster_collection(session_roster(s), id) == NULL ||
		    collection_key(&ck, s, id, 0, &e) != RC_OK)
			continue;
		snprintf(name, sizeof name, "collection-%lld", (long long)id);
		put(name, ck->p, ck->n);
		blake2b_keyed(index, sizeof index, ck->p, slice_str("title index"));
		snprintf(name, sizeof name, "collection-%lld-index", (long long)id);
		put(name, index, sizeof index);
		for (int64_t item = 1; id == 1 && item <= ITEMS; item++)
			for (int64_t version = 1; version <= VERSIONS; version++)
				item_keys(s, ck, item, version);
	}
}

static void period_keys(struct session *s)
{
	struct period_keys k;
	struct secret *seed;
	struct err e;

	must(period_open_keys(&k, s, &e), &e, "periods");
	for (size_t i = 0; i < k.n; i++)
		if (k.keys[i] != NULL)
			put("period", k.keys[i]->p, k.keys[i]->n);
	period_keys_finish(&k);
	if (emergency_export_seed(&seed, s, &e) == RC_OK) {
		put_sign("export-seed", seed->p);
		secret_free(seed);
	}
}

static void of_member(char **argv)
{
	const struct session_options options = {.path = argv[3], .state_dir = argv[4]};
	struct secret *passphrase = line_of_stdin();
	struct session *s;
	struct err e;
	int64_t id;

	must(session_open(&s, &options, &e), &e, "open");
	must(session_find_member(&id, s, argv[2], &e), &e, "member");
	must(session_learn(s, id, &e), &e, "learn");
	must(session_unlock(s, passphrase, &e), &e, "unlock");
	member_keys(s, passphrase);
	must(store_begin_read(s->store, &e), &e, "begin");
	collection_keys(s);
	if (!session_must_change(s))
		period_keys(s);
	store_rollback(s->store);
	session_close(s);
	secret_free(passphrase);
}

/*
 * Words of the list stand in what the program says anyway, also beside each other
 * where it names those that begin alike: less than sixteen letters in a row, or
 * four numbers (40 bits), tell nothing.
 */
static void put_words(struct slice words)
{
	uint16_t values[20];
	uint32_t wide[20];
	size_t n = 0;
	const char *at = (const char *)words.p;
	const char *end = at + words.n;

	while (n < 20 && at < end) {
		size_t len = 0;

		while (at + len < end && at[len] != ' ')
			len++;
		values[n] = (uint16_t)words_find(slice_of(at, len));
		wide[n] = values[n];
		n++;
		at += len + 1;
	}
	put("sheet-words/16", words.p, words.n);
	put("sheet-values", values, n * sizeof values[0]);
	put("sheet-wide/16", wide, n * sizeof wide[0]);
}

/* The first 8 bytes of the state of a hash's padded key: HMAC (RFC 2104). */
static void put_hmac(const char *name, const uint8_t *key, size_t n)
{
	uint8_t pad[64] = {0};
	char text[64];

	memcpy(pad, key, n);
	for (int outer = 0; outer < 2; outer++) {
		for (size_t i = 0; i < sizeof pad; i++)
			pad[i] ^= outer ? 0x36 ^ 0x5c : 0x36;
		snprintf(text, sizeof text, "%s-%s", name, outer ? "outer" : "inner");
		put(text, pad, n);
	}
}

static void age_keys(const char *path, const struct secret *identity)
{
	uint8_t file_key[AGE_FILE_KEY];
	uint8_t payload[AEAD_KEY];
	struct age_keys keys = {.identities = &identity, .count = 1};
	struct age_header h;
	struct buf file = {0};
	size_t from = 0;
	size_t size;
	struct err e;

	must(file_read(&file, path, 1 << 24, &e), &e, path);
	size = age_header_size(buf_slice(&file), &from);
	must(age_header_parse(&h, slice_of(file.p, size), &e), &e, "header");
	must(age_unwrap(file_key, &h, &keys, &e), &e, "unwrap");
	age_payload_key(payload, file_key, file.p + size);
	put("file-key", file_key, sizeof file_key);
	put_hmac("file-key", file_key, sizeof file_key);
	put("payload-key", payload, sizeof payload);
	buf_finish(&file);
}

/* As many sheets as are needed, one a line. */
static void of_sheet(const char *age)
{
	struct secret *words[SLIP39_SHARES];
	struct slice sheets[SLIP39_SHARES];
	struct slip39_share share;
	size_t n = 0;
	struct envelope_keys *k;
	struct secret *secret;
	struct secret *text;
	struct err e;

	do {
		words[n] = line_of_stdin();
		sheets[n] = secret_slice(words[n]);
		must(slip39_share_read(&share, sheets[n], &e), &e, "share");
		put_words(sheets[n++]);
		put("share", share.value, share.n);
	} while (n < share.member_threshold);
	must(slip39_recover(&secret, sheets, n, slice_of(NULL, 0), &e), &e, "recover");
	must(envelope_keys_derive(&k, secret, &e), &e, "derive");
	must(age_identity_encode(&text, k->identity, &e), &e, "identity");
	put("envelope-secret", secret->p, secret->n);
	put_hmac("envelope-secret", secret->p, secret->n);
	put("identity", k->identity->p, k->identity->n);
	/* What follows the prefix, which is in the program. */
	put("identity-text", text->p + 16, text->n - 16);
	put_sign("envelope-sign", k->sign_secret->p);
	put("envelope-open", k->open_secret->p, k->open_secret->n);
	put_sign("envelope-seal", k->seal_seed->p);
	if (age != NULL)
		age_keys(age, k->identity);
	while (n > 0)
		secret_free(words[--n]);
	secret_free(secret);
	secret_free(text);
	envelope_keys_free(k);
}

int main(int argc, char **argv)
{
	struct err e;

	must(crypto_init(&e), &e, "crypto_init");
	if (argc == 5 && strcmp(argv[1], "member") == 0)
		of_member(argv);
	else if (argc >= 2 && strcmp(argv[1], "sheet") == 0)
		of_sheet(argc > 2 ? argv[2] : NULL);
	else
		return 2;
	return 0;
}
