/*
 * spool: pieces of attachments on their way into the vault.
 *
 * They wait, encrypted, in a file without a name beside the vault, and become
 * rows as the last thing in a transaction. So much as an attachment SQLite
 * would write to the file before the end, and so keep everybody from reading,
 * the agent too, who has to sign the records.
 */
#ifndef STRONGROOM_VAULT_SPOOL_INT_H
#define STRONGROOM_VAULT_SPOOL_INT_H

#include "store/store.h"

struct spool;

/* Take a row; *s is made where it is NULL. Beside the file at path. */
MUST_CHECK enum rc spool_add(
    struct spool **s, const char *path, const struct chunk_row *row, struct err *e);

/* Put all rows into the store, one at a time. */
MUST_CHECK enum rc spool_flush(struct spool *s, struct store *store, struct err *e);

/* Forget them; accepts NULL. */
void spool_free(struct spool *s);

#endif
