/*
 * import_cli: what the two kinds of import share: a file of another program,
 * and the sealed export of a vault.
 */
#ifndef STRONGROOM_CLI_IMPORT_CLI_H
#define STRONGROOM_CLI_IMPORT_CLI_H

#include "app.h"
#include "transfer/import.h"

/* What was done, as JSON, and as lines on standard error. */
json_t *import_document(const struct import_report *r);
void import_say(const struct app *app, const struct import_report *r, const char *file);

/* Does the file begin as an age file does? */
bool import_is_export(const char *file);

/*
 * Before anybody is asked for a passphrase. Where there is no vault it is
 * decided that one is made: RC_NOTFOUND if that was not asked for.
 */
MUST_CHECK enum rc import_check_export(struct app *app, struct err *e);
MUST_CHECK enum rc import_from_export(struct app *app, const char *file, struct err *e);

#endif
