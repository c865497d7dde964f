#include "envelope/sheet_set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "crypto/secret.h"
#include "slip39_int.h"
#include "tap.h"

enum { OF = 5, NEED = 3 };

static const uint8_t SECRET[SLIP39_SHORT] = {3, 1, 4, 1, 5};

static struct secret *sheets[OF]; /* of one envelope */
static struct secret *others[OF]; /* of the same secret, but another set */
static struct secret *single;     /* 1 of 1 */

/* The id of a set is 15 random bits, by which two sets may well be taken for one. */
static void give_id(struct secret **sheet, uint16_t id)
{
	struct slip39_share s;

	if (slip39_share_read(&s, secret_slice(*sheet), NULL) != RC_OK)
		_Exit(1);
	s.id = id;
	secret_free(*sheet);
	*sheet = slip39_share_write(&s);
	wipe(&s, sizeof s);
}

static void make(struct secret **out, unsigned need, unsigned of, uint16_t id)
{
	if (slip39_split(out, need, of, slice_of(SECRET, sizeof SECRET), slice_of(NULL, 0),
		NULL) != RC_OK)
		_Exit(1);
	for (unsigned i = 0; i < of; i++)
		give_id(&out[i], id);
}

static void add(struct sheet_set *set, const struct secret *sheet, enum rc want,
    const char *why, const char *name)
{
	struct err e = {0};
	size_t before = set->n;

	is_int(sheet_set_add(set, secret_slice(sheet), &e), want, name);
	ok(want == RC_OK || (strstr(e.text, why) != NULL && set->n == before),
	    "it says so, and nothing is taken: %s", e.text);
}

static void recovers(const struct sheet_set *set, const char *name)
{
	struct secret *got = NULL;

	if (ok(sheet_set_recover(&got, set, NULL) == RC_OK, "%s", name))
		is_mem(got->p, SECRET, sizeof SECRET, "and is right");
	secret_free(got);
}

static void test_one_by_one(void)
{
	struct sheet_set set = {0};
	struct secret *got = NULL;
	struct err e;

	ok(!sheet_set_enough(&set), "no sheet is not enough");
	is_int(sheet_set_recover(&got, &set, &e), RC_INPUT, "and gives nothing");
	add(&set, sheets[4], RC_OK, "", "the last sheet first");
	ok(!sheet_set_enough(&set), "one is not enough");
	is_int(sheet_set_recover(&got, &set, &e), RC_INPUT, "and gives nothing");
	ok(strstr(e.text, "opens with 3 of its sheets, not with 1") != NULL,
	    "it is said how many do: %s", e.text);
	add(&set, sheets[4], RC_EXISTS, "number 5, was given before", "the same once more");
	add(&set, others[1], RC_INPUT, "another envelope", "one of another envelope");
	add(&set, single, RC_INPUT, "another envelope", "one that would be enough alone");
	add(&set, sheets[0], RC_OK, "", "a second");
	add(&set, sheets[2], RC_OK, "", "a third");
	ok(sheet_set_enough(&set), "three are enough");
	recovers(&set, "they give the secret");
	add(&set, sheets[1], RC_OK, "", "a fourth is looked at too");
	recovers(&set, "and agrees");
	sheet_set_finish(&set);
}

/* Sheets that are right in themselves, and not of an envelope. */
static void test_foreign(void)
{
	struct slip39_share s = {.extendable = 1,
	    .group_threshold = 1,
	    .group_count = 2,
	    .member_threshold = 1,
	    .n = SLIP39_SHORT};
	struct sheet_set set = {0};
	struct secret *sheet = slip39_share_write(&s);

	add(&set, sheet, RC_INPUT, "not of an envelope", "a sheet of a group");
	secret_free(sheet);
	s.group_count = 1;
	s.n = SLIP39_LONG;
	sheet = slip39_share_write(&s);
	add(&set, sheet, RC_INPUT, "not of an envelope", "a sheet of a longer secret");
	secret_free(sheet);
	sheet_set_finish(&set);
}

/* The id and the need of the set, but a value of its own. */
static struct secret *forged(unsigned number, unsigned need)
{
	struct slip39_share s;
	struct secret *sheet;

	if (slip39_share_read(&s, secret_slice(sheets[0]), NULL) != RC_OK)
		_Exit(1);
	s.member = (uint8_t)(number - 1);
	s.member_threshold = (uint8_t)need;
	s.value[3] ^= 1;
	sheet = slip39_share_write(&s);
	wipe(&s, sizeof s);
	return sheet;
}

static void test_forged(void)
{
	struct sheet_set set = {0};
	struct secret *sheet = forged(4, NEED);
	struct secret *got = NULL;

	for (size_t i = 0; i < NEED; i++)
		add(&set, sheets[i], RC_OK, "", "a sheet");
	add(&set, sheet, RC_OK, "", "one that was forged, and one more than are needed");
	is_int(sheet_set_recover(&got, &set, NULL), RC_INPUT, "is found out");
	ok(got == NULL, "and there is no secret");
	secret_free(sheet);
	sheet = forged(5, NEED - 1);
	add(&set, sheet, RC_INPUT, "do not fit together", "one that needs fewer");
	secret_free(sheet);
	sheet_set_finish(&set);
}

/* Sheets that are enough alone have no digest: only each other. */
static void test_two_alone(void)
{
	struct slip39_share s = {.extendable = 1,
	    .group_threshold = 1,
	    .group_count = 1,
	    .member_threshold = 1,
	    .n = SLIP39_SHORT};
	struct sheet_set set = {0};
	struct secret *got = NULL;
	struct secret *sheet = slip39_share_write(&s);

	add(&set, sheet, RC_OK, "", "a sheet that is enough alone");
	secret_free(sheet);
	s.member = 1;
	s.value[0] = 1;
	sheet = slip39_share_write(&s);
	add(&set, sheet, RC_OK, "", "and another one");
	secret_free(sheet);
	is_int(sheet_set_recover(&got, &set, NULL), RC_INPUT, "of which one is false");
	sheet_set_finish(&set);
}

static enum rc reads(struct sheet_set *set, const char *format, struct err *e)
{
	struct buf b = {0};
	enum rc rc;

	for (const char *p = format; *p != '\0'; p++) {
		if (*p >= 'a' && *p < 'a' + OF)
			buf_add_slice(&b, secret_slice(sheets[*p - 'a']));
		else
			buf_add_char(&b, *p);
	}
	rc = sheet_set_read(set, buf_slice(&b), e);
	buf_finish(&b);
	return rc;
}

static void test_lines(void)
{
	static const struct {
		const char *text;
		size_t sheets;
	} good[] = {{"a\nb\nc", 3}, {"a\n", 1}, {"\n\n  \na\r\n\n\tb\r\n\nc\n\n", 3},
	    {"1. a\n2) b\n17: c\n", 3}, {"12 a\n", 1}, {"e\nd\nc\nb\na\n", 5}};
	static const struct {
		const char *text;
		const char *why;
	} bad[] = {{"", "only empty lines"}, {"\n \n1.\n", "only empty lines"},
	    {"a\n\nX\n", "line 3: word 1 is not"},
	    {"a\nb b\n", "line 2: a sheet has 20 words, not 40"},
	    {"a\nb\na\n", "line 3: this sheet, number 1, was given before"},
	    {"1.1 a\n", "line 1: word 1 is not"}, {". a\n", "line 1: word 1 is not"}};

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		struct sheet_set set = {0};

		ok(reads(&set, good[i].text, NULL) == RC_OK && set.n == good[i].sheets,
		    "text %zu has %zu sheets", i, good[i].sheets);
		sheet_set_finish(&set);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct sheet_set set = {0};
		struct err e = {0};

		is_int(reads(&set, bad[i].text, &e), RC_INPUT, bad[i].why);
		ok(strstr(e.text, bad[i].why) != NULL, "it says so: %s", e.text);
		sheet_set_finish(&set);
	}
}

/* A number in front of every word, as on the sheet. */
static void test_numbered(void)
{
	struct sheet_set set = {0};
	struct buf b = {0};
	unsigned n = 1;

	buf_printf(&b, "%u ", n);
	for (size_t i = 0; i < single->n; i++) {
		buf_add_char(&b, (char)single->p[i]);
		if (single->p[i] == ' ') {
			n++;
			buf_printf(&b, " %u%s ", n, n % 2 ? "." : "");
		}
	}
	ok(sheet_set_read(&set, buf_slice(&b), NULL) == RC_OK && set.n == 1,
	    "every word may be numbered");
	recovers(&set, "one sheet of one gives the secret");
	buf_finish(&b);
	sheet_set_finish(&set);
}

int main(void)
{
	struct err e;

	if (crypto_init(&e) != RC_OK)
		return 1;
	make(sheets, NEED, OF, 1);
	make(others, NEED, OF, 2);
	make(&single, 1, 1, 3);
	test_one_by_one();
	test_foreign();
	test_forged();
	test_two_alone();
	test_lines();
	test_numbered();
	for (size_t i = 0; i < OF; i++) {
		secret_free(sheets[i]);
		secret_free(others[i]);
	}
	secret_free(single);
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
