/*
 * parse_int: what the parsers of the single formats share.
 */
#ifndef STRONGROOM_TRANSFER_PARSE_INT_H
#define STRONGROOM_TRANSFER_PARSE_INT_H

#include "transfer/parse.h"

struct buf;
struct charset;
struct csv_format;

/* What a parser is given. */
struct parse_input {
	struct slice file;
	const struct charset *text;   /* the file as text; NULL: it is none */
	const struct csv_format *csv; /* that was asked for by name or map, or NULL */
};

/* One row of the table of formats. */
struct parser {
	const char *name;    /* for --format */
	const char *program; /* for people */
	bool is_text;
	bool or_archive; /* with the text in it */

	/* Does the content show that it is of this format? */
	bool (*fits)(const struct parse_input *in);

	/*
	 * Append what a protected file holds, which is what is read then; leave
	 * *plain empty if the file is not protected. RC_AUTH where passphrase or
	 * key file is missing or wrong. NULL: no file of this format is protected.
	 */
	enum rc (*open)(struct buf *plain, const struct parse_input *in,
	    const struct parse_options *o, struct err *e);

	/* As parse_read. */
	enum rc (*read)(
	    const struct parse_sink *sink, const struct parse_input *in, struct err *e);
};

/* Row i of the table, NULL past the last. What fits none of them may be CSV. */
const struct parser *parser_at(size_t i);

/* The row of that name, or for CSV of any kind the one that reads it; or NULL. */
const struct parser *parser_named(const char *name);
extern const struct parser parser_csv;

/*
 * JSON, which is UTF-8 without a byte order mark when it comes to this. Its
 * attachments are in the archive, unless that is NULL.
 */
struct archive;
MUST_CHECK enum rc parse_bitwarden(
    const struct parse_sink *sink, struct slice text, struct archive *archive, struct err *e);

/* CSV of the given format, or with NULL of the one that the first row shows. */
MUST_CHECK enum rc parse_csv(const struct parse_sink *sink, const struct charset *file,
    const struct csv_format *format, struct err *e);

/* KeePass: the encrypted file, and the XML that it exports. */
bool parse_kdbx_fits(const struct parse_input *in);
MUST_CHECK enum rc parse_kdbx_open(struct buf *plain, const struct parse_input *in,
    const struct parse_options *o, struct err *e);
MUST_CHECK enum rc parse_kdbx_read(
    const struct parse_sink *sink, const struct parse_input *in, struct err *e);
bool parse_keepass_xml_fits(const struct parse_input *in);
MUST_CHECK enum rc parse_keepass_xml_read(
    const struct parse_sink *sink, const struct parse_input *in, struct err *e);

/* Addresses of one-time codes, one a line. */
bool parse_otpauth_fits(const struct parse_input *in);
MUST_CHECK enum rc parse_otpauth_read(
    const struct parse_sink *sink, const struct parse_input *in, struct err *e);

/* RC_INPUT with a sentence that says what can be imported. */
enum rc parse_unknown(struct err *e);

/* RC_INPUT if the file shows what it is, and that is not read; the sentence says what is. */
MUST_CHECK enum rc parse_foreign(struct slice file, struct err *e);
/* The same of a spreadsheet, for a file that shows no format. */
MUST_CHECK enum rc parse_spreadsheet(struct slice file, struct err *e);

/* The name, or else the host of the address, or else "Untitled". */
struct slice parse_title(struct slice name, struct slice url);

/* Report a problem of the entry with that title. */
void parse_problem(
    const struct parse_sink *sink, long line, struct slice title, const char *message);

/*
 * Check a content and hand it out, or report why it is skipped. If it is
 * handed out and lost is not NULL, that is reported too. *taken, which may be
 * NULL, says whether it was handed out, and so may be given attachments.
 */
MUST_CHECK enum rc parse_hand_out(bool *taken, const struct parse_sink *sink,
    const struct content *c, const struct parse_entry *at, const char *lost, struct err *e);

#endif
