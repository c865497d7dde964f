/*
 * bitwarden_int: a Bitwarden export, and one item of it.
 */
#ifndef STRONGROOM_TRANSFER_BITWARDEN_INT_H
#define STRONGROOM_TRANSFER_BITWARDEN_INT_H

#include <jansson.h>

#include "parse_int.h"

struct archive;

/* RC_INPUT with a sentence: well-formed, perhaps, but nothing that Bitwarden writes. */
enum rc bitwarden_unknown(struct err *e);

/* What the items of a file have in common. */
struct bitwarden_file {
	const json_t *names;     /* of folders and collections, by their ids */
	struct archive *archive; /* with its attachments; NULL: there is none */
};

/* Hand out one item, or report why not; number is that of the item in the file. */
MUST_CHECK enum rc bitwarden_item(const struct parse_sink *sink, json_t *item,
    const struct bitwarden_file *file, long number, struct err *e);

/* bitwarden_open.c: as open of struct parser */
MUST_CHECK enum rc bitwarden_open(struct buf *plain, const struct parse_input *in,
    const struct parse_options *o, struct err *e);

/* Who is given the items of a file, in order; numbers count from 1. */
struct bitwarden_walk {
	enum rc (*item)(void *arg, json_t *item, long number, struct err *e);
	void *arg;
};

/*
 * Go through a file without ever having a tree of all of it. *top is the
 * outermost object, with true in the place of the array "items"; if there is no
 * such array, it has no "items". It belongs to the caller on RC_OK. RC_INPUT if
 * the file is malformed, which may show after items were given out.
 */
MUST_CHECK enum rc bitwarden_walk(
    json_t **top, const struct bitwarden_walk *to, struct slice file, struct err *e);

#endif
