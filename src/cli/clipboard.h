/*
 * clipboard: a secret for a form to be pasted into, for a short time.
 *
 * Who puts it there and takes it off again is a process of its own, the keeper.
 * It is started anew from the program, so that nothing of the vault is in its
 * memory, belongs to no terminal, and ends by itself.
 */
#ifndef STRONGROOM_CLI_CLIPBOARD_H
#define STRONGROOM_CLI_CLIPBOARD_H

#include "app.h"

enum { CLIPBOARD_SECONDS = 30, CLIPBOARD_SECONDS_MIN = 5, CLIPBOARD_SECONDS_MAX = 300 };

/*
 * Is there any clipboard to be had? RC_FAIL, saying what to do instead. To be
 * asked before a reveal is recorded for nothing.
 */
MUST_CHECK enum rc clipboard_check(struct app *app, struct err *e);

/*
 * Put the value on the clipboard for so many seconds, in place of what was put
 * there before, and say on stderr which way it went. RC_FAIL if no way works.
 */
MUST_CHECK enum rc clipboard_put(
    struct app *app, struct slice value, unsigned seconds, struct err *e);

/*
 * Take off the clipboard at once what this process has put there, if it is there
 * still; false if that is not done within some seconds.
 */
MUST_CHECK bool clipboard_clear(const struct app *app);

/* Was the program started as the keeper? Then that is all it does; see cli_main. */
bool clipboard_is_keeper(char *const *argv);
int clipboard_keep(void);

#endif
