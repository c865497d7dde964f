/*
 * sign_queue: many signatures, checked by all cores while the caller goes on.
 */
#ifndef STRONGROOM_CRYPTO_SIGN_QUEUE_H
#define STRONGROOM_CRYPTO_SIGN_QUEUE_H

#include "crypto/sign.h"

struct sign_queue;

/* An empty queue; NULL if memory ran out. To be used by one thread. */
struct sign_queue *sign_queue_new(void);

/* Also what was not checked yet is dropped. Accepts NULL. */
void sign_queue_free(struct sign_queue *q);

/*
 * Take copies of all three, to be checked before sign_queue_wait returns;
 * waits where too many are to be checked already. False if one that was taken
 * is known to be bad: nothing more need be added.
 */
MUST_CHECK bool sign_queue_add(struct sign_queue *q, const uint8_t sig[SIGN_SIZE],
    struct slice message, const uint8_t public_key[SIGN_PUBLIC]);

/* Wait until all are checked; were all of them good? */
MUST_CHECK bool sign_queue_wait(struct sign_queue *q);

#endif
