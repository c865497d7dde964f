/*
 * archive: a ZIP archive in memory, from anywhere.
 *
 * Nothing is ever written to a disk, and names lead nowhere: they only tell the
 * files apart. What is packed is read within limits, however little room it
 * takes in the archive: one file into at most as many bytes as the caller says,
 * and all that is read since the archive was opened into at most ARCHIVE_ALL_MAX.
 */
#ifndef STRONGROOM_TRANSFER_ARCHIVE_INT_H
#define STRONGROOM_TRANSFER_ARCHIVE_INT_H

#include "base/buf.h"

struct archive;

enum { ARCHIVE_FILES_MAX = 100000, ARCHIVE_ALL_MAX = 1 << 30, ARCHIVE_NONE = -1 };

/* Does it begin as an archive does? */
bool archive_is(struct slice file);

/* RC_INPUT if it is none, is damaged, or has too many files. *a is the caller's to close. */
MUST_CHECK enum rc archive_open(struct archive **a, struct slice file, struct err *e);
/* Accepts NULL. */
void archive_close(struct archive *a);

/*
 * The number of the file of that name, or ARCHIVE_NONE. If it is only in a folder
 * around everything, names are from then on without that.
 */
int64_t archive_find(struct archive *a, const char *name);
/* The first from number i on whose name begins so, and that is no folder, or ARCHIVE_NONE. */
int64_t archive_next(const struct archive *a, int64_t i, const char *prefix);
/* Note that a file has its place; and whether it has. */
void archive_take(struct archive *a, int64_t i);
bool archive_taken(const struct archive *a, int64_t i);
/* NULL past the last. */
const char *archive_name(const struct archive *a, int64_t i);
/* Is it a folder, or what a Mac puts beside the files when it packs them? */
bool archive_is_beside(const struct archive *a, int64_t i);

/*
 * Append the content of a file. RC_INPUT if it is damaged, encrypted, or has
 * more than max bytes; what was appended then does not count.
 */
MUST_CHECK enum rc archive_read(
    struct buf *out, struct archive *a, int64_t i, size_t max, struct err *e);

#endif
