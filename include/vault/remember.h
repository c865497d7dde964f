/*
 * remember: what this computer has seen of a vault, so that an older or
 * rewritten copy is noticed, and the log need not be replayed each time.
 *
 * A folder for each vault and member holds the file "state" (everything but
 * the pins, the directory of the pins' pages, and a MAC under the member's own
 * key) and a file of pages. Before the unlock the MAC cannot be checked, so
 * what is loaded is provisional until remember_check has passed.
 */
#ifndef STRONGROOM_VAULT_REMEMBER_H
#define STRONGROOM_VAULT_REMEMBER_H

#include "vault/replay.h"

struct remember;
struct secret;

/* dir: the folder of all of the program's state, which need not exist. */
MUST_CHECK enum rc remember_new(struct remember **m, const char *dir,
    const uint8_t vault_id[VAULT_ID], int64_t member, struct err *e);
void remember_free(struct remember *m);

/* RC_NOTFOUND if nothing is remembered, or if it cannot be read. */
MUST_CHECK enum rc remember_load(struct replay **r, struct remember *m, struct err *e);

/*
 * Did remember_load find a state at all? If it did, and yet answered
 * RC_NOTFOUND or remember_check fails, what was remembered is damaged.
 */
bool remember_exists(const struct remember *m);

/* Was what was loaded written with this key? */
bool remember_check(const struct remember *m, const struct secret *mac_key);

/*
 * The same for who does not have the key: the hash of what was loaded, and the
 * tag that it came with, for remember_genuine. False if nothing was loaded.
 */
bool remember_tag(uint8_t hash[HASH_SIZE], uint8_t tag[HASH_SIZE], const struct remember *m);
bool remember_genuine(
    const uint8_t hash[HASH_SIZE], const uint8_t tag[HASH_SIZE], const struct secret *mac_key);

/*
 * Write what r has learned, durable on return. A file that has seen more of
 * the log is left alone, unless a restore in r says that this is given up; so
 * is one that has taken over a restore which r has not.
 */
MUST_CHECK enum rc remember_save(
    struct remember *m, struct replay *r, const struct secret *mac_key, struct err *e);

/*
 * The vault that was last seen at a path, and the member who used it: a note
 * without a MAC, for it is read before anyone unlocked. RC_NOTFOUND if none.
 */
MUST_CHECK enum rc remember_place(uint8_t vault_id[VAULT_ID], int64_t *member, const char *dir,
    const char *path, struct err *e);
MUST_CHECK enum rc remember_set_place(const char *dir, const char *path,
    const uint8_t vault_id[VAULT_ID], int64_t member, struct err *e);

/*
 * What each member has seen of a vault's log on this computer, without its
 * pins, from the files as they are, without a key. Those that cannot be read
 * are left out. Anything but RC_OK from each ends it and is returned.
 */
typedef enum rc remember_seen(void *arg, const struct replay *seen, struct err *e);

MUST_CHECK enum rc remember_each(const char *dir, const uint8_t vault_id[VAULT_ID],
    remember_seen *each, void *arg, struct err *e);

#endif
