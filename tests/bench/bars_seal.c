/* The bar of the sealed export: what it takes beyond an unlock. */
#include <stdio.h>

#include "bench.h"

enum { SEALS = 21 };

/* A user name that it has not had yet. */
static double edit(const struct big_vault *v)
{
	static int times;
	char user[32];
	const char *const args[] = {"edit", "supplier 0000007", "-u", user, NULL};

	snprintf(user, sizeof user, "clerk%d", ++times);
	return big_vault_run(v, args).ms;
}

static void policy(const struct big_vault *v, const char *file)
{
	char value[500];
	const char *const args[] = {"policy", "set", value, NULL};

	snprintf(value, sizeof value, "seal.path=%s", file);
	(void)big_vault_run(v, args);
}

void bars_seal(const struct big_vault *v, const char *dir)
{
	static const char *const CREATE[] = {"envelope", "create", "--holder", "Bench", NULL};
	static const char *const STATUS[] = {"status", NULL};
	char file[400];
	const char *const seal[] = {"seal", file, NULL};
	struct samples unlock = {0};
	struct samples sealed = {0};
	struct samples unlock_cpu = {0};
	struct samples sealed_cpu = {0};
	struct samples alone = {0};
	struct samples fresh = {0};
	char name[80];

	snprintf(file, sizeof file, "%s/council.age", dir);
	(void)big_vault_run(v, CREATE);
	for (int i = 0; i < SEALS; i++) {
		struct run r = big_vault_run(v, STATUS);

		sample(&unlock, r.ms);
		sample(&unlock_cpu, r.cpu_ms);
		r = big_vault_run(v, seal);
		sample(&sealed, r.ms);
		sample(&sealed_cpu, r.cpu_ms);
		policy(v, "");
		sample(&alone, edit(v));
		policy(v, file);
		sample(&fresh, edit(v));
	}
	snprintf(name, sizeof name, "seal of %lld items (an unlock)", (long long)v->items);
	bar(name, median(&sealed), "ms", median(&unlock), "");
	bar("  beyond the unlock", median(&sealed) - median(&unlock), "ms", 0, "200 ms");
	bar("  of processor time", median(&sealed_cpu) - median(&unlock_cpu), "ms", 0,
	    "200 ms");
	bar("edit, refreshing the export (edit alone)", median(&fresh), "ms", median(&alone),
	    "");
	bar("  what that adds", median(&fresh) - median(&alone), "ms", 0, "200 ms");
}
