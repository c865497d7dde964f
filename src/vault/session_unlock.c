/*
 * session_unlock: the passphrase, or the words of the envelope.
 */
#include "session_int.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "crypto/secret.h"
#include "vault/checkpoint.h"
#include "vault/emergency.h"
#include "vault/restore.h"

enum { DELAY_MAX = 60, DELAY_DOUBLINGS = 6 };

/* One second, doubled for each further failure, up to a minute. */
static void delay(const struct session *s)
{
	const struct member *m = roster_member(&s->replay->roster, s->member);
	uint32_t doublings = m->failures - 1;
	struct timespec t = {.tv_sec = DELAY_MAX};

	if (m->failures == 0)
		return;
	if (doublings < DELAY_DOUBLINGS)
		t.tv_sec = (time_t)1 << doublings;
	/* Also where a stop by Ctrl-Z comes in between. */
	while (nanosleep(&t, &t) != 0 && errno == EINTR)
		;
}

/* Put the attempt on the log, and let the next one wait; what is e's beginning. */
static enum rc unlock_failed(struct session *s, enum rc why, const char *what, struct err *e)
{
	const struct draft d = {.action = ACT_UNLOCK_FAILED,
	    .outcome = OUT_FAILED,
	    .kind = SUB_MEMBER,
	    .subject = s->member};
	struct err inner;
	enum rc rc;

	if ((rc = store_begin_write(s->store, &inner)) == RC_OK &&
	    (rc = session_catch_up(s, &inner)) == RC_OK &&
	    (rc = audit_append(s, &d, &inner)) == RC_OK)
		rc = store_commit(s->store, &inner);
	store_rollback(s->store);
	s->broken = rc != RC_OK;
	if (rc != RC_OK)
		return err_set(
		    e, rc, "%s, and that could not be recorded: %s", what, inner.text);
	delay(s);
	return err_set(e, why, "%s; the attempt is on the audit log%s", what,
	    why == RC_REFUSED ? ""
	    : why == RC_INPUT ? ". Take the sheets of the envelope that is in use, and begin "
				"again: strongroom unseal"
			      : ". Try again");
}

static bool same_keys(const struct public_keys *a, const struct public_keys *b)
{
	return memcmp(a->sign, b->sign, sizeof a->sign) == 0 &&
	       memcmp(a->seal, b->seal, sizeof a->seal) == 0;
}

/* What of that this computer has seen, and is not in the vault any more. */
static void put_lost(struct buf *b, const struct restore *r, int64_t seen)
{
	if (seen >= r->seq)
		buf_printf(b,
		    ". Records %lld to %lld, which this computer has seen, are gone: what they "
		    "changed has to be done again",
		    (long long)r->seq, (long long)seen);
	else if (r->size >= r->seq)
		buf_printf(b,
		    ". Records up to %lld, none of which this computer has seen, are gone",
		    (long long)r->size);
	else
		buf_add_str(b, ". Nothing that was known of is gone");
}

/* Whoever put it back may not have known, or may not have wanted others to. */
static void put_opening(struct buf *b, const struct session *s)
{
	char when[CLOCK_TEXT];

	if (s->known.opened_ms <= s->replay->roster.envelope.unreported_ms)
		return;
	clock_local(when, s->known.opened_ms);
	buf_printf(b,
	    ". Among what is gone is that the sealed envelope %lld was opened on %s, which no "
	    "meeting had been told of",
	    (long long)s->known.opened_serial, when);
}

/* Never silently: each backup that was put back since this member was here. */
static void say_put_back(const struct session *s)
{
	const struct roster *t = &s->replay->roster;
	char when[CLOCK_TEXT];

	for (size_t i = 0; i < t->n_restores; i++) {
		const struct restore *r = &t->restores[i];
		const struct member *by = roster_member(t, r->actor);
		struct buf b = {0};

		if (restore_known(&s->known.restores, r))
			continue;
		clock_local(when, r->time_ms);
		buf_printf(&b,
		    "this vault was put back to an earlier state, that of record %lld, "
		    "by %s on %s",
		    (long long)r->seq - 1, by->name, when);
		put_lost(&b, r, s->known.size);
		put_opening(&b, s);
		buf_printf(
		    &b, ". If you did not know of this, ask %s, and tell the chair", by->name);
		if (buf_cstr(&b) != NULL)
			session_warn(s, buf_cstr(&b));
		buf_finish(&b);
	}
}

/*
 * Only now can the MAC of what was remembered be checked. Where it fails, it
 * counts as never seen, and everything is learned from the log alone.
 */
static enum rc confirm_memory(struct session *s, struct err *e)
{
	bool genuine = identity_check_state(s->me, s->remember);

	if (genuine && s->doubt.rc != RC_OK)
		return err_set(e, s->doubt.rc, "%s", s->doubt.text);
	if (s->compared && !genuine)
		return session_learn_anew(s, e);
	if (genuine)
		say_put_back(s);
	return RC_OK;
}

/* Who was never here before hears of every backup that was put back. */
static void say_all_restores(const struct session *s)
{
	const struct roster *t = &s->replay->roster;
	char when[CLOCK_TEXT];

	for (size_t i = 0; i < t->n_restores; i++) {
		const struct restore *r = &t->restores[i];
		const char *by = roster_member(t, r->actor)->name;
		struct buf b = {0};

		clock_local(when, r->time_ms);
		buf_printf(&b,
		    "this vault was put back to an earlier state, that of record %lld, by %s "
		    "on %s. If you did not know of this, ask %s, and tell the chair",
		    (long long)r->seq - 1, by, when, by);
		if (buf_cstr(&b) != NULL)
			session_warn(s, buf_cstr(&b));
		buf_finish(&b);
	}
}

/* Why what this computer remembers, if anything, is not compared. */
static const char *why_not_compared(const struct session *s)
{
	if (s->remember == NULL || !remember_exists(s->remember))
		return "you have not used this vault on this computer before";
	if (session_must_change(s))
		return "you were given a new first passphrase, so what this computer "
		       "remembered "
		       "under the old one is not used";
	return "what this computer remembered of this vault was damaged or altered, and is not "
	       "used";
}

/* What somebody can compare with another computer, or with the minutes. */
static void say_not_compared(const struct session *s)
{
	uint8_t root[HASH_SIZE];
	char when[CLOCK_TEXT];
	struct buf b = {0};

	if (s->compared)
		return;
	say_all_restores(s);
	merkle_root(root, &s->replay->merkle);
	clock_local(when, s->replay->time_ms);
	buf_add_str(&b, why_not_compared(s));
	buf_printf(&b,
	    ": its log is sound (%lld records, the last of %s), but was not compared on this "
	    "computer. Its check words are: ",
	    (long long)replay_size(s->replay), when);
	checkpoint_words(&b, s->vault_id, replay_size(s->replay), root);
	if (buf_cstr(&b) != NULL)
		session_warn(s, buf_cstr(&b));
	buf_finish(&b);
}

static enum rc be(struct session *s, struct err *e)
{
	const struct member *m;
	enum rc rc = confirm_memory(s, e);

	if (rc != RC_OK)
		return rc;
	m = roster_member(&s->replay->roster, s->member);
	if (!same_keys(&m->keys, &s->me->keys))
		return err_set(e, RC_TAMPER,
		    "the keys of member #%lld are not those on the log", (long long)s->member);
	if (!m->active)
		return err_set(e, RC_REFUSED, "this member has left");
	say_not_compared(s);
	return session_say_opened(s, e);
}

enum rc session_become(struct session *s, const struct secret *seed, struct err *e)
{
	enum rc rc = identity_new(&s->me, s->member, seed, e);

	return rc == RC_OK ? be(s, e) : rc;
}

struct identity *session_give_keys(struct session *s)
{
	struct identity *me = s->me;

	s->me = NULL;
	s->broken = true;
	return me;
}

enum rc session_take_keys(struct session *s, struct identity *me, struct err *e)
{
	s->me = me;
	s->unlock_recorded = true;
	return be(s, e);
}

enum rc session_unlock_kept(struct session *s, const struct keeper_line *line, struct err *e)
{
	struct identity *me;
	enum rc rc;

	if ((rc = store_check_writable(s->store, e)) != RC_OK ||
	    (rc = identity_kept(&me, s->vault_id, s->member, store_path(s->store), s->remember,
		 line, e)) != RC_OK)
		return rc;
	return session_take_keys(s, me, e);
}

enum rc session_unlock(struct session *s, const struct secret *passphrase, struct err *e)
{
	struct member_row row = {0};
	struct secret *seed = NULL;
	enum rc rc;

	if ((rc = store_check_writable(s->store, e)) != RC_OK)
		return rc;
	if ((rc = session_own_row(&row, s, e)) != RC_OK)
		return rc;
	if (!roster_member(&s->replay->roster, s->member)->active) {
		rc = unlock_failed(s, RC_REFUSED, "this member has left", e);
		goto out;
	}
	rc = identity_unlock(&seed, &row, passphrase, s->vault_id, e);
	if (rc == RC_AUTH)
		rc = s->doubt.rc == RC_OK
			 ? unlock_failed(s, RC_AUTH, "the passphrase is wrong", e)
			 : err_set(e, s->doubt.rc, "%s", s->doubt.text);
	if (rc == RC_OK)
		rc = session_become(s, seed, e);
out:
	secret_free(seed);
	member_row_finish(&row);
	return rc;
}

struct most {
	const struct replay *log;
	int64_t size;
};

static enum rc take_most(void *arg, const struct replay *seen, struct err *e)
{
	struct most *m = arg;

	(void)e;
	if (replay_size(seen) > m->size && restore_excuses(m->log, seen) == NULL)
		m->size = replay_size(seen);
	return RC_OK;
}

/* An envelope has no memory of its own, but others may have used this computer. */
static void warn_if_older(const struct session *s)
{
	struct most most = {.log = s->replay};
	char text[200];

	if (remember_each(s->options->state_dir, s->vault_id, take_most, &most, NULL) !=
		RC_OK ||
	    most.size <= replay_size(s->replay))
		return;
	snprintf(text, sizeof text,
	    "this is an older copy of the vault, of %lld records: this computer has seen one "
	    "of %lld; what was changed since is not in it",
	    (long long)replay_size(s->replay), (long long)most.size);
	session_warn(s, text);
}

enum rc session_refuse_envelope(struct session *s, const char *why, struct err *e)
{
	enum rc rc = store_check_writable(s->store, e);

	if (rc != RC_OK)
		return rc;
	s->member = s->replay->roster.envelope.member;
	return unlock_failed(s, RC_INPUT, why, e);
}

enum rc session_unlock_envelope(struct session *s, const struct public_keys *keys,
    const struct secret *sign, const struct secret *seal, struct err *e)
{
	const struct member *m;
	enum rc rc;

	if ((rc = store_check_writable(s->store, e)) != RC_OK)
		return rc;
	if ((rc = emergency_check_exists(s, e)) != RC_OK)
		return rc;
	s->member = s->replay->roster.envelope.member;
	m = roster_member(&s->replay->roster, s->member);
	if ((rc = identity_emergency(&s->me, s->member, keys, sign, seal, e)) != RC_OK)
		return rc;
	if (!same_keys(&m->keys, &s->me->keys)) {
		identity_free(s->me);
		s->me = NULL;
		return unlock_failed(s, RC_INPUT, "these words are of another envelope", e);
	}
	s->unlock_recorded = true;
	s->to_open = true;
	warn_if_older(s);
	say_all_restores(s);
	return remember_new(&s->remember, s->options->state_dir, s->vault_id, s->member, e);
}
