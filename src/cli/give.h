/*
 * give: values given to a person at the terminal, one after the other.
 *
 * Each goes to the clipboard when Enter is pressed, or is shown where that is
 * asked for. What is given out was recorded before.
 */
#ifndef STRONGROOM_CLI_GIVE_H
#define STRONGROOM_CLI_GIVE_H

#include "app.h"

/*
 * RC_USAGE where there is nobody to talk to: --json, --no-input, no terminal;
 * what is the command, and instead what a script uses.
 */
MUST_CHECK enum rc give_check(
    struct app *app, const char *what, const char *instead, struct err *e);

struct give {
	struct app *app;
	int64_t until_ms; /* till when the clipboard may hold what was given; 0: it does not */
};

/*
 * Offer a value, called what, such as "password". RC_INTR as term_line, and when
 * nobody answers for some minutes. A clipboard that fails is told, and no error.
 */
MUST_CHECK enum rc give_value(
    struct give *g, const char *what, struct slice value, struct err *e);

/* The same for the code of a one-time secret, which is made when its turn comes. */
MUST_CHECK enum rc give_code(struct give *g, struct slice totp, struct err *e);

/* It is broken off: what may be on the clipboard is taken off it at once. */
void give_clear(struct give *g);

/* The title and the address, to compare. */
void give_say_where(struct app *app, const struct item *it);

#endif
