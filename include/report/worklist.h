/*
 * worklist: what has to be done about a vault, by whom, with which command.
 *
 * It is derived from the log alone and the clock, so that doing a thing ticks
 * it off. What is most urgent comes first.
 */
#ifndef STRONGROOM_REPORT_WORKLIST_H
#define STRONGROOM_REPORT_WORKLIST_H

#include "base/buf.h"

struct session;

/* In the order of their urgency. */
enum work_kind {
	WORK_ENVELOPE,   /* make one: there is none that the council could rely on */
	WORK_CREDENTIAL, /* change what an opening gave out; about: the item */
	WORK_PENDING,    /* say whether a website took a new password; likewise */
	WORK_REPORT,     /* tell the next meeting of an opening */
	WORK_ORPHANED,   /* nobody can change a collection; about: the collection */
	WORK_EXPOSED,    /* a collection needs a new key; likewise */
	WORK_FAILURES,   /* look at failed unlocks; about: the member */
	WORK_PASSPHRASE, /* change a first passphrase; likewise */
	WORK_SEAL,       /* the export is out of date */
	WORK_HANDOVER,   /* who keeps a sheet has left; about: the sheet */
	WORK_SEEN,       /* look whether an envelope is unbroken; likewise */
	WORK_DRILL       /* try whether the sheets would open it */
};

enum work_text { WORK_KEY, WORK_WHAT, WORK_WHY, WORK_COMMAND, WORK_TEXTS };

struct work {
	enum work_kind kind;
	int64_t about;
	int64_t since_ms;
	/* The key is the same for as long as there is the line. */
	const char *texts[WORK_TEXTS];
	int64_t *who; /* the members who can do it; maybe nobody */
	size_t n_who, cap_who;
	/* private */
	struct buf bufs[WORK_TEXTS];
	int64_t collection; /* of the item */
};

struct worklist {
	struct work *lines;
	size_t n, cap;
};

/*
 * What there is to do now, for a session that is unlocked. With titles, items
 * that the member can open are called by theirs. *w is to be finished by the
 * caller, also after a failure.
 */
MUST_CHECK enum rc worklist_make(
    struct worklist *w, struct session *s, int64_t now_ms, bool titles, struct err *e);
void worklist_finish(struct worklist *w);

/* Can the member do it? And how many of them? */
bool work_can(const struct work *w, int64_t member);
size_t worklist_count(const struct worklist *w, int64_t member);

/*
 * The line of that number, from 1, or key, as text. NULL if there is none.
 */
const struct work *worklist_find(const struct worklist *w, const char *text);

#endif
