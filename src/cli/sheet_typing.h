/*
 * sheet_typing: sheets typed at a terminal, and whether they are of the vault.
 */
#ifndef STRONGROOM_CLI_SHEET_TYPING_H
#define STRONGROOM_CLI_SHEET_TYPING_H

#include "app.h"

struct sheet_set;

/*
 * Ask at the terminal, word by word, until there are as many sheets as are
 * needed, or for one alone. With of_vault, a first one that is of another envelope than the
 * vault's ends it too: see sheet_of_vault. RC_INTR if it is broken off.
 */
MUST_CHECK enum rc sheet_typing(
    struct sheet_set *set, struct app *app, bool of_vault, bool one, struct err *e);

/* sheet_of_vault.c */
/*
 * RC_INPUT, saying of which envelope sheets with that id are, unless they are of
 * the one that opens the vault. RC_OK if no vault is open, or it has no envelope.
 */
MUST_CHECK enum rc sheet_of_vault(const struct app *app, unsigned id, struct err *e);

#endif
