#include "base/file_new.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_out.h"

struct file_new {
	int fd;               /* without a name; -1: there are none, and named is used */
	int dir;              /* descriptor of the directory */
	struct file_out *out; /* with a temporary name; NULL: not used */
	bool over;            /* in the place of what is there */
	bool holds;           /* signals, while it has a temporary name */
	sigset_t held;
	sigset_t before;
	char *path;
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static enum rc exists(const char *path, struct err *e)
{
	return err_set(e, RC_EXISTS,
	    "there is a file %s already, and it was left as it is; give another name", path);
}

enum rc file_new_check(const char *path, struct err *e)
{
	struct stat st;

	return lstat(path, &st) == 0 ? exists(path, e) : RC_OK;
}

/*
 * What is secret must not stay under a temporary name because somebody pressed
 * Ctrl-C: what would end the program waits until there is no such name, which
 * is soon, for whoever writes is told. What is ignored, as under nohup, stays so.
 */
static void hold_signals(struct file_new *f)
{
	static const int ENDS[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};

	sigemptyset(&f->held);
	for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
		struct sigaction now;

		if (sigaction(ENDS[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
			sigaddset(&f->held, ENDS[i]);
	}
	f->holds = sigprocmask(SIG_BLOCK, &f->held, &f->before) == 0;
}

static enum rc check_signals(const struct file_new *f, struct err *e)
{
	sigset_t waiting;

	sigpending(&waiting);
	sigandset(&waiting, &waiting, &f->held);
	return sigisemptyset(&waiting)
		   ? RC_OK
		   : err_set(e, RC_INTR, "interrupted; nothing was written to %s", f->path);
}

static void new_free(struct file_new *f)
{
	if (f->fd >= 0)
		close(f->fd);
	if (f->dir >= 0)
		close(f->dir);
	file_out_abort(f->out);
	free(f->path);
	if (f->holds)
		sigprocmask(SIG_SETMASK, &f->before, NULL);
	free(f);
}

static enum rc open_in(struct file_new *f, const char *dir, struct err *e)
{
	if ((f->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		return err_errno(e, RC_IO, "cannot open the directory %s", dir);
	f->fd = openat(f->dir, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
	if (f->fd >= 0)
		return RC_OK;
	/* open(2): a file system, or a kernel, that has no such files. */
	if (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT) {
		hold_signals(f);
		return file_out_open(&f->out, f->path, e);
	}
	return err_errno(e, RC_IO, "cannot write %s", f->path);
}

static enum rc open_any(struct file_new **out, const char *path, bool over, struct err *e)
{
	struct file_new *f;
	char *dir;
	enum rc rc;

	if (base_name(path)[0] == '\0')
		return err_set(e, RC_IO, "%s is a directory; give the name of a file", path);
	f = calloc(1, sizeof *f);
	dir = file_dirname(path);
	if (f != NULL) {
		f->fd = f->dir = -1;
		f->over = over;
		f->path = strdup(path);
	}
	if (f == NULL || f->path == NULL || dir == NULL)
		rc = err_nomem(e);
	else
		rc = open_in(f, dir, e);
	free(dir);
	if (rc == RC_OK)
		*out = f;
	else if (f != NULL)
		new_free(f);
	return rc;
}

enum rc file_new_open(struct file_new **f, const char *path, struct err *e)
{
	enum rc rc = file_new_check(path, e);

	return rc == RC_OK ? open_any(f, path, false, e) : rc;
}

enum rc file_new_open_over(struct file_new **f, const char *path, struct err *e)
{
	return open_any(f, path, true, e);
}

enum rc file_new_write(struct file_new *f, const void *p, size_t n, struct err *e)
{
	struct err inner;
	enum rc rc;

	if (f->out != NULL)
		return (rc = check_signals(f, e)) == RC_OK ? file_out_write(f->out, p, n, e)
							   : rc;
	if (file_write_fd(f->fd, p, n, &inner) != RC_OK)
		return err_set(e, RC_IO, "%s: %s", f->path, inner.text);
	return RC_OK;
}

/* open(2), O_TMPFILE: how a file without a name gets one, never in the place of another. */
static enum rc give_name(struct file_new *f, struct err *e)
{
	char self[64];

	snprintf(self, sizeof self, "/proc/self/fd/%d", f->fd);
	if (fsync(f->fd) != 0)
		return err_errno(e, RC_IO, "cannot write %s", f->path);
	if (linkat(AT_FDCWD, self, f->dir, base_name(f->path), AT_SYMLINK_FOLLOW) != 0)
		return errno == EEXIST ? exists(f->path, e)
				       : err_errno(e, RC_IO, "cannot write %s", f->path);
	/* Some file systems cannot sync a directory; the name is there either way. */
	if (fsync(f->dir) != 0 && errno != EINVAL && errno != ENOTSUP)
		return err_errno(e, RC_IO, "cannot make %s durable", f->path);
	return RC_OK;
}

/* Under a temporary name for a moment, for no file without a name can be renamed. */
static enum rc take_place(struct file_new *f, struct err *e)
{
	struct file_out *named;
	enum rc rc;

	hold_signals(f);
	if ((rc = file_out_adopt(&named, f->path, f->fd, e)) != RC_OK)
		return rc;
	f->fd = -1;
	return file_out_commit(named, e);
}

static enum rc keep_name(struct file_new *f, struct err *e)
{
	struct file_out *out = f->out;
	enum rc rc;

	if (!f->over && (rc = file_new_check(f->path, e)) != RC_OK)
		return rc;
	if ((rc = check_signals(f, e)) != RC_OK)
		return rc;
	f->out = NULL;
	return file_out_commit(out, e);
}

enum rc file_new_commit(struct file_new *f, struct err *e)
{
	enum rc rc;

	if (f->out != NULL)
		rc = keep_name(f, e);
	else
		rc = f->over ? take_place(f, e) : give_name(f, e);
	new_free(f);
	return rc;
}

enum rc file_new_over(const char *path, const void *p, size_t n, struct err *e)
{
	struct file_new *f;
	enum rc rc;

	if ((rc = file_new_open_over(&f, path, e)) != RC_OK)
		return rc;
	if ((rc = file_new_write(f, p, n, e)) == RC_OK)
		return file_new_commit(f, e);
	new_free(f);
	return rc;
}

void file_new_abort(struct file_new *f)
{
	if (f != NULL)
		new_free(f);
}
