/*
 * line_breaks: how the lines of a text file are counted.
 */
#ifndef STRONGROOM_TRANSFER_LINE_BREAKS_INT_H
#define STRONGROOM_TRANSFER_LINE_BREAKS_INT_H

#include "base/slice.h"

/* How many breaks s has: LF, CRLF and, if lone_cr, CR. */
long line_breaks(struct slice s, bool lone_cr);

/* The line, from 1, that begins or goes on behind s; CR counts if the first break is one. */
long line_behind(struct slice s);

#endif
