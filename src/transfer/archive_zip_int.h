/*
 * archive_zip: what an open archive consists of.
 */
#ifndef STRONGROOM_TRANSFER_ARCHIVE_ZIP_INT_H
#define STRONGROOM_TRANSFER_ARCHIVE_ZIP_INT_H

#include "archive_int.h"

/* How it is read, as archive_int.h says of each. */
struct archive_way {
	void (*close)(struct archive *a);
	int64_t (*find)(const struct archive *a, const char *name);
	const char *(*name)(const struct archive *a, int64_t i);
	enum rc (*read)(
	    struct buf *out, struct archive *a, int64_t i, size_t max, struct err *e);
};

struct archive {
	const struct archive_way *way;
	struct zip *zip;
	bool *taken;   /* one for each file */
	size_t outer;  /* bytes of names that are those of the folder around everything */
	uint64_t left; /* bytes that may still be read */
};

#endif
