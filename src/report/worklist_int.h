/*
 * worklist_int: how the lines are made. Each function adds the lines of a kind.
 */
#ifndef STRONGROOM_REPORT_WORKLIST_INT_H
#define STRONGROOM_REPORT_WORKLIST_INT_H

#include "report/worklist.h"
#include "vault/roster.h"
#include "vault/session.h"

struct making {
	struct worklist *list;
	struct session *session;
	const struct roster *roster;
	int64_t now_ms;
	bool titles;
};

typedef enum rc work_lines(struct making *m, struct err *e);

/* worklist_envelope.c */
work_lines work_envelope;
work_lines work_report;
work_lines work_seal;
work_lines work_handover;
work_lines work_yearly;

/* worklist_people.c */
work_lines work_credentials;
work_lines work_pending;
work_lines work_collections;
work_lines work_failures;
work_lines work_passphrases;

/* A new line; its texts are written into its bufs. NULL if memory ran out. */
struct work *work_add(struct making *m, enum work_kind kind, int64_t about, int64_t since_ms);

/* Whoever can do it: those members at work, with a passphrase of their own. */
typedef bool work_able(const struct making *m, const struct member *who, const struct work *w);
MUST_CHECK enum rc work_who(struct making *m, struct work *w, work_able *able, struct err *e);
MUST_CHECK enum rc work_who_one(struct work *w, int64_t member, struct err *e);

/* "21 Nov 2026", for a why. */
enum { WORK_DATE = 32 };
void work_date(char out[WORK_DATE], int64_t ms);

#endif
