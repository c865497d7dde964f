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

/* Those before a record, which both have if it follows the same log in both. */
static bool same_before(const struct roster *a, const struct roster *b, int64_t seq)
{
	for (size_t i = 0; i < a->n_restores; i++)
		if (a->restores[i].seq < seq && !restore_known(b, &a->restores[i]))
			return false;
	for (size_t i = 0; i < b->n_restores; i++)
		if (b->restores[i].seq < seq && !restore_known(a, &b->restores[i]))
			return false;
	return true;
}

static bool excuses(
    const struct restore *r, const struct roster *log, const struct replay *known)
{
	int64_t size = replay_size(known);
	const struct member *by = roster_member(&known->roster, r->actor);

	/* Taken over once, it does not excuse the next older copy. */
	if (restore_known(&known->roster, r) || size < r->seq || size > r->size)
		return false;
	/* Who has left could still sign in an old copy. */
	if (by == NULL || !roster_may(by, RIGHT_ADMINISTER))
		return false;
	if (size == r->size)
		return memcmp(known->leaf, r->leaf, HASH_SIZE) == 0;
	return same_before(log, &known->roster, r->seq);
}

const struct restore *restore_excuses(const struct replay *log, const struct replay *known)
{
	for (size_t i = 0; i < log->roster.n_restores; i++)
		if (excuses(&log->roster.restores[i], &log->roster, known))
			return &log->roster.restores[i];
	return NULL;
}

static const struct restore *not_taken(const struct replay *log, const struct replay *known)
{
	for (size_t i = log->roster.n_restores; i > 0; i--)
		if (!restore_known(&known->roster, &log->roster.restores[i - 1]))
			return &log->roster.restores[i - 1];
	return NULL;
}

void restore_explain(struct err *e, const struct replay *log, const struct replay *known)
{
	const struct restore *r = not_taken(log, known);
	struct buf leaf = {0};

	if (r == NULL)
		return;
	hex_encode(&leaf, known->leaf, HASH_SIZE);
	err_set(e, RC_TAMPER,
	    "the vault was put back to record %lld by member #%lld, but this computer has seen "
	    "record %lld, which that does not cover, or not from a clerk that it knows. If it "
	    "was right to put it back, let a clerk put the same backup back once more with "
	    "--seen %lld:%.*s; otherwise fetch the newer vault",
	    (long long)r->seq - 1, (long long)r->actor, (long long)replay_size(known),
	    (long long)replay_size(known), SLICE_ARG(buf_slice(&leaf)));
	buf_finish(&leaf);
}

static void newer(struct head *h, int64_t size, const uint8_t leaf[HASH_SIZE], int64_t time_ms)
{
	if (size <= h->size)
		return;
	h->size = size;
	h->time_ms = time_ms;
	memcpy(h->leaf, leaf, HASH_SIZE);
}

void restore_newest(struct head *h, const struct replay *log)
{
	const struct roster *t = &log->roster;

	newer(h, replay_size(log), log->leaf, log->time_ms);
	for (size_t i = 0; i < t->n_restores; i++)
		newer(h, t->restores[i].size, t->restores[i].leaf, t->restores[i].time_ms);
}

void restore_newest_of(struct head *h, const struct session *s)
{
	restore_newest(h, s->replay);
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
	if (rc == RC_OK && remember_check(m, s->me->mac))
		restore_newest(h, known);
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
	struct public_restore p = {.size = h->size};
	const struct detail detail = {"file", slice_str(file)};
	struct draft d = {
	    .action = ACT_BACKUP_RESTORE, .kind = SUB_NONE, .details = &detail, .n_details = 1};
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
