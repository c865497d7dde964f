#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/words.h"
#include "tap.h"

static int find(const char *word)
{
	return words_find(slice_str(word));
}

static void test_list(void)
{
	bool sorted = true;
	bool whole = true;
	bool four = true;
	bool upper = true;

	for (unsigned i = 0; i < WORDS_COUNT; i++) {
		char big[16] = "";
		const char *word = words_get(i);

		sorted = sorted && (i == 0 || strcmp(words_get(i - 1), word) < 0);
		whole = whole && find(word) == (int)i;
		four = four && words_find(slice_of(word, 4)) == (int)i;
		for (size_t k = 0; word[k] != '\0' && k < sizeof big - 1; k++)
			big[k] = (char)toupper((unsigned char)word[k]);
		upper = upper && find(big) == (int)i;
	}
	ok(sorted, "the list is in order");
	ok(whole, "each word is found");
	ok(four, "and by its first four letters");
	ok(upper, "and in capitals");
	is_str(words_get(0), "academic", "the first word of SLIP-39");
	is_str(words_get(1023), "zero", "the last");
}

static void test_misses(void)
{
	static const char *const wrong[] = {"", "aca", "acadx", "academi", "academics", "zzzz",
	    "aaaa", "acad emic", "\xC3\xA9\xC3\xA9"};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		is_int(find(wrong[i]), -1, wrong[i]);
	is_int(words_find(slice_of("acad\0", 5)), -1, "a NUL behind four letters");
	is_int(words_find(slice_of(NULL, 0)), -1, "nothing");
}

static unsigned beginning(const char *letters, const char *want)
{
	unsigned first = WORDS_COUNT;
	unsigned n = words_beginning(&first, slice_str(letters));

	ok(n == 0 ? first == WORDS_COUNT : strcmp(words_get(first), want) == 0,
	    "what begins with \"%s\"", letters);
	return n;
}

static void test_beginning(void)
{
	is_int(beginning("", "academic"), WORDS_COUNT, "everything begins with nothing");
	is_int(beginning("Ac", "academic"), 7, "many words");
	is_int(beginning("acad", "academic"), 1, "one");
	is_int(beginning("zero", "zero"), 1, "a whole word, the last");
	is_int(beginning("zeros", ""), 0, "more than a word");
	is_int(beginning("academics", ""), 0, "more than any word");
	is_int(beginning("x", ""), 0, "no word");
}

static void test_near(void)
{
	static const char *const near[] = {"academik", "academc", "acadeemic", "acdaemic",
	    "acda", "acd", "ACADEMIK", "cademic"};
	static const char *const far[] = {
	    "", "acne", "acamedic", "acdaemik", "acadmeci", "zero", "academicss"};

	for (size_t i = 0; i < sizeof near / sizeof near[0]; i++)
		ok(words_near(0, slice_str(near[i])), "%s is near academic", near[i]);
	for (size_t i = 0; i < sizeof far / sizeof far[0]; i++)
		ok(!words_near(0, slice_str(far[i])), "%s is not near academic", far[i]);
}

/* In groups of ten bits: 0, 1023, 0, 0x100, 1023. */
static void test_hash(void)
{
	static const uint8_t hash[] = {0x00, 0x3F, 0xF0, 0x01, 0x00, 0xFF, 0xC0, 0x00};
	struct buf b = {0};
	char want[100];

	words_of_hash(&b, hash, 5);
	snprintf(want, sizeof want, "academic zero academic %s %s", words_get(0x100),
	    words_get(0x3FF));
	is_str(buf_cstr(&b), want, "ten bits a word, from the left");
	buf_finish(&b);
}

int main(void)
{
	test_list();
	test_misses();
	test_beginning();
	test_near();
	test_hash();
	return tap_done();
}
