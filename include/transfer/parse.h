/*
 * parse: exports of other password managers, read into contents.
 *
 * Pure parsers: bytes in, contents and problems out; they know no vault. They
 * are total on any bytes. Which there are is said by the table in
 * src/transfer/parse_formats.c, and for CSV, by the names of its columns, by
 * that in src/transfer/csv_format.c; any other CSV is read by a map, which says
 * what its columns are.
 *
 * Values are kept byte for byte. Folders, collections and groups become tags.
 * What is in a column that nobody knows becomes a hidden field.
 */
#ifndef STRONGROOM_TRANSFER_PARSE_H
#define STRONGROOM_TRANSFER_PARSE_H

#include "base/err.h"
#include "base/slice.h"

struct content;
struct secret;

enum {
	PARSE_FILE_MAX = 256 << 20,      /* bytes of one file, attachments included */
	PARSE_ATTACHMENT_MAX = 16 << 20, /* of one attachment */
};

/* Where an entry stands. */
struct parse_entry {
	long line;      /* on which a CSV row begins; else the number of the entry, from 1 */
	size_t folders; /* how many of the content's tags, the first ones, are its folders */
};

/* Where the results go. */
struct parse_sink {
	/* How many entries follow, before the first of them. May be NULL. */
	void (*entries)(void *arg, size_t n);

	/*
	 * One content, which has passed content_check. It is valid during the
	 * call only. Anything but RC_OK ends the parsing with that value.
	 */
	enum rc (*item)(
	    void *arg, const struct content *c, const struct parse_entry *at, struct err *e);

	/*
	 * An attachment of the content that was handed out last. NULL: they
	 * are left behind, and reported. Valid and ending as above.
	 */
	enum rc (*file)(void *arg, struct slice name, struct slice bytes, struct err *e);

	/*
	 * An entry that is skipped, or a part of one that is left behind: a
	 * sentence without full stop, safe for a terminal, without secrets.
	 */
	void (*problem)(void *arg, long line, const char *message);

	void *arg;

	/*
	 * Of our own export: fields keep their kinds. Else one that is called
	 * password, totp or notes becomes of that kind, for commands find it by its
	 * name.
	 */
	bool own;
};

/* How a file is to be read; all zero: by what it shows, and it is not protected. */
struct parse_options {
	const char *format;              /* NULL: the one that its content shows */
	const char *map;                 /* of columns, instead of a format (strongroom(1)) */
	const struct secret *passphrase; /* that the file is protected by */
	struct slice key_file;           /* the content of one; p NULL: there is none */
};

/* The name of format i, from 0; NULL past the last. */
const char *parse_format_name(size_t i);

/*
 * RC_USAGE if there is no format of that name, if the map cannot be
 * understood, or if both are given.
 */
MUST_CHECK enum rc parse_check(const struct parse_options *o, struct err *e);

/* A file whose protection, if it has any, is opened. */
struct parse_source;

/*
 * Open the content of a file, which has to outlive the source. RC_USAGE as
 * parse_check. RC_AUTH: it is protected, and the passphrase or key file is
 * missing or wrong. RC_INPUT: it is of an unknown kind, or too large. *s belongs
 * to the caller.
 */
MUST_CHECK enum rc parse_open(
    struct parse_source **s, struct slice file, const struct parse_options *o, struct err *e);

/* Accepts NULL. */
void parse_close(struct parse_source *s);

/* The name of its format; "csv" where a map says what the columns are. */
const char *parse_source_format(const struct parse_source *s);

/* Is it protected, so that who finds it cannot read it? */
bool parse_source_protected(const struct parse_source *s);

/*
 * Hand out all that is in it; may be called again, and gives the same then.
 * RC_INPUT: the file is malformed; then the sink was not called.
 */
MUST_CHECK enum rc parse_read(
    const struct parse_sink *sink, const struct parse_source *s, struct err *e);

/* Open, read and close. */
MUST_CHECK enum rc parse_file(const struct parse_sink *sink, struct slice file,
    const struct parse_options *o, struct err *e);

#endif
