/*
 * query_int: one statement at a time, for the rows of any table.
 */
#ifndef STRONGROOM_STORE_QUERY_INT_H
#define STRONGROOM_STORE_QUERY_INT_H

#include "store_int.h"

enum type { TEXT, BLOB };

/* Parameters, and columns too, come as integers first, then texts and blobs. */
struct values {
	const int64_t *ints;
	int n_ints;
	const struct slice *bytes;
	const enum type *types;
	int n_bytes;
};

/* All of an array as such values; t has the types of the bytes in a. */
#define COUNT(a) (int)(sizeof(a) / sizeof *(a))
#define INTS(a) .ints = (a), .n_ints = COUNT(a)
#define BYTES(a, t) .bytes = (a), .types = (t), .n_bytes = COUNT(a)

/* How each kind of row is read; the void pointer is the row. */
typedef enum rc query_take_row(void *row, sqlite3_stmt *q, struct err *e);

/* The statement, which the caller has to reset after use. */
MUST_CHECK enum rc query_ready(
    sqlite3_stmt **q, struct store *s, enum query which, struct err *e);

/* An insert or an update of exactly one row. */
MUST_CHECK enum rc query_put(
    struct store *s, enum query which, const struct values *v, struct err *e);

/* The one row that the key names, through take_row; RC_NOTFOUND if there is none. */
MUST_CHECK enum rc query_get(struct store *s, enum query which, const struct values *key,
    query_take_row *take_row, void *row, struct err *e);

/* Each row of a result, through take_row and then to each; *own is finished in between. */
MUST_CHECK enum rc query_walk(struct store *s, enum query which, const struct values *from,
    query_take_row *take_row, void *row, struct buf *own, store_each *each, void *arg,
    struct err *e);

/* Copy the columns of a result, the texts and blobs into *own. */
MUST_CHECK enum rc query_take(sqlite3_stmt *q, int64_t *ints, int n_ints, struct slice *bytes,
    int n_bytes, struct buf *own, struct err *e);

#endif
