#include "base/file_out.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

enum { TRIES = 100 };

struct file_out {
	int fd;
	int dir;    /* descriptor of the directory */
	char *path; /* as given, for messages */
	char *name; /* within dir */
	char *temp; /* within dir */
	char *temp_path;
};

static void out_free(struct file_out *f)
{
	if (f->fd >= 0)
		close(f->fd);
	if (f->dir >= 0)
		close(f->dir);
	free(f->path);
	free(f->name);
	free(f->temp);
	free(f->temp_path);
	free(f);
}

static const char JOURNAL[] = "-journal";

/*
 * Is it ".NAME.PID-N", as open_temp names its files? The length of that, or 0;
 * SQLite adds the name of its journal.
 */
static size_t temp_length(const char *entry, const char *name)
{
	size_t n = strlen(name);
	const char *at;

	if (entry[0] != '.' || strncmp(entry + 1, name, n) != 0 || entry[n + 1] != '.')
		return 0;
	at = entry + n + 2;
	if (!isdigit((unsigned char)*at))
		return 0;
	at += strspn(at, "0123456789");
	if (*at != '-' || !isdigit((unsigned char)at[1]))
		return 0;
	at += 1 + strspn(at + 1, "0123456789");
	return *at == '\0' || strcmp(at, JOURNAL) == 0 ? (size_t)(at - entry) : 0;
}

/* Whoever writes such a file holds it locked: without a lock it was left behind. */
static void remove_left(int dir, const char *name)
{
	struct stat open_one;
	struct stat named;
	int fd = openat(dir, name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return;
	if (fstat(fd, &open_one) == 0 && S_ISREG(open_one.st_mode) &&
	    open_one.st_uid == geteuid() && flock(fd, LOCK_EX | LOCK_NB) == 0 &&
	    fstatat(dir, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	    named.st_dev == open_one.st_dev && named.st_ino == open_one.st_ino)
		(void)unlinkat(dir, name, 0);
	close(fd);
}

/* A journal goes with its file, of which the name has that length. */
static void remove_journal(int dir, const char *name, size_t length)
{
	char temp[NAME_MAX + 1];
	struct stat st;

	snprintf(temp, sizeof temp, "%.*s", (int)length, name);
	remove_left(dir, temp);
	if (fstatat(dir, temp, &st, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
		remove_left(dir, name);
}

/* What programs that were stopped left behind when they wrote this file. */
static void remove_all_left(const struct file_out *f)
{
	int fd = openat(f->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *all = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (all == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(all)) != NULL) {
		size_t n = temp_length(entry->d_name, f->name);

		if (n > 0 && entry->d_name[n] != '\0')
			remove_journal(f->dir, entry->d_name, n);
		else if (n > 0)
			remove_left(f->dir, entry->d_name);
	}
	closedir(all);
}

bool file_is_left(const char *path, const char *of)
{
	char *real = realpath(path, NULL);
	char *there = real == NULL ? NULL : file_dirname(real);
	char *here = file_dirname(of);
	const char *slash = strrchr(of, '/');
	bool is = there != NULL && here != NULL && file_same(there, here) &&
		  temp_length(strrchr(real, '/') + 1, slash == NULL ? of : slash + 1) > 0;

	free(real);
	free(there);
	free(here);
	return is;
}

/* False if another program took the file for one that was left, and removed it. */
static bool hold(int fd)
{
	struct stat st;

	/* Some file systems know no locks; then nobody removes anything either. */
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		return errno != EWOULDBLOCK;
	return fstat(fd, &st) == 0 && st.st_nlink > 0;
}

/* A new file, or the one without a name, as f->temp; -1 with errno. */
static int make_temp(const struct file_out *f, int nameless)
{
	char self[64];

	if (nameless < 0)
		return openat(f->dir, f->temp,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	/* open(2), O_TMPFILE: how a file without a name gets one. */
	snprintf(self, sizeof self, "/proc/self/fd/%d", nameless);
	if (linkat(AT_FDCWD, self, f->dir, f->temp, AT_SYMLINK_FOLLOW) != 0)
		return -1;
	return nameless;
}

static enum rc open_temp(struct file_out *f, int nameless, struct err *e)
{
	int fd;

	for (unsigned i = 0; i < TRIES; i++) {
		free(f->temp);
		if (asprintf(&f->temp, ".%s.%ld-%u", f->name, (long)getpid(), i) < 0) {
			f->temp = NULL;
			return err_nomem(e);
		}
		fd = make_temp(f, nameless);
		if (fd >= 0 && hold(fd)) {
			f->fd = fd;
			return RC_OK;
		}
		if (fd < 0 && errno != EEXIST)
			break;
		if (fd >= 0 && fd != nameless)
			close(fd);
	}
	return err_errno(e, RC_IO, "cannot write beside %s", f->path);
}

/* With nameless in f->fd, or a new file. */
static enum rc open_as(struct file_out **out, const char *path, int nameless, struct err *e)
{
	struct file_out *f = calloc(1, sizeof *f);
	const char *slash = strrchr(path, '/');
	char *dir = NULL;
	enum rc rc = RC_OK;

	if (f == NULL)
		return err_nomem(e);
	f->fd = f->dir = -1;
	f->path = strdup(path);
	f->name = strdup(slash == NULL ? path : slash + 1);
	dir = file_dirname(path);
	if (f->path == NULL || f->name == NULL || dir == NULL)
		rc = err_nomem(e);
	else if (f->name[0] == '\0')
		rc = err_set(e, RC_IO, "%s is a directory; give the name of a file", path);
	else if ((f->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		rc = err_errno(e, RC_IO, "cannot open the directory %s", dir);
	else {
		remove_all_left(f);
		rc = open_temp(f, nameless, e);
		if (rc == RC_OK && (f->temp_path = file_join(dir, f->temp)) == NULL) {
			(void)unlinkat(f->dir, f->temp, 0);
			rc = err_nomem(e);
		}
	}
	free(dir);
	if (rc == RC_OK) {
		*out = f;
		return RC_OK;
	}
	if (f->fd == nameless)
		f->fd = -1;
	out_free(f);
	return rc;
}

enum rc file_out_open(struct file_out **f, const char *path, struct err *e)
{
	return open_as(f, path, -1, e);
}

enum rc file_out_adopt(struct file_out **f, const char *path, int nameless, struct err *e)
{
	/* Before it has a name, or it would be one that was left behind. */
	(void)flock(nameless, LOCK_EX | LOCK_NB);
	return open_as(f, path, nameless, e);
}

enum rc file_out_write(struct file_out *f, const void *p, size_t n, struct err *e)
{
	struct err inner;

	if (file_write_fd(f->fd, p, n, &inner) != RC_OK)
		return err_set(e, RC_IO, "%s: %s", f->path, inner.text);
	return RC_OK;
}

const char *file_out_temp(const struct file_out *f)
{
	return f->temp_path;
}

enum rc file_out_sync(struct file_out *f, struct err *e)
{
	if (fsync(f->fd) != 0)
		return err_errno(e, RC_IO, "cannot write %s", f->path);
	return RC_OK;
}

static enum rc sync_dir(struct file_out *f, struct err *e)
{
	/* Some file systems cannot sync a directory; the rename is done either way. */
	if (fsync(f->dir) != 0 && errno != EINVAL && errno != ENOTSUP) {
		err_errno(e, RC_IO, "cannot make %s durable", f->path);
		out_free(f);
		return RC_IO;
	}
	out_free(f);
	return RC_OK;
}

enum rc file_out_commit(struct file_out *f, struct err *e)
{
	if (fsync(f->fd) != 0 || renameat(f->dir, f->temp, f->dir, f->name) != 0) {
		err_errno(e, RC_IO, "cannot write %s", f->path);
		file_out_abort(f);
		return RC_IO;
	}
	return sync_dir(f, e);
}

static enum rc cannot_keep(struct file_out *f, const char *kept, struct err *e)
{
	err_errno(e, RC_IO, "cannot keep what is there as %s, so %s was left as it was", kept,
	    f->path);
	file_out_abort(f);
	return RC_IO;
}

/* For want of an exchange: a second name for what is there, then a rename over the first. */
static enum rc link_and_rename(struct file_out *f, const char *kept, struct err *e)
{
	int why;

	if (linkat(f->dir, f->name, f->dir, kept, 0) != 0)
		return cannot_keep(f, kept, e);
	if (renameat(f->dir, f->temp, f->dir, f->name) == 0)
		return sync_dir(f, e);
	why = errno;
	(void)unlinkat(f->dir, kept, 0);
	errno = why;
	return cannot_keep(f, kept, e);
}

/*
 * The new file gets the name that is to be kept, and then, in one step, the
 * two change places: at any moment each is whole under a name that nobody
 * takes for one that was left behind.
 */
enum rc file_out_replace(struct file_out *f, const char *kept, struct err *e)
{
	struct stat st;
	int why;

	if (fstatat(f->dir, kept, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		file_out_abort(f);
		return err_set(e, RC_EXISTS, "there is a file %s already", kept);
	}
	if (errno != ENOENT)
		return cannot_keep(f, kept, e);
	if (fstatat(f->dir, f->name, &st, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
		return file_out_commit(f, e);
	if (fsync(f->fd) != 0 || renameat(f->dir, f->temp, f->dir, kept) != 0)
		return cannot_keep(f, kept, e);
	if (renameat2(f->dir, kept, f->dir, f->name, RENAME_EXCHANGE) == 0)
		return sync_dir(f, e);
	why = errno;
	if (renameat(f->dir, kept, f->dir, f->temp) == 0 && (why == EINVAL || why == ENOSYS))
		return link_and_rename(f, kept, e);
	errno = why;
	return cannot_keep(f, kept, e);
}

void file_out_abort(struct file_out *f)
{
	if (f == NULL)
		return;
	(void)unlinkat(f->dir, f->temp, 0);
	out_free(f);
}
