/*
 * taken: what a parser hands out to a target: appended to the result, and held
 * to what the sink of transfer/parse.h is promised.
 */
#ifndef STRONGROOM_TESTS_TAKEN_H
#define STRONGROOM_TESTS_TAKEN_H

#include "transfer/parse.h"

/* All zero but the result. */
struct taken {
	struct buf *result;
	size_t calls;
	size_t items;
	size_t expected;
	bool announced;
};

/* It takes everything. */
struct parse_sink taken_sink(struct taken *t);

/* Once the parser has answered: nothing is handed out of a file that is refused. */
void taken_check(const struct taken *t, enum rc rc);

#endif
