/*
 * slip39: a secret as words on sheets of paper (SLIP-39).
 *
 * A secret of 16 bytes makes sheets of 20 words, one of 32 bytes makes 33; every
 * even number of bytes from 16 to 64 is possible.
 * Any need of them give the secret back; fewer tell nothing about it.
 */
#ifndef STRONGROOM_ENVELOPE_SLIP39_H
#define STRONGROOM_ENVELOPE_SLIP39_H

#include "base/err.h"
#include "base/slice.h"

struct secret;

enum {
	SLIP39_SHORT = 16, /* bytes of a secret: 20 words */
	SLIP39_LONG = 32,  /* 33 words */
	/*
	 * The standard sets no limit. At 64 bytes, the longest that BIP-32 makes a
	 * wallet of, half of the secret is just one block of PBKDF2.
	 */
	SLIP39_MOST = 64,
	SLIP39_SHARES = 16, /* at most, of one group; groups, too */
	/*
	 * Most of what the standard allows, 0 … 15, is for slowing down who tries
	 * passphrases. 15 are 327 million iterations, many minutes in which a sheet
	 * that somebody made up seems to work; 6 are 640,000, about a second. Sheets
	 * made here have 1, and the published vectors no more than 3.
	 */
	SLIP39_EXPONENT_MAX = 6
};

/* What the words of one sheet tell about the set it belongs to. */
struct slip39_info {
	unsigned id;          /* of the set, 15 bits, the same on all its sheets */
	unsigned number;      /* of this sheet in its group, from 1 */
	unsigned need;        /* sheets of this group */
	unsigned group;       /* from 1; sheets made here have one group only */
	unsigned groups_need; /* groups */
	unsigned groups;
	size_t size; /* bytes of the secret */
};

/*
 * Make `of` sheets of secret (an even number of bytes, SLIP39_SHORT …
 * SLIP39_MOST), any `need` of which give it back: 1 of 1, or 2 … of of 2 … SLIP39_SHARES.
 * shares[i] gets the words of sheet i + 1 with one blank between them; each belongs to the
 * caller. The passphrase is that of SLIP-39; an envelope has none (empty).
 * RC_USAGE if the numbers are out of range. On failure there is nothing to free.
 */
MUST_CHECK enum rc slip39_split(struct secret **shares, unsigned need, unsigned of,
    struct slice secret, struct slice passphrase, struct err *e);

/*
 * Read the words of one sheet: any case, any white space, the first four
 * letters of a word suffice. RC_INPUT with a sentence, which never repeats a
 * word: word N is not on the list, the count is wrong, the checksum does not
 * match, or the words are of no form that SLIP-39 knows.
 */
MUST_CHECK enum rc slip39_check(struct slip39_info *info, struct slice words, struct err *e);

/*
 * Where the words of one sheet are likely to be wrong, if each is on the list
 * and only the checksum does not match: replacing word *from, which equals *to,
 * would do, or swapping words *from and *to. False if nothing so simple would.
 * RS1024 finds any three wrong words: if there are one or two, a word that is
 * named here is the wrong one.
 */
bool slip39_suspect(unsigned *from, unsigned *to, struct slice words);

/*
 * The secret of count sheets, in any order, in *secret, which belongs to the
 * caller. Exactly as many as are needed. RC_INPUT as above, or if sheets are
 * missing, given twice, too many, of different sets, or do not fit together, or
 * their iteration exponent is over SLIP39_EXPONENT_MAX.
 * With another passphrase there is another secret and no error.
 */
MUST_CHECK enum rc slip39_recover(struct secret **secret, const struct slice *words,
    size_t count, struct slice passphrase, struct err *e);

#endif
