/*
 * needles: texts and keys to search for, whole or in part.
 *
 * A piece is any NEEDLE_PIECE bytes of a needle that are not, like a row of
 * zeros, to be found anywhere.
 */
#ifndef STRONGROOM_TESTS_NEEDLES_H
#define STRONGROOM_TESTS_NEEDLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NEEDLE_PIECE = 8, NEEDLES_FAILED = 125 };

struct needle {
	char name[64];
	uint8_t *p;
	size_t n;
	size_t least; /* bytes together that tell */
	bool seen;    /* for who searches */
	int reported; /* likewise */
};

/* Say what went wrong, by errno, and end the program with NEEDLES_FAILED. */
void needles_fail(const char *what);

/*
 * Read lines "name hex" or "name =text", in the place of those read before. A name
 * that ends in "/N" is of one of which less than N bytes together tell nothing.
 * Ends the program if it cannot, or if one is shorter than a piece.
 */
void needles_read(const char *path);

size_t needles_count(void);
struct needle *needles_get(size_t i);

/*
 * The longest part of a needle that stands at p, where room (NEEDLE_PIECE or
 * more) bytes are; it begins at *from of *needle. Returns its size, or 0.
 */
size_t needles_match(struct needle **needle, size_t *from, const uint8_t *p, size_t room);

#endif
