/*
 * sample: a small vault in which there is one of everything.
 *
 * Two members and the envelope, a sealed and a private collection, one of them
 * with two generations of its key, an item with two versions, one that was
 * removed, grants, and a log with details. The founder's computer remembers it.
 */
#ifndef STRONGROOM_TESTS_SAMPLE_H
#define STRONGROOM_TESTS_SAMPLE_H

#include "fixture.h"

struct sample {
	struct fixture f;
	struct buf bytes;    /* of the vault file */
	struct secret *seed; /* of member 1 */
};

/*
 * As the program makes it; or packed, in the smallest pages that SQLite knows:
 * then little of the file is unused, and much lies on overflow pages.
 */
void sample_init(struct sample *s, bool packed);
void sample_finish(struct sample *s);

#endif
