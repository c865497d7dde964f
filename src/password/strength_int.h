/*
 * strength_int: what a password is made of, and the names that are tried first.
 */
#ifndef STRONGROOM_PASSWORD_STRENGTH_INT_H
#define STRONGROOM_PASSWORD_STRENGTH_INT_H

#include "base/buf.h"

/* What zxcvbn found, and what can be seen of its form. */
struct strength_parts {
	double bits;
	size_t bytes;
	size_t characters;
	size_t known;    /* bytes in words and patterns of four or more: shorter ones come by
			    chance */
	unsigned words;  /* of three letters or more, as far as they can be told apart */
	unsigned joined; /* of these, with other characters than letters and digits between */
	bool common;
	bool name;
	bool pattern;
	bool date;
};

/* Words in lower case, each with a NUL behind it, for zxcvbn. */
struct strength_names {
	struct buf text;
	const char **list; /* into text, with NULL at its end; once they are all there */
	size_t n;
};

void strength_names_add(struct strength_names *names, struct slice text);
/* Fill in the list. RC_FAIL: out of memory. */
MUST_CHECK enum rc strength_names_list(struct strength_names *names, struct err *e);
void strength_names_finish(struct strength_names *names);

MUST_CHECK enum rc strength_take_apart(struct strength_parts *p, struct slice password,
    const struct strength_names *names, struct err *e);

#endif
