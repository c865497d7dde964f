/*
 * item_value: what an item says under a label: title, username, url and type,
 * which every item has, or a field.
 */
#ifndef STRONGROOM_CLI_ITEM_VALUE_H
#define STRONGROOM_CLI_ITEM_VALUE_H

#include "vault/content.h"

/* False if there is none of that label. A hidden one is empty until the item is open. */
bool item_value(struct slice *value, const struct content *c, const char *label);

/* Is it hidden? */
bool item_value_hidden(const struct content *c, const char *label);

/*
 * May it be given out as a value? RC_NOTFOUND if there is none of that label,
 * RC_USAGE for an attachment, which is for a file.
 */
MUST_CHECK enum rc item_value_check(const struct content *c, const char *label, struct err *e);

#endif
