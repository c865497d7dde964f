/*
 * strength: is a password as good as the council wants it, and if not, why.
 *
 * How hard it is to guess is estimated by zxcvbn, which knows what people
 * choose: words, names, dates, rows of keys. It is no measure of chance: what
 * was made at random can look as if it was chosen, if seldom.
 */
#ifndef STRONGROOM_PASSWORD_STRENGTH_H
#define STRONGROOM_PASSWORD_STRENGTH_H

#include "base/buf.h"

enum { STRENGTH_BYTES = 100 /* of a password that are looked at */, STRENGTH_FAULTS = 8 };

/* What a council asks of its passwords: a value of its policy "password". */
struct strength_policy {
	const char *name;
	const char *generate; /* the option that has such a one made */
	/* private */
	double bits; /* the least */
	const struct strength_form *form;
};

/* The one of that name, without one the default; NULL if there is none. */
const struct strength_policy *strength_policy(const char *name);

struct strength {
	double bits; /* the binary logarithm of the guesses it takes, by the estimate */
	/* Where it falls short, most important first: what follows "the password". */
	const char *faults[STRENGTH_FAULTS];
	size_t n_faults;
	bool weak; /* too easily guessed, whatever it looks like */
};

/*
 * Look at a password, which is not empty. names are what somebody would try
 * first who knows the council: titles, user names, addresses, names of people
 * and places; each may be of several words. RC_FAIL: out of memory.
 */
MUST_CHECK enum rc strength_check(struct strength *out, const struct strength_policy *policy,
    struct slice password, const struct slice *names, size_t n_names, struct err *e);

/* Append all faults, as the rest of a sentence. */
void strength_say(struct buf *out, const struct strength *s);

#endif
