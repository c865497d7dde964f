/*
 * choice: a number out of a list, or a yes, at the terminal.
 */
#ifndef STRONGROOM_CLI_CHOICE_H
#define STRONGROOM_CLI_CHOICE_H

#include "app.h"

/* Enter alone. */
#define CHOICE_NONE ((size_t)-1)

/*
 * A number from 0 to most, asked for until it is one; "q", "quit", "exit" and "end"
 * are 0, and Enter alone is CHOICE_NONE. Errors as term_line.
 */
MUST_CHECK enum rc choice_ask(
    size_t *n, struct app *app, const char *prompt, size_t most, struct err *e);

/* "yes", or "no", which Enter alone is too: asked for until it is one. Errors as term_line. */
MUST_CHECK enum rc choice_yes(bool *yes, struct app *app, const char *prompt, struct err *e);

#endif
