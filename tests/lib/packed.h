/*
 * packed: ZIP archives, for the tests of what comes in them.
 */
#ifndef STRONGROOM_TESTS_PACKED_H
#define STRONGROOM_TESTS_PACKED_H

#include "base/buf.h"

struct packed_file {
	const char *name; /* NULL ends a list */
	const char *text;
	size_t n; /* bytes of text; 0: as strlen says */
};

/* Append an archive of these files; ends the program if that fails. */
void packed(struct buf *out, const struct packed_file *files);

#endif
