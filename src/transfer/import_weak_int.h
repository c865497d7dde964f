/*
 * import_weak: how many passwords of an import are not as the council wants them.
 */
#ifndef STRONGROOM_TRANSFER_IMPORT_WEAK_INT_H
#define STRONGROOM_TRANSFER_IMPORT_WEAK_INT_H

#include "base/buf.h"

struct content;
struct session;

struct import_weak {
	struct buf council; /* its names, once they were asked for */
	size_t n;
};

/* Count it in, if it is one of them; within a transaction. */
MUST_CHECK enum rc import_weak_look(
    struct import_weak *k, struct session *s, const struct content *c, struct err *e);
void import_weak_finish(struct import_weak *k);

#endif
