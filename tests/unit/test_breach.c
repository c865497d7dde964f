#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crypto/breach_hash.h"
#include "fixture.h"
#include "report/breach.h"
#include "tap.h"

/*
 * A list too big for a disk: its file is empty but for its size, and its lines
 * are made up where they are read. Hash number i, of MANY, is i times a step,
 * in the first eight bytes, and up to 25,000 steps off, as by chance; with skewed,
 * all but the last are below 2^32.
 */
enum { WIDE = 2 * BREACH_SHA1 + 1 + 4, MANY = 900 * 1000 * 1000, PERIOD = 200000 };
static bool made_up, skewed;
static long reads;

static uint64_t number_of(uint64_t i)
{
	const uint64_t step = UINT64_MAX / MANY;
	const uint64_t m = i % PERIOD;

	if (skewed)
		return i == MANY - 1 ? UINT64_MAX : i * 4;
	return i * step + m * (PERIOD - m) * (step / (2 * PERIOD));
}

static void hash_of(uint8_t hash[BREACH_MAX], uint64_t number)
{
	memset(hash, 0, BREACH_MAX);
	for (int k = 0; k < 8; k++)
		hash[k] = (uint8_t)(number >> (56 - 8 * k));
}

ssize_t pread(int fd, void *p, size_t n, off_t at)
{
	static ssize_t (*real)(int, void *, size_t, off_t);
	char line[128];
	uint8_t *out = p;

	if (!made_up) {
		*(void **)&real = dlsym(RTLD_NEXT, "pread");
		return real(fd, p, n, at);
	}
	reads++;
	for (size_t k = 0; k < n; k++) {
		off_t where = at + (off_t)k;

		if (where >= (off_t)WIDE * MANY)
			return (ssize_t)k;
		if (k == 0 || where % WIDE == 0)
			snprintf(line, sizeof line, "%016llX%024d:%02d\r\n",
			    (unsigned long long)number_of((uint64_t)(where / WIDE)), 0,
			    (int)(where / WIDE % 90) + 1);
		out[k] = (uint8_t)line[where % WIDE];
	}
	return (ssize_t)n;
}

static char path[96];

static void write_file(const char *text, size_t n)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fwrite(text, 1, n, f) != n || fclose(f) != 0)
		must(RC_IO, NULL, "a file is written");
}

static enum rc try_open(struct breach **b, const char *text, struct err *e)
{
	*e = (struct err){0};
	write_file(text, strlen(text));
	return breach_open(b, path, e);
}

static int64_t find(struct breach *b, const char *hex)
{
	uint8_t hash[BREACH_MAX] = {0};
	int64_t count = -1;
	struct err e;

	tap_hex(hash, sizeof hash, hex);
	return breach_find(&count, b, hash, &e) == RC_OK ? count : -2;
}

#define A "0A00000000000000000000000000000000000001"
#define B "7b00000000000000000000000000000000000002"
#define C "FF00000000000000000000000000000000000003"
#define ABSENT "7B00000000000000000000000000000000000003"

static void test_few(void)
{
	static const char *const FILES[] = {A ":3\n" B ":1\n" C ":123456789012345678\n",
	    A ":3\r\n" B ":1\r\n" C ":123456789012345678\r\n",
	    A ":3\n" B ":1\n" C ":123456789012345678",
	    A ":3\n" B ":1\n" B ":1\n" C ":123456789012345678\r",
	    A ":3\n" B ":1\n" C ":123456789012345678\n\n",
	    A ":3\r\n" B ":1\r\n" C ":123456789012345678\r\n\r\n\n"};

	for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
		struct breach *b = NULL;
		struct err e;

		is_int(try_open(&b, FILES[i], &e), RC_OK, "a short list is opened");
		is_int((int)breach_size(b), BREACH_SHA1, "which is of SHA-1");
		is_int(find(b, A), 3, "the first");
		is_int(find(b, B), 1, "one in the midst, in small letters");
		is_int(find(b, C), 123456789012345678, "the last, found most often");
		is_int(find(b, ABSENT), 0, "one between two is not there");
		is_int(find(b, "0000000000000000000000000000000000000000"), 0, "nor the least");
		is_int(
		    find(b, "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"), 0, "nor the greatest");
		breach_close(b);
	}
}

static void test_nt(void)
{
	struct breach *b = NULL;
	struct err e;

	is_int(
	    try_open(&b,
		"8846F7EAEE8FB117AD06BDD830B7586C:9\nA4F49C406510BDCAB6824EE7C30FD852:8\n", &e),
	    RC_OK, "a list of NT hashes is opened");
	is_int((int)breach_size(b), BREACH_NT, "and told by the length of its hashes");
	is_int(find(b, "8846F7EAEE8FB117AD06BDD830B7586C"), 9, "there is one");
	is_int(find(b, "8846F7EAEE8FB117AD06BDD830B7586D"), 0, "and another not");
	breach_close(b);
}

/* 20,000 lines take some 250 blocks. */
enum { LINES = 20000, STEP = 200000, LINE = 2 * BREACH_SHA1 + 10 };

static char *thousands(size_t *n)
{
	char *text = malloc((size_t)LINES * LINE + 1);

	*n = 0;
	for (unsigned i = 0; i < LINES && text != NULL; i++)
		*n += (size_t)snprintf(
		    text + *n, LINE + 1, "%08X%032X:%07u\r\n", i * STEP, 0U, 1U << (i % 20));
	return text;
}

static void test_thousands(void)
{
	size_t n = 0;
	char *text = thousands(&n);
	struct breach *b = NULL;
	long wrong = 0;
	struct err e;

	write_file(text, n);
	free(text);
	must(breach_open(&b, path, &e), &e, "a list is opened");
	for (unsigned i = 0; i < LINES; i++) {
		char hex[64];

		snprintf(hex, sizeof hex, "%08X%032X", i * STEP, 0U);
		wrong += find(b, hex) != 1 << (i % 20);
		hex[39] = '1';
		wrong += find(b, hex) != 0;
	}
	is_int(wrong, 0, "each of 20,000 is found, and its neighbour is not");
	breach_close(b);
}

static void test_huge(bool skew, long most)
{
	enum { TRIED = 1000 };
	struct breach *b = NULL;
	struct err e = {0};
	long wrong = 0;
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || ftruncate(fd, (off_t)WIDE * MANY) != 0)
		must(RC_IO, NULL, "a file with a hole");
	close(fd);
	made_up = true;
	skewed = skew;
	is_int(breach_open(&b, path, &e), RC_OK, "a list of 40 GB is opened");
	reads = 0;
	for (uint64_t k = 0; k < TRIED; k++) {
		uint64_t i = k * (MANY / TRIED) + k;
		uint8_t hash[BREACH_MAX];
		int64_t count = -1;

		hash_of(hash, number_of(i));
		wrong +=
		    breach_find(&count, b, hash, &e) != RC_OK || count != (int64_t)(i % 90) + 1;
		hash[19] = 1;
		wrong += breach_find(&count, b, hash, &e) != RC_OK || count != 0;
	}
	made_up = false;
	is_int(wrong, 0, "a thousand are found in it, and a thousand not");
	ok(reads <= most * 2 * TRIED, "with %.1f reads each", (double)reads / (2 * TRIED));
	breach_close(b);
}

/* A download that was broken off, or a copy on a stick that takes no more of one file. */
static void test_cut(off_t size, const char *name)
{
	struct breach *b = NULL;
	struct err e = {0};
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || ftruncate(fd, size) != 0)
		must(RC_IO, NULL, "a file with a hole");
	close(fd);
	made_up = true;
	skewed = false;
	is_int(breach_open(&b, path, &e), RC_INPUT, name);
	made_up = false;
	ok(has_text(&e, "cut off") && has_text(&e, "haveibeenpwned"), "what to do: %s", e.text);
}

static void refused(const char *text, const char *why, const char *name)
{
	struct breach *b = NULL;
	struct err e;

	is_int(try_open(&b, text, &e), RC_INPUT, name);
	ok(has_text(&e, why) && has_text(&e, "haveibeenpwned"), "and what to do: %s", e.text);
	ok(b == NULL, "nothing is left open");
}

static void test_refused(void)
{
	struct breach *b = NULL;
	struct err e = {0};

	refused("", "no list", "an empty file");
	refused("\n\n", "no list", "empty lines alone");
	refused(A ":1\n\n" B ":1\n", "no list", "an empty line in the midst");
	refused("password\nmonkey\n", "no list", "a list of passwords");
	refused("0A00:1\n", "no list", "a short hash");
	refused(A "\n" B "\n", "no list", "hashes without numbers");
	refused(A ":\n", "no list", "a number without digits");
	refused(A ":1x\n", "no list", "a number with a letter");
	refused(A ":-1\n", "no list", "a negative number");
	refused(A ":1234567890123456789\n", "no list", "a number of 19 digits");
	refused("0G00000000000000000000000000000000000001:1\n", "no list",
	    "a letter that is no digit");
	refused(A ":1 \n", "no list", "a blank at the end");
	refused(C ":1\n" A ":1\n", "order", "the greater one of two first");
	is_int(breach_open(&b, "/nonexistent", &e), RC_NOTFOUND, "no file");
	is_int(breach_open(&b, "/", &e), RC_INPUT, "a folder");
}

/* What is wrong beyond the lines that are looked at first is met on the way. */
static void test_later(const char *line, const char *why, const char *name)
{
	struct breach *b = NULL;
	uint8_t hash[BREACH_MAX] = {0x80};
	struct err e = {0};
	int64_t count;
	size_t n = 0;
	char *text = thousands(&n);

	memcpy(text + (LINES / 16 + 3) * LINE, line, LINE);
	write_file(text, n);
	free(text);
	is_int(breach_open(&b, path, &e), RC_OK, name);
	is_int(breach_find(&count, b, hash, &e), RC_OK, "is not seen from afar");
	hash_of(hash, (uint64_t)(LINES / 16 + 3) * STEP << 32);
	is_int(breach_find(&count, b, hash, &e), RC_INPUT, "but by who comes there");
	ok(has_text(&e, why), "%s", e.text);
	breach_close(b);
}

/* An estimate may be just where the line begins, which is passed over then. */
static void test_edge(void)
{
	enum {
		BEFORE = 30,
		BEHIND = 81,
		WIDTH = 2 * BREACH_SHA1 + 10,
		LONGER = 4096 - BEHIND * WIDTH
	};
	char *text = calloc(BEFORE + BEHIND, LINE + 1);
	struct breach *b = NULL;
	struct err e = {0};
	size_t n = 0;
	char hex[64];

	for (unsigned i = 0; i < BEFORE + BEHIND && text != NULL; i++)
		n += (size_t)sprintf(text + n, "FFFFFF%034X:%0*d\r\n", i + 1,
		    i >= BEFORE && i < BEFORE + LONGER ? 8 : 7, 5);
	write_file(text, n);
	free(text);
	must(breach_open(&b, path, &e), &e, "a list is opened");
	is_int((long long)n - 4096, BEFORE * LINE, "the last block begins with a line");
	snprintf(hex, sizeof hex, "FFFFFF%034X", BEFORE + 1);
	is_int(find(b, hex), 5, "which is found");
	breach_close(b);
}

static void test_emptied(void)
{
	struct breach *b = NULL;
	struct err e;

	is_int(try_open(&b, A ":1\n" C ":1\n", &e), RC_OK, "a list");
	write_file("", 0);
	alarm(30);
	is_int(find(b, A), -2, "that is emptied meanwhile ends the search");
	alarm(0);
	breach_close(b);
}

int main(void)
{
	struct fixture f;

	fixture_init(&f);
	snprintf(path, sizeof path, "%s/list", f.dir);
	test_few();
	test_nt();
	test_thousands();
	test_huge(false, 5);
	test_huge(true, 40);
	test_cut((off_t)4 << 30, "a list of which 4 GB are there");
	test_cut((off_t)WIDE * (MANY - MANY / 200), "one that ends behind a line");
	test_refused();
	test_edge();
	test_emptied();
	test_later("10000000 what is this line of a list doing here?\n", "no list",
	    "a line that is none");
	test_later(A ":0000001\r\n", "order", "a line that is out of order");
	fixture_finish(&f);
	return tap_done();
}
