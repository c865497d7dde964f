#include "password/generate.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "crypto/random.h"
#include "crypto/secret.h"

enum { EFF_COUNT = 7776, EFF_WIDTH = 10, DEFAULT_WORDS = 4, DEFAULT_RANDOM = 20 };

/* Generated from the large word list of the EFF, in alphabetical order. */
extern const char words_eff[EFF_COUNT][EFF_WIDTH];

/* Symbols that web forms take as they are: no quotes, brackets, blanks, & or \. */
static const char *const classes[] = {
    "abcdefghijklmnopqrstuvwxyz",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "0123456789",
    "!#$%*+-.=?@_",
};
enum { CLASSES = sizeof classes / sizeof classes[0] };

#define KNOWN "give ncsc, rempstone, words:4,sep:- or random:16,symbols"

static enum rc unknown(struct slice part, struct err *e)
{
	return err_set(
	    e, RC_USAGE, "\"%.*s\" is not known to the generator; " KNOWN, SLICE_ARG(part));
}

/* The text before the next comma, or all; *rest starts with the comma, if any. */
static struct slice cut(const char **rest)
{
	size_t n = strcspn(*rest, ",");
	struct slice part = slice_of(*rest, n);

	*rest += n;
	return part;
}

/* If part is "name:value" or "name", *value is the value (p NULL without one). */
static bool named(struct slice part, const char *name, struct slice *value)
{
	size_t n = strlen(name);

	*value = slice_of(NULL, 0);
	if (slice_eq_str(part, name))
		return true;
	if (part.n <= n || memcmp(part.p, name, n) != 0 || part.p[n] != ':')
		return false;
	*value = slice_of(part.p + n + 1, part.n - n - 1);
	return true;
}

static enum rc parse_count(unsigned *count, struct slice text, unsigned min, unsigned max,
    const char *what, struct err *e)
{
	unsigned v = 0;
	bool bad = text.n == 0 || text.n > 3;

	if (text.p == NULL)
		return RC_OK;
	for (size_t i = 0; i < text.n && !bad; i++) {
		bad = text.p[i] < '0' || text.p[i] > '9';
		v = v * 10 + (text.p[i] - (unsigned)'0');
	}
	if (bad || v < min || v > max)
		return err_set(e, RC_USAGE,
		    "the generator makes %u to %u %s, not \"%.*s\"; " KNOWN, min, max, what,
		    SLICE_ARG(text));
	*count = v;
	return RC_OK;
}

static enum rc parse_sep(struct generate_spec *spec, struct slice sep, struct err *e)
{
	if (sep.p == NULL || sep.n > GENERATE_SEP_MAX || !text_valid_line(sep))
		return err_set(e, RC_USAGE,
		    "a separator is a text of at most %d bytes, as in sep:-; " KNOWN,
		    GENERATE_SEP_MAX);
	memset(spec->sep, 0, sizeof spec->sep);
	if (sep.n > 0)
		memcpy(spec->sep, sep.p, sep.n);
	return RC_OK;
}

static enum rc parse_option(struct generate_spec *spec, struct slice part, struct err *e)
{
	struct slice value;

	if (spec->kind == GENERATE_WORDS && named(part, "sep", &value))
		return parse_sep(spec, value, e);
	if (spec->kind == GENERATE_WORDS && slice_eq_str(part, "caps"))
		spec->caps = true;
	else if (spec->kind == GENERATE_RANDOM && slice_eq_str(part, "symbols"))
		spec->symbols = true;
	else
		return unknown(part, e);
	return RC_OK;
}

/* What the policies of councils name as good. */
static bool find_preset(struct generate_spec *spec, struct slice name)
{
	static const struct {
		const char *name;
		struct generate_spec spec;
	} PRESETS[] = {
	    {"ncsc", {.kind = GENERATE_WORDS, .count = 3, .caps = true}},
	    {"rempstone", {.kind = GENERATE_WORDS, .count = 4, .sep = "-"}},
	};

	for (size_t i = 0; i < sizeof PRESETS / sizeof PRESETS[0]; i++) {
		if (!slice_eq_str(name, PRESETS[i].name))
			continue;
		*spec = PRESETS[i].spec;
		return true;
	}
	return false;
}

enum rc generate_parse(struct generate_spec *spec, const char *text, struct err *e)
{
	const char *rest = text == NULL ? GENERATE_DEFAULT : text;
	struct slice head = cut(&rest);
	struct slice count;
	enum rc rc;

	*spec = (struct generate_spec){0};
	if (*rest == '\0' && find_preset(spec, head))
		return RC_OK;
	if (named(head, "words", &count)) {
		*spec = (struct generate_spec){
		    .kind = GENERATE_WORDS, .count = DEFAULT_WORDS, .sep = "-"};
		rc = parse_count(&spec->count, count, 1, GENERATE_WORDS_MAX, "words", e);
	} else if (named(head, "random", &count)) {
		*spec =
		    (struct generate_spec){.kind = GENERATE_RANDOM, .count = DEFAULT_RANDOM};
		rc = parse_count(&spec->count, count, GENERATE_RANDOM_MIN, GENERATE_RANDOM_MAX,
		    "characters", e);
	} else {
		rc = unknown(slice_str(text), e);
	}
	while (rc == RC_OK && *rest == ',') {
		rest++;
		rc = parse_option(spec, cut(&rest), e);
	}
	return rc;
}

static bool usable(const char *word)
{
	return strchr(word, '-') == NULL;
}

static const char *draw_word(void)
{
	const char *word;

	do
		word = words_eff[random_below(EFF_COUNT)];
	while (!usable(word));
	return word;
}

/* Which words were drawn is as secret as the password: wipe the list of them. */
static enum rc make_words(struct secret **out, const struct generate_spec *spec)
{
	const char *words[GENERATE_WORDS_MAX] = {0};
	struct buf b;
	size_t n = (spec->count - 1) * strlen(spec->sep);

	for (unsigned i = 0; i < spec->count; i++) {
		words[i] = draw_word();
		n += strlen(words[i]);
	}
	if ((*out = secret_new(n)) != NULL) {
		buf_init_fixed(&b, (*out)->p, n);
		for (unsigned i = 0; i < spec->count; i++) {
			char first = words[i][0];

			if (i > 0)
				buf_add_str(&b, spec->sep);
			buf_add_char(&b, spec->caps ? (char)toupper(first) : first);
			buf_add_str(&b, words[i] + 1);
		}
	}
	wipe(words, sizeof words);
	return *out == NULL ? RC_FAIL : RC_OK;
}

static size_t used_classes(const struct generate_spec *spec)
{
	return spec->symbols ? CLASSES : CLASSES - 1;
}

/* Bit i is set if a character of class i is in the password. */
static unsigned draw_random(uint8_t *p, size_t n, const char *alphabet)
{
	uint32_t size = (uint32_t)strlen(alphabet);
	unsigned seen = 0;

	for (size_t i = 0; i < n; i++) {
		p[i] = (uint8_t)alphabet[random_below(size)];
		for (unsigned k = 0; k < CLASSES; k++)
			if (strchr(classes[k], p[i]) != NULL)
				seen |= 1U << k;
	}
	return seen;
}

/* Drawing whole passwords again, not single characters, keeps all equally likely. */
static enum rc make_random(struct secret **out, const struct generate_spec *spec)
{
	char alphabet[100] = {0};
	unsigned all = (1U << used_classes(spec)) - 1;
	struct buf b;

	buf_init_fixed(&b, alphabet, sizeof alphabet - 1);
	for (size_t k = 0; k < used_classes(spec); k++)
		buf_add_str(&b, classes[k]);
	if ((*out = secret_new(spec->count)) == NULL)
		return RC_FAIL;
	while (draw_random((*out)->p, spec->count, alphabet) != all)
		continue;
	return RC_OK;
}

enum rc generate_make(struct secret **out, const struct generate_spec *spec)
{
	*out = NULL;
	if (spec->kind == GENERATE_WORDS)
		return make_words(out, spec);
	return make_random(out, spec);
}

/* The fraction bit by bit, by squaring: log2 itself would need the maths library. */
static double binary_log(double x)
{
	double log = 0;
	double bit = 0.5;

	for (; x >= 2; x /= 2)
		log++;
	for (; bit > 1e-12; bit /= 2) {
		x *= x;
		if (x >= 2) {
			x /= 2;
			log += bit;
		}
	}
	return log;
}

static double power(double x, unsigned n)
{
	double y = 1;

	while (n-- > 0)
		y *= x;
	return y;
}

/* Inclusion and exclusion over the classes that a string could lack. */
static double count_random(const struct generate_spec *spec)
{
	size_t used = used_classes(spec);
	double total = 0;

	for (unsigned lacking = 0; lacking < 1U << used; lacking++) {
		size_t size = 0;
		bool odd = false;

		for (size_t k = 0; k < used; k++)
			if ((lacking >> k & 1) != 0)
				odd = !odd;
			else
				size += strlen(classes[k]);
		total += (odd ? -1 : 1) * power((double)size, spec->count);
	}
	return total;
}

double generate_bits(const struct generate_spec *spec)
{
	size_t words = 0;

	if (spec->kind == GENERATE_RANDOM)
		return binary_log(count_random(spec));
	for (size_t i = 0; i < EFF_COUNT; i++)
		words += usable(words_eff[i]);
	return spec->count * binary_log((double)words);
}
