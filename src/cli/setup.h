/*
 * setup: a new vault, as a conversation at the terminal.
 */
#ifndef STRONGROOM_CLI_SETUP_H
#define STRONGROOM_CLI_SETUP_H

#include "app.h"

/*
 * Ask for what a vault needs, make it, and offer what comes next: the envelope,
 * and logins from another program. Each of those may be left for later. Once the
 * vault is made it stays, whatever becomes of the rest. RC_INTR says so.
 */
MUST_CHECK enum rc setup_talk(struct app *app, struct err *e);

/* cmd_init.c: where the vault is, and its check words, for people. */
MUST_CHECK enum rc init_say(struct app *app, const char *next, struct err *e);

#endif
