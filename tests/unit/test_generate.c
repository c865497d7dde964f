#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "crypto/secret.h"
#include "password/generate.h"
#include "tap.h"

enum { WORDS = 7776, WIDTH = 10, ROUNDS = 2000 };

extern const char words_eff[WORDS][WIDTH];

static const char SYMBOLS[] = "!#$%*+-.=?@_";

static struct generate_spec spec_of(const char *text)
{
	struct generate_spec spec = {0};

	if (generate_parse(&spec, text, NULL) != RC_OK)
		ok(false, "%s is a spec", text);
	return spec;
}

/* One password of a spec as a string. */
static void make(char out[400], const char *text)
{
	struct generate_spec spec = spec_of(text);
	struct secret *s = NULL;

	out[0] = '\0';
	if (generate_make(&s, &spec) == RC_OK && s->n < 400) {
		memcpy(out, s->p, s->n);
		out[s->n] = '\0';
	}
	secret_free(s);
}

static bool is_word(const char *s, size_t n)
{
	for (size_t i = 0; i < WORDS; i++)
		if (strlen(words_eff[i]) == n && strncmp(words_eff[i], s, n) == 0)
			return true;
	return false;
}

/* How many words of the list s is, each after the first with sep before it. */
static unsigned count_words(const char *s, const char *sep)
{
	unsigned n = 0;

	for (;;) {
		const char *end = strstr(s, sep);
		size_t len = end == NULL ? strlen(s) : (size_t)(end - s);

		if (!is_word(s, len))
			return 0;
		n++;
		if (end == NULL)
			return n;
		s = end + strlen(sep);
	}
}

static void test_words(void)
{
	char text[400];
	char longest[400];

	make(text, "words:4,sep:-");
	is_int(count_words(text, "-"), 4, "words:4,sep:- gives four words of the list");
	make(text, "words:3");
	is_int(count_words(text, "-"), 3, "the separator is a hyphen unless told");
	make(text, "words");
	is_int(count_words(text, "-"), 4, "words alone gives four");
	make(text, GENERATE_PASSPHRASE);
	is_int(count_words(text, " "), 6, "a passphrase has six words with blanks");
	make(longest, "words:20,sep:12345678");
	is_int(count_words(longest, "12345678"), 20, "twenty words and a long separator fit");
	make(text, "rempstone");
	is_int(count_words(text, "-"), 4, "rempstone: four words joined with hyphens");
	make(text, "words:1,sep:");
	is_int(count_words(text, "-"), 1, "one word, an empty separator");
	make(text, "words:2,sep:\xC2\xA7,caps");
	ok(isupper((unsigned char)text[0]) != 0, "caps: the first word begins with a capital");
	ok(strstr(text, "\xC2\xA7") != NULL &&
		isupper((unsigned char)strstr(text, "\xC2\xA7")[2]) != 0,
	    "caps: so does the second, after a separator outside ASCII");
}

static void test_ncsc(void)
{
	bool good = true;

	for (int round = 0; round < ROUNDS; round++) {
		char text[400];
		unsigned capitals = 0;

		make(text, "ncsc");
		for (const char *p = text; *p != '\0'; p++) {
			capitals += isupper((unsigned char)*p) != 0;
			good = good && isalpha((unsigned char)*p) != 0;
		}
		good = good && capitals == 3 && isupper((unsigned char)text[0]) != 0;
	}
	ok(good, "ncsc: letters only, three capitals, the first of them in front");
}

/* The words are told apart even with nothing between them. */
static void test_list(void)
{
	bool prefix = false;

	for (size_t i = 0; i + 1 < WORDS; i++)
		prefix = prefix ||
			 strncmp(words_eff[i], words_eff[i + 1], strlen(words_eff[i])) == 0;
	ok(!prefix, "no word of the list begins with another");
}

static bool has(const char *text, const char *set)
{
	return strpbrk(text, set) != NULL;
}

static void test_random(void)
{
	bool classes = true;
	bool length = true;
	bool symbols = true;
	bool known = true;
	char all[256] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

	strcat(all, SYMBOLS);
	for (int round = 0; round < ROUNDS; round++) {
		char plain[400];
		char rich[400];

		make(plain, "random:4");
		make(rich, "random:5,symbols");
		length = length && strlen(plain) == 4 && strlen(rich) == 5;
		for (int k = 0; k < 3; k++) {
			static const char *const sets[] = {"abcdefghijklmnopqrstuvwxyz",
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"};

			classes = classes && has(plain, sets[k]) && has(rich, sets[k]);
		}
		symbols = symbols && has(rich, SYMBOLS) && !has(plain, SYMBOLS);
		known = known && strspn(rich, all) == strlen(rich);
	}
	ok(length, "the length is as asked");
	ok(classes, "a lower-case letter, a capital and a digit are always there");
	ok(symbols, "a symbol is there if asked for, and only then");
	ok(known, "no other characters");
}

static void test_lengths(void)
{
	char text[400];

	make(text, NULL);
	is_int((long long)strlen(text), 20, "twenty characters without a spec");
	make(text, "random");
	is_int((long long)strlen(text), 20, "and without a count");
	make(text, "random:128,symbols");
	is_int((long long)strlen(text), 128, "128 characters");
}

/* 62 characters, 40,000 draws: each is expected 645 times, sigma about 25. */
static void test_uniform(void)
{
	unsigned seen[256] = {0};
	unsigned least = UINT32_MAX;
	unsigned most = 0;
	const char *alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

	for (int round = 0; round < 400; round++) {
		char text[400];

		make(text, "random:100");
		for (const char *p = text; *p != '\0'; p++)
			seen[(unsigned char)*p]++;
	}
	for (const char *p = alphabet; *p != '\0'; p++) {
		least = seen[(unsigned char)*p] < least ? seen[(unsigned char)*p] : least;
		most = seen[(unsigned char)*p] > most ? seen[(unsigned char)*p] : most;
	}
	ok(least > 645 - 8 * 25 && most < 645 + 8 * 25,
	    "no character is drawn more often (%u to %u)", least, most);
}

static bool near(double got, double want)
{
	return got > want - 0.001 && got < want + 0.001;
}

/*
 * Words: count * log2(7772). Random: by hand, 4 characters of three classes are
 * 62^4 - 36^4 - 36^4 - 52^4 + 10^4 + 26^4 + 26^4 = 5,029,440 = 2^22.26197.
 */
static void test_bits(void)
{
	struct generate_spec spec = spec_of("ncsc");

	ok(near(generate_bits(&spec), 3 * 12.92407), "ncsc has 38.8 bits");
	spec = spec_of("rempstone");
	ok(near(generate_bits(&spec), 4 * 12.92407), "rempstone has 51.7 bits");
	spec = spec_of("words:5");
	ok(near(generate_bits(&spec), 5 * 12.92407), "five words have 64.6 bits");
	spec = spec_of("words:6,sep: ");
	ok(near(generate_bits(&spec), 6 * 12.92407), "six words have 77.5 bits");
	spec = spec_of("random:4");
	ok(near(generate_bits(&spec), 22.26197),
	    "four characters, without those that lack a class");
	spec = spec_of("random:16,symbols");
	ok(generate_bits(&spec) > 99 && generate_bits(&spec) < 16 * 6.2095,
	    "sixteen with symbols");
	spec = spec_of("random:128,symbols");
	ok(near(generate_bits(&spec), 128 * 6.209453), "128 with symbols do not overflow");
}

static void test_refusals(void)
{
	static const char *const wrong[] = {"", "word", "words:", "words:0", "words:21",
	    "words:4x", "words:-1", "words: 4", "words:4,", "words:4,sep",
	    "words:4,sep:123456789", "words:4,sep:\n", "words:4,sep:\xFF", "words:4,symbols",
	    "words:4,,caps", "random:3", "random:129", "random:4294967300", "random:16,caps",
	    "random:16,sep:-", "ncsc,caps", "ncsc:3", "NCSC", "rempstone:4", "rempstone,caps", ",", "random,", "randomised"};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		struct generate_spec spec;
		struct err e = {0};

		ok(generate_parse(&spec, wrong[i], &e) == RC_USAGE && e.rc == RC_USAGE &&
			strstr(e.text, "ncsc") != NULL &&
			strstr(e.text, "random:16,symbols") != NULL,
		    "\"%s\" is refused and the specs are named", i == 11 ? "\\n" : wrong[i]);
	}
}

int main(void)
{
	if (crypto_init(NULL) != RC_OK)
		return 1;
	test_words();
	test_ncsc();
	test_list();
	test_random();
	test_lengths();
	test_uniform();
	test_bits();
	test_refusals();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
