/*
 * slip39_int: one share, its words, its cipher, and the sharing of bytes.
 */
#ifndef STRONGROOM_ENVELOPE_SLIP39_INT_H
#define STRONGROOM_ENVELOPE_SLIP39_INT_H

#include "envelope/slip39.h"

enum { SLIP39_WORDS_MOST = 59 }; /* of a share of SLIP39_MOST bytes */

/* All of it is secret: wipe it. The names are those of SLIP-39, "Format". */
struct slip39_share {
	uint16_t id;
	uint8_t extendable;
	uint8_t exponent;
	uint8_t group;
	uint8_t group_threshold; /* 1 … 16, as are the next and the last */
	uint8_t group_count;
	uint8_t member;
	uint8_t member_threshold;
	uint8_t value[SLIP39_MOST];
	size_t n; /* bytes of value */
};

/* The words of a share, for the caller to free; NULL if memory ran out. */
struct secret *slip39_share_write(const struct slip39_share *s);
/* Read them; *s is wiped on failure. */
MUST_CHECK enum rc slip39_share_read(struct slip39_share *s, struct slice words, struct err *e);

/*
 * The numbers of the words of a text; RC_INPUT unless they are all on the list
 * and as many as a share has.
 */
MUST_CHECK enum rc slip39_values(
    uint16_t values[SLIP39_WORDS_MOST], size_t *count, struct slice text, struct err *e);
/* Does their checksum match? */
bool slip39_values_fit(const uint16_t *values, size_t count);

/*
 * The cipher between the secret and what is shared, in place on n bytes. Of s
 * only id, extendable and exponent are used.
 */
MUST_CHECK enum rc slip39_encrypt(uint8_t *bytes, size_t n, const struct slip39_share *s,
    struct slice passphrase, struct err *e);
MUST_CHECK enum rc slip39_decrypt(uint8_t *bytes, size_t n, const struct slip39_share *s,
    struct slice passphrase, struct err *e);

/* A point of the polynomials over GF(256), one for each of up to 64 bytes. */
struct slip39_point {
	uint8_t x;
	uint8_t y[SLIP39_MOST];
};

/* Share n bytes of secret: points 0 … of - 1, any need of which suffice. */
void slip39_share_out(
    struct slip39_point *points, unsigned need, unsigned of, const uint8_t *secret, size_t n);
/*
 * The secret from exactly as many points, of different x, as are needed. False,
 * with secret wiped, if its digest says that the points do not fit together.
 */
MUST_CHECK bool slip39_bring_together(
    uint8_t *secret, size_t n, const struct slip39_point *points, unsigned need);

#endif
