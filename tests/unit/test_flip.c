/*
 * flip: every byte of a small vault altered, one at a time.
 *
 * Either it is refused, with a sentence, or all that the vault tells is what
 * it told before. What audit_verify refuses may still open for a member who
 * asks for something else in the file, but then nothing altered is given out.
 *
 * That is done to the file as the program makes it, and to one whose pages are
 * small and full. In its short form each run takes every STRIDE-th byte, from the offset that
 * STRONGROOM_SEED gives, with one of the two alterations. With STRONGROOM_LONG=1
 * every byte is altered in both ways.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crypto/secret.h"
#include "judge.h"
#include "tap.h"

enum { STRIDE = 61, HANG_SECONDS = 20, SHOWN = 10 };

static struct judge j;
static long verdicts[VERDICTS];

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

static void flip_all(size_t offset, size_t stride)
{
	const bool both = stride == 1;

	for (size_t at = offset; at < j.sample.bytes.n; at += stride) {
		if (both || (at / stride) % 2 == 0)
			flip(at, one_bit(at));
		if (both || (at / stride) % 2 == 1)
			flip(at, 0xFF);
	}
	alarm(0);
}

static void test_flips(const char *name)
{
	const char *seed = getenv("STRONGROOM_SEED");
	size_t stride = getenv("STRONGROOM_LONG") != NULL ? 1 : STRIDE;
	size_t offset = (seed == NULL ? 0 : strtoul(seed, NULL, 10)) % stride;

	memset(verdicts, 0, sizeof verdicts);
	tap_note("%s: %zu bytes, every %zu from byte %zu on (STRONGROOM_SEED=%s)", name,
	    j.sample.bytes.n, stride, offset, seed == NULL ? "0" : seed);
	flip_all(offset, stride);
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
