/*
 * bitwarden_int: a Bitwarden export, and one item of it.
 */
#ifndef STRONGROOM_TRANSFER_BITWARDEN_INT_H
#define STRONGROOM_TRANSFER_BITWARDEN_INT_H

#include <jansson.h>

#include "parse_int.h"

/*
 * Hand out one item, or report why not. names maps the ids of folders and
 * collections to their names; number is that of the item in the file. The tree
 * comes to own texts that are made on the way, so the item may change.
 */
MUST_CHECK enum rc bitwarden_item(const struct parse_sink *sink, json_t *item,
    const json_t *names, long number, struct err *e);

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
