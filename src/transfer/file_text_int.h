/*
 * file_text: an attachment as base64 in a document, piece by piece.
 */
#ifndef STRONGROOM_TRANSFER_FILE_TEXT_INT_H
#define STRONGROOM_TRANSFER_FILE_TEXT_INT_H

#include "json_text_int.h"

struct content;
struct field;
struct session;

/* Empties a buffer to where the document goes. */
typedef enum rc file_text_flush(void *arg, struct err *e);

/* Standard base64 with padding, appended to out, which flush empties in between. */
MUST_CHECK enum rc file_text_put(struct buf *out, file_text_flush *flush, void *arg,
    struct session *s, const struct field *f, struct err *e);

/* The member of an item's JSON that holds its attachments. */
#define FILE_TEXT_MEMBER "attachments"

/*
 * That member, if the item, which is open, has any: an array of objects with
 * fileName, size and data; without data where *left has no room for it, or it does
 * not open. *left goes down by each, and *without up by each that has none.
 */
MUST_CHECK enum rc file_text_json(struct json_text *t, file_text_flush *flush, void *arg,
    struct session *s, const struct content *c, int64_t *left, size_t *without, struct err *e);

#endif
