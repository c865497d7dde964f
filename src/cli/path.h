/*
 * path: names of files as people type and paste them.
 */
#ifndef STRONGROOM_CLI_PATH_H
#define STRONGROOM_CLI_PATH_H

#include "app.h"

/*
 * The name of a file that was given with a command. ~ and ~/… is the home directory,
 * also where a shell left it alone, as between quotes; C:\… and C:/… is the drive as
 * Linux within Windows has it, /mnt/c/…, unless there is a file of just that name.
 * In memory for as long as the command runs.
 */
MUST_CHECK enum rc path_given(
    const char **path, struct app *app, const char *given, struct err *e);

/* The same of one that is typed at a prompt, where quotes may stand around it. */
MUST_CHECK enum rc path_typed(
    const char **path, struct app *app, struct slice typed, struct err *e);

/* The same of every option of the command that names a file or folder. */
MUST_CHECK enum rc path_options(struct app *app, struct err *e);

/* Is that what arguments that name a file are called, as FILE? */
bool path_is_name(const char *argument);

#endif
