/*
 * parse_proton: what an item of Proton Pass says, by its type.
 */
#ifndef STRONGROOM_TRANSFER_PARSE_PROTON_INT_H
#define STRONGROOM_TRANSFER_PARSE_PROTON_INT_H

#include <jansson.h>

struct json_entry;

/* Its "data": type, and what belongs to that. An alias is a member of the item. */
void parse_proton_content(struct json_entry *en, const json_t *item, const json_t *data);

/* Fields of a user's own, an array that the object may have. */
void parse_proton_extras(struct json_entry *en, const json_t *object, const char *name);

#endif
