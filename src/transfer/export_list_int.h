/*
 * export_list: which item of the vault each item of an export is.
 *
 * Written while the items are, for a place behind them in the document. With
 * it a receipt names items by the numbers of the vault, and a new vault gets
 * what the schema of Bitwarden has no place for as it was.
 */
#ifndef STRONGROOM_TRANSFER_EXPORT_LIST_INT_H
#define STRONGROOM_TRANSFER_EXPORT_LIST_INT_H

#include "base/buf.h"

struct item;
struct json_text;

/* Append what is said of an item, which is open. first: nothing was before it. */
void export_list_add(struct buf *list, const struct item *it, const char *id, bool first);

/* The member of the object at hand that holds the list. */
void export_list_put(struct json_text *t, const struct buf *list);

#endif
