#include "session_int.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "crypto/secret.h"
#include "period_int.h"
#include "vault/checkpoint.h"
#include "vault/row.h"

enum { DELAY_MAX = 60, DELAY_DOUBLINGS = 6 };

void session_warn(const struct session *s, const char *text)
{
	if (s->options->warn != NULL)
		s->options->warn(s->options->arg, text);
}

/* The identity from record 1, before anything else is believed of it. */
static enum rc read_vault_id(struct session *s, struct err *e)
{
	struct audit_row row = {0};
	struct public_vault p;
	enum rc rc;

	rc = store_audit_get(&row, s->store, 1, e);
	if (rc == RC_NOTFOUND)
		return err_set(e, RC_TAMPER, "record 1 of %s is missing", store_path(s->store));
	if (rc != RC_OK)
		return rc;
	if (public_get_vault(&p, row.public))
		replay_vault_id(s->vault_id, &p);
	else
		rc = err_set(e, RC_TAMPER, "record 1: what it says in clear is malformed");
	audit_row_finish(&row);
	return rc;
}

static enum rc check_place(const struct session *s, struct err *e)
{
	uint8_t known[VAULT_ID];
	int64_t member;

	if (remember_place(known, &member, s->options->state_dir, store_path(s->store), e) !=
	    RC_OK)
		return RC_OK;
	if (memcmp(known, s->vault_id, VAULT_ID) == 0)
		return RC_OK;
	return err_set(e, RC_TAMPER,
	    "%s is not the vault that was here before: somebody has put another one in its "
	    "place. Do not type your passphrase. If this was you, move the new vault to a name "
	    "of its own",
	    store_path(s->store));
}

static enum rc allocate(struct session **out, const struct session_options *o, struct err *e)
{
	struct session *s = calloc(1, sizeof *s);

	if (s == NULL)
		return err_nomem(e);
	s->options = o;
	*out = s;
	return RC_OK;
}

enum rc session_open(struct session **out, const struct session_options *o, struct err *e)
{
	struct session *s;
	enum rc rc;

	if ((rc = allocate(&s, o, e)) != RC_OK)
		return rc;
	if ((rc = store_open(&s->store, o->path, e)) != RC_OK ||
	    (rc = read_vault_id(s, e)) != RC_OK || (rc = check_place(s, e)) != RC_OK) {
		session_close(s);
		return rc;
	}
	*out = s;
	return RC_OK;
}

void session_close(struct session *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->n_keys; i++)
		secret_free(s->keys[i].key);
	free(s->keys);
	identity_free(s->me);
	remember_free(s->remember);
	replay_free(s->replay);
	store_close(s->store);
	free(s);
}

enum rc session_pinned(struct session *s, enum pin_table table, int64_t a, int64_t b, int64_t c,
    const uint8_t digest[HASH_SIZE], const char *what, struct err *e)
{
	struct pin pin;
	enum rc rc = pins_get(&pin, s->replay->pins, table, a, b, c, e);

	if (rc == RC_NOTFOUND)
		return err_set(e, RC_TAMPER,
		    "%s #%lld has no record on the log: it was added to the "
		    "file without this program",
		    what, (long long)a);
	if (rc != RC_OK)
		return rc;
	if (is_zero(pin.digest, HASH_SIZE) || memcmp(pin.digest, digest, HASH_SIZE) != 0)
		return err_set(e, RC_TAMPER,
		    "%s #%lld is not the one that the log recorded: it was "
		    "altered or put back",
		    what, (long long)a);
	return RC_OK;
}

enum rc session_member_row(struct member_row *row, struct session *s, int64_t id, struct err *e)
{
	uint8_t digest[HASH_SIZE];
	enum rc rc = store_member_get(row, s->store, id, e);

	if (rc == RC_NOTFOUND)
		return err_set(
		    e, RC_TAMPER, "the row of member #%lld is missing", (long long)id);
	if (rc != RC_OK)
		return rc;
	row_digest_member(digest, row);
	if ((rc = session_pinned(s, PIN_MEMBER, id, 0, 0, digest, "member", e)) != RC_OK)
		member_row_finish(row);
	return rc;
}

/* The newest record that is known must be in the file, unchanged. */
static enum rc check_head(struct session *s, struct err *e)
{
	struct audit_row row = {0};
	struct buf bytes = {0};
	uint8_t leaf[HASH_SIZE] = {0};
	int64_t size = replay_size(s->replay);
	int64_t last;
	enum rc rc;

	if (size == 0)
		return RC_OK;
	rc = store_audit_get(&row, s->store, size, e);
	if (rc == RC_NOTFOUND) {
		if ((rc = store_audit_last(&last, s->store, e)) != RC_OK)
			return rc;
		return err_set(e, RC_TAMPER,
		    "the log ends at record %lld, but this computer has seen record %lld: the "
		    "vault "
		    "file is an older copy, or its end was cut off",
		    (long long)last, (long long)size);
	}
	if (rc != RC_OK)
		return rc;
	record_bytes(&bytes, &row, s->vault_id);
	if (row.sig.n == SIGN_SIZE && buf_ok(&bytes))
		record_leaf(leaf, buf_slice(&bytes), row.sig.p);
	if (memcmp(leaf, s->replay->leaf, HASH_SIZE) != 0)
		rc = err_set(e, RC_TAMPER,
		    "record %lld is not the one that this computer has seen: the log was "
		    "rewritten, or went on in another copy of the vault",
		    (long long)size);
	buf_finish(&bytes);
	audit_row_finish(&row);
	return rc;
}

static enum rc take_record(void *arg, const void *row, struct err *e)
{
	struct session *s = arg;

	return replay_apply(s->replay, row, false, e);
}

enum rc session_catch_up(struct session *s, struct err *e)
{
	int64_t before = replay_size(s->replay);
	enum rc rc;

	if ((rc = check_head(s, e)) != RC_OK)
		return rc;
	if ((rc = store_audit_each(s->store, before + 1, take_record, s, e)) != RC_OK)
		return rc;
	if (memcmp(s->replay->vault_id, s->vault_id, VAULT_ID) != 0)
		return err_set(e, RC_TAMPER, "what is remembered is of another vault");
	return replay_check(s->replay, e);
}

/* What the log and the file say of the member who is at work. */
static enum rc read_own_row(struct member_row *row, struct session *s, struct err *e)
{
	enum rc rc;

	if ((rc = store_begin_read(s->store, e)) != RC_OK)
		return rc;
	if ((rc = session_catch_up(s, e)) == RC_OK) {
		if (roster_member(&s->replay->roster, s->member) == NULL)
			rc = err_set(e, RC_TAMPER, "member #%lld has no record on the log",
			    (long long)s->member);
		else
			rc = session_member_row(row, s, s->member, e);
	}
	store_rollback(s->store);
	return rc;
}

/* In a transaction of its own, so that nobody writes in between. */
static enum rc read_log(struct session *s, struct err *e)
{
	struct member_row row = {0};
	enum rc rc;

	if (s->member != 0) {
		if ((rc = read_own_row(&row, s, e)) == RC_OK)
			member_row_finish(&row);
		return rc;
	}
	if ((rc = store_begin_read(s->store, e)) != RC_OK)
		return rc;
	rc = session_catch_up(s, e);
	store_rollback(s->store);
	return rc;
}

static enum rc learn_anew(struct session *s, struct err *e)
{
	enum rc rc;

	replay_free(s->replay);
	s->replay = NULL;
	s->compared = false;
	if ((rc = replay_new(&s->replay, e)) != RC_OK)
		return rc;
	return read_log(s, e);
}

/*
 * The log is not what was remembered; but whether the memory itself can be
 * believed shows only when the member's key is there to check its MAC.
 */
static enum rc doubted(struct session *s, enum rc why, struct err *e)
{
	if (why != RC_TAMPER)
		return err_set(e, why, "%s", s->doubt.text);
	return learn_anew(s, e);
}

enum rc session_learn(struct session *s, int64_t id, struct err *e)
{
	enum rc rc;

	s->member = id;
	if (id == 0)
		return learn_anew(s, e);
	if ((rc = remember_new(&s->remember, s->options->state_dir, s->vault_id, id, e)) !=
	    RC_OK)
		return rc;
	rc = remember_load(&s->replay, s->remember, e);
	if (rc == RC_NOTFOUND) {
		rc = learn_anew(s, e);
	} else if (rc == RC_OK) {
		s->compared = true;
		rc = read_log(s, &s->doubt);
		if (rc != RC_OK)
			rc = doubted(s, rc, e);
		else
			s->doubt.rc = RC_OK;
	}
	return rc;
}

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
	nanosleep(&t, NULL);
}

static enum rc unlock_failed(struct session *s, struct err *e)
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
		return err_set(e, rc,
		    "the passphrase is wrong, and that could not be recorded: %s", inner.text);
	delay(s);
	return err_set(
	    e, RC_AUTH, "the passphrase is wrong; the attempt is on the audit log. Try again");
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
	bool genuine = remember_check(s->remember, s->me->mac);

	if (genuine && s->doubt.rc != RC_OK)
		return err_set(e, s->doubt.rc, "%s", s->doubt.text);
	return s->compared && !genuine ? learn_anew(s, e) : RC_OK;
}

/* What somebody can compare with another computer, or with the minutes. */
static void say_not_compared(const struct session *s)
{
	uint8_t root[HASH_SIZE];
	char when[CLOCK_TEXT];
	struct buf b = {0};

	if (s->compared)
		return;
	merkle_root(root, &s->replay->merkle);
	clock_local(when, s->replay->time_ms);
	buf_printf(&b,
	    "you have not used this vault on this computer before: its log is sound (%lld records, "
	    "the last of %s), but was not compared on this computer. Its check words are: ",
	    (long long)replay_size(s->replay), when);
	checkpoint_words(&b, s->vault_id, replay_size(s->replay), root);
	if (buf_cstr(&b) != NULL)
		session_warn(s, buf_cstr(&b));
	buf_finish(&b);
}

enum rc session_unlock(struct session *s, const struct secret *passphrase, struct err *e)
{
	struct member_row row = {0};
	struct secret *seed = NULL;
	const struct member *m;
	enum rc rc;

	if ((rc = store_check_writable(s->store, e)) != RC_OK)
		return rc;
	if ((rc = read_own_row(&row, s, e)) != RC_OK)
		return rc;
	rc = identity_unlock(&seed, &row, passphrase, s->vault_id, e);
	if (rc == RC_AUTH)
		rc = s->doubt.rc == RC_OK ? unlock_failed(s, e)
					  : err_set(e, s->doubt.rc, "%s", s->doubt.text);
	if (rc != RC_OK)
		goto out;
	if ((rc = identity_new(&s->me, s->member, seed, e)) != RC_OK ||
	    (rc = confirm_memory(s, e)) != RC_OK)
		goto out;
	m = roster_member(&s->replay->roster, s->member);
	if (!same_keys(&m->keys, &s->me->keys))
		rc = err_set(e, RC_TAMPER, "the keys of member #%lld are not those on the log",
		    (long long)s->member);
	else if (!m->active)
		rc = err_set(e, RC_REFUSED, "this member has left");
	else
		say_not_compared(s);
out:
	secret_free(seed);
	member_row_finish(&row);
	return rc;
}

enum rc session_unlock_envelope(struct session *s, const struct public_keys *keys,
    const struct secret *sign, const struct secret *seal, struct err *e)
{
	const struct member *m;
	enum rc rc;

	if ((rc = store_check_writable(s->store, e)) != RC_OK)
		return rc;
	if (s->replay->roster.envelope.serial == 0)
		return err_set(e, RC_NOTFOUND,
		    "this vault has no envelope; a clerk makes one with \"strongroom envelope "
		    "create\"");
	s->member = s->replay->roster.envelope.member;
	m = roster_member(&s->replay->roster, s->member);
	if ((rc = identity_emergency(&s->me, s->member, keys, sign, seal, e)) != RC_OK)
		return rc;
	if (!same_keys(&m->keys, &s->me->keys))
		return err_set(e, RC_INPUT,
		    "these words are of another envelope; the one in use has serial number "
		    "%lld",
		    (long long)s->replay->roster.envelope.serial);
	s->unlock_recorded = true;
	return remember_new(&s->remember, s->options->state_dir, s->vault_id, s->member, e);
}

bool session_must_change(const struct session *s)
{
	return roster_member(&s->replay->roster, s->member)->must_change;
}

static enum rc record_unlock(struct session *s, struct err *e)
{
	const struct draft d = {.action = ACT_UNLOCK, .kind = SUB_MEMBER, .subject = s->member};

	if (s->unlock_recorded || session_must_change(s))
		return RC_OK;
	s->unlock_recorded = true;
	return audit_append(s, &d, e);
}

enum rc session_begin(struct session *s, struct err *e)
{
	enum rc rc;

	if (s->broken)
		return err_set(e, RC_FAIL, "the vault has to be opened again");
	s->broken = true;
	if ((rc = store_begin_write(s->store, e)) != RC_OK)
		return rc;
	if ((rc = session_catch_up(s, e)) != RC_OK || (rc = record_unlock(s, e)) != RC_OK ||
	    (rc = period_turn(s, e)) != RC_OK)
		store_rollback(s->store);
	s->opening = s->own;
	return rc;
}

/* What was just committed, seen by a transaction that starts after it. */
static enum rc read_back(struct session *s, struct err *e)
{
	enum rc rc;

	if ((rc = store_begin_read(s->store, e)) != RC_OK)
		return rc;
	rc = check_head(s, e);
	store_rollback(s->store);
	return rc;
}

static void remember(struct session *s)
{
	struct err e;
	char text[ERR_TEXT + 120];

	if (remember_save(s->remember, s->replay, s->me->mac, &e) == RC_OK &&
	    (session_me(s)->role == ROLE_EMERGENCY ||
		remember_set_place(s->options->state_dir, store_path(s->store), s->vault_id,
		    s->member, &e) == RC_OK))
		return;
	snprintf(text, sizeof text,
	    "this computer cannot remember the state of the vault, so an older copy would not "
	    "be "
	    "noticed: %s",
	    e.text);
	session_warn(s, text);
}

enum rc session_commit(struct session *s, struct err *e)
{
	enum rc rc;

	if ((rc = replay_check(s->replay, e)) != RC_OK) {
		store_rollback(s->store);
		return rc;
	}
	if ((rc = store_commit(s->store, e)) != RC_OK)
		return rc;
	remember(s);
	if ((rc = read_back(s, e)) != RC_OK)
		return rc;
	s->broken = false;
	return RC_OK;
}

void session_abort(struct session *s)
{
	store_rollback(s->store);
}

enum rc session_end(struct session *s, enum rc why, struct err *e)
{
	struct err inner;
	enum rc rc;

	if (why == RC_OK)
		return session_commit(s, e);
	if (!store_in_transaction(s->store))
		return why;
	if (why == RC_TAMPER || why == RC_IO || why == RC_BUSY || why == RC_FAIL ||
	    s->own > s->opening) {
		session_abort(s);
		return why;
	}
	if ((rc = session_commit(s, &inner)) != RC_OK)
		return err_set(e, rc, "%s", inner.text);
	return why;
}

enum rc session_refuse(struct session *s, enum action action, enum subject kind,
    int64_t subject, const char *asked, struct err *e, const char *fmt, ...)
{
	const struct detail detail = {"asked", slice_str(asked)};
	const struct draft d = {.action = action,
	    .outcome = OUT_REFUSED,
	    .kind = kind,
	    .subject = subject,
	    .details = &detail,
	    .n_details = asked == NULL ? 0 : 1};
	char text[ERR_TEXT - 60];
	va_list ap;
	enum rc rc;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if ((rc = audit_append(s, &d, e)) != RC_OK || (rc = session_commit(s, e)) != RC_OK)
		return rc;
	return err_set(e, RC_REFUSED, "%s; the attempt is on the audit log", text);
}

enum rc session_require(
    struct session *s, int right, enum action action, const char *what, struct err *e)
{
	const struct member *me = session_me(s);

	if (roster_may(me, (enum right)right))
		return RC_OK;
	return session_refuse(s, action, SUB_NONE, 0, what, e,
	    "a member with the role %s may not %s", role_name(me->role), what);
}

const struct roster *session_roster(const struct session *s)
{
	return &s->replay->roster;
}

const struct member *session_me(const struct session *s)
{
	return roster_member(&s->replay->roster, s->member);
}

int64_t session_size(const struct session *s)
{
	return replay_size(s->replay);
}

void session_root(uint8_t root[HASH_SIZE], const struct session *s)
{
	merkle_root(root, &s->replay->merkle);
}

const uint8_t *session_leaf(const struct session *s)
{
	return s->replay->leaf;
}

const uint8_t *session_vault_id(const struct session *s)
{
	return s->vault_id;
}

const char *session_council(const struct session *s)
{
	return s->replay->council;
}

const char *session_path(const struct session *s)
{
	return store_path(s->store);
}

bool session_compared(const struct session *s)
{
	return s->compared;
}

enum rc session_member_name(struct buf *out, struct session *s, int64_t id, struct err *e)
{
	const struct member *m = roster_member(&s->replay->roster, id);
	struct member_row row = {0};
	enum rc rc;

	if (m != NULL && m->role == ROLE_EMERGENCY) {
		buf_add_str(out, "envelope");
		return buf_ok(out) ? RC_OK : err_nomem(e);
	}
	if ((rc = session_member_row(&row, s, id, e)) != RC_OK)
		return rc;
	buf_add_slice(out, row.name);
	member_row_finish(&row);
	return buf_ok(out) ? RC_OK : err_nomem(e);
}
