/*
 * json_text: indented JSON, written a value at a time.
 *
 * For documents that are too large, or too secret, to be held as a tree. A
 * value takes a name inside an object and NULL inside an array. Texts must be
 * UTF-8. The buffer may be emptied between two values.
 */
#ifndef STRONGROOM_TRANSFER_JSON_TEXT_INT_H
#define STRONGROOM_TRANSFER_JSON_TEXT_INT_H

#include "base/buf.h"

struct json_text {
	struct buf *out;
	unsigned depth;
	bool inside; /* the array or object at hand has a value already */
};

/* bracket is '{' or '[' to open, '}' or ']' to close. */
void json_text_open(struct json_text *t, const char *name, char bracket);
void json_text_close(struct json_text *t, char bracket);

void json_text_string(struct json_text *t, const char *name, struct slice value);
void json_text_number(struct json_text *t, const char *name, long long value);
/* true, false or null. */
void json_text_word(struct json_text *t, const char *name, const char *word);

/* Around a text that needs no escapes, and is appended to the buffer in pieces. */
void json_text_begin_string(struct json_text *t, const char *name);
void json_text_end_string(struct json_text *t);

#endif
