/*
 * sheets: the sheets of an envelope, to test with.
 */
#ifndef STRONGROOM_TESTS_SHEETS_H
#define STRONGROOM_TESTS_SHEETS_H

#include "envelope/sheet.h"
#include "envelope/slip39.h"

/* Everything that sheets are made of. */
struct sheets {
	struct secret *words[SLIP39_SHARES];
	struct envelope_keys *keys;
	struct secret *identity;
	struct buf recipient;
	struct sheet sheet[SLIP39_SHARES];
};

/* of sheets, need of which give back "0123456789abcdef". Ends the program if it cannot. */
void sheets_init(struct sheets *s, unsigned need, unsigned of);
void sheets_finish(struct sheets *s);

#endif
