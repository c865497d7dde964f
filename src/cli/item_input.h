/*
 * item_input: what an item is to say, from options, descriptors and questions.
 */
#ifndef STRONGROOM_CLI_ITEM_INPUT_H
#define STRONGROOM_CLI_ITEM_INPUT_H

#include "app.h"

enum { ITEM_SECRETS_MAX = 32 };

/* Secrets that were read for one item; its content points into them. */
struct item_input {
	struct secret *held[ITEM_SECRETS_MAX];
	size_t n;
};

void item_input_finish(struct item_input *in);

/* Was anything said beyond the title? If not, a person at a terminal fills in a form. */
bool item_has_options(const struct args *a);

/*
 * Put into c what the options say. new: an item that is being added, not changed,
 * of which nothing has to be said. A field with an empty value is one to take away.
 */
MUST_CHECK enum rc item_gather(
    struct content *c, struct app *app, struct item_input *in, bool new, struct err *e);

/*
 * cmd_add.c: within a transaction, the item that is meant, for a member who may
 * change it. RC_REFUSED, and it is on the log, for others.
 */
MUST_CHECK enum rc item_to_edit(
    struct item *it, struct app *app, const char *text, struct err *e);

/*
 * Within a transaction: what was typed is what the item has. If any of it is hidden
 * that was a right guess, and is recorded as a reveal and committed, or nobody is
 * told: a vault that cannot be written would answer guesses for ever. RC_USAGE, for
 * that reason, which becomes the text.
 */
MUST_CHECK enum rc item_same(
    struct app *app, struct item *it, bool hidden, const char *why, struct err *e);

/* A password as --generate makes it; NULL: without a SPEC. To be freed on RC_OK. */
MUST_CHECK enum rc item_make_password(struct secret **out, const char *spec, struct err *e);

/* Take away the fields that item_gather left empty, which mean: take it away. */
void item_drop_empty(struct content *c);

/* Set a field. An empty value takes it away. */
void item_set_field(
    struct content *c, struct slice label, enum field_kind kind, struct slice value);

#endif
