/*
 * csv: a reader of CSV (RFC 4180), one record at a time.
 *
 * Cells are exact: blanks stay, line breaks inside quotes stay as they are in
 * the file, and a quote inside a cell that does not begin with one is an
 * ordinary character. Records end with LF or CRLF; with a lone CR only where
 * the first record does, for elsewhere that is part of a value. A record with
 * nothing in it, "" or ",,,", is an empty line.
 */
#ifndef STRONGROOM_TRANSFER_CSV_INT_H
#define STRONGROOM_TRANSFER_CSV_INT_H

#include "base/buf.h"

enum { CSV_COLUMNS = 64 };

/* What the line breaks of the file are. */
enum csv_breaks { CSV_NO_BREAK_YET, CSV_BREAKS_LF, CSV_BREAKS_CR };

struct csv {
	struct slice rest;
	char separator;
	bool backslash; /* \" and \\ in quotes are a quote and a backslash, "" is not */
	enum csv_breaks breaks;
	long next_line;      /* on which rest begins */
	long line;           /* on which the record begins */
	bool bare_backslash; /* the record has one outside of quotes, though it could escape */
	size_t n;            /* cells of the record, also those beyond CSV_COLUMNS */
	size_t end[CSV_COLUMNS]; /* of each cell, in text */
	struct buf text;         /* the cells, one behind the other */
	const char *fault;       /* why reading stopped before the end; NULL if not */
};

void csv_init(struct csv *c, struct slice file, char separator);
void csv_finish(struct csv *c);

/*
 * The next record that is not an empty line; false at the end and on a fault,
 * when n is that of the cells before it.
 */
bool csv_next(struct csv *c);

/* RC_INPUT with a sentence about the fault, which is there and not want of memory. */
enum rc csv_malformed(const struct csv *c, struct err *e);

/* Cell i < CSV_COLUMNS of the record, valid until csv_next; empty if there is none. */
struct slice csv_cell(const struct csv *c, size_t i);

#endif
