/*
 * flip: every byte of a small vault altered, one at a time.
 *
 * Either it is refused, with a sentence, or all that the vault tells is what
 * it told before. What audit_verify refuses may still open for a member who
 * asks for something else in the file, but then nothing altered is given out.
 *
 * That is done to the file as the program makes it, and to one whose pages are
 * small and full. In its short form each run takes every STRIDE-th byte, from
 * the offset that STRONGROOM_SEED gives, with one of the two alterations, and
 * in both ways all that leads from page to page in the larger file: there are
 * few such bytes, and they decide what is found. With STRONGROOM_LONG=1 every
 * byte is altered in both ways: 24 minutes of processor time under the
 * sanitizers, in two processes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crypto/secret.h"
#include "judge.h"
#include "tap.h"

enum { STRIDE = 61, HANG_SECONDS = 20, SHOWN = 10, WORKERS = 2 };
enum {
	PAGE = 4096,
	FILE_HEADER = 100,
	INTERIOR_HEADER = 12,
	INTERIOR_TABLE = 5,
	INTERIOR_INDEX = 2
};

static struct judge j;
static long verdicts[VERDICTS];
static bool thorough; /* where one page leads to others */

static void flip(size_t at, uint8_t mask)
{
	struct err e = {0};
	enum verdict v;

	/* A hang ends the program, and so the test. */
	alarm(HANG_SECONDS);
	j.sample.bytes.p[at] ^= mask;
	v = judge(&j, buf_slice(&j.sample.bytes), &e);
	j.sample.bytes.p[at] ^= mask;
	verdicts[v]++;
	if (v == WRONG && verdicts[v] <= SHOWN)
		tap_note("byte %zu ^ 0x%02x: %s", at, mask, e.text);
}

/* One bit, a different one from byte to byte. */
static uint8_t one_bit(size_t at)
{
	return (uint8_t)(1u << (at * 5 + at / 8) % 8);
}

static unsigned two_bytes(size_t at)
{
	return (unsigned)j.sample.bytes.p[at] << 8 | j.sample.bytes.p[at + 1];
}

/*
 * In the part of an interior page that is used? SQLite, "B-tree Pages": type,
 * then the count of cells at 3 and where their content begins at 5; page 1
 * begins with the header of the file.
 */
static bool leads(size_t at)
{
	size_t page = at / PAGE * PAGE;
	size_t head = page == 0 ? FILE_HEADER : page;
	uint8_t type = j.sample.bytes.p[head];

	if ((type != INTERIOR_TABLE && type != INTERIOR_INDEX) || at < head)
		return false;
	return at < head + INTERIOR_HEADER + 2 * two_bytes(head + 3) ||
	       at >= page + two_bytes(head + 5);
}

/* How many alterations of this byte are made. */
static int ways(size_t at, size_t offset, size_t stride)
{
	if (stride == 1 || (thorough && leads(at)))
		return 2;
	return at % stride == offset;
}

static void flip_share(size_t worker, size_t offset, size_t stride)
{
	for (size_t at = 0, turn = 0; at < j.sample.bytes.n; at++) {
		int n = ways(at, offset, stride);

		if (n == 0 || turn++ % WORKERS != worker)
			continue;
		if (n == 2 || at / stride % 2 == 0)
			flip(at, one_bit(at));
		if (n == 2 || at / stride % 2 == 1)
			flip(at, 0xFF);
	}
	alarm(0);
}

/* A process of its own, which says in the end what came of its share. */
static pid_t start_worker(int out, size_t worker, size_t offset, size_t stride)
{
	bool written;
	pid_t pid;

	fflush(stdout);
	if ((pid = fork()) != 0)
		return pid;
	flip_share(worker, offset, stride);
	written = write(out, verdicts, sizeof verdicts) == (ssize_t)sizeof verdicts;
	fflush(stdout);
	_exit(written ? 0 : 1);
}

/* What all workers found; false if one did not come to its end. */
static bool flip_all(size_t offset, size_t stride)
{
	pid_t pids[WORKERS];
	long found[VERDICTS];
	bool whole = true;
	int status;
	int ends[2];

	if (pipe(ends) != 0)
		return false;
	for (size_t i = 0; i < WORKERS; i++)
		pids[i] = start_worker(ends[1], i, offset, stride);
	for (size_t i = 0; i < WORKERS; i++)
		whole &= pids[i] > 0 && waitpid(pids[i], &status, 0) == pids[i] && status == 0;
	close(ends[1]);
	while (read(ends[0], found, sizeof found) == (ssize_t)sizeof found)
		for (size_t v = 0; v < VERDICTS; v++)
			verdicts[v] += found[v];
	close(ends[0]);
	return whole;
}

static long sum(const long *n)
{
	long all = 0;

	for (size_t v = 0; v < VERDICTS; v++)
		all += n[v];
	return all;
}

/* How many there are to be made. */
static long flips(size_t offset, size_t stride)
{
	long n = 0;

	for (size_t at = 0; at < j.sample.bytes.n; at++)
		n += ways(at, offset, stride);
	return n;
}

static void test_flips(const char *name)
{
	const char *seed = getenv("STRONGROOM_SEED");
	size_t stride = getenv("STRONGROOM_LONG") != NULL ? 1 : STRIDE;
	size_t offset = (seed == NULL ? 0 : strtoul(seed, NULL, 10)) % stride;

	memset(verdicts, 0, sizeof verdicts);
	tap_note("%s: %zu bytes, every %zu from byte %zu on (STRONGROOM_SEED=%s)", name,
	    j.sample.bytes.n, stride, offset, seed == NULL ? "0" : seed);
	ok(flip_all(offset, stride), "%s: every worker came to its end", name);
	is_int(sum(verdicts), flips(offset, stride), "no byte was left out");
	tap_note("%ld refused altogether, %ld by audit verify while a member is told what is "
		 "sound, %ld where they are read, %ld without any effect",
	    verdicts[REFUSED], verdicts[PARTIAL], verdicts[LATE], verdicts[IDENTICAL]);
	ok(verdicts[WRONG] == 0, "%s: refused, or nothing else than before is told", name);
	ok(verdicts[REFUSED] > 0 && verdicts[PARTIAL] > 0 && verdicts[IDENTICAL] > 0,
	    "%s: each of these happened", name);
}

static void test_file(const char *name, bool packed)
{
	struct err e;

	judge_init(&j, packed);
	thorough = !packed;
	ok(judge(&j, buf_slice(&j.sample.bytes), &e) == IDENTICAL, "%s: as it is", name);
	test_flips(name);
	judge_finish(&j);
	is_int((long long)secret_live(), 0, "no secret is left");
}

int main(void)
{
	test_file("the file", false);
	test_file("small pages", true);
	return tap_done();
}
