/*
 * import_int: an import under way.
 *
 * The file is parsed twice: the record of the import comes before those of its
 * items and says how many there are, and only one item is held at a time.
 */
#ifndef STRONGROOM_TRANSFER_IMPORT_INT_H
#define STRONGROOM_TRANSFER_IMPORT_INT_H

#include "import_keep_int.h"
#include "import_weak_int.h"

struct import_options;
struct import_report;
struct parse_sink;
struct parse_source;
struct titles;
struct unseal_info;

struct import_work {
	const struct import_options *options;
	const struct unseal_info *export; /* NULL: a file of another program */
	const char *from;  /* the collection of the export that is taken; NULL: all */
	bool first;        /* of several times that the export is gone through */
	struct slice file; /* the decrypted export */
	const struct parse_source *source; /* else */
	struct session *session;
	int64_t collection;
	struct import_report *report;
	struct titles *titles;
	uint32_t *numbers; /* what titles_place said of each item in turn */
	size_t n_numbers, cap_numbers;
	size_t next; /* the number to take, when items are added */
	struct import_weak weak;
	struct import_keep keep;
	long left_out;    /* the line of the last entry, if it was not wanted */
	long same;        /* the same, if it is there already */
	struct buf title; /* of that entry */
	bool failed;      /* out of memory for a problem */
};

/* import_read.c: all that is in the file, or in that collection of the export. */
MUST_CHECK enum rc import_read(
    const struct import_work *w, const struct parse_sink *sink, struct err *e);

/* import_examine.c: the first time, which adds nothing: the report, titles and numbers. */
MUST_CHECK enum rc import_examine(struct import_work *w, struct err *e);

#endif
