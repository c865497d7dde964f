#include "vault/restore.h"

#include <string.h>

#include "crypto/encode.h"
#include "session_int.h"

bool restore_known(const struct roster *t, const struct restore *r)
{
	for (size_t i = 0; i < t->n_restores; i++)
		if (t->restores[i].seq == r->seq &&
		    memcmp(t->restores[i].sig, r->sig, SIGN_SIZE) == 0)
			return true;
	return false;
}

/* Did who knows that take over this restore, be it for a log that was given up since? */
static bool taken(const struct replay *known, const struct restore *r)
{
	return restore_known(&known->roster, r) || restore_known(&known->past, r);
}

enum rc restore_carry(struct replay *r, const struct replay *known, struct err *e)
{
	const struct roster *const from[] = {&known->past, &known->roster};
	enum rc rc = RC_OK;

	for (size_t i = 0; i < sizeof from / sizeof from[0]; i++)
		for (size_t j = 0; j < from[i]->n_restores && rc == RC_OK; j++)
			if (!taken(r, &from[i]->restores[j]))
				rc = roster_add_restore(&r->past, &from[i]->restores[j], e);
	return rc;
}

/* Who has left could still sign in an old copy, or let somebody else have the number there. */
static bool is_clerk_to(const struct replay *known, const struct restore *r)
{
	const struct member *by = roster_member(&known->roster, r->actor);

	return by != NULL && roster_may(by, RIGHT_ADMINISTER) && !by->must_change &&
	       memcmp(by->keys.sign, r->key, SIGN_PUBLIC) == 0;
}

/* The newest restore that known follows and the log does not; NULL if there is none. */
static const struct restore *gives_up(const struct roster *log, const struct replay *known)
{
	const struct roster *t = &known->roster;

	for (size_t i = t->n_restores; i > 0; i--)
		if (!restore_known(log, &t->restores[i - 1]))
			return &t->restores[i - 1];
	return NULL;
}

/* Is what is known of what came behind the place that r goes back to? */
static bool covers(
    const struct restore *r, const struct roster *log, const struct replay *known)
{
	const struct restore *other = gives_up(log, known);
	int64_t size = replay_size(known);

	/* An earlier restore cannot have meant to undo a later one. */
	if (other != NULL && other->time_ms > r->time_ms)
		return false;
	/* Before that place no log differs but one that was itself put back. */
	if (size > r->size || (size < r->seq && other == NULL))
		return false;
	return size < r->size || memcmp(known->leaf, r->leaf, HASH_SIZE) == 0;
}

const struct restore *restore_excuses(const struct replay *log, const struct replay *known)
{
	for (size_t i = 0; i < log->roster.n_restores; i++) {
		const struct restore *r = &log->roster.restores[i];

		/* Taken over once, it does not excuse the next older copy. */
		if (!taken(known, r) && is_clerk_to(known, r) && covers(r, &log->roster, known))
			return r;
	}
	return NULL;
}

static const struct restore *not_taken(const struct replay *log, const struct replay *known)
{
	for (size_t i = log->roster.n_restores; i > 0; i--)
		if (!taken(known, &log->roster.restores[i - 1]))
			return &log->roster.restores[i - 1];
	return NULL;
}

/* How a right restore would be taken here after all. */
static void put_advice(struct buf *b, const struct restore *r, const struct roster *log,
    const struct replay *known)
{
	const struct restore *other = gives_up(log, known);
	int64_t size = replay_size(known);

	if (!is_clerk_to(known, r)) {
		buf_add_str(b, "and whoever did that is no clerk, or not with that key, to "
			       "this computer. If it was right to put it back, let a clerk of "
			       "now put the same backup back once more");
	} else if (other != NULL && other->time_ms > r->time_ms) {
		buf_add_str(b, "before it was put back as this computer has seen it: this is "
			       "an older copy, or the clock of one of the two was wrong. If it "
			       "was right to put it back, let a clerk do so once more");
	} else {
		buf_printf(b,
		    "but this computer has seen record %lld, which that does not cover. If it "
		    "was right to put it back, let a clerk put the same backup back once more "
		    "with --seen %lld:",
		    (long long)size, (long long)size);
		hex_encode(b, known->leaf, HASH_SIZE);
	}
}

void restore_explain(struct err *e, const struct replay *log, const struct replay *known)
{
	const struct restore *r = not_taken(log, known);
	struct buf b = {0};

	if (r == NULL)
		return;
	put_advice(&b, r, &log->roster, known);
	err_set(e, RC_TAMPER,
	    "the vault was put back to record %lld by member #%lld, %.*s; otherwise fetch the "
	    "newer vault",
	    (long long)r->seq - 1, (long long)r->actor, SLICE_ARG(buf_slice(&b)));
	buf_finish(&b);
}

static void newer(struct head *h, int64_t size, const uint8_t leaf[HASH_SIZE], int64_t time_ms)
{
	if (size <= h->size)
		return;
	h->size = size;
	h->time_ms = time_ms;
	h->hearsay = false;
	memcpy(h->leaf, leaf, HASH_SIZE);
}

static void newest_of(struct head *h, const struct replay *log)
{
	const struct roster *t = &log->roster;

	if (replay_size(log) > h->size) {
		h->opened_ms = t->envelope.unreported_ms;
		h->opened_serial = t->envelope.unreported_serial;
	}
	newer(h, replay_size(log), log->leaf, log->time_ms);
	for (size_t i = 0; i < t->n_restores; i++)
		if (!t->restores[i].hearsay)
			newer(h, t->restores[i].size, t->restores[i].leaf,
			    t->restores[i].time_ms);
}

void restore_newest_of(struct head *h, const struct session *s)
{
	newest_of(h, s->replay);
}

enum rc restore_remembered(
    struct head *h, struct session *s, const char *state_dir, struct err *e)
{
	struct remember *m = NULL;
	struct replay *known = NULL;
	enum rc rc = remember_new(&m, state_dir, s->vault_id, s->member, e);

	if (rc != RC_OK)
		return rc;
	rc = remember_load(&known, m, e);
	if (rc == RC_OK && identity_check_state(s->me, m))
		newest_of(h, known);
	replay_free(known);
	remember_free(m);
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

static enum rc take_rumour(void *arg, const struct replay *known, struct err *e)
{
	struct head *h = arg;

	(void)e;
	newer(h, replay_size(known), known->leaf, known->time_ms);
	return RC_OK;
}

enum rc restore_rumoured(
    struct head *h, const struct session *s, const char *state_dir, struct err *e)
{
	return remember_each(state_dir, s->vault_id, take_rumour, h, e);
}

enum rc restore_check_right(const struct session *s, struct err *e)
{
	if (!session_me(s)->active)
		return err_set(e, RC_REFUSED,
		    "when the backup was made this member had left already, and so may not "
		    "put it back; a clerk has to");
	if (session_must_change(s))
		return err_set(e, RC_AUTH,
		    "when the backup was made this member had only a first passphrase, which "
		    "cannot put it back; another clerk has to");
	if (!roster_may(session_me(s), RIGHT_ADMINISTER))
		return err_set(e, RC_REFUSED,
		    "in this backup the member has the role %s, which may not put it back; a "
		    "clerk has to",
		    role_name(session_me(s)->role));
	return RC_OK;
}

/*
 * The record has to follow the last one of the backup at once: what lies
 * between the two would make the place that it was put back to another one.
 * So there is no record of the unlock; this one says who did it.
 */
static enum rc append(struct session *s, const struct head *h, const char *file, struct err *e)
{
	struct public_restore p = {
	    .size = h->size, .opened_ms = h->opened_ms, .opened_serial = h->opened_serial};
	const struct detail detail = {"file", slice_str(file)};
	struct draft d = {.action = ACT_BACKUP_RESTORE,
	    .kind = SUB_NONE,
	    .version = h->hearsay ? 1 : 0,
	    .details = &detail,
	    .n_details = 1};
	struct buf public = {0};
	enum rc rc;

	memcpy(p.leaf, h->leaf, sizeof p.leaf);
	public_put_restore(&public, &p);
	d.public = buf_slice(&public);
	if (!buf_ok(&public))
		rc = err_nomem(e);
	else if ((rc = session_catch_up(s, e)) == RC_OK &&
		 (rc = audit_append(s, &d, e)) == RC_OK)
		rc = replay_check(s->replay, e);
	buf_finish(&public);
	return rc;
}

enum rc restore_record(struct session *s, const struct head *h, const char *file, struct err *e)
{
	enum rc rc;

	if ((rc = restore_check_right(s, e)) != RC_OK ||
	    (rc = store_begin_write(s->store, e)) != RC_OK)
		return rc;
	if ((rc = append(s, h, file, e)) == RC_OK)
		rc = store_commit(s->store, e);
	store_rollback(s->store);
	s->broken = true;
	return rc;
}
