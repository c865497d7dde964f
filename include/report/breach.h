/*
 * breach: a list of stolen passwords, in a file too big to read.
 *
 * It is the list of Have I Been Pwned, ordered by hash: lines of a hash in
 * hexadecimal, a colon, and how often that password was found. The hashes are
 * SHA-1 or NT, which their length tells.
 */
#ifndef STRONGROOM_REPORT_BREACH_H
#define STRONGROOM_REPORT_BREACH_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct breach;

/*
 * Open one. RC_NOTFOUND, RC_IO; RC_INPUT if it is no such list, or in another
 * order, as far as a few hundred of its lines show.
 */
MUST_CHECK enum rc breach_open(struct breach **b, const char *path, struct err *e);
/* Accepts NULL. */
void breach_close(struct breach *b);

/* Of its hashes: for breach_hash of crypto/breach_hash.h. */
size_t breach_size(const struct breach *b);

/*
 * How often the password of this hash was found; 0: it is not in the list.
 * RC_INPUT where the lines on the way are malformed or not in order.
 */
MUST_CHECK enum rc breach_find(
    int64_t *count, struct breach *b, const uint8_t *hash, struct err *e);

#endif
