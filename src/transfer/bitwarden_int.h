/*
 * bitwarden_int: one item of a Bitwarden export.
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

#endif
