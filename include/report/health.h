/*
 * health: which passwords should be changed, and why.
 *
 * Every item that the member can open is opened, one at a time. Nothing of it is
 * given out but what was found; that a check was made, and of which items, is on
 * the log before anything is said.
 */
#ifndef STRONGROOM_REPORT_HEALTH_H
#define STRONGROOM_REPORT_HEALTH_H

#include <stdbool.h>

#include "base/buf.h"

struct member;
struct roster;
struct session;

/* Worst first. */
enum health_kind {
	HEALTH_BREACHED, /* it is in the list of stolen passwords */
	HEALTH_LEFT,     /* somebody could open it who cannot any more */
	HEALTH_REUSED,   /* another item has the same one */
	HEALTH_WEAK,     /* soon guessed */
	HEALTH_POLICY,   /* not as the council wants it, if not weak */
	HEALTH_PENDING,  /* a change was begun and not finished */
	HEALTH_SECOND,   /* no second factor is known */
	HEALTH_KINDS
};

/* A word for each, as in JSON. */
const char *health_name(enum health_kind kind);

struct health_finding {
	enum health_kind kind;
	int64_t item;
	int64_t collection; /* of the item */
	double worse;       /* among those of the kind, the greater the worse */
	size_t rank;        /* of its item: the place of the worst finding about it */
	const char *title;
	const char *why;
	const char *command; /* for who can mend it */
	/* private */
	size_t at[3]; /* of these in the text */
};

struct health {
	struct health_finding *list; /* by item, those with the worst findings first */
	size_t n, cap;
	size_t items;      /* looked at */
	size_t passwords;  /* that they have */
	size_t unreadable; /* that do not open */
	struct buf text;   /* private */
};

struct health_options {
	const char *stolen; /* the list of stolen passwords; NULL: none */
	/* Told how far it is; may be NULL. */
	void (*progress)(void *arg, size_t done, size_t all);
	void *arg;
};

/*
 * Check all, in a transaction of its own. RC_REFUSED for who may reveal nothing;
 * RC_NOTFOUND, RC_INPUT and RC_IO about the list of stolen passwords. To be
 * finished by the caller, also after a failure.
 */
MUST_CHECK enum rc health_check(
    struct health *h, struct session *s, const struct health_options *o, struct err *e);
void health_finish(struct health *h);

/* Whether the member may change what was found. */
bool health_can_mend(
    const struct roster *t, const struct health_finding *f, const struct member *m);

#endif
