/*
 * unseal: what opening an export and opening the vault share.
 */
#ifndef STRONGROOM_CLI_UNSEAL_H
#define STRONGROOM_CLI_UNSEAL_H

#include "app.h"
#include "envelope/age.h"

struct envelope_keys;
struct sheet_set;

/* Which sheets were given: of what set, and their numbers, in no order. */
struct sheet_seen {
	unsigned id; /* of the set, as SLIP-39 has it */
	unsigned need;
	size_t n;
	uint8_t numbers[16]; /* from 1 */
};

/* sheet_input.c: the words of the sheets */
/*
 * The keys of the envelope whose sheets are typed at the terminal, or come from
 * the descriptor of --words-fd. They belong to the caller. With a vault at hand,
 * sheets of another envelope than its own are told apart: RC_INPUT.
 */
MUST_CHECK enum rc sheet_input(struct envelope_keys **keys, struct app *app, struct err *e);

/* The same, of whatever envelope an export was made for. */
MUST_CHECK enum rc sheet_input_export(
    struct envelope_keys **keys, struct app *app, struct err *e);

/*
 * For a drill: which sheets were given, and what they hold, ENVELOPE_SECRET
 * bytes for the caller, or NULL if they are too few to open anything. With one,
 * no more than one is asked for at a terminal.
 */
MUST_CHECK enum rc sheet_input_secret(
    struct secret **secret, struct sheet_seen *seen, struct app *app, bool one, struct err *e);

/* opener.c: what opens an age file */
struct opener {
	struct app *app;
	struct envelope_keys *keys; /* of the words of the sheets; NULL: none were needed */
	struct age_identities identities;
	const struct secret *list[AGE_IDENTITIES_MAX]; /* all that are tried */
	struct secret *passphrase;
	struct age_keys age; /* to read the file with */
};
/*
 * Take what the options give. What they do not give is asked for while the file
 * is read. *o, which must not be moved, is to be finished by the caller.
 */
MUST_CHECK enum rc opener_init(struct opener *o, struct app *app, struct err *e);
void opener_finish(struct opener *o);

/* Items with their values, as text or as JSON; takes them over. */
MUST_CHECK enum rc unseal_print(struct app *app, json_t *items, struct err *e);

/* unseal_file.c: an export by itself */
MUST_CHECK enum rc unseal_file(struct app *app, const char *file, struct err *e);

/* unseal_vault.c: the vault */
MUST_CHECK enum rc unseal_vault(struct app *app, struct err *e);
/* All items with their values, recorded first; by an envelope that is open. */
MUST_CHECK enum rc unseal_show_all(struct app *app, struct err *e);

/* unseal_talk.c: what a person does with the open vault, until the time is over */
MUST_CHECK enum rc unseal_talk(struct app *app, const char *reason, struct err *e);

/* unseal_reset.c: a clerk who forgot the passphrase */
/* By --reset; reason is NULL if the envelope is open already. */
MUST_CHECK enum rc unseal_reset(
    struct app *app, const char *reason, const char *present, struct err *e);
/* The same of a member, by an envelope that was unlocked. */
MUST_CHECK enum rc unseal_reset_member(
    struct app *app, int64_t id, const char *reason, const char *present, struct err *e);

/* unseal_sticks.c: exports on what is plugged in */
/* Where there is no vault: offer them, and open the one that is chosen. */
MUST_CHECK enum rc unseal_look(struct app *app, struct err *e);
/* Where there is one: say so. */
void unseal_mention_exports(struct app *app);

/*
 * unseal_advice.c: the list for the first hour, as notes; with the numbers of
 * the conversation while there is one, else with commands.
 */
void unseal_first_hour(struct app *app, bool talking);

#endif
