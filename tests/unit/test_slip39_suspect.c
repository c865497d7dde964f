#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/words.h"
#include "crypto/secret.h"
#include "envelope/slip39.h"
#include "tap.h"

enum { WORDS = 20 };

/* A made-up, valid sheet: vector 42 of SLIP-39. */
static const char *const GOOD[WORDS] = {"testify", "swimming", "academic", "academic", "column",
    "loyalty", "smear", "include", "exotic", "bedroom", "exotic", "wrist", "lobe", "cover",
    "grief", "golden", "smart", "junior", "estimate", "learn"};

static bool suspect(unsigned *from, unsigned *to, const char *const *words)
{
	struct buf b = {0};
	bool found;

	for (size_t i = 0; i < WORDS; i++)
		buf_printf(&b, "%s ", words[i]);
	found = slip39_suspect(from, to, buf_slice(&b));
	buf_finish(&b);
	return found;
}

/* Each word in turn is one that it was not. */
static void test_one(void)
{
	int wrong = 0;

	for (unsigned i = 0; i < WORDS; i++) {
		const char *words[WORDS];
		unsigned from = 0;
		unsigned to = 0;

		memcpy(words, GOOD, sizeof words);
		words[i] = words_get((unsigned)words_find(slice_str(words[i])) * 7 + i + 1);
		wrong += !suspect(&from, &to, words) || from != i + 1 || to != i + 1;
	}
	is_int(wrong, 0, "one wrong word is found, wherever it is");
}

static void test_swapped(void)
{
	int wrong = 0;

	for (unsigned i = 0; i + 1 < WORDS; i++) {
		const char *words[WORDS];
		unsigned from = 0;
		unsigned to = 0;

		memcpy(words, GOOD, sizeof words);
		words[i] = GOOD[i + 1];
		words[i + 1] = GOOD[i];
		if (strcmp(words[i], words[i + 1]) == 0)
			continue;
		wrong += !suspect(&from, &to, words) || from != i + 1 || to != i + 2;
	}
	is_int(wrong, 0, "so are two neighbours that changed places");
}

static void test_none(void)
{
	const char *words[WORDS];
	unsigned from;
	unsigned to;

	ok(!suspect(&from, &to, GOOD), "nothing is wrong with a right sheet");
	memcpy(words, GOOD, sizeof words);
	words[3] = "acid";
	words[11] = "zero";
	ok(!suspect(&from, &to, words), "of two wrong words nothing is said");
	words[3] = "zebra";
	ok(!suspect(&from, &to, words), "nor of one that is not on the list");
	ok(!slip39_suspect(&from, &to, slice_str("acid acid")), "nor of a part of a sheet");
}

int main(void)
{
	struct err e;

	if (crypto_init(&e) != RC_OK)
		return 1;
	test_one();
	test_swapped();
	test_none();
	return tap_done();
}
