/*
 * text: UTF-8, its normal forms, and making it safe to print.
 */
#ifndef STRONGROOM_BASE_TEXT_H
#define STRONGROOM_BASE_TEXT_H

#include "base/buf.h"

/* Well-formed UTF-8 (Unicode 15, table 3-7) without NUL. */
bool text_valid(struct slice s);

/* A single line: valid, and no C0 or C1 control character, no line separator. */
bool text_valid_line(struct slice s);

/*
 * What may name a member or a collection: a valid line that is not empty, with
 * no blank at either end and nothing that is not seen (default-ignorable or
 * bidirectional controls), so that two names that look alike are alike.
 */
bool text_valid_name(struct slice s);

/* Append s in Normalization Form C (UAX #15). RC_INPUT if s is not UTF-8. */
MUST_CHECK enum rc text_nfc(struct buf *out, struct slice s, struct err *e);

/*
 * Append the full case folding of NFC(s), for matching without case. What is no
 * UTF-8 is appended as it is: a title may be any bytes that its author liked, and
 * must not stand in the way of the others.
 */
MUST_CHECK enum rc text_fold(struct buf *out, struct slice s, struct err *e);

/*
 * Append s for a terminal: control characters, bidirectional controls,
 * characters without any width that real text does not need, and bytes that
 * are not UTF-8 become U+FFFD. Line feeds and tabs stay if lines is true.
 */
void text_safe(struct buf *out, struct slice s, bool lines);

/*
 * Append s, a piece of a JSON document between two characters, with what text_safe
 * would replace in its strings written as \u, so that it says the same.
 */
void text_safe_json(struct buf *out, struct slice s);

/* Would text_safe leave every character of s, a line, as it is? */
bool text_is_safe(struct slice s);

/*
 * The same as text_safe, as a string in out, which has room for size bytes (4 at least). What
 * is too long is cut between characters and ends in an ellipsis.
 */
void text_safe_str(char *out, size_t size, struct slice s, bool lines);

/* Columns that s takes on a terminal. */
size_t text_width(struct slice s);

/*
 * How many bytes of s, in whole characters, fit into so many columns. Looks at
 * no more of s than that. Marks that take no column are not stacked without
 * end: 16 bytes a column are the most.
 */
size_t text_fit(struct slice s, size_t columns);

/*
 * Character number n of valid UTF-8, from 1, as a person counts them: a grapheme
 * cluster (UAX #29), a letter with its accents. Nothing if there are fewer.
 */
struct slice text_character(struct slice s, size_t n);

#endif
