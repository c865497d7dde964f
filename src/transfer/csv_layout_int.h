/*
 * csv_layout: which column of a file is what.
 */
#ifndef STRONGROOM_TRANSFER_CSV_LAYOUT_INT_H
#define STRONGROOM_TRANSFER_CSV_LAYOUT_INT_H

#include "csv_format_int.h"
#include "csv_int.h"

struct csv_layout {
	const struct csv_format *format;
	struct csv first;        /* the first row: the header, if there is one */
	size_t n;                /* columns of the file */
	size_t at[CSV_COLUMNS];  /* of each of the format; CSV_COLUMNS: the file has it not */
	bool known[CSV_COLUMNS]; /* columns of the file that have a meaning */
	struct slice file;
};

/* The format that the first row shows, with any separator, or NULL. */
const struct csv_format *csv_layout_format(struct slice file);

/*
 * Look at the first row of a UTF-8 file: what separates its cells (comma,
 * semicolon or tab), which format it is if format is NULL, and where its
 * columns are. RC_INPUT if the format is not recognised, lacks a column or has
 * one twice, if there are more than CSV_COLUMNS, or if the row is malformed.
 * *l is to be finished by the caller.
 */
MUST_CHECK enum rc csv_layout_read(
    struct csv_layout *l, struct slice file, const struct csv_format *format, struct err *e);

void csv_layout_finish(struct csv_layout *l);

/* A reader that stands before the first entry; the caller's to finish. */
void csv_layout_rows(struct csv *rows, const struct csv_layout *l);

/* What column i is called: its name, or "column 3" (in room) if that can be no label. */
enum { CSV_LABEL = 24 };
struct slice csv_layout_label(const struct csv_layout *l, size_t i, char room[CSV_LABEL]);

#endif
