/*
 * parse_int: what the parsers of the single formats share.
 */
#ifndef STRONGROOM_TRANSFER_PARSE_INT_H
#define STRONGROOM_TRANSFER_PARSE_INT_H

#include "base/buf.h"
#include "transfer/parse.h"

/* The file is UTF-8 without a byte order mark when it comes to these. */
MUST_CHECK enum rc parse_bitwarden(
    const struct parse_sink *sink, struct slice file, struct err *e);
MUST_CHECK enum rc parse_lastpass(
    const struct parse_sink *sink, struct slice file, struct err *e);

/* True if the first row of the file has the columns of a LastPass export. */
bool parse_is_lastpass(struct slice file);

/* RC_INPUT with a sentence that says what can be imported. */
enum rc parse_unknown(struct err *e);

/* The name, or else the host of the address, or else "Untitled". */
struct slice parse_title(struct slice name, struct slice url);

/* Report a problem of the entry with that title. */
void parse_problem(
    const struct parse_sink *sink, long line, struct slice title, const char *message);

/*
 * Check a content and hand it out, or report why it is skipped. If it is
 * handed out and lost is not NULL, that is reported too.
 */
MUST_CHECK enum rc parse_hand_out(const struct parse_sink *sink, const struct content *c,
    long line, const char *lost, struct err *e);

/*
 * A reader of CSV (RFC 4180). Records end with LF or CRLF. Cells are exact:
 * blanks stay, line breaks inside quotes stay as they are in the file, and a
 * quote inside a cell that does not begin with one is an ordinary character.
 */
enum { CSV_COLUMNS = 64 };

struct csv {
	struct slice rest;
	long next_line;          /* on which rest begins */
	long line;               /* on which the record begins */
	size_t n;                /* cells of the record, also those beyond CSV_COLUMNS */
	size_t end[CSV_COLUMNS]; /* of each cell, in text */
	struct buf text;         /* the cells, one behind the other */
	const char *fault;       /* why reading stopped before the end; NULL if not */
};

void csv_init(struct csv *c, struct slice file);
void csv_finish(struct csv *c);

/* The next record that is not an empty line; false at the end and on a fault. */
bool csv_next(struct csv *c);

/* Cell i < CSV_COLUMNS of the record, valid until csv_next; empty if there is none. */
struct slice csv_cell(const struct csv *c, size_t i);

#endif
