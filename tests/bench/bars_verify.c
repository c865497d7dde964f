/* The bar of audit verify: against as many signatures, checked on all cores. */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "crypto/sign.h"

enum { ROUNDS = 5, DISTINCT = 1000, MESSAGE = 300, CORES_MOST = 256 };

static uint8_t public_key[SIGN_PUBLIC];
static uint8_t messages[DISTINCT][MESSAGE];
static uint8_t sigs[DISTINCT][SIGN_SIZE];

static void *check_many(void *arg)
{
	const int64_t *n = arg;

	for (int64_t i = 0; i < *n; i++)
		if (!sign_check(sigs[i % DISTINCT], slice_of(messages[i % DISTINCT], MESSAGE),
			public_key))
			abort();
	return NULL;
}

static int cores(void)
{
	cpu_set_t set;
	int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;

	return n > CORES_MOST ? CORES_MOST : n;
}

static double bare(int64_t records)
{
	pthread_t threads[CORES_MOST];
	int n = cores();
	int64_t each = records / n;
	double start = now_ms();

	for (int i = 0; i < n; i++)
		if (pthread_create(&threads[i], NULL, check_many, &each) != 0)
			abort();
	for (int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	return now_ms() - start;
}

static void make_signatures(void)
{
	static const uint8_t seed[SIGN_SEED] = {9};
	uint8_t secret_key[SIGN_SECRET];

	sign_keys(public_key, secret_key, seed);
	for (size_t i = 0; i < DISTINCT; i++) {
		memcpy(messages[i], &i, sizeof i);
		sign_make(sigs[i], slice_of(messages[i], MESSAGE), secret_key);
	}
}

void bars_verify(const struct big_vault *v)
{
	static const char *const VERIFY[] = {"audit", "verify", NULL};
	int64_t records = v->items * RECORDS_AN_ITEM;
	struct samples whole = {0};
	struct samples signatures = {0};
	char name[80];
	double mib = 0;

	make_signatures();
	for (int i = 0; i < ROUNDS; i++) {
		struct run r = big_vault_run(v, VERIFY);

		sample(&whole, r.ms);
		sample(&signatures, bare(records));
		mib = r.mib;
	}
	snprintf(name, sizeof name, "audit verify of %lld records (Ed25519, %d %s)",
	    (long long)records, cores(), cores() == 1 ? "core" : "cores");
	bar(name, median(&whole), "ms", median(&signatures), "1.3");
	bar("  peak memory", mib, "MiB", 0, "");
}
