/*
 * chars: single characters of a secret, as a bank asks for them.
 *
 * They are counted from 1, as a person counts: a letter with its accents is one
 * (a grapheme cluster, UAX #29).
 */
#ifndef STRONGROOM_CLI_CHARS_H
#define STRONGROOM_CLI_CHARS_H

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"

enum { CHARS_MAX = 32 };

struct chars {
	size_t n;
	size_t at[CHARS_MAX]; /* from 1 */
};

/* Read "3,5,8", in any order. RC_USAGE. */
MUST_CHECK enum rc chars_parse(struct chars *c, const char *text, struct err *e);

/* Append "characters 3, 5, 8". */
void chars_name(struct buf *out, const struct chars *c);

/* RC_INPUT if value, which is called label, has no such character. */
MUST_CHECK enum rc chars_check(
    const struct chars *c, const char *label, struct slice value, struct err *e);

/* Append "3: k   5: 7   8: Q" and a line feed, safe for a terminal. */
void chars_put(struct buf *out, const struct chars *c, struct slice value);

/* [{"position":3,"character":"k"}] */
json_t *chars_json(const struct chars *c, struct slice value);

#endif
