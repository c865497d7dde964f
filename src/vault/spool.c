#include "spool_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/list.h"

struct waiting {
	int64_t id;
	size_t size;
};

struct spool {
	int fd;
	struct waiting *rows;
	size_t n, cap;
};

void spool_free(struct spool *s)
{
	if (s == NULL)
		return;
	if (s->fd >= 0)
		close(s->fd);
	free(s->rows);
	free(s);
}

/* Where the file system has none without a name (FAT), one that loses it at once. */
static enum rc open_named(int *fd, const char *dir, struct err *e)
{
	char *name;

	if (asprintf(&name, "%s/.attachment.XXXXXX", dir) < 0)
		return err_nomem(e);
	if ((*fd = mkostemp(name, O_CLOEXEC)) >= 0)
		(void)unlink(name);
	free(name);
	return RC_OK;
}

static enum rc open_beside(int *fd, const char *path, struct err *e)
{
	char *dir = file_dirname(path);
	enum rc rc = RC_OK;

	if (dir == NULL)
		return err_nomem(e);
	*fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	/* After any other error one with a name would meet the same, and might stay. */
	if (*fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT))
		rc = open_named(fd, dir, e);
	if (rc == RC_OK && *fd < 0)
		rc = err_errno(e, RC_IO, "cannot write beside %s", path);
	free(dir);
	return rc;
}

static enum rc spool_new(struct spool **out, const char *path, struct err *e)
{
	struct spool *s = calloc(1, sizeof *s);
	enum rc rc;

	if (s == NULL)
		return err_nomem(e);
	if ((rc = open_beside(&s->fd, path, e)) == RC_OK)
		*out = s;
	else
		free(s);
	return rc;
}

enum rc spool_add(
    struct spool **s, const char *path, const struct chunk_row *row, struct err *e)
{
	struct waiting *more;
	struct err inner;
	enum rc rc;

	if (*s == NULL && (rc = spool_new(s, path, e)) != RC_OK)
		return rc;
	if ((more = list_room((*s)->rows, (*s)->n, &(*s)->cap, sizeof *more)) == NULL)
		return err_nomem(e);
	(*s)->rows = more;
	if ((rc = file_write_fd((*s)->fd, row->box.p, row->box.n, &inner)) != RC_OK)
		return err_set(e, rc,
		    "%s beside %s; nothing was kept: an attachment needs twice its size there",
		    inner.text, path);
	more[(*s)->n++] = (struct waiting){row->id, row->box.n};
	return RC_OK;
}

static enum rc take_back(uint8_t *p, size_t n, int fd, off_t at, struct err *e)
{
	while (n > 0) {
		ssize_t got = pread(fd, p, n, at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_errno(e, RC_IO, "cannot read what was written");
		if (got == 0)
			return err_set(e, RC_IO, "what was written beside the vault is gone");
		p += got;
		n -= (size_t)got;
		at += got;
	}
	return RC_OK;
}

enum rc spool_flush(struct spool *s, struct store *store, struct err *e)
{
	struct buf box = {0};
	enum rc rc = RC_OK;
	off_t at = 0;

	for (size_t i = 0; i < s->n && rc == RC_OK; i++) {
		const size_t n = s->rows[i].size;
		uint8_t *p;

		buf_clear(&box);
		if ((p = buf_extend(&box, n)) == NULL)
			rc = err_nomem(e);
		else if ((rc = take_back(p, n, s->fd, at, e)) == RC_OK)
			rc = store_chunk_append(store,
			    &(struct chunk_row){.id = s->rows[i].id, .box = buf_slice(&box)},
			    e);
		at += (off_t)n;
	}
	buf_finish(&box);
	return rc;
}
