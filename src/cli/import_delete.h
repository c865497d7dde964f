/*
 * import_delete: the file that was imported, which holds every password in clear.
 */
#ifndef STRONGROOM_CLI_IMPORT_DELETE_H
#define STRONGROOM_CLI_IMPORT_DELETE_H

#include <sys/stat.h>

#include "app.h"

struct import_report;

/* Which file it is, before it is read; false if it is none that could be deleted. */
bool import_may_delete(struct stat *st, const char *path);

/*
 * Delete it with --delete, or if that is what is answered at the terminal, where
 * it is said what is lost with it; else say that it is there. RC_IO if it could
 * not be deleted, or with --delete if the report says of anything that it was not
 * taken as it was. Only the very file that was read is: one that has changed
 * since stays.
 */
MUST_CHECK enum rc import_delete(struct app *app, const char *path, const struct stat *was,
    const struct import_report *r, struct err *e);

#endif
