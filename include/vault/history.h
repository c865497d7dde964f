/*
 * history: what happened to an item, and who could open it, as the log says.
 *
 * What is needed for this stands in clear in the records, so no right to read
 * their details is asked for. Whoever calls decides whom to tell.
 */
#ifndef STRONGROOM_VAULT_HISTORY_H
#define STRONGROOM_VAULT_HISTORY_H

#include "vault/record.h"
#include "vault/session.h"

/* One record that wrote a version, encrypted it again, or removed the item. */
struct history_step {
	int64_t version;
	int64_t time_ms;
	int64_t member;
	enum action action;
	int64_t collection; /* where the item was after it */
	int64_t from;       /* and before, if it was moved; else 0 */
};

struct history {
	struct history_step *steps; /* oldest first */
	size_t n;
	size_t cap;
};

/*
 * The steps of one item, outside a transaction. RC_TAMPER if the log in the
 * file is not the one that the session verified. To be finished on RC_OK.
 */
MUST_CHECK enum rc history_read(
    struct history *h, struct session *s, int64_t item, struct err *e);
void history_finish(struct history *h);

/* A time in which a member could open the item, without a break. */
struct access_span {
	int64_t member;
	int64_t since_ms; /* of the grant that it began with */
	bool over;
	int64_t until_ms; /* if it is over */
	int64_t *reveals; /* times, oldest first */
	size_t n_reveals, cap_reveals;
};

/* Since the first of the versions that hold what is secret in the item now. */
struct access {
	int64_t item;
	int64_t version;    /* that one */
	int64_t changed_ms; /* when it was written */
	int64_t member;     /* by whom */
	int64_t collection; /* where the item is; 0: it was removed */
	struct access_span *spans;
	size_t n, cap;
	int64_t *openings; /* times at which an envelope that opens it was opened */
	size_t n_openings, cap_openings;
};

/*
 * As history_read. The emergency member is among the members. Only reveals of
 * the versions of the set count.
 */
struct secret_versions;
MUST_CHECK enum rc access_read(struct access *a, struct session *s, int64_t item,
    const struct secret_versions *versions, struct err *e);
void access_finish(struct access *a);

#endif
