/*
 * envelope: what making an envelope, printing its sheets and asking them back
 * share.
 */
#ifndef STRONGROOM_CLI_ENVELOPE_H
#define STRONGROOM_CLI_ENVELOPE_H

#include "app.h"

struct sheet;

/* envelope_holders.c */
/*
 * Who is to keep the sheets, and how many are needed, by the options; a single
 * holder and a need of several are asked for at a terminal. RC_USAGE or
 * RC_INPUT if no envelope can be made so.
 */
MUST_CHECK enum rc envelope_holders(struct app *app, struct err *e);
/* The need that was found to be possible. */
unsigned envelope_need(const struct app *app);

/* envelope_print.c */
/* RC_USAGE if the sheets cannot go where the options say: a terminal shows no PDF. */
MUST_CHECK enum rc envelope_print_check(const struct app *app, struct err *e);
/*
 * All n sheets of one envelope, as --sheet and --sheet-fd say, else as text to
 * stdout; with --json the document of JSON to stdout as well, or alone. What is
 * no terminal is closed then, so that a printer begins, and whoever is at the
 * terminal is asked to wait for the paper. RC_IO if they cannot be written.
 */
MUST_CHECK enum rc envelope_print(
    struct app *app, const struct sheet *sheets, size_t n, struct err *e);

/* Did the sheets go to a terminal? Once they are printed. */
bool envelope_on_screen(const struct app *app);

/* envelope_ask.c */
/*
 * Proof that the n printed sheets can be read, before anything depends on them:
 * two words of each, typed at the terminal. RC_INPUT if they do not agree.
 */
MUST_CHECK enum rc envelope_ask(
    struct app *app, const struct sheet *sheets, size_t n, struct err *e);

#endif
