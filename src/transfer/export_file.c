#include "export_file_int.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_out.h"
#include "vault/session.h"

bool export_file_begins(const char *path, const char *with)
{
	char got[EXPORT_FILE_BEGINS];
	size_t n = strlen(with);
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	bool is = fd >= 0 && n <= sizeof got && read(fd, got, n) == (ssize_t)n &&
		  memcmp(got, with, n) == 0;

	if (fd >= 0)
		close(fd);
	return is;
}

/*
 * The rename at the end must put the export in the place of an older one
 * alone; of a link it replaces the name, and not what that leads to.
 */
enum rc export_file_check(const struct session *s, const char *path, struct err *e)
{
	struct stat st;
	enum rc rc = session_check_name(s, path, "the export", e);

	if (rc != RC_OK || lstat(path, &st) != 0)
		return rc;
	if (S_ISDIR(st.st_mode) || S_ISLNK(st.st_mode) ||
	    (S_ISREG(st.st_mode) && export_file_begins(path, "age-encryption.org/v1\n")))
		return RC_OK;
	return err_set(e, RC_EXISTS,
	    "there is a file %s already, and it is no earlier export; give another name", path);
}

/* The real path of the folder, and the name in it. */
static char *from_root(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = file_dirname(path);
	char *real = dir == NULL ? NULL : realpath(dir, NULL);
	char *whole = NULL;

	if (real != NULL)
		whole = file_join(
		    strcmp(real, "/") == 0 ? "" : real, slash == NULL ? path : slash + 1);
	free(dir);
	free(real);
	return whole;
}

enum rc export_file_open(struct export_file *f, const char *path, struct err *e)
{
	enum rc rc;

	*f = (struct export_file){0};
	sha256_init(&f->written);
	if ((rc = file_out_open(&f->out, path, e)) != RC_OK)
		return rc;
	f->path = from_root(path);
	return f->path == NULL ? err_nomem(e) : RC_OK;
}

bool export_file_is(const struct export_file *f, const char *path)
{
	char *whole = path == NULL ? NULL : from_root(path);
	bool is = path == NULL || (whole != NULL && strcmp(whole, f->path) == 0);

	free(whole);
	return is;
}

enum rc export_file_write(void *arg, const void *p, size_t n, struct err *e)
{
	struct export_file *f = arg;

	sha256_add(&f->written, slice_of(p, n));
	return file_out_write(f->out, p, n, e);
}

static void add_piece(void *arg, const void *p, size_t n)
{
	sha256_add(arg, slice_of(p, n));
}

enum rc export_file_prove(struct export_file *f, struct err *e)
{
	uint8_t found[HASH_SIZE];
	struct sha256 there;
	enum rc rc;

	sha256_final(&f->written, f->digest);
	sha256_init(&there);
	if ((rc = file_out_sync(f->out, e)) != RC_OK ||
	    (rc = file_each(file_out_temp(f->out), add_piece, &there, e)) != RC_OK)
		return rc;
	sha256_final(&there, found);
	if (memcmp(found, f->digest, HASH_SIZE) == 0)
		return RC_OK;
	return err_set(e, RC_IO,
	    "%s does not hold what was written to it, so the disk or stick may be failing; "
	    "use another",
	    f->path);
}

enum rc export_file_commit(struct export_file *f, struct err *e)
{
	struct file_out *out = f->out;

	f->out = NULL;
	return file_out_commit(out, e);
}

void export_file_finish(struct export_file *f)
{
	file_out_abort(f->out);
	free(f->path);
	*f = (struct export_file){0};
}
