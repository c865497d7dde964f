/*
 * little_endian_int: numbers with the lowest byte first, as other programs
 * write them. (What strongroom writes is read by base/codec.h.)
 */
#ifndef STRONGROOM_TRANSFER_LITTLE_ENDIAN_INT_H
#define STRONGROOM_TRANSFER_LITTLE_ENDIAN_INT_H

#include "base/slice.h"

/* A reader. Faults stick: after one, every read gives zero or an empty slice. */
struct little_endian {
	struct slice left;
	bool bad;
};

/* A number of n bytes, 8 at most. */
uint64_t little_endian_number(struct little_endian *d, size_t n);

/* The next n bytes. */
struct slice little_endian_bytes(struct little_endian *d, uint64_t n);

/* The other way round: the n lowest bytes of v. */
void little_endian_put(uint8_t *out, uint64_t v, size_t n);

#endif
