#include "envelope/slip39.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "slip39_int.h"
#include "tap.h"

enum { MOST = 16 };

static const struct slice no_passphrase = {NULL, 0};

/* One published set: its shares, and the secret or "". */
struct vector {
	char *name;
	struct slice shares[MOST];
	size_t count;
	const char *secret;
};

static void check_vector(const struct vector *v)
{
	struct secret *got = NULL;
	unsigned char want[SLIP39_MOST];
	size_t n = tap_hex(want, sizeof want, v->secret);
	struct err e = {0};
	enum rc rc = slip39_recover(&got, v->shares, v->count, slice_str("TREZOR"), &e);

	if (v->name[0] == '!') {
		is_int(rc, RC_INPUT, v->name);
		ok(e.text[0] != '\0' && got == NULL, "refused: %s", e.text);
	} else if (ok(rc == RC_OK && got->n == n, "%s: recovered", v->name)) {
		is_mem(got->p, want, n, v->name);
	}
	secret_free(got);
}

static void test_vectors(void)
{
	struct buf file = {0};
	struct vector v = {.secret = ""};
	char *save = NULL;
	int count = 0;

	if (file_read(&file, TEST_DATA "/slip39-vectors.txt", 1 << 20, NULL) != RC_OK)
		abort();
	buf_add_char(&file, '\0');
	for (char *line = strtok_r((char *)file.p, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save)) {
		if (line[0] == '#')
			continue;
		if (line[0] == '>') {
			v.secret = line + 2;
		} else if (line[0] == '=' || line[0] == '!') {
			if (v.name != NULL)
				check_vector(&v);
			v = (struct vector){.name = line, .secret = ""};
			count++;
		} else if (v.count < MOST) {
			v.shares[v.count++] = slice_str(line);
		}
	}
	check_vector(&v);
	is_int(count, 45, "all published vectors were read");
	buf_finish(&file);
}

static size_t count_words(struct slice s)
{
	size_t n = 1;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == ' ';
	return n;
}

static void free_all(struct secret **shares, size_t n)
{
	for (size_t i = 0; i < n; i++)
		secret_free(shares[i]);
}

static unsigned id_of(const struct secret *share)
{
	struct slip39_share s;
	unsigned id;

	if (slip39_share_read(&s, secret_slice(share), NULL) != RC_OK)
		abort();
	id = s.id;
	wipe(&s, sizeof s);
	return id;
}

/*
 * Another set of the secret of the first. The id of a set is 15 random bits: two
 * in a row may well have the same, and then one of one is even the same words.
 */
static void split_again(struct secret *const *first, struct secret **again, unsigned need,
    unsigned of, struct slice secret)
{
	do {
		free_all(again, of);
		if (slip39_split(again, need, of, secret, no_passphrase, NULL) != RC_OK)
			abort();
	} while (id_of(again[0]) == id_of(first[0]));
}

static void test_single(size_t size, size_t words)
{
	unsigned char secret[SLIP39_MOST];
	struct secret *share = NULL;
	struct secret *other = NULL;
	struct secret *got = NULL;
	struct slip39_info info;
	struct slice text;

	random_bytes(secret, sizeof secret);
	is_int(slip39_split(&share, 1, 1, slice_of(secret, size), no_passphrase, NULL), RC_OK,
	    "one sheet is made");
	text = secret_slice(share);
	is_int(
	    (long long)count_words(text), (long long)words, "it has the right count of words");
	is_int(slip39_check(&info, text, NULL), RC_OK, "it is whole");
	ok(info.need == 1 && info.number == 1 && info.groups == 1 && info.groups_need == 1 &&
		info.group == 1,
	    "it is 1 of 1 in one group");
	is_int(
	    slip39_recover(&got, &text, 1, no_passphrase, NULL), RC_OK, "it gives the secret");
	is_int((long long)got->n, (long long)size, "of the right size");
	is_mem(got->p, secret, size, "which is the same");
	secret_free(got);
	is_int(slip39_recover(&got, &text, 1, slice_str("x"), NULL), RC_OK,
	    "a passphrase gives one");
	ok(memcmp(got->p, secret, size) != 0, "which is another");
	split_again(&share, &other, 1, 1, slice_of(secret, size));
	ok(other->n != share->n || memcmp(other->p, share->p, share->n) != 0,
	    "a second sheet of the same secret has other words");
	secret_free(got);
	secret_free(share);
	secret_free(other);
}

/* SLIP-39: seven words and the secret in words of ten bits, up to 8 of them padding. */
static void test_sizes(void)
{
	for (size_t size = SLIP39_SHORT; size <= SLIP39_MOST; size += 2)
		test_single(size, 7 + (size * 8 + 9) / 10);
}

/* Every choice of need out of `of` sheets; *tried counts them. */
static int wrong_choices(struct secret *const *shares, unsigned need, unsigned of,
    const unsigned char *want, size_t n, int *tried)
{
	int wrong = 0;

	for (unsigned mask = 0; mask < 1U << of; mask++) {
		struct slice given[MOST];
		struct secret *got = NULL;
		unsigned count = 0;
		bool right;

		for (unsigned i = of; i-- > 0;)
			if (mask >> i & 1)
				given[count++] = secret_slice(shares[i]);
		right = slip39_recover(&got, given, count, no_passphrase, NULL) == RC_OK;
		wrong += right != (count == need);
		if (right)
			wrong += got->n != n || memcmp(got->p, want, n) != 0;
		*tried += right;
		secret_free(got);
	}
	return wrong;
}

static void test_several(unsigned need, unsigned of, size_t size, int choices)
{
	unsigned char secret[SLIP39_MOST];
	struct secret *shares[MOST] = {NULL};
	struct slip39_info info = {0};
	int tried = 0;

	random_bytes(secret, sizeof secret);
	is_int(slip39_split(shares, need, of, slice_of(secret, size), no_passphrase, NULL),
	    RC_OK, "several sheets are made");
	is_int(slip39_check(&info, secret_slice(shares[of - 1]), NULL), RC_OK,
	    "the last is whole");
	ok(info.number == of && info.need == need, "it knows its number and the need");
	is_int(wrong_choices(shares, need, of, secret, size, &tried), 0,
	    "as many as are needed give the secret, no other number does");
	is_int(tried, choices, "and all choices were tried");
	free_all(shares, of);
}

/* The largest set, from sheets at its far end. */
static void test_largest(void)
{
	unsigned char secret[SLIP39_SHORT] = {5, 4, 3};
	struct secret *shares[MOST] = {NULL};
	struct slice given[MOST];
	struct secret *got = NULL;

	is_int(slip39_split(shares, 16, 16, slice_of(secret, 16), no_passphrase, NULL), RC_OK,
	    "16 of 16");
	for (size_t i = 0; i < MOST; i++)
		given[i] = secret_slice(shares[MOST - 1 - i]);
	is_int(slip39_recover(&got, given, 16, no_passphrase, NULL), RC_OK, "recovered");
	is_mem(got->p, secret, 16, "the same");
	secret_free(got);
	free_all(shares, MOST);
}

static void split_refused(unsigned need, unsigned of, size_t size, const char *name)
{
	unsigned char secret[SLIP39_MOST + 2] = {0};
	struct secret *shares[32] = {NULL};

	is_int(slip39_split(shares, need, of, slice_of(secret, size), no_passphrase, NULL),
	    RC_USAGE, name);
}

static void test_split_refusals(void)
{
	split_refused(1, 2, 16, "one of two would be enough alone");
	split_refused(3, 2, 16, "more needed than there are");
	split_refused(0, 1, 16, "none needed");
	split_refused(2, 17, 16, "more than sixteen");
	split_refused(1, 1, 14, "a size too small");
	split_refused(1, 1, 17, "an odd size");
	split_refused(1, 1, SLIP39_MOST + 2, "a size too large");
}

/* A made-up, valid sheet: vector 42 of SLIP-39. */
static const char GOOD[] =
    "testify swimming academic academic column loyalty smear include exotic "
    "bedroom exotic wrist lobe cover grief golden smart junior estimate learn";

static void refused(const char *words, const char *why)
{
	struct slip39_info info;
	struct err e = {0};

	is_int(slip39_check(&info, slice_str(words), &e), RC_INPUT, why);
	ok(strstr(e.text, why) != NULL, "it says so: %s", e.text);
}

static void test_refusals(void)
{
	static const char first[] = "testify swimming academic academic column loyalty smear";
	char text[500];

	snprintf(text, sizeof text, "%.*s zebra%s", (int)strlen(first) - 6, GOOD,
	    GOOD + strlen(first));
	refused(text, "word 7 is not");
	snprintf(text, sizeof text, "%s tes", GOOD);
	refused(text, "word 21 is not");
	refused("", "a sheet has 20 words, not 0");
	refused(first, "a sheet has 20 words, not 7");
	snprintf(text, sizeof text, "%s learn", GOOD);
	refused(text, "a sheet has 20 words, not 21");
	snprintf(text, sizeof text, "%s %s", GOOD, GOOD);
	refused(text, "a sheet has 20 words, not 40");
	snprintf(text, sizeof text, "%s %s %s", GOOD, GOOD, GOOD);
	refused(text, "a sheet has 20 words, not 60");
	snprintf(text, sizeof text, "%s learn learn learn learn", GOOD);
	refused(text, "a sheet has 20 words, not 24");
	snprintf(text, sizeof text, "swimming testify%s", GOOD + strlen("testify swimming"));
	refused(text, "the checksum of the words does not match");
	snprintf(text, sizeof text, "%.*smarch", (int)strlen(GOOD) - 5, GOOD);
	refused(text, "the checksum of the words does not match");
}

/* No word is repeated in what is said about it. */
static void test_discreet(void)
{
	struct slip39_info info;
	struct err e = {0};

	is_int(slip39_check(&info, slice_str("academic hunter2xyz acid"), &e), RC_INPUT,
	    "a wrong word");
	ok(strstr(e.text, "hunter2xyz") == NULL && strstr(e.text, "word 2") != NULL,
	    "is named by its place only");
}

static bool accepted(char *const words[20])
{
	struct slip39_info info;
	struct buf b = {0};
	bool fine;

	for (size_t i = 0; i < 20; i++)
		buf_printf(&b, "%s ", words[i]);
	fine = slip39_check(&info, buf_slice(&b), NULL) == RC_OK;
	buf_finish(&b);
	return fine;
}

/* RS1024 finds every changed word, and every two that changed places. */
static void test_checksum(void)
{
	static char other[] = "acid";
	char copy[sizeof GOOD];
	char *words[20];
	char *save = NULL;
	int wrong = 0;

	memcpy(copy, GOOD, sizeof copy);
	words[0] = strtok_r(copy, " ", &save);
	for (size_t i = 1; i < 20; i++)
		words[i] = strtok_r(NULL, " ", &save);
	ok(accepted(words), "the words as they are");
	for (size_t i = 0; i < 20; i++) {
		char *kept = words[i];

		words[i] = other;
		wrong += accepted(words);
		for (size_t k = i + 1; k < 20; k++) {
			words[i] = words[k];
			words[k] = kept;
			wrong += accepted(words) != (strcmp(words[i], kept) == 0);
			words[k] = words[i];
		}
		words[i] = kept;
	}
	is_int(wrong, 0, "no word can be changed or change places");
}

static void test_lenient(void)
{
	struct buf b = {0};
	struct slip39_info info;
	size_t letters = 0;

	for (const char *s = GOOD; *s != '\0'; s++) {
		letters = *s == ' ' ? 0 : letters + 1;
		if (letters <= 4)
			buf_add_char(&b, (char)(letters % 2 ? toupper(*s) : *s));
		if (*s == ' ')
			buf_add_str(&b, "\t \n");
	}
	is_int(slip39_check(&info, buf_slice(&b), NULL), RC_OK,
	    "four letters, any case and extra blanks will do");
	buf_finish(&b);
}

static void recover_refused(const struct slice *given, size_t count, const char *why)
{
	struct secret *got = NULL;
	struct err e = {0};

	is_int(slip39_recover(&got, given, count, no_passphrase, &e), RC_INPUT, why);
	ok(strstr(e.text, why) != NULL && got == NULL, "it says so: %s", e.text);
}

static void test_recover_refusals(void)
{
	unsigned char secret[16] = {7};
	struct secret *a[3] = {NULL};
	struct secret *b[3] = {NULL};
	struct slice given[3];

	if (slip39_split(a, 2, 3, slice_of(secret, 16), no_passphrase, NULL) != RC_OK)
		abort();
	split_again(a, b, 2, 3, slice_of(secret, 16));
	given[0] = secret_slice(a[0]);
	recover_refused(given, 1, "2 sheets are needed, not 1");
	recover_refused(given, 0, "no sheets");
	given[1] = secret_slice(a[0]);
	recover_refused(given, 2, "sheets 1 and 2 are the same one");
	given[1] = secret_slice(b[1]);
	recover_refused(given, 2, "sheet 2 belongs to another envelope");
	given[1] = secret_slice(a[1]);
	given[2] = secret_slice(a[2]);
	recover_refused(given, 3, "2 sheets are needed, not 3");
	given[1] = slice_str("academic");
	recover_refused(given, 2, "a sheet has 20 words, not 1");
	free_all(a, 3);
	free_all(b, 3);
}

/* Two sheets that are right in themselves; the second may be another's. */
static void differ(const struct slip39_share *first, const struct slip39_share *second)
{
	struct secret *a = slip39_share_write(first);
	struct secret *b = slip39_share_write(second);
	const struct slice given[] = {secret_slice(a), secret_slice(b)};

	recover_refused(given, 2, "sheet 2 belongs to another envelope");
	secret_free(a);
	secret_free(b);
}

/* What all sheets of a set have in common, one thing at a time. */
static void test_sets(void)
{
	const struct slip39_share first = {.id = 1,
	    .extendable = 1,
	    .exponent = 1,
	    .group_threshold = 1,
	    .group_count = 2,
	    .member_threshold = 2,
	    .n = SLIP39_SHORT};
	struct slip39_share others[6];

	for (size_t i = 0; i < 6; i++) {
		others[i] = first;
		others[i].member = 1;
	}
	others[0].id = 2;
	others[1].extendable = 0;
	others[2].exponent = 2;
	others[3].group_threshold = 2;
	others[4].group_count = 3;
	others[5].n = SLIP39_LONG;
	for (size_t i = 0; i < 6; i++)
		differ(&first, &others[i]);
}

static void test_too_many(void)
{
	const struct slice given[SLIP39_SHARES * SLIP39_SHARES + 1] = {{NULL, 0}};

	recover_refused(given, sizeof given / sizeof given[0], "more than any set has");
}

/* A sheet of one, right but for what it asks for. */
static enum rc recover_with(unsigned exponent, struct err *e)
{
	const struct slip39_share s = {.extendable = 1,
	    .exponent = (uint8_t)exponent,
	    .group_threshold = 1,
	    .group_count = 1,
	    .member_threshold = 1,
	    .n = SLIP39_SHORT};
	struct secret *sheet = slip39_share_write(&s);
	struct secret *got = NULL;
	struct slice words = secret_slice(sheet);
	struct slip39_info info;
	enum rc rc;

	ok(slip39_check(&info, words, NULL) == RC_OK, "exponent %u is of a sheet", exponent);
	rc = slip39_recover(&got, &words, 1, no_passphrase, e);
	ok((rc == RC_OK) == (got != NULL), "and its secret is there if it is taken");
	secret_free(got);
	secret_free(sheet);
	return rc;
}

static void test_work(void)
{
	struct err e = {0};

	is_int(recover_with(SLIP39_EXPONENT_MAX, &e), RC_OK, "the most work that is done");
	is_int(recover_with(SLIP39_EXPONENT_MAX + 1, &e), RC_INPUT, "more than that is not");
	ok(strstr(e.text, "exponent 7, at most 6") != NULL &&
		strstr(e.text, "open it with that one") != NULL,
	    "and it is said what to do: %s", e.text);
	is_int(recover_with(15, &e), RC_INPUT, "nor is the most that there is");
}

int main(void)
{
	struct err e;

	if (crypto_init(&e) != RC_OK)
		return 1;
	test_vectors();
	test_sizes();
	test_several(2, 3, SLIP39_SHORT, 3);
	test_several(3, 5, SLIP39_SHORT, 10);
	test_several(2, 2, SLIP39_LONG, 1);
	test_several(2, 2, SLIP39_MOST, 1);
	test_largest();
	test_split_refusals();
	test_refusals();
	test_discreet();
	test_checksum();
	test_lenient();
	test_recover_refusals();
	test_sets();
	test_too_many();
	test_work();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
