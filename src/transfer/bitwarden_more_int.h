/*
 * bitwarden_more: types of Bitwarden that are read and not written.
 */
#ifndef STRONGROOM_TRANSFER_BITWARDEN_MORE_INT_H
#define STRONGROOM_TRANSFER_BITWARDEN_MORE_INT_H

#include <jansson.h>
#include <stdbool.h>

struct json_entry;

/* What that number of a type is called here; NULL if it is none of these. */
const char *bitwarden_more_type(long long number);

/* Is the member of an item of that name the object of one of these types? */
bool bitwarden_more_has(const char *object);

/* The fields that are in such objects of the item. */
void bitwarden_more_take(struct json_entry *en, const json_t *item);

#endif
