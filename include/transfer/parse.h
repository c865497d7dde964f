/*
 * parse: exports of other password managers, read into contents.
 *
 * Pure parsers: bytes in, contents and problems out; they know no vault. They
 * are total on any bytes. Known are Bitwarden's JSON, not encrypted, of a
 * person or of an organisation; the CSV of the programs in
 * src/transfer/csv_format.c, by the names of its columns; and any other CSV by
 * a map, which says what its columns are.
 *
 * Values are kept byte for byte. Folders, collections and groups become tags.
 * What is in a column that nobody knows becomes a hidden field.
 */
#ifndef STRONGROOM_TRANSFER_PARSE_H
#define STRONGROOM_TRANSFER_PARSE_H

#include "base/err.h"
#include "base/slice.h"

struct content;

enum { PARSE_FILE_MAX = 64 << 20 }; /* bytes of one file */

/*
 * Where the results go. The line is that of the file on which a CSV row
 * begins, or the number of the entry in a JSON file, from 1.
 */
struct parse_sink {
	/* How many entries follow, before the first of them. May be NULL. */
	void (*entries)(void *arg, size_t n);

	/*
	 * One content, which has passed content_check. It is valid during the
	 * call only. Anything but RC_OK ends the parsing with that value.
	 */
	enum rc (*item)(void *arg, const struct content *c, long line, struct err *e);

	/*
	 * An entry that is skipped, or a part of one that is left behind: a
	 * sentence without full stop, safe for a terminal, without secrets.
	 */
	void (*problem)(void *arg, long line, const char *message);

	void *arg;
};

/* The name of format i, from 0; NULL past the last. */
const char *parse_format_name(size_t i);

/* The format that the content of a file shows, or NULL if it is an unknown one. */
const char *parse_format(struct slice file);

/*
 * RC_USAGE if there is no format of that name, if the map cannot be
 * understood, or if both are given. Either may be NULL.
 */
MUST_CHECK enum rc parse_check(const char *format, const char *map, struct err *e);

/*
 * Read a file of the named format, or of the one that its content shows when
 * format is NULL. RC_USAGE: no such format. RC_INPUT: the file is malformed,
 * encrypted or of an unknown kind; then the sink was not called.
 */
MUST_CHECK enum rc parse_file(
    const struct parse_sink *sink, struct slice file, const char *format, struct err *e);

/*
 * Read CSV of any kind. map is "title=NAME,username=NAME,…" (strongroom(1),
 * --map); RC_USAGE if it cannot be understood, and otherwise as parse_file.
 */
MUST_CHECK enum rc parse_mapped(
    const struct parse_sink *sink, struct slice file, const char *map, struct err *e);

#endif
