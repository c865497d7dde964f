/*
 * names: what somebody who knows the council would try first as a password.
 */
#ifndef STRONGROOM_VAULT_NAMES_H
#define STRONGROOM_VAULT_NAMES_H

#include "base/buf.h"

struct content;
struct session;

enum { NAMES_OF_ITEM = 16 };

/*
 * Append the names of the council, of its members, and of the collections that
 * the member can open, one a line.
 */
MUST_CHECK enum rc names_of_council(struct buf *out, struct session *s, struct err *e);

/*
 * The names that an item adds: its title, its user name, its first addresses.
 * They are put behind those of the council, which are lines. Returns how many
 * there are; they point into the arguments.
 */
size_t names_of_item(
    struct slice out[NAMES_OF_ITEM], struct slice council, const struct content *c);

#endif
