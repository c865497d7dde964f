/*
 * unseal_talk: what a person can choose while the vault is opened by the envelope.
 */
#ifndef STRONGROOM_CLI_UNSEAL_TALK_H
#define STRONGROOM_CLI_UNSEAL_TALK_H

#include "choice.h"
#include "unseal.h"

struct talk {
	struct app *app;
	const char *reason; /* of the opening, for what is shown */
};

/* unseal_talk.c */
const struct command *talk_command(const char *name);
/* Run a command as if it had been typed with these arguments; it asks for the rest. */
MUST_CHECK enum rc talk_run(struct app *app, const struct args *args, struct err *e);
MUST_CHECK enum rc talk_run_plain(struct app *app, const char *name, struct err *e);

/* unseal_talk_items.c, unseal_talk_people.c: each asks for what it needs */
MUST_CHECK enum rc talk_show_one(struct talk *t, struct err *e);
MUST_CHECK enum rc talk_appoint(struct talk *t, struct err *e);
MUST_CHECK enum rc talk_leaves(struct talk *t, struct err *e);
MUST_CHECK enum rc talk_let_open(struct talk *t, struct err *e);
MUST_CHECK enum rc talk_forgot(struct talk *t, struct err *e);

#endif
