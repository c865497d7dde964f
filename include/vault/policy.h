/*
 * policy: what the council has decided about its vault, one value a name.
 *
 * The values stand in clear, in the log and in what is remembered of it: the
 * program has to know some of them before anybody unlocks.
 */
#ifndef STRONGROOM_VAULT_POLICY_H
#define STRONGROOM_VAULT_POLICY_H

#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"

struct session;

struct policy_kind {
	const char *name;
	const char *help;
	/* RC_USAGE if it cannot be that, RC_INPUT if it is no text. */
	enum rc (*check)(const char *value, struct err *e);
};

/* The policies that there are; ends with a row whose name is NULL. */
extern const struct policy_kind POLICIES[];

/* The one of that name, or NULL. */
const struct policy_kind *policy_find(const char *name);

/* The file to which every change is sealed; NULL if there is none. */
#define POLICY_SEAL_PATH "seal.path"
const char *policy_seal_path(const struct session *s);

/* After how many milliseconds without a key press keys are wiped: five minutes by default. */
#define POLICY_LOCK_IDLE "lock.idle"
int64_t policy_lock_idle_ms(const struct session *s);
/*
 * What passwords have to be like, by its name; NULL or empty: nothing was decided.
 * What the names mean is in password/strength.h.
 */
#define POLICY_PASSWORD "password"
const char *policy_password(const struct session *s);
/* Those that there are; ends with NULL. */
extern const char *const POLICY_PASSWORDS[];
/* One of them, or nothing? */
bool policy_password_known(struct slice value);

/* Set one, within a transaction, by a clerk, to a value that was checked. */
MUST_CHECK enum rc policy_set(
    struct session *s, const char *name, const char *value, struct err *e);

#endif
