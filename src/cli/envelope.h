/*
 * envelope: what making an envelope and printing its sheets share.
 */
#ifndef STRONGROOM_CLI_ENVELOPE_H
#define STRONGROOM_CLI_ENVELOPE_H

#include "app.h"

struct sheet;

/* envelope_print.c */
/*
 * All n sheets of one envelope to stdout: as text a page each, with a form feed
 * between two, or one JSON document. RC_IO if they cannot be written.
 */
MUST_CHECK enum rc envelope_print(
    struct app *app, const struct sheet *sheets, size_t n, struct err *e);

#endif
