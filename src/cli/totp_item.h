/*
 * totp_item: the field of an item that one-time codes are made of.
 */
#ifndef STRONGROOM_CLI_TOTP_ITEM_H
#define STRONGROOM_CLI_TOTP_ITEM_H

#include "app.h"

/* That of --field, or the first there is; NULL if there is none. */
const struct field *totp_item_field(const struct app *app, const struct content *c);

/*
 * Within a transaction: find the item of the command, and record that of this field
 * is given out what is said. RC_NOTFOUND if it has none. *it is finished by the
 * caller in any case.
 */
MUST_CHECK enum rc totp_item_reveal(
    struct item *it, struct app *app, const char *what, struct err *e);

#endif
