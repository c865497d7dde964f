/*
 * unseal: what opening an export and opening the vault share.
 */
#ifndef STRONGROOM_CLI_UNSEAL_H
#define STRONGROOM_CLI_UNSEAL_H

#include "app.h"

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
MUST_CHECK enum rc sheet_input_secret(struct secret **secret, struct sheet_seen *seen,
    struct app *app, bool one, struct err *e);

/* Items with their values, as text or as JSON; takes them over. */
MUST_CHECK enum rc unseal_print(struct app *app, json_t *items, struct err *e);

/* unseal_file.c: an export by itself */
MUST_CHECK enum rc unseal_file(struct app *app, const char *file, struct err *e);

/* unseal_vault.c: the vault */
MUST_CHECK enum rc unseal_vault(struct app *app, struct err *e);

#endif
