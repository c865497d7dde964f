/*
 * csv_odd: texts of a file that have no place as they are.
 */
#ifndef STRONGROOM_TRANSFER_CSV_ODD_INT_H
#define STRONGROOM_TRANSFER_CSV_ODD_INT_H

#include "base/buf.h"

struct content;

/*
 * A title, type, user name, address, tag or label is a single line. Of a title,
 * line breaks and other control characters become blanks, in *title, which the
 * content comes to point to; a label becomes "field"; what else is none, or is
 * too long, becomes a hidden field; *folders of the tags, the first ones, are
 * counted again. Append a sentence to *note if there is any such text.
 */
void csv_odd_settle(struct content *c, size_t *folders, struct buf *title, struct buf *note);

#endif
