#include <argon2.h>
#include <string.h>

#include "crypto/kdf.h"
#include "crypto/secret.h"
#include "tap.h"

static void is_hex(const uint8_t *got, const char *hex, const char *name)
{
	uint8_t want[100];
	size_t n = tap_hex(want, sizeof want, hex);

	is_mem(got, want, n, name);
}

/* RFC 9106, 5.3. It shows that the library beside ours is Argon2id v1.3. */
static void test_rfc9106(void)
{
	uint8_t out[32], password[32], salt[16], key[8], ad[12];
	argon2_context c = {.out = out,
	    .outlen = sizeof out,
	    .pwd = password,
	    .pwdlen = sizeof password,
	    .salt = salt,
	    .saltlen = sizeof salt,
	    .secret = key,
	    .secretlen = sizeof key,
	    .ad = ad,
	    .adlen = sizeof ad,
	    .t_cost = 3,
	    .m_cost = 32,
	    .lanes = 4,
	    .threads = 4,
	    .version = ARGON2_VERSION_13};

	memset(password, 1, sizeof password);
	memset(salt, 2, sizeof salt);
	memset(key, 3, sizeof key);
	memset(ad, 4, sizeof ad);
	is_int(argon2id_ctx(&c), ARGON2_OK, "libargon2 runs");
	is_hex(out, "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659",
	    "and gives the tag of RFC 9106");
}

static void agrees(uint32_t passes, uint32_t lanes, const char *name)
{
	struct kdf_cost cost = {.mem_kib = KDF_MEM_MIN, .passes = passes, .lanes = lanes};
	struct slice passphrase = slice_str("Gemüse ist gesund");
	uint8_t salt[KDF_SALT] = "0123456789abcdef";
	struct secret *key = NULL;
	uint8_t want[32];

	is_int(kdf_passphrase(&key, passphrase, salt, &cost, NULL), RC_OK, name);
	is_int(argon2id_hash_raw(passes, KDF_MEM_MIN, lanes, passphrase.p, passphrase.n, salt,
		   sizeof salt, want, sizeof want),
	    ARGON2_OK, "libargon2 runs");
	if (key != NULL)
		is_mem(key->p, want, sizeof want, name);
	secret_free(key);
}

static void test_passphrase(void)
{
	struct kdf_cost cost = {.mem_kib = KDF_MEM_MIN, .passes = 2, .lanes = 1};
	uint8_t salt[KDF_SALT] = "0123456789abcdef";
	struct secret *a = NULL;
	struct secret *b = NULL;

	agrees(2, 1, "one lane, two passes");
	agrees(3, 1, "one lane, three passes");
	agrees(2, 4, "four lanes");
	is_int(kdf_passphrase(&a, slice_str("a"), salt, &cost, NULL), RC_OK, "a passphrase");
	is_int(kdf_passphrase(&b, slice_str("b"), salt, &cost, NULL), RC_OK, "another");
	ok(a != NULL && b != NULL && memcmp(a->p, b->p, 32) != 0, "give two keys");
	secret_free(b);
	b = NULL;
	salt[0]++;
	is_int(kdf_passphrase(&b, slice_str("a"), salt, &cost, NULL), RC_OK, "another salt");
	ok(a != NULL && b != NULL && memcmp(a->p, b->p, 32) != 0, "gives another key");
	secret_free(a);
	secret_free(b);
}

static void checks(
    uint32_t mem, uint32_t passes, uint32_t lanes, enum rc want, const char *name)
{
	struct kdf_cost cost = {.mem_kib = mem, .passes = passes, .lanes = lanes};
	uint8_t salt[KDF_SALT] = {0};
	struct secret *key = NULL;
	struct err e = {0};

	is_int(kdf_check(&cost, &e), want, name);
	if (want == RC_OK)
		return;
	ok(strstr(e.text, "out of range") != NULL, "%s: the range is told", name);
	is_int(kdf_passphrase(&key, slice_str("x"), salt, &cost, NULL), want, "and not used");
	ok(key == NULL, "no key is made");
}

static void test_limits(void)
{
	struct kdf_cost usual = kdf_default();

	is_int(kdf_check(&usual, NULL), RC_OK, "the default is within its limits");
	ok(usual.mem_kib >= 256 * 1024 && usual.passes == 3 && usual.lanes == 1,
	    "and as designed");
	checks(19 * 1024, 2, 1, RC_OK, "the least");
	checks(4096 * 1024, 64, 16, RC_OK, "the most");
	checks(19 * 1024 - 1, 2, 1, RC_INPUT, "too little memory");
	checks(4096 * 1024 + 1, 2, 1, RC_INPUT, "too much memory");
	checks(19 * 1024, 1, 1, RC_INPUT, "too few passes");
	checks(19 * 1024, 65, 1, RC_INPUT, "too many passes");
	checks(19 * 1024, 2, 0, RC_INPUT, "no lane");
	checks(19 * 1024, 2, 17, RC_INPUT, "too many lanes");
}

/* RFC 5869, appendix A.1 to A.3. */
static void test_hkdf(void)
{
	uint8_t ikm[80], salt[80], info[80], out[82];

	for (unsigned i = 0; i < 80; i++) {
		ikm[i] = (uint8_t)i;
		salt[i] = (uint8_t)(0x60 + i);
		info[i] = (uint8_t)(0xB0 + i);
	}
	hkdf_sha256(out, 82, slice_of(ikm, 80), slice_of(salt, 80), slice_of(info, 80));
	is_hex(out,
	    "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
	    "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
	    "cc30c58179ec3e87c14c01d5c1f3434f1d87",
	    "HKDF, case 2");
	memset(ikm, 0x0B, 22);
	for (unsigned i = 0; i < 13; i++)
		salt[i] = (uint8_t)i;
	for (unsigned i = 0; i < 10; i++)
		info[i] = (uint8_t)(0xF0 + i);
	hkdf_sha256(out, 42, slice_of(ikm, 22), slice_of(salt, 13), slice_of(info, 10));
	is_hex(out,
	    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
	    "34007208d5b887185865",
	    "HKDF, case 1");
	hkdf_sha256(out, 42, slice_of(ikm, 22), slice_of(NULL, 0), slice_of(NULL, 0));
	is_hex(out,
	    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
	    "9d201395faa4b61a96c8",
	    "HKDF, case 3");
}

static void is_pbkdf2(
    const char *password, const char *salt, uint32_t rounds, const char *want, const char *name)
{
	uint8_t out[32];

	pbkdf2_sha256(out, sizeof out, slice_str(password), slice_str(salt), rounds);
	is_hex(out, want, name);
}

/* RFC 7914, 11, to 32 bytes; the others are widely published. */
static void test_pbkdf2(void)
{
	uint8_t out[33];

	is_pbkdf2("passwd", "salt", 1,
	    "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc",
	    "PBKDF2, RFC 7914");
	is_pbkdf2("Password", "NaCl", 80000,
	    "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56",
	    "PBKDF2, RFC 7914, 80,000 rounds");
	is_pbkdf2("password", "salt", 1,
	    "120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b",
	    "PBKDF2, one round");
	is_pbkdf2("password", "salt", 2,
	    "ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43",
	    "PBKDF2, two rounds");
	is_pbkdf2("password", "salt", 4096,
	    "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a",
	    "PBKDF2, 4,096 rounds");
	out[16] = 0x55;
	pbkdf2_sha256(out, 16, slice_str("password"), slice_str("salt"), 1);
	is_hex(out, "120fb6cffcf8b32c43e7225256c4f83755", "sixteen bytes, and no more");
}

/* RFC 7914, 12, as far as r = 8 and p = 1; and what Python's hashlib.scrypt gives. */
static void test_scrypt(void)
{
	struct secret *key;

	is_int(
	    kdf_scrypt(&key, slice_str("pleaseletmein"), slice_str("SodiumChloride"), 14, NULL),
	    RC_OK, "N = 16384");
	is_hex(key->p, "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2",
	    "as RFC 7914 has it");
	secret_free(key);
	is_int(kdf_scrypt(&key, slice_str(""), slice_str(""), 1, NULL), RC_OK, "N = 2");
	is_hex(key->p, "ec57b472d742138d12501bc49372377b3b96d6a2ff9f6a53e769a63c429a1792",
	    "of nothing");
	secret_free(key);
}

/* crypto_kdf is BLAKE2b with the id as salt and the context as person. */
static void test_subkey(void)
{
	uint8_t key[32];
	uint8_t out[32];

	for (unsigned i = 0; i < sizeof key; i++)
		key[i] = (uint8_t)i;
	kdf_subkey(out, sizeof out, 2, "srmember", key);
	is_hex(out, "54ba373de69d09d58c45254394f01e0516be80081eb8a53cb2a53cbfa8ba9e5a",
	    "a subkey, as Python's hashlib makes it");
}

int main(void)
{
	if (crypto_init(NULL) != RC_OK)
		return 1;
	test_rfc9106();
	test_passphrase();
	test_limits();
	test_hkdf();
	test_pbkdf2();
	test_scrypt();
	test_subkey();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
