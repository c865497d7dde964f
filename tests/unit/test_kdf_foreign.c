#include <string.h>

#include "crypto/kdf_foreign.h"
#include "crypto/secret.h"
#include "tap.h"

static const struct kdf_foreign_caps CAPS = {.mem_kib = 1024, .lanes = 4, .kib_passes = 4096};

static void is_key(struct secret *key, const char *hex, const char *name)
{
	uint8_t want[KDF_FOREIGN_KEY];

	tap_hex(want, sizeof want, hex);
	if (ok(key != NULL && key->n == sizeof want, "%s", name))
		is_mem(key->p, want, sizeof want, name);
	secret_free(key);
}

/* RFC 9106, 5.1 and 5.3. */
static struct kdf_foreign_argon2 rfc9106(bool id)
{
	static uint8_t salt[16], pepper[8], extra[12];

	memset(salt, 2, sizeof salt);
	memset(pepper, 3, sizeof pepper);
	memset(extra, 4, sizeof extra);
	return (struct kdf_foreign_argon2){.id = id,
	    .version = 0x13,
	    .mem_kib = 32,
	    .passes = 3,
	    .lanes = 4,
	    .salt = slice_of(salt, sizeof salt),
	    .pepper = slice_of(pepper, sizeof pepper),
	    .extra = slice_of(extra, sizeof extra)};
}

static struct slice password(void)
{
	static uint8_t p[32];

	memset(p, 1, sizeof p);
	return slice_of(p, sizeof p);
}

static void test_argon2(void)
{
	struct kdf_foreign_argon2 a = rfc9106(false);
	struct secret *key = NULL;

	is_int(kdf_foreign_argon2(&key, password(), &a, &CAPS, NULL), RC_OK, "Argon2d");
	is_key(key, "512b391b6f1162975371d30919734294f868e3be3984f3c1a13a4db9fabe4acb",
	    "gives the tag of RFC 9106");
	key = NULL;
	a = rfc9106(true);
	is_int(kdf_foreign_argon2(&key, password(), &a, &CAPS, NULL), RC_OK, "Argon2id");
	is_key(key, "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659",
	    "gives the tag of RFC 9106");
}

static void refused(const struct kdf_foreign_argon2 *a, const char *name)
{
	struct secret *key = NULL;

	is_int(kdf_foreign_argon2(&key, password(), a, &CAPS, NULL), RC_INPUT, name);
	ok(key == NULL, "and there is no key");
}

static void test_argon2_caps(void)
{
	struct kdf_foreign_argon2 a = rfc9106(false);

	a.mem_kib = 1025;
	refused(&a, "more memory than is given");
	a.mem_kib = 1024;
	a.passes = 5;
	refused(&a, "more passes over it");
	a.passes = UINT64_MAX;
	refused(&a, "passes without end");
	a = rfc9106(false);
	a.mem_kib = 1024;
	a.lanes = 5;
	refused(&a, "more lanes");
	a = rfc9106(false);
	a.version = 0x12;
	refused(&a, "a version that there is not");
	a = rfc9106(false);
	a.passes = 0;
	refused(&a, "no pass at all");
	a = rfc9106(false);
	a.salt.n = 7;
	refused(&a, "a salt that is too short");
}

/* Memory that no computer has is asked for before it is taken. */
static void test_argon2_memory(void)
{
	const struct kdf_foreign_caps none = {UINT64_MAX, 4, UINT64_MAX};
	struct kdf_foreign_argon2 a = rfc9106(false);
	struct secret *key = NULL;
	struct err e;

	a.mem_kib = UINT32_MAX;
	a.passes = 1;
	is_int(kdf_foreign_argon2(&key, password(), &a, &none, &e), RC_FAIL, "4 TiB");
	is_str(e.text,
	    "its key needs 4194304 MiB of free memory; close other programs, or use a computer "
	    "with more",
	    "are asked for, and not taken");
}

struct told {
	uint64_t calls;
	uint64_t done;
	uint64_t all;
};

static void on_progress(void *arg, uint64_t done, uint64_t all)
{
	struct told *t = arg;

	t->calls++;
	ok(done >= t->done && done <= all, "it goes on");
	t->done = done;
	t->all = all;
}

/* Computed with openssl, round by round in ECB mode. */
static void test_aes(void)
{
	uint8_t pass[32], seed[32];
	struct secret *key = NULL;
	struct told t = {0};

	tap_hex(pass, 32, "00112233445566778899aabbccddeeffffeeddccbbaa99887766554433221100");
	tap_hex(seed, 32, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
	is_int(kdf_foreign_aes(&key, pass, seed, 1, 9, NULL, NULL, NULL), RC_OK, "one round");
	is_key(key, "acc2124ce73632ac261ff173942bffc09b317e5ad8784cb38d7f3de0dfe23889", "key");
	key = NULL;
	is_int(kdf_foreign_aes(&key, pass, seed, 3, 3, NULL, NULL, NULL), RC_OK, "three");
	is_key(key, "1c5b6ab92073ce9421e51ddeb4d1c728cdaf8fa17b2cbd1220c1e10941932729", "key");
	key = NULL;
	is_int(kdf_foreign_aes(&key, pass, seed, 5000, 5000, on_progress, &t, NULL), RC_OK,
	    "more than are done at once");
	is_key(key, "ea1b3bf593dabbbb3229cde6af40fccd6abb47b411fbae5126dd7a9ae997703c", "key");
	ok(t.calls == 4 && t.done == 5000 && t.all == 5000, "and it is told how far it is");
	key = NULL;
	is_int(kdf_foreign_aes(&key, pass, seed, 3, 2, NULL, NULL, NULL), RC_INPUT,
	    "more rounds than are done");
	ok(key == NULL, "and there is no key");
}

int main(void)
{
	struct err e;

	if (crypto_init(&e) != RC_OK)
		return 1;
	test_argon2();
	test_argon2_caps();
	test_argon2_memory();
	test_aes();
	return tap_done();
}
