/*
 * csv_map: a format of CSV that a user describes.
 */
#ifndef STRONGROOM_TRANSFER_CSV_MAP_INT_H
#define STRONGROOM_TRANSFER_CSV_MAP_INT_H

#include "base/buf.h"
#include "csv_format_int.h"

struct csv_map {
	struct csv_format format;
	struct csv_column *columns;
	struct buf text; /* the names of the columns */
};

/*
 * Read "title=NAME,password=#3,…", which is one row of CSV, so that a name
 * with a comma or a quote in it can be written too. RC_USAGE with a sentence
 * that says how to write it. *m is to be finished by the caller.
 */
MUST_CHECK enum rc csv_map_read(struct csv_map *m, const char *text, struct err *e);

void csv_map_finish(struct csv_map *m);

#endif
