/*
 * Every request for memory is refused, once and from there on, in turn.
 *
 * The long form (STRONGROOM_LONG=1) takes every request of every job, and of
 * the unlock, which is the same in all, once; the short one some of each, the
 * same each time, so that whether it fails tells of what was changed, and others
 * with STRONGROOM_SEED=N. STRONGROOM_JOB=N takes only job N.
 * Under AddressSanitizer memory that is lost on the way is a fault too.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "faultmem.h"
#include "faultvfs.h"
#include "tap.h"
#include "world.h"

enum { SHORT = 16, LEAKS_EVERY = 8 };

static bool all;
static uint64_t seed;

struct plan {
	long at;
	bool stays;
};

static void arm(void *arg)
{
	const struct plan *p = arg;

	faultmem_arm(p->at, p->stays);
}

static bool wanted(const struct result *r, struct buf *why)
{
	if (!r->ended || !WIFEXITED(r->status) || WEXITSTATUS(r->status) != 0)
		buf_printf(why, "the process broke, with the status %d", r->status);
	else if (r->secrets > 0)
		buf_printf(why, "%zu secrets were left in memory", r->secrets);
	else if (r->leaks)
		buf_printf(why, "memory was lost");
	else if (r->rc != RC_OK && (r->rc != RC_FAIL || strstr(r->text, "memory") == NULL))
		buf_printf(why, "%d does not speak of memory: %s", (int)r->rc, r->text);
	return why->n == 0;
}

/* One trial; false after having said why. *r tells how it went. */
static bool one(struct result *r, enum job j, struct plan p, bool leaks)
{
	const struct trial t = {
	    .job = j, .arm = arm, .disarm = faultmem_disarm, .arg = &p, .count_leaks = leaks};
	struct buf why = {0};
	bool good;

	world_try(r, &t);
	good = wanted(r, &why) && world_whole(&why, j, r);
	if (!good)
		tap_note("%s, memory refused at %ld%s: %s", job_name(j), p.at,
		    p.stays ? " and from there on" : "", buf_cstr(&why));
	buf_finish(&why);
	return good;
}

/* A number from 1 to most. */
static long pick(long most)
{
	seed = seed * 6364136223846793005U + 1442695040888963407U;
	return 1 + (long)((seed >> 33) % (uint64_t)most);
}

/* Which request is the i-th to be refused; 0: there are no more. */
static long next(enum job j, const struct result *whole, long i)
{
	if (!all)
		return i <= SHORT ? pick(whole->count) : 0;
	i += j == JOB_ADD ? 0 : whole->opening;
	return i <= whole->count ? i : 0;
}

static void sweep(enum job j, bool stays)
{
	struct result whole;
	struct result r;
	long wrong = 0;
	long done = 0;
	long i;
	long at;

	wrong += !one(&whole, j, (struct plan){LONG_MAX, stays}, true);
	ok(whole.rc == RC_OK && whole.count > whole.opening,
	    "%s: memory is asked for %ld times", job_name(j), whole.count);
	for (i = 1; (at = next(j, &whole, i)) != 0; i++) {
		wrong += !one(&r, j, (struct plan){at, stays}, i % LEAKS_EVERY == 0);
		done += r.rc == RC_OK;
	}
	ok(wrong == 0, "... %ld refused%s; done all the same %ld times", i - 1,
	    stays ? ", with all after it" : " once", done);
}

int main(void)
{
	const char *given = getenv("STRONGROOM_SEED");

	all = getenv("STRONGROOM_LONG") != NULL;
	seed = given != NULL ? strtoull(given, NULL, 10) : 1;
	tap_note("STRONGROOM_SEED=%llu", (unsigned long long)seed);
	faultmem_register();
	faultvfs_register();
	world_init();
	for (enum job j = world_first(); j <= world_last(); j++) {
		sweep(j, false);
		sweep(j, true);
	}
	world_finish();
	return tap_done();
}
