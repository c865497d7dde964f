/*
 * generate: passwords and passphrases made at random.
 *
 * How to make one is a short text, a spec:
 *
 *   ncsc                          three words, as in PurpleCandleRiver
 *   rempstone                     four words with "-" between them
 *   words[:COUNT][,sep:S][,caps]  1 to 20 words (4), with S between them ("-"),
 *                                 which may be empty or a blank; caps: each
 *                                 word begins with a capital
 *   random[:COUNT][,symbols]      4 to 128 letters and digits (20), and symbols;
 *                                 at least one of each class
 *
 * Words come from the large list of the EFF, except for the few with a hyphen,
 * which could not be told from two words with a separator.
 */
#ifndef STRONGROOM_PASSWORD_GENERATE_H
#define STRONGROOM_PASSWORD_GENERATE_H

#include <stdbool.h>

#include "base/err.h"

struct secret;

/* For a website, and for a member's own passphrase. */
#define GENERATE_DEFAULT "random:20"
#define GENERATE_PASSPHRASE "words:6,sep: "

enum {
	GENERATE_WORDS_MAX = 20,
	GENERATE_RANDOM_MIN = 4, /* one for each class of characters */
	GENERATE_RANDOM_MAX = 128,
	GENERATE_SEP_MAX = 8 /* bytes */
};

enum generate_kind { GENERATE_WORDS, GENERATE_RANDOM };

struct generate_spec {
	enum generate_kind kind;
	unsigned count; /* words or characters */
	bool caps;
	bool symbols;
	char sep[GENERATE_SEP_MAX + 1];
};

/*
 * Read a spec; text NULL is GENERATE_DEFAULT. RC_USAGE, naming what is wrong
 * and the specs there are.
 */
MUST_CHECK enum rc generate_parse(struct generate_spec *spec, const char *text, struct err *e);

/*
 * Make one. On RC_OK *out, UTF-8 without a NUL, belongs to the caller. Every
 * password that the spec allows is equally likely. RC_FAIL: out of memory.
 */
MUST_CHECK enum rc generate_make(struct secret **out, const struct generate_spec *spec);

/* The binary logarithm of the number of passwords that the spec allows. */
double generate_bits(const struct generate_spec *spec);

#endif
