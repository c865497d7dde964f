/*
 * import: the export of another password manager, taken into a collection.
 */
#ifndef STRONGROOM_TRANSFER_IMPORT_H
#define STRONGROOM_TRANSFER_IMPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/slice.h"

struct folders;
struct parse_source;
struct session;

struct import_problem {
	long line;     /* as in transfer/parse.h */
	char *message; /* safe for a terminal, without secrets */
};

struct import_report {
	size_t read; /* entries of the file: added, duplicates, left out, and those skipped */
	size_t added;
	size_t duplicates;
	size_t weak;     /* of those added: whose password is not as the council wants it */
	size_t left_out; /* in folders that were not wanted */
	struct import_problem *problems;
	size_t n_problems, cap_problems;
};

void import_report_finish(struct import_report *r);

struct import_options {
	const struct folders *folders; /* that are wanted; NULL: all (transfer/folders.h) */
	const char *collection;        /* name or "#ID"; NULL: the first granted with edit */
	const char *file;              /* the name of the file, for the log; may be NULL */
	bool dry_run;                  /* the report is the same, and nothing is added */
};

/*
 * Import a file into a collection: all of it, or on failure nothing. A
 * transaction of its own; what has to be refused is refused on the log.
 *
 * A login is a duplicate, and left out, if title, user name, first URL and
 * password are those of an item there or earlier in the file; anything else if
 * its whole content but tags is. Titles compare without case, and a number that an
 * import gave them does not count: another item of the same title is added as
 * "TITLE (2)".
 *
 * RC_NOTFOUND and RC_REFUSED about the collection; RC_INPUT as parse_read. *report, empty after
 * a failure, is to be finished by the caller.
 */
MUST_CHECK enum rc import_items(struct import_report *report, struct session *s,
    const struct parse_source *source, const struct import_options *options, struct err *e);

struct unseal_info;

/*
 * The same for a decrypted export of a vault, of which info tells. With no
 * collection in the options each item goes where it was: into the collection of
 * that name, which is made, sealed, if the member has none that is called so.
 * RC_REFUSED if one has to be made by who may not.
 */
MUST_CHECK enum rc import_export(struct import_report *report, struct session *s,
    struct slice plain, const struct unseal_info *info, const struct import_options *options,
    struct err *e);

#endif
