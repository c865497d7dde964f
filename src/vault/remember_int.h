/*
 * remember_int: the parts of what is remembered of a vault.
 */
#ifndef STRONGROOM_VAULT_REMEMBER_INT_H
#define STRONGROOM_VAULT_REMEMBER_INT_H

#include "vault/remember.h"

enum {
	STATE_MAC = 32, /* at the end of a state */
	STATE_MAX = 256 * 1024 * 1024
};

struct dec;

struct remember {
	char *dir;
	char *state; /* path */
	int64_t member;
	bool exists;      /* there was a state, good or not, when it was loaded */
	uint64_t pages;   /* number of the file of pages that was loaded; 0: none */
	struct buf bytes; /* of the state that was loaded, MAC included */
};

/* "DIR/HEX" and a suffix, which may be empty; to be freed. NULL without memory. */
char *remember_path(const char *dir, const void *id, size_t n, const char *suffix);

/* --- the bytes of a state --- */

/*
 * Its log, without pins, and the number of its file of pages, which is set also
 * where the log cannot be had; d is left at the directory of the pins.
 * RC_NOTFOUND, or what replay_get says, if it is no state.
 */
MUST_CHECK enum rc state_get(struct replay **r, uint64_t *pages, struct dec *d, struct err *e);

/* All of it, with the MAC. */
void state_put(
    struct buf *b, uint64_t pages, const struct replay *r, const struct secret *mac_key);

/* The hash that the MAC is of, and the MAC; false if the bytes are too few. */
bool state_tag(uint8_t hash[HASH_SIZE], uint8_t tag[STATE_MAC], const struct buf *b);
bool state_genuine(const struct buf *b, const struct secret *mac_key);

/* --- the files of pages --- */

/* To read: *fd is -1 if it cannot be opened, which is RC_OK. */
MUST_CHECK enum rc pages_open(
    int *fd, const struct remember *m, uint64_t number, struct err *e);

/*
 * Append what changed to the file in use, or write a new one whole, durably;
 * m knows its number then. current: the number that the state on disk has.
 */
MUST_CHECK enum rc pages_write(
    struct remember *m, struct replay *r, uint64_t current, struct err *e);

/* One is in use; a program that was stopped may have left another. */
void pages_drop_others(const struct remember *m);

#endif
