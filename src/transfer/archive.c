#include <stdlib.h>
#include <string.h>

#include "archive_zip_int.h"

/* APPNOTE.TXT 6.3.10, 4.3.7; an archive without files begins with its end (4.3.16). */
bool archive_is(struct slice file)
{
	return file.n >= 4 &&
	       (memcmp(file.p, "PK\3\4", 4) == 0 || memcmp(file.p, "PK\5\6", 4) == 0);
}

void archive_close(struct archive *a)
{
	if (a == NULL)
		return;
	a->way->close(a);
	free(a->taken);
	free(a);
}

int64_t archive_find(const struct archive *a, const char *name)
{
	return a->way->find(a, name);
}

const char *archive_name(const struct archive *a, int64_t i)
{
	return a->way->name(a, i);
}

void archive_take(struct archive *a, int64_t i)
{
	a->taken[i] = true;
}

bool archive_taken(const struct archive *a, int64_t i)
{
	return a->taken[i];
}

int64_t archive_next(const struct archive *a, int64_t i, const char *prefix)
{
	const char *name;

	for (; (name = archive_name(a, i)) != NULL; i++)
		if (strncmp(name, prefix, strlen(prefix)) == 0)
			return i;
	return ARCHIVE_NONE;
}

enum rc archive_read(struct buf *out, struct archive *a, int64_t i, size_t max, struct err *e)
{
	return a->way->read(out, a, i, max, e);
}
