/*
 * departed: who knows a credential, and can open its item no more.
 */
#ifndef STRONGROOM_VAULT_DEPARTED_H
#define STRONGROOM_VAULT_DEPARTED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "vault/session.h"

/*
 * Of the members who could open an item since its credential came, and cannot
 * any more, the one who lost it last: by leaving, by losing the grant, or because
 * the item was moved. Whether any of them looked does not count.
 */
struct departed {
	int64_t member; /* 0: there is none */
	int64_t until_ms;
	bool others; /* there are more of them */
};

/*
 * For every item: that with id i is at i - 1, of *n. Outside a transaction. An
 * array to be freed by the caller. RC_TAMPER if the log in the file is not the
 * one that the session verified.
 */
MUST_CHECK enum rc departed_read(
    struct departed **list, size_t *n, struct session *s, struct err *e);

#endif
