#include "world.h"

#include <ftw.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/secret.h"
#include "describe.h"
#include "envelope/keys.h"
#include "jobs.h"

enum job world_first(void)
{
	const char *only = getenv("STRONGROOM_JOB");

	return only != NULL ? (enum job)strtol(only, NULL, 10) % JOBS : 0;
}

enum job world_last(void)
{
	return getenv("STRONGROOM_JOB") != NULL ? world_first() : JOBS - 1;
}

static struct fixture f;
static struct envelope_keys *keys;

/* The files that a trial begins with. */
enum { FILES = 32 };
static struct {
	char path[256];
	struct buf bytes;
} image[FILES];
static size_t n_image;

/* What can be seen before each job, and after one that nothing disturbed. */
static struct {
	struct buf before;
	struct buf after;
	struct buf between; /* for an export, which is there before its record */
} seen[JOBS];

/* the files */

static int keep_file(const char *path, const struct stat *st, int type, struct FTW *at)
{
	struct err e;

	(void)st;
	(void)at;
	if (type != FTW_F)
		return 0;
	if (n_image == FILES)
		abort();
	snprintf(image[n_image].path, sizeof image[n_image].path, "%s", path);
	must(file_read(&image[n_image].bytes, path, 1 << 24, &e), &e, path);
	n_image++;
	return 0;
}

static int remove_file(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)at;
	return type == FTW_F ? unlink(path) : 0;
}

static int remove_any(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	return at->level == 0 ? 0 : remove(path);
}

static void reset(enum job j)
{
	if (j == JOB_INIT) {
		(void)nftw(f.dir, remove_any, 16, FTW_DEPTH | FTW_PHYS);
		return;
	}
	(void)nftw(f.dir, remove_file, 16, FTW_DEPTH | FTW_PHYS);
	for (size_t i = 0; i < n_image; i++) {
		char *folder = file_dirname(image[i].path);
		FILE *out;

		must(file_mkdirs(folder, NULL), &(struct err){.text = "mkdirs"}, folder);
		free(folder);
		out = fopen(image[i].path, "wb");
		if (out == NULL ||
		    fwrite(image[i].bytes.p, 1, image[i].bytes.n, out) != image[i].bytes.n)
			abort();
		fclose(out);
	}
}

/* the process of a job */

/* Of the sanitizer, where it is linked. */
__attribute__((weak)) int __lsan_do_recoverable_leak_check(void);

static void say(int fd, const struct result *r)
{
	if (write(fd, r, sizeof *r) != (ssize_t)sizeof *r)
		_exit(3);
}

__attribute__((noreturn)) static void work(int fd, const struct trial *t)
{
	struct result r = {0};
	size_t secrets = secret_live();
	struct err e = {0};

	t->arm(t->arg);
	r.rc = job_run(&r, t->job, &f, &e);
	r.count = t->disarm();
	r.acknowledged = r.rc == RC_OK;
	r.ended = true;
	r.secrets = secret_live() - secrets;
	memcpy(r.text, e.text, sizeof r.text);
	if (t->count_leaks && __lsan_do_recoverable_leak_check != NULL)
		r.leaks = __lsan_do_recoverable_leak_check() != 0;
	say(fd, &r);
	if (t->last != NULL)
		t->last();
	_exit(0);
}

static void run(struct result *r, const struct trial *t)
{
	int ends[2];
	pid_t pid;

	if (pipe(ends) != 0 || fflush(stdout) != 0 || (pid = fork()) < 0)
		abort();
	if (pid == 0) {
		close(ends[0]);
		work(ends[1], t);
	}
	close(ends[1]);
	*r = (struct result){0};
	if (read(ends[0], r, sizeof *r) != (ssize_t)sizeof *r)
		*r = (struct result){0};
	close(ends[0]);
	if (waitpid(pid, &r->status, 0) != pid)
		abort();
}

void world_try(struct result *r, const struct trial *t)
{
	reset(t->job);
	run(r, t);
}

static void nothing(void *arg)
{
	(void)arg;
}

static long none(void)
{
	return 0;
}

/* what is left of it */

/*
 * A vault that was not finished is no vault, and the next attempt makes it.
 * What the first one left may not be in its way.
 */
static bool try_again(struct buf *why)
{
	const struct trial again = {.job = JOB_INIT, .arm = nothing, .disarm = none};
	struct result r;

	run(&r, &again);
	if (r.rc == RC_OK && r.ended)
		return true;
	buf_printf(why, "it cannot be made again: %s", r.text);
	return false;
}

static bool describe_left(struct buf *text, struct buf *why, enum job j, bool acknowledged)
{
	struct err e = {0};

	if (describe(text, &f, keys, j, &e) == RC_OK)
		return true;
	if (j == JOB_INIT && !acknowledged && try_again(why)) {
		buf_clear(text);
		if (describe(text, &f, keys, j, &e) == RC_OK)
			return true;
	}
	buf_printf(why, "%d: %s", (int)e.rc, e.text);
	return false;
}

bool world_whole(struct buf *why, enum job j, const struct result *r)
{
	struct buf text = {0};
	bool same = false;

	if (!describe_left(&text, why, j, r->acknowledged))
		goto out;
	same = slice_eq(buf_slice(&text), buf_slice(&seen[j].after)) ||
	       (!r->acknowledged && (slice_eq(buf_slice(&text), buf_slice(&seen[j].before)) ||
					(j == JOB_SEAL && slice_eq(buf_slice(&text),
							      buf_slice(&seen[j].between)))));
	if (!same) {
		buf_add_str(why, "it is neither done nor undone, or is lost:\n");
		buf_add_slice(why, buf_slice(&text));
	}
out:
	buf_finish(&text);
	return same && describe_sound(why, &f, j) && world_recorded(why, r);
}

/* By SQLite alone, for the file may be broken in every way. */
static bool has_record(int64_t seq, const char *leaf)
{
	char sql[200];
	sqlite3 *db = NULL;
	sqlite3_stmt *q = NULL;
	bool found;

	snprintf(sql, sizeof sql,
	    "SELECT 1 FROM audit WHERE seq=%lld AND action='item.reveal' AND leaf=x'%s'",
	    (long long)seq, leaf);
	found = sqlite3_open_v2(f.path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
		sqlite3_prepare_v2(db, sql, -1, &q, NULL) == SQLITE_OK &&
		sqlite3_step(q) == SQLITE_ROW;
	sqlite3_finalize(q);
	sqlite3_close(db);
	return found;
}

bool world_recorded(struct buf *why, const struct result *r)
{
	if (!r->revealed)
		return true;
	if (strcmp(r->value, VALUE) == 0 && has_record(r->seq, r->leaf))
		return true;
	buf_printf(why, "\"%s\" was given out without its record", r->value);
	return false;
}

/* the beginning and the end */

static void see(struct buf *text, enum job j)
{
	struct err e;

	buf_clear(text);
	must(describe(text, &f, keys, j, &e), &e, job_name(j));
}

/* The vault as it was, and the export that was just made. */
static void see_between(void)
{
	struct buf export = {0};
	struct err e;

	must(file_read(&export, job_export(&f), 1 << 24, &e), &e, "export");
	reset(JOB_SEAL);
	must(file_write(job_export(&f), export.p, export.n, &e), &e, "export");
	buf_finish(&export);
	see(&seen[JOB_SEAL].between, JOB_SEAL);
}

void world_init(void)
{
	const struct trial undisturbed = {.arm = nothing, .disarm = none};
	struct result r;

	fixture_init(&f);
	keys = jobs_prepare(&f);
	(void)nftw(f.dir, keep_file, 16, FTW_PHYS);
	for (enum job j = 0; j < JOBS; j++) {
		struct trial t = undisturbed;

		t.job = j;
		if (j != JOB_INIT) {
			reset(j);
			see(&seen[j].before, j);
		}
		world_try(&r, &t);
		if (r.rc != RC_OK || !r.ended)
			must(RC_FAIL, &(struct err){.text = "not done"}, job_name(j));
		see(&seen[j].after, j);
		if (j == JOB_SEAL) {
			world_try(&r, &t);
			see_between();
		}
	}
}

void world_finish(void)
{
	for (size_t i = 0; i < n_image; i++)
		buf_finish(&image[i].bytes);
	for (enum job j = 0; j < JOBS; j++) {
		buf_finish(&seen[j].before);
		buf_finish(&seen[j].after);
		buf_finish(&seen[j].between);
	}
	envelope_keys_free(keys);
	fixture_finish(&f);
}
