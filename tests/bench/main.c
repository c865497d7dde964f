/*
 * bench FOLDER: makes vaults in a new folder there, measures, and removes them.
 * With STRONGROOM_LONG=1 also a vault of 100,000 items and a million records,
 * which takes some minutes and 2 GB to make, and an age file of 1 GiB.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "bench.h"
#include "crypto/secret.h"

enum { SIZES = 4, TMPFS = 0x01021994 };

/* A commit to memory costs nothing, and nothing could be compared with it. */
static void check_disk(const char *dir)
{
	struct statfs fs;

	if (statfs(dir, &fs) != 0 || fs.f_type == TMPFS) {
		fprintf(stderr, "bench: %s is not on a disk; give another folder\n", dir);
		exit(2);
	}
}

static void measure(const char *dir, bool full)
{
	static const int64_t ITEMS[SIZES] = {100, 1000, 10000, 100000};
	struct big_vault *vaults[SIZES];
	size_t n = full ? SIZES : SIZES - 1;

	for (size_t i = 0; i < n; i++) {
		if ((vaults[i] = malloc(sizeof *vaults[i])) == NULL)
			abort();
		big_vault_make(vaults[i], dir, ITEMS[i]);
	}
	bar_head();
	bars_start();
	bars_unlock(dir, full);
	bars_reveal(vaults, n);
	bars_agent(vaults[0]);
	bars_agent(vaults[2]);
	bars_find(vaults[0], vaults[2]);
	bars_import(dir);
	bars_verify(vaults[2]);
	bars_sheets();
	bars_age(dir, full);
	bars_seal(vaults[1], dir);
	for (size_t i = 0; i < n; i++)
		free(vaults[i]);
}

int main(int argc, char **argv)
{
	const char *full = getenv("STRONGROOM_LONG");
	char top[PATH_MAX];
	char dir[300];
	char state[320];
	struct err e;

	if (argc != 2) {
		fprintf(stderr, "usage: bench FOLDER\n");
		return 2;
	}
	must(crypto_init(&e), &e, "crypto_init");
	check_disk(argv[1]);
	/* The place of what is remembered has to be an absolute path. */
	if (realpath(argv[1], top) == NULL ||
	    snprintf(dir, sizeof dir, "%s/bench.XXXXXX", top) >= (int)sizeof dir ||
	    mkdtemp(dir) == NULL) {
		perror(argv[1]);
		return 1;
	}
	snprintf(state, sizeof state, "%s/state", dir);
	setenv("XDG_STATE_HOME", state, 1);
	setenv("XDG_RUNTIME_DIR", dir, 1);
	measure(dir, full != NULL && strcmp(full, "1") == 0);
	fixture_remove(dir);
	return 0;
}
