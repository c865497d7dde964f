/*
 * secret: memory for what must not leak.
 *
 * Locked into memory (never swapped), left out of core dumps, and wiped when
 * freed. Small secrets (keys) share one locked arena, so that a vault with many
 * collections needs few locked pages; larger ones have pages of their own
 * with guard pages around them.
 */
#ifndef STRONGROOM_CRYPTO_SECRET_H
#define STRONGROOM_CRYPTO_SECRET_H

#include "base/err.h"
#include "base/slice.h"

struct secret {
	uint8_t *p;
	size_t n;
};

/*
 * Start the cryptographic library. Call once, before anything else of this
 * layer. RC_FAIL if it cannot start.
 */
MUST_CHECK enum rc crypto_init(struct err *e);

/* n zero bytes; NULL if memory ran out. */
struct secret *secret_new(size_t n);
/* A copy of n bytes at p; NULL as above. */
struct secret *secret_copy(const void *p, size_t n);
/* Wipe and free; accepts NULL. */
void secret_free(struct secret *s);

/* A view; of nothing when s is NULL. */
struct slice secret_slice(const struct secret *s);

/* Use only the first n bytes from now on; the rest is wiped. */
void secret_truncate(struct secret *s, size_t n);

/* How many are alive, so that tests and debug builds can show that none leaks. */
size_t secret_live(void);

/*
 * False once the system would not lock memory for a secret (RLIMIT_MEMLOCK).
 * The secret was given out all the same: say so to the user.
 */
bool secret_is_locked(void);

/*
 * Lock again the memory of the keys that a child of fork has from its parent, for
 * locks are not inherited. Larger secrets stay as they are.
 */
void secret_lock_again(void);

/* Overwrite with zeros in a way that the compiler keeps. */
void wipe(void *p, size_t n);

/*
 * Overwrite what functions that have returned left on the stack: what they did
 * not wipe because they could not, such as registers that were saved there.
 */
void wipe_stack(void);

/* Equal, in time that depends only on n. */
bool equal_ct(const void *a, const void *b, size_t n);

#endif
