/* The bars that run the whole program: start-up, find, import. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "bench.h"

enum { STARTS = 101, FINDS = 11, IMPORTS = 3, IMPORTED = 10000 };

void bars_start(void)
{
	static const char *const VERSION[] = {BENCH_STRONGROOM, "--version", NULL};
	static const char *const NOTHING[] = {BENCH_NOTHING, NULL};
	struct samples whole = {0};
	struct samples bare = {0};
	struct samples cpu = {0};
	struct run r = {0};

	for (int i = 0; i < STARTS; i++) {
		r = run_program(VERSION);
		sample(&whole, r.ms);
		sample(&cpu, r.cpu_ms);
		sample(&bare, run_program(NOTHING).ms);
	}
	bar("start-up (a program that does nothing)", median(&whole), "ms", median(&bare),
	    "2 ms");
	bar("  of processor time", median(&cpu), "ms", 0, "2 ms");
	bar("  peak memory", r.mib, "MiB", 0, "5 MiB");
}

static struct run find(const struct big_vault *v, struct samples *times, struct samples *cpu)
{
	static const char *const FIND[] = {"find", "supplier 0000007", NULL};
	struct run r = big_vault_run(v, FIND);

	sample(times, r.ms);
	sample(cpu, r.cpu_ms);
	return r;
}

void bars_find(const struct big_vault *small, const struct big_vault *large)
{
	struct samples few = {0};
	struct samples few_cpu = {0};
	struct samples many = {0};
	struct samples many_cpu = {0};
	struct run r = {0};
	char name[80];

	for (int i = 0; i < FINDS; i++) {
		(void)find(small, &few, &few_cpu);
		r = find(large, &many, &many_cpu);
	}
	snprintf(name, sizeof name, "find in %lld items (in %lld)", (long long)large->items,
	    (long long)small->items);
	bar(name, median(&many), "ms", median(&few), "");
	bar("  what the items add", median(&many) - median(&few), "ms", 0, "40 ms");
	bar("  of processor time", median(&many_cpu) - median(&few_cpu), "ms", 0, "40 ms");
	bar("  peak memory beside Argon2id", r.mib, "MiB", 0, "");
}

/* An export as Bitwarden writes it; its size in MiB. */
static double write_export(const char *path)
{
	FILE *out = fopen(path, "we");
	struct stat st;

	if (out == NULL)
		abort();
	fputs("{\"encrypted\":false,\"folders\":[],\"items\":[", out);
	for (int i = 0; i < IMPORTED; i++)
		fprintf(out,
		    "%s{\"id\":\"%08x-0000-4000-8000-000000000000\",\"organizationId\":null,"
		    "\"folderId\":null,\"type\":1,\"reprompt\":0,\"name\":\"Supplier %d\","
		    "\"notes\":\"Account number 4711-%d, renewed every "
		    "April\",\"favorite\":false,"
		    "\"fields\":[{\"name\":\"PIN\",\"value\":\"%d\",\"type\":1}],\"login\":{"
		    "\"uris\":[{\"match\":null,\"uri\":\"https://supplier-%d.example.org/\"}],"
		    "\"username\":\"clerk@example.org\",\"password\":\"pass-word-%d\",\"totp\":"
		    "null},\"collectionIds\":null}",
		    i == 0 ? "" : ",", (unsigned)i, i, i, i, i, i);
	fputs("]}\n", out);
	if (fclose(out) != 0 || stat(path, &st) != 0)
		abort();
	return (double)st.st_size / (1024 * 1024);
}

void bars_import(const char *dir)
{
	char file[400];
	const char *const args[] = {"import", file, NULL};
	struct samples times = {0};
	struct samples cpu = {0};
	double mib = 0;
	double size;

	snprintf(file, sizeof file, "%s/export.json", dir);
	size = write_export(file);
	for (int i = 0; i < IMPORTS; i++) {
		struct big_vault v;
		char sub[400];
		struct run r;

		snprintf(sub, sizeof sub, "%s/import-%d", dir, i);
		if (mkdir(sub, 0700) != 0)
			abort();
		big_vault_make(&v, sub, 0);
		r = big_vault_run(&v, args);
		sample(&times, r.ms);
		sample(&cpu, r.cpu_ms);
		mib = r.mib;
	}
	bar("import of 10,000 items", median(&times), "ms", 0, "3,000 ms");
	bar("  of processor time", median(&cpu), "ms", 0, "3,000 ms");
	bar("  peak memory (the file)", mib, "MiB", size, "12 times");
}
