#include <stdio.h>
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

/* Who packs again what was unpacked has a folder around it, which comes first. */
static int64_t find_inside(size_t *outer, const struct archive *a, const char *name)
{
	const char *first = a->way->name(a, 0);
	const char *slash = first != NULL ? strchr(first, '/') : NULL;
	char path[4096];
	int n;

	if (slash == NULL)
		return ARCHIVE_NONE;
	*outer = (size_t)(slash + 1 - first);
	n = snprintf(path, sizeof path, "%.*s%s", (int)*outer, first, name);
	return n > 0 && (size_t)n < sizeof path ? a->way->find(a, path) : ARCHIVE_NONE;
}

int64_t archive_find(struct archive *a, const char *name)
{
	int64_t i = a->outer == 0 ? a->way->find(a, name) : ARCHIVE_NONE;
	size_t outer = 0;

	if (i == ARCHIVE_NONE && (i = find_inside(&outer, a, name)) != ARCHIVE_NONE)
		a->outer = outer;
	return i;
}

const char *archive_name(const struct archive *a, int64_t i)
{
	const char *name = a->way->name(a, i);

	if (name != NULL && a->outer > 0 && strncmp(name, a->way->name(a, 0), a->outer) == 0)
		name += a->outer;
	return name;
}

bool archive_is_beside(const struct archive *a, int64_t i)
{
	const char *name = archive_name(a, i);
	const char *last = strrchr(name, '/');

	last = last != NULL ? last + 1 : name;
	return last[0] == '\0' || strcmp(last, ".DS_Store") == 0 ||
	       strncmp(name, "__MACOSX/", 9) == 0;
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
		if (strncmp(name, prefix, strlen(prefix)) == 0 && !archive_is_beside(a, i))
			return i;
	return ARCHIVE_NONE;
}

enum rc archive_read(struct buf *out, struct archive *a, int64_t i, size_t max, struct err *e)
{
	return a->way->read(out, a, i, max, e);
}
