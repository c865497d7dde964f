/*
 * query: the pairs of names and values at the end of an address (RFC 3986, 3.4).
 */
#ifndef STRONGROOM_PASSWORD_QUERY_INT_H
#define STRONGROOM_PASSWORD_QUERY_INT_H

#include "base/buf.h"

/* Is text, in any case, what s begins with? */
bool query_begins(struct slice s, const char *text);

/* Is it the same, in any case? */
bool query_same(struct slice s, const char *text);

/* What is in s before the first c, or all of it; *rest, if there was one, what is behind. */
struct slice query_until(struct slice s, char c, struct slice *rest);

/* The next pair, as it stands; false at the end. */
bool query_next(struct slice *query, struct slice *name, struct slice *value);

/*
 * Append s with its escapes undone (RFC 3986, 2.1); form: with "+" for a blank, as
 * forms write it. False if an escape is broken.
 */
MUST_CHECK bool query_decode(struct buf *out, struct slice s, bool form);

/* Append s with all but the unreserved characters escaped. */
void query_encode(struct buf *out, struct slice s);

#endif
