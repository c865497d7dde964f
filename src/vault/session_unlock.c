/*
 * session_unlock: the passphrase, or the words of the envelope.
 */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "crypto/secret.h"
#include "session_say_int.h"
#include "vault/emergency.h"

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
		session_say_put_back(s);
	return RC_OK;
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
	session_say_not_compared(s);
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
	session_say_to_envelope(s);
	return remember_new(&s->remember, s->options->state_dir, s->vault_id, s->member, e);
}
