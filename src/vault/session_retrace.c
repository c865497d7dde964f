/*
 * session_retrace: the log once more, for what it said at an earlier time.
 *
 * Rights come and go by several actions. Rather than to know them all again,
 * who asks is given the state after each record.
 */
#include <string.h>

#include "session_int.h"

struct retracing {
	const struct session *session;
	struct replay *replay;
	retraced *each;
	void *arg;
};

static enum rc take(void *arg, const void *row, struct err *e)
{
	struct retracing *t = arg;
	struct record rec;
	enum rc rc;

	/* What was added since the head was verified waits for the next session. */
	if (replay_size(t->replay) == replay_size(t->session->replay))
		return RC_OK;
	/* The signatures were checked, and the leaf at the end covers them. */
	if ((rc = replay_apply(t->replay, row, true, e)) != RC_OK ||
	    (rc = record_read(&rec, row, e)) != RC_OK)
		return rc;
	return t->each(t->arg, &t->replay->roster, &rec, e);
}

enum rc session_retrace(struct session *s, retraced *each, void *arg, struct err *e)
{
	struct retracing t = {.session = s, .each = each, .arg = arg};
	enum rc rc;

	if ((rc = replay_new(&t.replay, e)) != RC_OK ||
	    (rc = store_begin_read(s->store, e)) != RC_OK)
		goto out;
	rc = store_audit_each(s->store, 1, take, &t, e);
	store_rollback(s->store);
	if (rc == RC_OK && memcmp(t.replay->leaf, s->replay->leaf, HASH_SIZE) != 0)
		rc = err_set(
		    e, RC_TAMPER, "the log in the file is not the one that was verified");
out:
	replay_free(t.replay);
	return rc;
}
