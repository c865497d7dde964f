/*
 * Every operation on a file fails, is cut short, or is the last one, in turn.
 *
 * The long form (STRONGROOM_LONG=1) takes every operation of every job; the
 * short one some of each, the same each time, so that whether it fails tells of
 * what was changed; STRONGROOM_SEED=N takes others. STRONGROOM_JOB=N takes only
 * job number N.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "fault.h"
#include "faultvfs.h"
#include "jobs.h"
#include "tap.h"
#include "world.h"

enum { SHORT = 5, LONGEST = 4000, SEEDS = 4 };

static bool all;
static uint64_t seed;

struct plan {
	enum fault_mode mode;
	long at;
	uint64_t seed;
};

static void arm(void *arg)
{
	const struct plan *p = arg;

	fault_arm(p->mode, p->at, p->seed);
}

static bool wanted(enum fault_mode m, const struct result *r, struct buf *why)
{
	bool stop = m <= STOP_SOME;

	if (!WIFEXITED(r->status) || WEXITSTATUS(r->status) != (r->ended ? 0 : FAULT_STOPPED))
		buf_printf(why, "the process broke, with the status %d", r->status);
	else if (!r->ended && !stop)
		buf_printf(why, "the process was stopped");
	else if (r->secrets > 0)
		buf_printf(why, "%zu secrets were left in memory", r->secrets);
	else if (r->ended && r->rc != RC_OK && r->text[0] == '\0')
		buf_printf(why, "an error without a text");
	/* Where a store lies, anything may be found wrong. */
	else if (r->ended && r->rc != RC_OK && m < LIE_ONCE && r->rc != RC_IO)
		buf_printf(why, "%d is no disk error: %s", (int)r->rc, r->text);
	return why->n == 0;
}

/* One trial; false after having said why. *r tells how it went. */
static bool one(struct result *r, enum job j, struct plan p)
{
	const struct trial t = {
	    .job = j, .arm = arm, .disarm = fault_count, .last = fault_last, .arg = &p};
	struct buf why = {0};
	bool good;

	world_try(r, &t);
	good = wanted(p.mode, r, &why) &&
	       (p.mode < LIE_ONCE ? world_whole(&why, j, r) : world_recorded(&why, r));
	if (!good)
		tap_note("%s, %s at %ld (seed %llu): %s", job_name(j), fault_name(p.mode), p.at,
		    (unsigned long long)p.seed, buf_cstr(&why));
	buf_finish(&why);
	return good;
}

/* A number from 1 to most. */
static long pick(long most)
{
	seed = seed * 6364136223846793005U + 1442695040888963407U;
	return 1 + (long)((seed >> 33) % (uint64_t)most);
}

static void sweep(enum job j, enum fault_mode m)
{
	/* One sweep without chance, through everything that an unlock and a change read. */
	const bool each = all || (j == JOB_EDIT && m == FAIL_ONCE);
	struct result r;
	long count;
	long tried = 0;
	long wrong = 0;

	/* Beyond the last operation: nothing fails, but for the power after all. */
	wrong += !one(&r, j, (struct plan){m, LONGEST, 1});
	count = r.count;
	ok(r.ended && r.rc == RC_OK && count > 0, "%s, %s: there are %ld places", job_name(j),
	    fault_name(m), count);
	for (long i = 1; i <= (each ? count : SHORT); i++) {
		long at = each ? i : pick(count);

		for (uint64_t k = 1; k <= (all && m == STOP_SOME ? SEEDS : 1); k++, tried++)
			wrong += !one(&r, j, (struct plan){m, at, k + (uint64_t)at * SEEDS});
	}
	ok(wrong == 0, "... %ld were tried", tried);
}

int main(void)
{
	const char *given = getenv("STRONGROOM_SEED");

	all = getenv("STRONGROOM_LONG") != NULL;
	seed = given != NULL ? strtoull(given, NULL, 10) : 1;
	tap_note("STRONGROOM_SEED=%llu", (unsigned long long)seed);
	faultvfs_register();
	world_init();
	for (enum job j = world_first(); j <= world_last(); j++)
		for (enum fault_mode m = 0; m < FAULT_MODES; m++)
			if (m < LIE_ONCE || j == JOB_REVEAL)
				sweep(j, m);
	world_finish();
	return tap_done();
}
