#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/words.h"
#include "crypto/secret.h"
#include "slip39_int.h"

/* SLIP-39, "Format of the share mnemonic": words of ten bits. */
enum {
	BITS = 10,
	MASK = 0x3FF,
	HEAD = 4,
	CHECKSUM = 3,
	PADDING = 8, /* bits at most, of words that make up whole pairs of bytes */
	LONGEST = 8  /* letters of a word */
};

/* RS1024 over values of ten bits. */
static uint32_t check_add(uint32_t sum, unsigned value)
{
	static const uint32_t generator[BITS] = {0xe0e040, 0x1c1c080, 0x3838100, 0x7070200,
	    0xe0e0009, 0x1c0c2412, 0x38086c24, 0x3090fc48, 0x21b1f890, 0x3f3f120};
	uint32_t top = sum >> 20;

	sum = (sum & 0xFFFFF) << BITS ^ value;
	for (unsigned i = 0; i < BITS; i++)
		sum ^= generator[i] & (0U - (top >> i & 1U));
	return sum;
}

/* 1 for a whole and right share. */
static uint32_t check_sum(const uint16_t *words, size_t n, bool extendable)
{
	const char *start = extendable ? "shamir_extendable" : "shamir";
	uint32_t sum = 1;

	for (; *start != '\0'; start++)
		sum = check_add(sum, (unsigned char)*start);
	for (size_t i = 0; i < n; i++)
		sum = check_add(sum, words[i]);
	return sum;
}

bool slip39_values_fit(const uint16_t *values, size_t count)
{
	return check_sum(values, count, values[1] >> 4 & 1) == 1;
}

/* Bytes of the secret that so many words are a share of; 0: of none. */
static size_t secret_size(size_t words)
{
	size_t bits = words > HEAD + CHECKSUM ? (words - HEAD - CHECKSUM) * BITS : 0;
	size_t bytes = bits / 16 * 2;

	return bits % 16 > PADDING || bytes < SLIP39_SHORT || bytes > SLIP39_MOST ? 0 : bytes;
}

static size_t value_words(size_t bytes)
{
	return (bytes * 8 + BITS - 1) / BITS;
}

/* The bytes behind zero padding in front, as one number in words of ten bits. */
static void pack(uint16_t *words, const uint8_t *bytes, size_t n)
{
	unsigned held = 0;
	unsigned bits = (unsigned)(value_words(n) * BITS - n * 8);

	for (size_t i = 0; i < n; i++) {
		held = (held << 8 | bytes[i]) & 0xFFFFF;
		bits += 8;
		if (bits >= BITS) {
			bits -= BITS;
			*words++ = (uint16_t)(held >> bits & MASK);
		}
	}
}

/* False if the padding is not zero. */
static bool unpack(uint8_t *bytes, size_t n, const uint16_t *words)
{
	size_t padding = value_words(n) * BITS - n * 8;
	unsigned held = words[0];
	unsigned bits = (unsigned)(BITS - padding);

	if (held >> bits != 0)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (bits < 8) {
			held = (held << BITS | *++words) & 0xFFFFF;
			bits += BITS;
		}
		bits -= 8;
		bytes[i] = (uint8_t)(held >> bits & 0xFF);
	}
	return true;
}

static void head_write(uint16_t *w, const struct slip39_share *s)
{
	unsigned threshold = s->group_threshold - 1U;
	unsigned count = s->group_count - 1U;

	w[0] = (uint16_t)(s->id >> 5);
	w[1] = (uint16_t)((s->id & 31) << 5 | s->extendable << 4 | s->exponent);
	w[2] = (uint16_t)((unsigned)s->group << 6 | threshold << 2 | count >> 2);
	w[3] = (uint16_t)((count & 3) << 8 | (unsigned)s->member << 4 |
			  (s->member_threshold - 1U));
}

static void head_read(struct slip39_share *s, const uint16_t *w)
{
	s->id = (uint16_t)(w[0] << 5 | w[1] >> 5);
	s->extendable = w[1] >> 4 & 1;
	s->exponent = w[1] & 15;
	s->group = (uint8_t)(w[2] >> 6);
	s->group_threshold = (uint8_t)((w[2] >> 2 & 15) + 1);
	s->group_count = (uint8_t)(((w[2] & 3) << 2 | w[3] >> 8) + 1);
	s->member = w[3] >> 4 & 15;
	s->member_threshold = (uint8_t)((w[3] & 15) + 1);
}

static struct secret *text_of(const uint16_t *words, size_t n)
{
	struct secret *text = secret_new(n * (LONGEST + 1));
	struct buf b;

	if (text == NULL)
		return NULL;
	buf_init_fixed(&b, text->p, text->n);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_add_char(&b, ' ');
		buf_add_str(&b, words_get(words[i]));
	}
	secret_truncate(text, b.n);
	return text;
}

struct secret *slip39_share_write(const struct slip39_share *s)
{
	uint16_t words[SLIP39_WORDS_MOST] = {0};
	size_t n = HEAD + value_words(s->n) + CHECKSUM;
	struct secret *text;
	uint32_t sum;

	head_write(words, s);
	pack(words + HEAD, s->value, s->n);
	sum = check_sum(words, n, s->extendable) ^ 1;
	for (unsigned i = 0; i < CHECKSUM; i++)
		words[n - CHECKSUM + i] = sum >> (BITS * (CHECKSUM - 1 - i)) & MASK;
	text = text_of(words, n);
	wipe(words, sizeof words);
	return text;
}

static bool next_word(struct slice *word, struct slice *rest)
{
	size_t n = 0;

	while (rest->n > 0 && isspace(rest->p[0]))
		*rest = slice_of(rest->p + 1, rest->n - 1);
	while (n < rest->n && !isspace(rest->p[n]))
		n++;
	*word = slice_of(rest->p, n);
	*rest = slice_of(rest->p + n, rest->n - n);
	return n > 0;
}

/* The numbers of the words. A word that is not on the list goes first: it says where. */
enum rc slip39_values(
    uint16_t words[SLIP39_WORDS_MOST], size_t *count, struct slice text, struct err *e)
{
	struct slice word;
	size_t n = 0;

	for (; next_word(&word, &text); n++) {
		int value = words_find(word);

		if (value < 0)
			return err_set(e, RC_INPUT,
			    "word %zu is not one of the words that sheets are made of: "
			    "check how it is spelled",
			    n + 1);
		if (n < SLIP39_WORDS_MOST)
			words[n] = (uint16_t)value;
	}
	if (secret_size(n) == 0)
		return err_set(e, RC_INPUT,
		    "a sheet has 20 words, not %zu: look for one left out or put in", n);
	*count = n;
	return RC_OK;
}

static enum rc decode(
    struct slip39_share *s, const uint16_t *words, size_t count, struct err *e)
{
	head_read(s, words);
	s->n = secret_size(count);
	if (!slip39_values_fit(words, count))
		return err_set(e, RC_INPUT,
		    "the checksum of the words does not match: a word is wrong or two are in "
		    "the "
		    "wrong order");
	if (!unpack(s->value, s->n, words + HEAD) || s->group_threshold > s->group_count)
		return err_set(e, RC_INPUT,
		    "the words fit together, but they are not those of a SLIP-39 sheet");
	return RC_OK;
}

enum rc slip39_share_read(struct slip39_share *s, struct slice words, struct err *e)
{
	uint16_t values[SLIP39_WORDS_MOST] = {0};
	size_t count = 0;
	enum rc rc;

	memset(s, 0, sizeof *s);
	if ((rc = slip39_values(values, &count, words, e)) == RC_OK)
		rc = decode(s, values, count, e);
	if (rc != RC_OK)
		wipe(s, sizeof *s);
	wipe(values, sizeof values);
	return rc;
}
