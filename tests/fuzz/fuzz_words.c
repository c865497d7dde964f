/*
 * The words on sheets, and the check words.
 *
 * Input: the text of a sheet; or, as the first byte says, one
 * word, bytes to be said in check words, the parts of sheets,
 * whose words get a true checksum, a secret to be split, or the
 * text of several sheets, as it is or made of parts.
 */
#include <string.h>

#include "base/words.h"
#include "crypto/secret.h"
#include "envelope/sheet_set.h"
#include "fuzz.h"
#include "slip39_int.h"

enum { SHEETS = 4, EASY = 1, HARD = 8, HASH = 32 };

static unsigned word;
static unsigned sheet;
static unsigned together;
static unsigned shared;
static unsigned listed;
static unsigned enough;

void fuzz_init(void)
{
	word = fuzz_way("a word");
	sheet = fuzz_way("a sheet");
	together = fuzz_way("sheets that go together");
	shared = fuzz_way("a secret to be split");
	listed = fuzz_way("sheets in lines");
	enough = fuzz_way("as many of them as are needed");
}

static void one_word(struct buf *result, struct slice text)
{
	int value = words_find(text);
	unsigned first;

	fuzz_must(value >= -1 && value < WORDS_COUNT);
	if (text.n > 0 && words_beginning(&first, text) == 1)
		fuzz_must(words_beginning(&first, slice_str(words_get(first))) == 1);
	if (value >= 0) {
		fuzz_accept(word);
		fuzz_must(words_find(slice_str(words_get((unsigned)value))) == value);
		fuzz_must(words_near((unsigned)value, text));
	}
	buf_add(result, &value, sizeof value);
}

/* Each word gives its ten bits back. */
static void check_words(struct buf *result, struct slice input)
{
	uint8_t hash[HASH] = {0};
	unsigned n = feed_u8(&input) % 26;
	struct buf text = {0};
	struct slice rest;

	if (input.n > 0)
		memcpy(hash, input.p, input.n < sizeof hash ? input.n : sizeof hash);
	words_of_hash(&text, hash, n);
	rest = buf_slice(&text);
	for (unsigned i = 0; i < n; i++) {
		unsigned two = (unsigned)hash[i * 10 / 8] << 8 | hash[i * 10 / 8 + 1];
		const uint8_t *blank = memchr(rest.p, ' ', rest.n);
		size_t length = blank == NULL ? rest.n : (size_t)(blank - rest.p);
		int value = words_find(feed_bytes(&rest, length));

		fuzz_must(value == (int)(two >> (6 - i * 10 % 8) & 0x3FF));
		fuzz_must((feed_bytes(&rest, 1).n == 0) == (i + 1 == n));
	}
	buf_add_slice(result, buf_slice(&text));
	buf_finish(&text);
}

static void one_sheet(struct buf *result, struct slice words)
{
	unsigned from;
	unsigned to;
	struct slip39_info info;
	struct slip39_share share;
	struct secret *again;
	struct err e;
	enum rc rc = slip39_check(&info, words, &e);

	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_INPUT));
	if (slip39_suspect(&from, &to, words))
		fuzz_must(
		    rc != RC_OK && from >= 1 && to <= SLIP39_WORDS_MOST && to - from <= 1);
	if (rc != RC_OK)
		return;
	fuzz_accept(sheet);
	fuzz_must(info.id < 1 << 15 && info.number >= 1 && info.number <= SLIP39_SHARES);
	fuzz_must(info.need >= 1 && info.need <= SLIP39_SHARES && info.groups <= SLIP39_SHARES);
	fuzz_must(slip39_share_read(&share, words, NULL) == RC_OK);
	again = slip39_share_write(&share);
	fuzz_must(again != NULL);
	fuzz_must(slip39_check(&info, secret_slice(again), NULL) == RC_OK);
	secret_free(again);
	wipe(&share, sizeof share);
}

static struct slip39_share make_share(struct slice *feed)
{
	struct slip39_share s = {.id = feed_u16(feed) & 0x7FFF};
	uint8_t bits = feed_u8(feed);
	struct slice value;

	s.extendable = bits & 1;
	s.exponent = (uint8_t)((bits >> 1 & EASY) | (bits & HARD));
	s.n = bits & 4 ? SLIP39_SHORT + (size_t)(bits >> 3) * 2 : SLIP39_SHORT;
	if (s.n > SLIP39_MOST)
		s.n = SLIP39_MOST;
	s.group = feed_u8(feed) % SLIP39_SHARES;
	s.group_threshold = (uint8_t)(1 + feed_u8(feed) % SLIP39_SHARES);
	s.group_count = (uint8_t)(1 + feed_u8(feed) % SLIP39_SHARES);
	s.member = feed_u8(feed) % SLIP39_SHARES;
	s.member_threshold = (uint8_t)(1 + feed_u8(feed) % SLIP39_SHARES);
	value = feed_bytes(feed, s.n);
	if (value.n > 0)
		memcpy(s.value, value.p, value.n);
	return s;
}

/* Sheets that are right in themselves; whether they fit together is another question. */
static void recover(struct buf *result, struct slice feed)
{
	struct secret *sheets[SHEETS] = {NULL};
	struct slice words[SHEETS];
	struct secret *secret = NULL;
	bool hard = false;
	size_t n = 1 + feed_u8(&feed) % SHEETS;
	struct err e;
	enum rc rc;

	for (size_t i = 0; i < n; i++) {
		struct slip39_share s = make_share(&feed);

		sheets[i] = slip39_share_write(&s);
		fuzz_must(sheets[i] != NULL);
		words[i] = secret_slice(sheets[i]);
		hard |= s.exponent > SLIP39_EXPONENT_MAX;
		one_sheet(result, words[i]);
	}
	rc = slip39_recover(&secret, words, n, slice_str(""), &e);
	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_INPUT));
	fuzz_must((rc == RC_OK) == (secret != NULL));
	fuzz_must(rc != RC_OK || !hard);
	if (rc == RC_OK) {
		fuzz_accept(together);
		fuzz_must(secret->n >= SLIP39_SHORT && secret->n <= SLIP39_MOST);
		buf_add_slice(result, secret_slice(secret));
	}
	secret_free(secret);
	for (size_t i = 0; i < n; i++)
		secret_free(sheets[i]);
}

/* What --words-fd reads. */
static void lines(struct buf *result, struct slice text)
{
	struct sheet_set set = {0};
	struct secret *secret = NULL;
	struct err e;
	enum rc rc = sheet_set_read(&set, text, &e);

	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_INPUT));
	fuzz_must(set.n <= SLIP39_SHARES && (rc != RC_OK || set.n > 0));
	for (size_t i = 0; i < set.n; i++)
		fuzz_must(set.info[i].id == set.info[0].id &&
			  set.info[i].need == set.info[0].need &&
			  sheet_words_in(NULL, 0, secret_slice(set.words[i])) == SHEET_WORDS);
	if (rc == RC_OK) {
		fuzz_accept(listed);
		fuzz_must(sheet_words_in(NULL, 0, text) == set.n * SHEET_WORDS);
		rc = sheet_set_recover(&secret, &set, &e);
		fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_INPUT));
		fuzz_must((rc == RC_OK) == (secret != NULL));
		if (rc == RC_OK)
			fuzz_accept(enough);
	}
	secret_free(secret);
	sheet_set_finish(&set);
}

/* Lines of sheets of one set, each with an odd beginning. */
static void made_lines(struct buf *result, struct slice feed)
{
	static const char *const begin[] = {"", "\n", "1. ", " 7\t", "\r\n", "3) ", "x ", "8:"};
	struct buf text = {0};
	struct slip39_share first = make_share(&feed);

	first.n = SLIP39_SHORT;
	first.group_count = first.group_threshold = 1;
	first.exponent = 0;
	for (unsigned i = feed_u8(&feed) % (SHEETS + 1); i > 0; i--) {
		struct secret *words;
		uint8_t bits = feed_u8(&feed);

		first.member = bits >> 4;
		first.value[0] = feed_u8(&feed);
		words = slip39_share_write(&first);
		fuzz_must(words != NULL);
		buf_add_str(&text, begin[bits & 7]);
		buf_add_slice(&text, secret_slice(words));
		buf_add_str(&text, bits & 8 ? "\r\n" : "\n");
		secret_free(words);
	}
	if (text.n > 0)
		lines(result, buf_slice(&text));
	buf_finish(&text);
	wipe(&first, sizeof first);
}

/* What was split comes back from so many of its sheets as are needed. */
static void split(struct buf *result, struct slice feed)
{
	struct secret *shares[SLIP39_SHARES];
	struct slice words[SLIP39_SHARES];
	uint8_t value[SLIP39_SHORT] = {0};
	unsigned need = feed_u8(&feed) % (SLIP39_SHARES + 2);
	unsigned of = feed_u8(&feed) % (SLIP39_SHARES + 2);
	unsigned first = feed_u8(&feed);
	struct slice given = feed_bytes(&feed, sizeof value);
	struct secret *again = NULL;
	struct err e;
	enum rc rc;

	if (given.n > 0)
		memcpy(value, given.p, given.n);
	rc = slip39_split(shares, need, of, slice_of(value, sizeof value), slice_str(""), &e);
	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_USAGE));
	if (rc != RC_OK)
		return;
	fuzz_accept(shared);
	for (unsigned i = 0; i < need; i++)
		words[i] = secret_slice(shares[(first + i) % of]);
	fuzz_must(slip39_recover(&again, words, need, slice_str(""), NULL) == RC_OK);
	fuzz_must(slice_eq(secret_slice(again), slice_of(value, sizeof value)));
	secret_free(again);
	for (unsigned i = 0; i < of; i++)
		secret_free(shares[i]);
}

void fuzz_one(struct buf *result, struct slice input)
{
	switch (feed_u8(&input) % 8) {
	case 1:
		one_word(result, input);
		break;
	case 2:
		check_words(result, input);
		break;
	case 3:
		recover(result, input);
		break;
	case 5:
		split(result, input);
		break;
	case 6:
		lines(result, input);
		break;
	case 7:
		made_lines(result, input);
		break;
	default:
		one_sheet(result, input);
		break;
	}
}
