/*
 * new_password: one that is typed or made at the terminal.
 */
#ifndef STRONGROOM_CLI_NEW_PASSWORD_H
#define STRONGROOM_CLI_NEW_PASSWORD_H

#include "app.h"

/*
 * Have one made as --generate says, else ask, where Enter alone has one made and
 * a weak one is told. title is what it is for. To be freed on RC_OK.
 */
MUST_CHECK enum rc new_password(
    struct secret **out, struct app *app, const char *title, struct err *e);

#endif
