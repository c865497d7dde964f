/*
 * unsealed: the items of an export without what is secret in them, and
 * which of them are meant.
 */
#ifndef STRONGROOM_CLI_UNSEALED_H
#define STRONGROOM_CLI_UNSEALED_H

#include "opening.h"

struct unsealed {
	struct app *app;
	struct slice plain; /* the export */
	const struct unseal_info *info;
	json_t *rows;  /* one for each item that can be read */
	size_t *index; /* of its unseal_item */
	size_t n, cap;
};

/* *t is to be finished by the caller in any case. */
MUST_CHECK enum rc unsealed_read(struct unsealed *t, struct app *app, struct slice plain,
    const struct unseal_info *info, struct err *e);
void unsealed_finish(struct unsealed *t);

/* A table of them, or with JSON what "ls" gives; of those that have all words in them. */
MUST_CHECK enum rc unsealed_print(
    const struct unsealed *t, const char *words, const char *none, struct err *e);
/* The rows themselves, for a document. */
json_t *unsealed_rows(const struct unsealed *t);

/*
 * Mark in wanted, which has room for all items, the one that is meant: its
 * number, with or without #, its title in any case, or a part of it. RC_NOTFOUND
 * if there is none; RC_USAGE if several are, naming some.
 */
MUST_CHECK enum rc unsealed_find(
    const struct unsealed *t, bool *wanted, const char *text, struct err *e);

/* Items with all that is in them; NULL: all of them. Only after opening_show. */
MUST_CHECK enum rc unsealed_open(
    json_t **items, const struct unsealed *t, const bool *wanted, struct err *e);

#endif
