/*
 * parse_json: the parsers whose files are JSON, alone or in an archive.
 */
#ifndef STRONGROOM_TRANSFER_PARSE_JSON_INT_H
#define STRONGROOM_TRANSFER_PARSE_JSON_INT_H

#include <jansson.h>

#include "base/buf.h"
#include "parse_int.h"

struct archive;

/* A JSON text, and the archive that it is in, if it is in one. */
struct parse_json {
	struct archive *archive;
	struct buf unpacked;
	struct slice text;
	json_t *tree;
};

/* Is there a file of that name in the archive, if it is one? */
bool parse_json_in_archive(const struct parse_input *in, const char *name);

/* Is the file JSON, an object or an array? */
bool parse_json_is(const struct parse_input *in);

/* Is it an object that soon has a member of that name? */
bool parse_json_has(const struct parse_input *in, const char *name);

/*
 * The text of the file, or of that file of an archive. RC_INPUT if it cannot be
 * read. *j is the caller's to finish.
 */
MUST_CHECK enum rc parse_json_text(
    struct parse_json *j, const struct parse_input *in, const char *name, struct err *e);
/* The same, with its tree. */
MUST_CHECK enum rc parse_json_open(
    struct parse_json *j, const struct parse_input *in, const char *name, struct err *e);
/*
 * Report the files of the archive whose name begins so, and has mark behind
 * that, which no entry had for an attachment. Nothing if there is no archive.
 */
void parse_json_note_left(const struct parse_sink *sink, const struct parse_json *j,
    const char *prefix, const char *mark);
void parse_json_finish(struct parse_json *j);

/* parse_bitwarden.c, parse_1pux.c, parse_proton.c, parse_dashlane.c: rows of the table of
 * formats */
bool parse_bitwarden_fits(const struct parse_input *in);
MUST_CHECK enum rc parse_bitwarden_read(
    const struct parse_sink *sink, const struct parse_input *in, struct err *e);
bool parse_1pux_fits(const struct parse_input *in);
MUST_CHECK enum rc parse_1pux(
    const struct parse_sink *sink, const struct parse_input *in, struct err *e);
bool parse_proton_fits(const struct parse_input *in);
MUST_CHECK enum rc parse_proton(
    const struct parse_sink *sink, const struct parse_input *in, struct err *e);
bool parse_dashlane_fits(const struct parse_input *in);
MUST_CHECK enum rc parse_dashlane(
    const struct parse_sink *sink, const struct parse_input *in, struct err *e);

#endif
