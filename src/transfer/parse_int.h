/*
 * parse_int: what the parsers of the single formats share.
 */
#ifndef STRONGROOM_TRANSFER_PARSE_INT_H
#define STRONGROOM_TRANSFER_PARSE_INT_H

#include "transfer/parse.h"

struct charset;
struct csv_format;

/* JSON, which is UTF-8 without a byte order mark when it comes to this. */
MUST_CHECK enum rc parse_bitwarden(
    const struct parse_sink *sink, struct slice file, struct err *e);

/* CSV of the given format, or with NULL of the one that the first row shows. */
MUST_CHECK enum rc parse_csv(const struct parse_sink *sink, const struct charset *file,
    const struct csv_format *format, struct err *e);

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

#endif
