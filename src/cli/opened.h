/*
 * opened: a file that the words or a key decrypted.
 */
#ifndef STRONGROOM_CLI_OPENED_H
#define STRONGROOM_CLI_OPENED_H

#include "opening.h"
#include "unseal.h"

struct opened {
	struct opener opener;
	struct buf plain;
	struct unseal_info info;
	struct opening opening;
};

/*
 * It must not be moved. Each step follows the one before; *o, empty at first, is to be finished
 * in any case.
 */
MUST_CHECK enum rc opened_decrypt(
    struct opened *o, struct app *app, const char *file, struct err *e);
/* Is it an export and, with the words, a genuine one? As unseal_check. */
MUST_CHECK enum rc opened_check(struct opened *o, struct err *e);
/* With the words, the reason is asked for, where it is NULL, and there is a receipt then. */
MUST_CHECK enum rc opened_begin(
    struct opened *o, struct app *app, const char *file, const char *reason, struct err *e);
void opened_finish(struct opened *o);

#endif
