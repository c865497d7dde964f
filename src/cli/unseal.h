/*
 * unseal: what opening an export and opening the vault share.
 */
#ifndef STRONGROOM_CLI_UNSEAL_H
#define STRONGROOM_CLI_UNSEAL_H

#include "app.h"

struct envelope_keys;

/* sheet_input.c: the words of the sheets */
/*
 * The keys of the envelope whose sheets are typed at the terminal, or come from
 * the descriptor of --words-fd. They belong to the caller.
 */
MUST_CHECK enum rc sheet_input(struct envelope_keys **keys, struct app *app, struct err *e);

/* Items with their values, as text or as JSON; takes them over. */
MUST_CHECK enum rc unseal_print(struct app *app, json_t *items, struct err *e);

/* unseal_file.c: an export by itself */
MUST_CHECK enum rc unseal_file(struct app *app, const char *file, struct err *e);

/* unseal_vault.c: the vault */
MUST_CHECK enum rc unseal_vault(struct app *app, struct err *e);

#endif
