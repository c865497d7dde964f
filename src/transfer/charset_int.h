/*
 * charset: a text file in whatever encoding it has, as UTF-8.
 *
 * Taken are UTF-8 with or without a byte order mark, UTF-16 with one (which
 * spreadsheets write as "Unicode text"), and Windows-1252, which is what any
 * file is read as that is none of these.
 */
#ifndef STRONGROOM_TRANSFER_CHARSET_INT_H
#define STRONGROOM_TRANSFER_CHARSET_INT_H

#include "base/buf.h"

struct charset {
	struct slice text; /* UTF-8 without a mark; of the file itself if it is that already */
	long guessed_line; /* the first that is not UTF-8, if Windows-1252 was assumed; or 0 */
	struct buf memory; /* what text points to where it is not the file */
};

/*
 * RC_INPUT, naming the line, if the file is in no such encoding: a byte that
 * Windows-1252 does not have, a NUL, half a character of UTF-16, or UTF-8 that
 * was damaged. *c is to be finished by the caller.
 */
MUST_CHECK enum rc charset_read(struct charset *c, struct slice file, struct err *e);

void charset_finish(struct charset *c);

#endif
