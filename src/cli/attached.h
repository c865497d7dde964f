/*
 * attached: the attachments of an item, by their names.
 */
#ifndef STRONGROOM_CLI_ATTACHED_H
#define STRONGROOM_CLI_ATTACHED_H

#include "app.h"
#include "vault/content.h"

enum { ATTACHED_NAME_MAX = 255 /* bytes of a name: limits.h, NAME_MAX */ };

/*
 * Can a file be saved under that name? RC_INPUT if it is none, has a slash or a
 * control character in it, or is too long; advice says what to do about it.
 */
MUST_CHECK enum rc attached_check_name(struct slice name, const char *advice, struct err *e);

/*
 * The attachment of that name, in any case; with NULL the only one. RC_NOTFOUND,
 * RC_USAGE if there are several; both name those that there are.
 */
MUST_CHECK enum rc attached_find(
    const struct field **f, const struct content *c, const char *name, struct err *e);

/* "34 bytes", "12.3 KiB" or "1.5 MiB" */
enum { ATTACHED_SIZE = 32 };
void attached_size(char out[ATTACHED_SIZE], int64_t size);

#endif
