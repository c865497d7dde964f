/*
 * forge: what somebody with keys, or with none, could write into a vault file.
 *
 *	forge sign FILE SEQ MEMBER KEYS
 *	forge append FILE MEMBER KEYS ACTION KIND SUBJECT VERSION PUBLIC DIGEST
 *	forge leaves FILE SEQ
 *	forge digest FILE TABLE KEY…
 *
 * It reads the file and prints SQL that does it, or a digest. KEYS is the vault
 * file whose row has the member's keys, and the passphrase is read from
 * standard input, or the words of the sheet, for an envelope has no row. PUBLIC and DIGEST are
 *hexadecimal; "" is none.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "crypto/encode.h"
#include "crypto/secret.h"
#include "envelope/keys.h"
#include "envelope/slip39.h"
#include "store/store.h"
#include "vault/identity.h"
#include "vault/record.h"
#include "vault/replay.h"
#include "vault/row.h"

static void must(enum rc rc, const struct err *e)
{
	if (rc == RC_OK)
		return;
	fprintf(stderr, "forge: %s\n", e->text);
	exit(1);
}

static struct store *open_store(const char *path)
{
	struct store *s;
	struct err e;

	must(store_open(&s, path, &e), &e);
	must(store_begin_read(s, &e), &e);
	return s;
}

static void get_vault_id(uint8_t id[VAULT_ID], struct store *s)
{
	struct audit_row row = {0};
	struct public_vault p;
	struct err e;

	must(store_audit_get(&row, s, 1, &e), &e);
	if (!public_get_vault(&p, row.public))
		must(err_set(&e, RC_FAIL, "record 1 is malformed"), &e);
	replay_vault_id(id, &p);
	audit_row_finish(&row);
}

static struct secret *read_passphrase(void)
{
	char line[256] = "";
	struct secret *s;

	if (fgets(line, sizeof line, stdin) == NULL)
		exit(1);
	s = secret_copy(line, strcspn(line, "\n"));
	wipe(line, sizeof line);
	return s;
}

static struct identity *from_words(int64_t member, const struct secret *words)
{
	const struct slice sheet = secret_slice(words);
	struct envelope_keys *k;
	struct public_keys keys;
	struct secret *secret;
	struct identity *me;
	struct err e;

	must(slip39_recover(&secret, &sheet, 1, slice_of(NULL, 0), &e), &e);
	must(envelope_keys_derive(&k, secret, &e), &e);
	memcpy(keys.sign, k->sign_public, sizeof keys.sign);
	memcpy(keys.seal, k->open_public, sizeof keys.seal);
	must(identity_emergency(&me, member, &keys, k->sign_secret, k->open_secret, &e), &e);
	envelope_keys_free(k);
	secret_free(secret);
	return me;
}

static struct identity *from_row(
    const struct member_row *row, struct store *s, const struct secret *passphrase)
{
	uint8_t vault_id[VAULT_ID];
	struct secret *seed;
	struct identity *me;
	struct err e;

	get_vault_id(vault_id, s);
	must(identity_unlock(&seed, row, passphrase, vault_id, &e), &e);
	must(identity_new(&me, row->id, seed, &e), &e);
	secret_free(seed);
	return me;
}

/* The keys that a member has in a file, which may be an older one. */
static struct identity *get_keys(const char *path, int64_t member)
{
	struct store *s = open_store(path);
	struct secret *passphrase = read_passphrase();
	struct member_row row = {0};
	struct identity *me;
	struct err e;
	enum rc rc = store_member_get(&row, s, member, &e);

	if (rc == RC_NOTFOUND) {
		me = from_words(member, passphrase);
	} else {
		must(rc, &e);
		me = from_row(&row, s, passphrase);
		member_row_finish(&row);
	}
	secret_free(passphrase);
	store_close(s);
	return me;
}

static void print_hex(const char *before, struct slice bytes, const char *after)
{
	struct buf b = {0};

	hex_encode(&b, bytes.p, bytes.n);
	printf("%s%.*s%s", before, SLICE_ARG(buf_slice(&b)), after);
	buf_finish(&b);
}

static struct slice from_hex(const char *hex)
{
	static uint8_t kept[1024];
	size_t n = 0;
	unsigned byte;

	for (; n < sizeof kept && sscanf(hex, "%2x", &byte) == 1; hex += 2)
		kept[n++] = (uint8_t)byte;
	return slice_of(kept, n);
}

/* Sign the row as it is, with all its lies, by whoever me is (NULL: keep the signature). */
static void make_leaf(uint8_t sig[SIGN_SIZE], uint8_t leaf[HASH_SIZE],
    const struct audit_row *row, const uint8_t *vault_id, const struct identity *me)
{
	struct buf bytes = {0};

	record_bytes(&bytes, row, vault_id);
	if (me != NULL)
		sign_make(sig, buf_slice(&bytes), me->sign->p);
	else
		memcpy(sig, row->sig.p, SIGN_SIZE);
	record_leaf(leaf, buf_slice(&bytes), sig);
	buf_finish(&bytes);
}

static void cmd_sign(const char *path, int64_t seq, int64_t member, const char *keys)
{
	struct identity *me = get_keys(keys, member);
	struct store *s = open_store(path);
	uint8_t vault_id[VAULT_ID];
	uint8_t sig[SIGN_SIZE];
	uint8_t leaf[HASH_SIZE];
	struct audit_row row = {0};
	struct err e;

	get_vault_id(vault_id, s);
	must(store_audit_get(&row, s, seq, &e), &e);
	make_leaf(sig, leaf, &row, vault_id, me);
	print_hex("UPDATE audit SET sig = x'", slice_of(sig, sizeof sig), "'");
	print_hex(", leaf = x'", slice_of(leaf, sizeof leaf), "'");
	printf(" WHERE seq = %lld;\n", (long long)seq);
	audit_row_finish(&row);
	identity_free(me);
	store_close(s);
}

static void print_insert(const struct audit_row *row)
{
	printf("INSERT INTO audit VALUES(%lld", (long long)row->seq);
	print_hex(", x'", row->prev, "'");
	printf(", %lld, %lld, '%.*s', '%.*s', '%.*s', %lld, %lld", (long long)row->time_ms,
	    (long long)row->actor, SLICE_ARG(row->action), SLICE_ARG(row->outcome),
	    SLICE_ARG(row->subject_kind), (long long)row->subject, (long long)row->version);
	print_hex(", x'", row->digest, "'");
	print_hex(", x'", row->public, "'");
	printf(", %lld", (long long)row->period);
	print_hex(", x'", row->detail_hash, "'");
	print_hex(", x'", row->sig, "'");
	print_hex(", x'", row->leaf, "');\n");
}

/* ACTION KIND SUBJECT VERSION PUBLIC DIGEST, after the record that is the last. */
static void cmd_append(const char *path, int64_t member, const char *keys, char **words)
{
	struct identity *me = get_keys(keys, member);
	struct store *s = open_store(path);
	static const uint8_t zero[HASH_SIZE];
	uint8_t vault_id[VAULT_ID];
	uint8_t sig[SIGN_SIZE];
	uint8_t leaf[HASH_SIZE];
	uint8_t digest[HASH_SIZE] = {0};
	struct audit_row last = {0};
	struct audit_row row;
	struct slice given = from_hex(words[5]);
	int64_t seq;
	struct err e;

	memcpy(digest, given.p, given.n < HASH_SIZE ? given.n : HASH_SIZE);
	get_vault_id(vault_id, s);
	must(store_audit_last(&seq, s, &e), &e);
	must(store_audit_get(&last, s, seq, &e), &e);
	row = (struct audit_row){.seq = seq + 1,
	    .time_ms = clock_ms(),
	    .actor = member,
	    .subject = atoll(words[2]),
	    .version = atoll(words[3]),
	    .period = last.period,
	    .prev = last.leaf,
	    .action = slice_str(words[0]),
	    .outcome = slice_str("ok"),
	    .subject_kind = slice_str(words[1]),
	    .digest = slice_of(digest, sizeof digest),
	    .public = from_hex(words[4]),
	    .detail_hash = slice_of(zero, sizeof zero),
	    .sig = slice_of(sig, sizeof sig),
	    .leaf = slice_of(leaf, sizeof leaf)};
	make_leaf(sig, leaf, &row, vault_id, me);
	print_insert(&row);
	audit_row_finish(&last);
	identity_free(me);
	store_close(s);
}

struct chain {
	uint8_t vault_id[VAULT_ID];
	uint8_t leaf[HASH_SIZE];
	int64_t from;
};

static enum rc link_one(void *arg, const void *read, struct err *e)
{
	struct audit_row row = *(const struct audit_row *)read;
	struct chain *c = arg;
	uint8_t prev[HASH_SIZE];
	uint8_t sig[SIGN_SIZE];

	(void)e;
	if (row.seq < c->from) {
		memcpy(c->leaf, row.leaf.p, HASH_SIZE);
		return RC_OK;
	}
	memcpy(prev, c->leaf, HASH_SIZE);
	if (row.seq > 1)
		row.prev = slice_of(prev, HASH_SIZE);
	make_leaf(sig, c->leaf, &row, c->vault_id, NULL);
	print_hex("UPDATE audit SET prev = x'", row.prev, "'");
	print_hex(", leaf = x'", slice_of(c->leaf, HASH_SIZE), "'");
	printf(" WHERE seq = %lld;\n", (long long)row.seq);
	return RC_OK;
}

/* The chain made to fit again, from one record on, under the signatures that are there. */
static void cmd_leaves(const char *path, int64_t seq)
{
	struct store *s = open_store(path);
	struct chain c = {.from = seq};
	struct err e;

	get_vault_id(c.vault_id, s);
	must(store_audit_each(s, 1, link_one, &c, &e), &e);
	store_close(s);
}

/* "item 1 2", "member 2", "generation 1 1" or "seal 1 1 2 collection". */
static void cmd_digest(const char *path, char **words, int n)
{
	struct store *s = open_store(path);
	int64_t a = atoll(words[1]);
	int64_t b = n > 2 ? atoll(words[2]) : 0;
	uint8_t digest[HASH_SIZE] = {0};
	struct member_row member = {0};
	struct generation_row generation = {0};
	struct seal_row seal = {0};
	struct item_row item = {0};
	struct err e;

	if (strcmp(words[0], "member") == 0) {
		must(store_member_get(&member, s, a, &e), &e);
		row_digest_member(digest, &member);
	} else if (strcmp(words[0], "generation") == 0) {
		must(store_generation_get(&generation, s, a, b, &e), &e);
		row_digest_generation(digest, &generation);
	} else if (strcmp(words[0], "item") == 0) {
		must(store_item_get(&item, s, a, b, &e), &e);
		row_digest_item(digest, &item);
	} else {
		must(store_seal_get(&seal, s, words[4], a, b, atoll(words[3]), &e), &e);
		row_digest_seal(digest, &seal);
	}
	print_hex("", slice_of(digest, sizeof digest), "\n");
	member_row_finish(&member);
	generation_row_finish(&generation);
	item_row_finish(&item);
	seal_row_finish(&seal);
	store_close(s);
}

int main(int argc, char **argv)
{
	struct err e;

	must(crypto_init(&e), &e);
	if (argc == 6 && strcmp(argv[1], "sign") == 0)
		cmd_sign(argv[2], atoll(argv[3]), atoll(argv[4]), argv[5]);
	else if (argc == 11 && strcmp(argv[1], "append") == 0)
		cmd_append(argv[2], atoll(argv[3]), argv[4], argv + 5);
	else if (argc == 4 && strcmp(argv[1], "leaves") == 0)
		cmd_leaves(argv[2], atoll(argv[3]));
	else if (argc >= 5 && strcmp(argv[1], "digest") == 0)
		cmd_digest(argv[2], argv + 3, argc - 3);
	else
		return 2;
	return 0;
}
