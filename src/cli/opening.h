/*
 * opening: an export that was opened by itself, and the receipt of it.
 */
#ifndef STRONGROOM_CLI_OPENING_H
#define STRONGROOM_CLI_OPENING_H

#include "app.h"
#include "transfer/receipt.h"
#include "transfer/unseal.h"

struct envelope_keys;

struct opening {
	struct app *app;
	const struct unseal_info *info;
	struct receipt receipt;
	struct secret *key; /* that signs it; NULL: without the words there is none */
	char *path;
};

/*
 * The export was decrypted, and nothing shown yet. With the keys of the words a
 * receipt is on disk when this returns; where, and what else is known of the
 * export, is said. Without them (NULL) that there is none is said. *o points
 * to info and is to be finished by the caller in any case. RC_IO if the receipt
 * can be written nowhere; RC_EXISTS if there is a file where --receipt wants it.
 */
MUST_CHECK enum rc opening_begin(struct opening *o, struct app *app, const char *file,
    const struct unseal_info *info, const struct envelope_keys *keys, const char *reason,
    struct err *e);
void opening_finish(struct opening *o);

/*
 * Put on the receipt, durable on return, that items are about to be shown: of
 * all of them those that wanted tells; NULL: everything.
 */
MUST_CHECK enum rc opening_show(struct opening *o, const bool *wanted, struct err *e);

/* What becomes of the receipt, as the last thing that is said. */
void opening_say_end(const struct opening *o);

#endif
