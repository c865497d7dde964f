/*
 * advice: what is said of a password that falls short of what the council wants.
 */
#ifndef STRONGROOM_CLI_ADVICE_H
#define STRONGROOM_CLI_ADVICE_H

#include "app.h"

/*
 * Append where the password of what is being typed falls short, as it follows
 * "it"; nothing if it is good, or there is none. The vault is unlocked.
 */
void advice_faults(struct buf *out, struct app *app, const struct content *c);

/*
 * Warn if the password of item id, if it has one, is not as the policy wants
 * it, or weak. It is never refused: a website may allow no other. command is
 * what changes it, such as "edit". The vault is unlocked.
 */
void advise_password(struct app *app, const struct content *c, int64_t id, const char *command);

#endif
