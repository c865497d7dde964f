#include <stdlib.h>
#include <string.h>

#include "crypto/box.h"
#include "crypto/secret.h"
#include "tap.h"

static const char PLAIN[] = "the words on the sheet";
enum { PLAIN_N = sizeof PLAIN - 1 };

static uint8_t key[BOX_KEY] = "a key of thirty-two bytes, yes..";
static uint8_t vault[VAULT_ID] = "0123456789abcdef";

static struct box_place place(void)
{
	return (struct box_place){.purpose = "secret",
	    .vault_id = vault,
	    .kind = "item",
	    .id = 7,
	    .version = 3,
	    .generation = 2,
	    .custodian = 1,
	    .extra = slice_str("cost")};
}

static bool opens(const uint8_t *k, const struct box_place *at, struct slice box)
{
	uint8_t plain[PLAIN_N];

	return box_plain_size(box) == PLAIN_N && box_open(plain, k, at, box) &&
	       memcmp(plain, PLAIN, PLAIN_N) == 0;
}

static void seal(struct buf *box)
{
	struct box_place at = place();

	box_seal(box, key, &at, slice_str(PLAIN));
}

static void test_round_trip(void)
{
	struct box_place at = place();
	struct buf one = {0};
	struct buf two = {0};
	uint8_t none[1] = {0};

	seal(&one);
	seal(&two);
	is_int((long long)one.n, PLAIN_N + BOX_OVERHEAD, "the size of a box");
	is_int(one.p[0], 1, "its first byte is the format");
	ok(opens(key, &at, buf_slice(&one)), "it opens");
	ok(memcmp(one.p, two.p, one.n) != 0, "no two boxes are alike");
	ok(memmem(one.p, one.n, "words", 5) == NULL, "the text is not to be seen");
	buf_clear(&one);
	box_seal(&one, key, &at, slice_of(NULL, 0));
	is_int((long long)one.n, BOX_OVERHEAD, "a box of nothing");
	ok(box_open(none, key, &at, buf_slice(&one)), "opens too");
	buf_finish(&one);
	buf_finish(&two);
}

/* Each part of the place, changed alone, must make opening fail. */
static void test_place(void)
{
	uint8_t other[VAULT_ID] = "0123456789abcdeF";
	struct box_place at[] = {place(), place(), place(), place(), place(), place(), place(),
	    place(), place(), place()};
	static const char *const names[] = {"purpose", "vault_id", "kind", "id", "version",
	    "generation", "custodian", "extra", "the border between purpose and vault",
	    "no extra"};
	struct box_place right = place();
	struct buf box = {0};

	at[0].purpose = "overview";
	at[1].vault_id = other;
	at[2].kind = "loan";
	at[3].id++;
	at[4].version--;
	at[5].generation++;
	at[6].custodian = 0;
	at[7].extra = slice_str("Cost");
	at[8].purpose = "secre";
	at[9].extra = slice_of(NULL, 0);
	seal(&box);
	for (size_t i = 0; i < sizeof at / sizeof at[0]; i++)
		ok(!opens(key, &at[i], buf_slice(&box)), "bound: %s", names[i]);
	ok(opens(key, &right, buf_slice(&box)), "the right place still opens it");
	buf_finish(&box);
}

/* A negative number has no encoding: nothing may be sealed under a wrong one. */
static void test_negative(void)
{
	struct box_place at = place();
	struct buf box = {0};
	uint8_t plain[PLAIN_N];

	at.id = -1;
	box_seal(&box, key, &at, slice_str(PLAIN));
	ok(!buf_ok(&box), "a negative id cannot be sealed");
	buf_clear(&box);
	seal(&box);
	ok(!box_open(plain, key, &at, buf_slice(&box)), "nor opened");
	buf_finish(&box);
}

static void test_bits(void)
{
	struct box_place at = place();
	struct buf box = {0};
	bool failed = true;

	seal(&box);
	for (size_t i = 0; i < 8 * box.n; i++) {
		box.p[i / 8] ^= (uint8_t)(1U << i % 8);
		failed = failed && !opens(key, &at, buf_slice(&box));
		box.p[i / 8] ^= (uint8_t)(1U << i % 8);
	}
	ok(failed, "each single bit that is turned over makes it fail");
	failed = true;
	for (size_t i = 0; i < 8 * sizeof key; i++) {
		key[i / 8] ^= (uint8_t)(1U << i % 8);
		failed = failed && !opens(key, &at, buf_slice(&box));
		key[i / 8] ^= (uint8_t)(1U << i % 8);
	}
	ok(failed, "so does each bit of the key");
	ok(opens(key, &at, buf_slice(&box)), "as it was, it opens");
	buf_finish(&box);
}

static void test_truncation(void)
{
	struct box_place at = place();
	struct buf box = {0};
	bool failed = true;

	seal(&box);
	for (size_t n = 0; n < box.n; n++) {
		uint8_t *copy = malloc(n > 0 ? n : 1);
		uint8_t plain[PLAIN_N];

		if (copy == NULL)
			abort();
		memcpy(copy, box.p, n);
		failed = failed && !box_open(plain, key, &at, slice_of(copy, n));
		free(copy);
	}
	ok(failed, "a cut box fails at each length");
	is_int((long long)box_plain_size(slice_of(box.p, BOX_OVERHEAD - 1)), 0, "too short");
	buf_add_char(&box, 0);
	ok(!opens(key, &at, buf_slice(&box)), "so does a longer one");
	buf_finish(&box);
}

/* Bytes 25 to 56 commit to the key: with another commitment, no key opens it. */
static void test_commitment(void)
{
	static const uint8_t zeros[PLAIN_N];
	struct box_place at = place();
	struct buf box = {0};
	struct buf other = {0};
	uint8_t second[BOX_KEY] = "another key";
	uint8_t plain[PLAIN_N];

	seal(&box);
	box_seal(&other, second, &at, slice_str(PLAIN));
	memset(plain, 'x', sizeof plain);
	ok(!box_open(plain, second, &at, buf_slice(&box)), "another key is refused");
	is_mem(plain, zeros, PLAIN_N, "and gives zeros");
	memcpy(box.p + 25, other.p + 25, 32);
	memset(plain, 'x', sizeof plain);
	ok(!box_open(plain, key, &at, buf_slice(&box)), "the commitment of another key too");
	is_mem(plain, zeros, PLAIN_N, "although the rest is genuine");
	ok(!box_open(plain, second, &at, buf_slice(&box)), "under both keys");
	buf_finish(&box);
	buf_finish(&other);
}

int main(void)
{
	if (crypto_init(NULL) != RC_OK)
		return 1;
	test_round_trip();
	test_place();
	test_negative();
	test_bits();
	test_truncation();
	test_commitment();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
