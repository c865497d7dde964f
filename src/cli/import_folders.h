/*
 * import_folders: which folders of an export are the council's.
 */
#ifndef STRONGROOM_CLI_IMPORT_FOLDERS_H
#define STRONGROOM_CLI_IMPORT_FOLDERS_H

#include "app.h"
#include "transfer/folders.h"

/*
 * As --only and --skip say, or else as is answered at the terminal. RC_NOTFOUND
 * for a folder that is not there. *f is the caller's to finish in any case.
 */
MUST_CHECK enum rc import_choose_folders(
    struct folders *f, struct app *app, const struct parse_source *s, struct err *e);

/* A line for each folder: how many entries it has, and whether they are taken. */
void import_list_folders(const struct app *app, const struct folders *f);

#endif
