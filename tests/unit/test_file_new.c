/*
 * file_new: a file that is there whole or not at all, and in another's place only
 * where that is wanted.
 */
#include "base/file_new.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "fixture.h"
#include "tap.h"

static struct fixture f;

/* How many names there are in the folder. */
static int names(void)
{
	DIR *d = opendir(f.dir);
	int n = 0;

	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n - 2;
}

static bool holds(const char *path, const char *text)
{
	struct buf b = {0};
	struct err e;
	bool is = file_read(&b, path, 100, &e) == RC_OK && slice_eq_str(buf_slice(&b), text);

	buf_finish(&b);
	return is;
}

/* Not every file system has files without a name. */
static bool can_be_nameless(void)
{
	int fd = open(f.dir, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

static void write_half(struct file_new *file, const char *name)
{
	struct err e;

	must(file_new_write(file, "half", 4, &e), &e, "write");
	if (can_be_nameless())
		is_int(names(), 1, name);
	else
		tap_skip("a file without a name", "there are none in this folder");
}

/* What is there stays until the new one is whole. */
static void test_over(const char *path)
{
	struct file_new *file;
	struct stat st;
	struct err e;

	must(file_write(path, "old", 3, &e), &e, "what is there");
	must(file_new_open_over(&file, path, &e), &e, "open");
	write_half(file, "what is to replace another has no name yet");
	file_new_abort(file);
	ok(holds(path, "old") && names() == 1, "what was given up replaces nothing");
	must(file_new_open_over(&file, path, &e), &e, "open");
	write_half(file, "nor when it will be whole");
	is_int(file_new_commit(file, &e), RC_OK, "what is whole does");
	ok(holds(path, "half") && names() == 1, "and nothing else is there");
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "for its owner alone");
	(void)unlink(path);
	must(file_new_open_over(&file, path, &e), &e, "open");
	must(mkdir(path, 0700) == 0 ? RC_OK : RC_IO, &e, "a folder comes meanwhile");
	is_int(file_new_commit(file, &e), RC_IO, "a folder is not replaced");
	is_int(names(), 1, "and nothing is left beside it");
	(void)rmdir(path);
	must(file_new_open_over(&file, path, &e), &e, "open");
	is_int(file_new_commit(file, &e), RC_OK, "where there is nothing");
	ok(holds(path, "") && names() == 1, "it is there");
	(void)unlink(path);
}

int main(void)
{
	char path[120];
	char folder[120];
	struct file_new *file;
	struct stat st;
	struct err e;

	fixture_init(&f);
	snprintf(path, sizeof path, "%s/new", f.dir);
	test_over(path);
	must(file_new_open(&file, path, &e), &e, "open");
	must(file_new_write(file, "half", 4, &e), &e, "write");
	if (can_be_nameless())
		is_int(names(), 0, "what is written has no name");
	else
		tap_skip("a file without a name", "there are none in this folder");
	file_new_abort(file);
	is_int(names(), 0, "nor is anything left of what was given up");
	must(file_new_open(&file, path, &e), &e, "open");
	must(file_new_write(file, "one", 3, &e), &e, "write");
	must(file_new_write(file, " two", 4, &e), &e, "write");
	is_int(file_new_commit(file, &e), RC_OK, "what is whole");
	ok(holds(path, "one two") && names() == 1, "is there under its name");
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "for its owner alone");
	is_int(file_new_open(&file, path, &e), RC_EXISTS, "one that is there");
	ok(has_text(&e, "another name"), "is not written to, with advice");
	(void)unlink(path);
	must(file_new_open(&file, path, &e), &e, "open");
	must(file_new_write(file, "late", 4, &e), &e, "write");
	must(file_write(path, "other", 5, &e), &e, "another");
	is_int(file_new_commit(file, &e), RC_EXISTS, "nor one that came meanwhile");
	ok(holds(path, "other") && names() == 1, "which stays as it is");
	snprintf(folder, sizeof folder, "%s/", f.dir);
	is_int(file_new_open(&file, folder, &e), RC_EXISTS, "a folder");
	snprintf(folder, sizeof folder, "%s/none/file", f.dir);
	is_int(file_new_open(&file, folder, &e), RC_IO, "a folder that there is not");
	ok(has_text(&e, "directory"), "is told");
	fixture_finish(&f);
	return tap_done();
}
