/* The bar of a whole program that reveals through the agent. */
#include <sqlite3.h>
#include <stdio.h>

#include "bench.h"

enum { REVEALS = 31, PAUSE_MS = 5 };

/*
 * The agent writes what it remembers when the program has ended, and that is
 * nobody's time. Awake, for after a nap a processor is slow at whatever comes.
 */
static void wait_for_agent(void)
{
	const double until = now_ms() + PAUSE_MS;

	while (now_ms() < until)
		;
}

static struct run reveal(const struct big_vault *v, int64_t item)
{
	char place[96];
	const char *const argv[] = {
	    BENCH_STRONGROOM, "--quiet", "--vault", v->path, "show", place, "--reveal", NULL};

	big_vault_place(place, sizeof place, item);
	return run_program(argv);
}

/* From the start of the program to its end, with the passphrase given once before. */
void bars_agent(const struct big_vault *v)
{
	static const char *const UNLOCK[] = {"unlock", NULL};
	static const char *const LOCK[] = {BENCH_STRONGROOM, "--quiet", "lock", NULL};
	struct samples whole = {0};
	struct samples bare = {0};
	sqlite3 *db;
	char name[80];

	big_vault_run(v, UNLOCK);
	db = bare_open(v);
	for (int64_t i = 0; i < REVEALS; i++) {
		sample(&whole, reveal(v, 1 + i * 7919 % v->items).ms);
		wait_for_agent();
		sample(&bare, bare_commit(db));
		wait_for_agent();
	}
	run_program(LOCK);
	sqlite3_close(db);
	snprintf(name, sizeof name, "show --reveal, agent, %lld items (a commit)",
	    (long long)v->items);
	bar(name, median(&whole), "ms", median(&bare), "3");
}
