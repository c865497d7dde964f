/*
 * replay: give a target, one by one, the inputs that are kept in files.
 *
 * Where there is no libFuzzer this is the main function. Arguments are files,
 * or folders whose files are meant. An input that fails ends the program, and
 * so the plan is missing from its output.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "fuzz.h"
#include "tap.h"

enum { INPUT_MAX = 1 << 20 };

/* In memory of just that size, so that a read beyond it is found. */
static void give(const char *path)
{
	struct buf file = {0};
	struct err e = {0};
	uint8_t *copy;

	tap_note("%s", path);
	if (file_read(&file, path, INPUT_MAX, &e) != RC_OK) {
		ok(false, "%s: %s", path, e.text);
		return;
	}
	copy = malloc(file.n > 0 ? file.n : 1);
	fuzz_must(copy != NULL);
	if (file.n > 0)
		memcpy(copy, file.p, file.n);
	(void)LLVMFuzzerTestOneInput(copy, file.n);
	ok(true, "%s", path);
	free(copy);
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
	ok(given > 0, "%s has %d inputs", path, given);
}

int main(int argc, char **argv)
{
	struct stat st;

	(void)LLVMFuzzerInitialize(&argc, &argv);
	(void)LLVMFuzzerTestOneInput(NULL, 0);
	for (int i = 1; i < argc; i++)
		if (stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode))
			give_folder(argv[i]);
		else
			give(argv[i]);
	ok(argc > 1, "there is something to give");
	return tap_done();
}
