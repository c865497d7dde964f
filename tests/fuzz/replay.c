/*
 * replay: give a target, one by one, the inputs that are kept in files.
 *
 * Where there is no libFuzzer this is the main function. Arguments are files,
 * or folders whose files are meant, beside the seeds of the target: then there
 * has to be an input for every way in which one is accepted. An input that
 * fails ends the program, and so the plan is missing from its output.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "fuzz.h"
#include "tap.h"

enum { INPUT_MAX = 1 << 20, FILES_MAX = 40 };

/* In memory of just that size, so that a read beyond it is found. */
static void give_bytes(struct slice input)
{
	uint8_t *copy = malloc(input.n > 0 ? input.n : 1);

	fuzz_must(copy != NULL);
	if (input.n > 0)
		memcpy(copy, input.p, input.n);
	(void)LLVMFuzzerTestOneInput(copy, input.n);
	free(copy);
}

static void give(const char *path)
{
	struct buf file = {0};
	struct err e = {0};

	tap_note("%s", path);
	if (file_read(&file, path, INPUT_MAX, &e) != RC_OK) {
		ok(false, "%s: %s", path, e.text);
		return;
	}
	give_bytes(buf_slice(&file));
	ok(true, "%s", path);
	buf_finish(&file);
}

static void give_folder(const char *path)
{
	struct dirent **names;
	int n = scandir(path, &names, NULL, alphasort);
	int given = 0;

	for (int i = 0; i < n; i++) {
		char *file = file_join(path, names[i]->d_name);

		fuzz_must(file != NULL);
		if (names[i]->d_name[0] != '.') {
			give(file);
			given++;
		}
		free(file);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	ok(given > 0 && given <= FILES_MAX, "%s has %d inputs, at most %d", path, given,
	    FILES_MAX);
}

static void give_seeds(void)
{
	struct slice input;
	size_t n = 0;

	for (; fuzz_seed_get(&input, n); n++) {
		tap_note("seed %zu", n);
		give_bytes(input);
	}
	tap_note("%zu seeds", n);
}

/* Inputs that are all refused are out of date. */
static void check_ways(void)
{
	size_t n;
	const struct fuzz_count *counts = fuzz_counts(&n);

	tap_note("%s: %ld inputs", counts[0].name, counts[0].inputs);
	ok(n > 1, "there is a way to be accepted");
	for (size_t i = 1; i < n; i++)
		ok(counts[i].inputs > 0, "accepted as %s: %ld inputs", counts[i].name,
		    counts[i].inputs);
}

int main(int argc, char **argv)
{
	struct stat st;
	bool folder = false;

	(void)LLVMFuzzerInitialize(&argc, &argv);
	(void)LLVMFuzzerTestOneInput(NULL, 0);
	for (int i = 1; i < argc; i++)
		if (stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode)) {
			give_folder(argv[i]);
			folder = true;
		} else {
			give(argv[i]);
		}
	if (folder) {
		give_seeds();
		check_ways();
	}
	ok(argc > 1, "there is something to give");
	return tap_done();
}
