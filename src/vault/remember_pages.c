#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "remember_int.h"

enum { SLACK = 1024 * 1024 /* of pages that nothing points at any more */ };

static char *pages_path(const struct remember *m, uint64_t number)
{
	char *path;

	return asprintf(&path, "%s/pages.%" PRIu64, m->dir, number) < 0 ? NULL : path;
}

enum rc pages_open(int *fd, const struct remember *m, uint64_t number, struct err *e)
{
	char *path = pages_path(m, number);

	if (path == NULL)
		return err_nomem(e);
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	free(path);
	return RC_OK;
}

/* A new name has to be durable before the state can speak of it. */
static bool sync_folder(const struct remember *m)
{
	int fd = open(m->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* Some file systems cannot sync a folder. */
	bool done = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP);

	if (fd >= 0)
		close(fd);
	return done;
}

static enum rc open_to_write(int *fd, uint64_t *end, const struct remember *m, uint64_t number,
    bool fresh, struct err *e)
{
	int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (fresh ? O_TRUNC : 0);
	char *path = pages_path(m, number);
	enum rc rc = RC_OK;
	off_t at = 0;

	if (path == NULL)
		return err_nomem(e);
	*fd = open(path, flags, 0600);
	if (*fd < 0 || (at = lseek(*fd, 0, SEEK_END)) < 0)
		rc = err_errno(e, RC_IO, "cannot write %s", path);
	*end = (uint64_t)at;
	free(path);
	return rc;
}

enum rc pages_write(struct remember *m, struct replay *r, uint64_t current, struct err *e)
{
	bool fresh = m->pages == 0 || m->pages != current;
	uint64_t next = (current > m->pages ? current : m->pages) + 1;
	uint64_t number = fresh ? next : m->pages;
	uint64_t end = 0;
	int fd = -1;
	enum rc rc;

	if (!fresh && !pins_dirty(r->pins))
		return RC_OK;
	rc = open_to_write(&fd, &end, m, number, fresh, e);
	if (rc == RC_OK && !fresh && end > 2 * pins_size(r->pins) + SLACK) {
		close(fd);
		fresh = true;
		number = next;
		rc = open_to_write(&fd, &end, m, number, fresh, e);
	}
	if (rc == RC_OK)
		rc = pins_write(r->pins, fd, end, fresh, e);
	if (rc == RC_OK && (fdatasync(fd) != 0 || (fresh && !sync_folder(m))))
		rc = err_errno(e, RC_IO, "cannot write %s/pages.%" PRIu64, m->dir, number);
	/* After a failure it is not certain where the pages lie: the next time, a new file. */
	m->pages = rc == RC_OK ? number : 0;
	if (fd >= 0)
		close(fd);
	return rc;
}

void pages_drop_others(const struct remember *m)
{
	DIR *all = opendir(m->dir);
	struct dirent *entry;
	char used[32];

	snprintf(used, sizeof used, "pages.%" PRIu64, m->pages);
	while (all != NULL && (entry = readdir(all)) != NULL)
		if (strncmp(entry->d_name, "pages.", 6) == 0 &&
		    strcmp(entry->d_name, used) != 0)
			(void)unlinkat(dirfd(all), entry->d_name, 0);
	if (all != NULL)
		closedir(all);
}
