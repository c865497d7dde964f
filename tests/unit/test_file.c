#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_out.h"
#include "fixture.h"
#include "tap.h"

static char dir[] = "/tmp/strongroom-test-XXXXXX";

static const char *at(const char *name)
{
	static char path[4][200];
	static unsigned next;
	char *p = path[next++ % 4];

	snprintf(p, sizeof path[0], "%s/%s", dir, name);
	return p;
}

static bool holds(const char *path, const char *want)
{
	struct buf b = {0};
	bool same =
	    file_read(&b, path, 1000, NULL) == RC_OK && slice_eq_str(buf_slice(&b), want);

	buf_finish(&b);
	return same;
}

static int mode_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 ? (int)(st.st_mode & 07777) : -1;
}

/* Files in the directory, temporary ones included. */
static int count_files(void)
{
	char command[300];
	int n = -1;
	FILE *f;

	snprintf(command, sizeof command, "ls -A %s | wc -l", dir);
	if ((f = popen(command, "r")) == NULL)
		return -1;
	if (fscanf(f, "%d", &n) != 1)
		n = -1;
	pclose(f);
	return n;
}

static void test_write(void)
{
	struct file_out *f = NULL;
	mode_t mask = umask(0);

	is_int(file_write(at("a"), "first", 5, NULL), RC_OK, "a file is written");
	ok(holds(at("a"), "first"), "whole");
	is_int(mode_of(at("a")), 0600, "for its owner only, whatever the umask");
	umask(mask);
	is_int(file_out_open(&f, at("a"), NULL), RC_OK, "a second one is begun over it");
	is_int(file_out_write(f, "sec", 3, NULL), RC_OK, "half is written");
	ok(holds(at("a"), "first"), "the old one is still there");
	is_int(count_files(), 2, "with a temporary file beside it");
	file_out_abort(f);
	ok(holds(at("a"), "first"), "giving up leaves the old one");
	is_int(count_files(), 1, "and nothing else");
	is_int(file_out_open(&f, at("a"), NULL), RC_OK, "begun again");
	is_int(file_out_write(f, "sec", 3, NULL), RC_OK, "one part");
	is_int(file_out_write(f, "ond", 3, NULL), RC_OK, "another part");
	is_int(file_out_commit(f, NULL), RC_OK, "committed");
	ok(holds(at("a"), "second"), "the new one is there");
	is_int(count_files(), 1, "alone");
	file_out_abort(NULL);
}

static void test_symlink(void)
{
	struct stat st;

	is_int(file_write(at("target"), "untouched", 9, NULL), RC_OK, "a target");
	if (symlink(at("target"), at("link")) != 0)
		ok(false, "a link is made");
	is_int(file_write(at("link"), "new", 3, NULL), RC_OK, "writing over a symbolic link");
	ok(lstat(at("link"), &st) == 0 && S_ISREG(st.st_mode), "replaces the link");
	ok(holds(at("link"), "new"), "by the file");
	ok(holds(at("target"), "untouched"), "and does not follow it");
}

static void test_errors(void)
{
	struct buf b = {0};
	struct err e = {0};

	is_int(file_read(&b, at("none"), 10, &e), RC_NOTFOUND, "no such file");
	ok(strstr(e.text, "none") != NULL, "is named");
	is_int(file_can_read(at("none"), &e), RC_NOTFOUND, "… which is known before");
	ok(strstr(e.text, "cannot open") != NULL, "… and said: %s", e.text);
	is_int(file_can_read(at("a"), NULL), RC_OK, "one that is there can be read");
	is_int(file_read(&b, dir, 10, NULL), RC_IO, "a directory cannot be read");
	buf_clear(&b);
	is_int(file_read(&b, at("a"), 6, NULL), RC_OK, "six bytes of at most six");
	buf_clear(&b);
	is_int(file_read(&b, at("a"), 5, &e), RC_INPUT, "six bytes of at most five");
	is_int(file_write(at("missing/x"), "x", 1, NULL), RC_IO, "no such directory");
	is_int(file_write(at(""), "x", 1, NULL), RC_IO, "a directory for a file");
	buf_finish(&b);
}

static void test_full(void)
{
	struct err e = {0};
	int fd = open("/dev/full", O_WRONLY);

	is_int(file_write_fd(fd, "x", 1, &e), RC_IO, "a full disk");
	ok(strstr(e.text, "No space") != NULL, "is told");
	close(fd);
}

static void test_pipe(void)
{
	struct buf b = {0};
	int fds[2];

	if (pipe(fds) != 0)
		return;
	is_int(file_write_fd(fds[1], "through a pipe", 14, NULL), RC_OK, "written to a pipe");
	close(fds[1]);
	buf_add_str(&b, "> ");
	is_int(file_read_fd(&b, fds[0], 100, NULL), RC_OK, "read from a pipe");
	is_str(buf_cstr(&b), "> through a pipe", "behind what was there");
	close(fds[0]);
	buf_finish(&b);
}

/* Under both names something at every moment: also where a second name cannot be. */
static void test_replace(void)
{
	struct file_out *f = NULL;
	int files = count_files();
	char long_name[300] = "";
	struct err e;

	is_int(file_write(at("place"), "old", 3, &e), RC_OK, "a file in the place");
	is_int(file_out_open(&f, at("place"), &e), RC_OK, "its successor");
	ok(access(file_out_temp(f), W_OK) == 0 && mode_of(file_out_temp(f)) == 0600,
	    "has a path for others to write to");
	is_int(file_out_write(f, "new", 3, &e), RC_OK, "is written");
	is_int(file_out_replace(f, "kept", &e), RC_OK, "and takes the place");
	ok(holds(at("place"), "new") && holds(at("kept"), "old"), "and the old one is kept");
	is_int(count_files(), files + 2, "and nothing else");

	is_int(file_out_open(&f, at("place"), &e), RC_OK, "once more");
	is_int(file_out_replace(f, "kept", &e), RC_EXISTS, "a name that is taken");
	ok(holds(at("place"), "new") && holds(at("kept"), "old"), "leaves all as it was");
	is_int(count_files(), files + 2, "without a temporary file");

	is_int(file_out_open(&f, at("fresh"), &e), RC_OK, "where nothing was");
	is_int(file_out_replace(f, "kept-2", &e), RC_OK, "it takes the place");
	ok(mode_of(at("fresh")) == 0600 && mode_of(at("kept-2")) == -1, "and keeps nothing");

	memset(long_name, 'x', sizeof long_name - 1);
	is_int(file_out_open(&f, at("place"), &e), RC_OK, "once more");
	is_int(file_out_replace(f, long_name, &e), RC_IO, "a name that is too long");
	ok(holds(at("place"), "new") && strstr(e.text, "was left as it was") != NULL,
	    "changes nothing");

	/* A folder can have no second name, like any file on FAT. */
	is_int(mkdir(at("folder"), 0700), 0, "what cannot have a second name");
	is_int(file_out_open(&f, at("folder"), &e), RC_OK, "its successor");
	is_int(file_out_replace(f, "folder-kept", &e), RC_OK, "changes places with it");
	ok(mode_of(at("folder")) == 0600 && mode_of(at("folder-kept")) == 0700,
	    "and it is kept");
	is_int(count_files(), files + 5, "with nothing left over");
	ok(file_same(at("place"), at("place")) && !file_same(at("place"), at("kept")) &&
		!file_same(at("none"), at("none")),
	    "a file is the same as itself, and as no other");
}

static void is_dirname(const char *path, const char *want)
{
	char *got = file_dirname(path);

	is_str(got, want, path);
	free(got);
}

static void test_names(void)
{
	char *joined = file_join("/a/b", "c");

	is_str(joined, "/a/b/c", "directory and name");
	free(joined);
	is_dirname("/a/b", "/a");
	is_dirname("/a", "/");
	is_dirname("a", ".");
	is_dirname("a/b/c", "a/b");
	is_int(file_mkdirs(at("p/q/r"), NULL), RC_OK, "directories are made");
	is_int(mode_of(at("p/q/r")), 0700, "for their owner only");
	is_int(file_mkdirs(at("p/q/r"), NULL), RC_OK, "there already is fine");
	is_int(file_mkdirs(at("a/x"), NULL), RC_IO, "a file is in the way");
}

static void touch(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	if (fd < 0 || close(fd) != 0)
		ok(false, "%s", path);
}

/* What a program that was stopped left under its temporary name. */
static void test_left(void)
{
	static const char *const others[] = {".left.notes", ".left.12-x", ".left.-1",
	    ".left.12-0-wal", ".left-journal", ".left2.12-0", "left.12-0"};
	struct file_out *f = NULL;
	enum rc opened;
	int fd;

	touch(at(".left.12-0"));
	touch(at(".left.12-0-journal"));
	touch(at(".left.14-0-journal"));
	touch(at(".left.13-1-journal"));
	touch(at(".left.13-1"));
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		touch(at(others[i]));
	fd = open(at(".left.13-1"), O_WRONLY);
	ok(fd >= 0 && flock(fd, LOCK_EX) == 0, "one of two is still being written");
	is_int(file_write(at("left"), "new", 3, NULL), RC_OK, "a file that others began");
	ok(access(at(".left.12-0"), F_OK) != 0, "what was left of it is removed");
	ok(access(at(".left.12-0-journal"), F_OK) != 0, "its journal too");
	ok(access(at(".left.14-0-journal"), F_OK) != 0, "and one that is there alone");
	ok(access(at(".left.13-1"), F_OK) == 0, "not what is being written");
	ok(access(at(".left.13-1-journal"), F_OK) == 0, "nor its journal");
	ok(file_is_left(at(".left.13-1"), at("left")) &&
		file_is_left(at(".left.13-1-journal"), at("left")),
	    "such a name is known");
	ok(!file_is_left(at(".left.13-1"), at("left2")) &&
		!file_is_left(at(".left.99-1"), at("left")) &&
		!file_is_left(at("left"), at("left")) &&
		!file_is_left(at(".left.13-1"), "/left"),
	    "as that of a file there, beside that one");
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		ok(access(at(others[i]), F_OK) == 0, "nor %s", others[i]);
	close(fd);
	is_int(file_write(at("left"), "new", 3, NULL), RC_OK, "the next time");
	ok(access(at(".left.13-1"), F_OK) != 0 && access(at(".left.13-1-journal"), F_OK) != 0,
	    "those go too");
	opened = file_out_open(&f, at("left"), NULL);
	is_int(opened, RC_OK, "two at work on the same file");
	is_int(file_write(at("left"), "one", 3, NULL), RC_OK, "the one ends");
	is_int(opened == RC_OK ? file_out_commit(f, NULL) : RC_FAIL, RC_OK,
	    "and was not in the way of the other");
}

static void collect(void *arg, const void *p, size_t n)
{
	buf_add(arg, p, n);
}

/* Longer than what is read at once, and as long as two of them. */
static void test_each(void)
{
	static const size_t SIZES[] = {0, 1, 65536, 131072, 200001};
	struct buf want = {0};
	struct buf got = {0};
	struct err e = {0};

	for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
		buf_clear(&want);
		buf_clear(&got);
		for (size_t k = 0; k < SIZES[i]; k++)
			buf_add_char(&want, (char)(k % 251));
		must(file_write(at("each"), want.p, want.n, &e), &e, "a file");
		is_int(file_each(at("each"), collect, &got, &e), RC_OK, "read in pieces");
		ok(slice_eq(buf_slice(&got), buf_slice(&want)), "… all %zu bytes", SIZES[i]);
	}
	is_int(file_each(at("none"), collect, &got, &e), RC_NOTFOUND, "one that is not there");
	is_int(file_each(dir, collect, &got, &e), RC_IO, "a folder");
	if (mkfifo(at("pipe"), 0600) != 0)
		ok(false, "a pipe is made");
	is_int(file_each(at("pipe"), collect, &got, &e), RC_IO, "a pipe is not waited for");
	is_int(
	    file_each("/dev/zero", collect, &got, &e), RC_IO, "nor a device read without end");
	unlink(at("each"));
	unlink(at("pipe"));
	buf_finish(&want);
	buf_finish(&got);
}

static void test_reread(void)
{
	struct file_out *f = NULL;
	struct err e = {0};

	must(file_out_open(&f, at("again"), &e), &e, "open");
	must(file_out_write(f, "text", 4, &e), &e, "write");
	is_int(file_out_sync(f, &e), RC_OK, "made durable before it has its name");
	ok(holds(file_out_temp(f), "text"), "… and can be read");
	ok(access(at("again"), F_OK) != 0, "… while the place is empty");
	must(file_out_commit(f, &e), &e, "commit");
	ok(holds(at("again"), "text"), "then it has it");
	unlink(at("again"));
}

int main(void)
{
	char command[100];

	if (mkdtemp(dir) == NULL)
		return 1;
	test_write();
	test_symlink();
	test_errors();
	test_full();
	test_pipe();
	test_replace();
	test_names();
	test_left();
	test_each();
	test_reread();
	snprintf(command, sizeof command, "rm -r %s", dir);
	ok(system(command) == 0, "nothing is left behind");
	return tap_done();
}
