#include "vault/keeper.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "keeper_int.h"
#include "session_int.h"

/* What of the member the keys depend on. */
static enum rc own_row(uint8_t digest[HASH_SIZE], struct session *s, struct err *e)
{
	struct pin pin;
	enum rc rc = pins_get(&pin, s->replay->pins, PIN_MEMBER, s->member, 0, 0, e);

	if (rc == RC_OK)
		memcpy(digest, pin.digest, HASH_SIZE);
	return rc;
}

static enum rc look(struct stat *st, const struct session *s, struct err *e)
{
	if (stat(session_path(s), st) != 0)
		return err_errno(e, RC_NOTFOUND, "cannot look at %s", session_path(s));
	return RC_OK;
}

enum rc keeper_new(struct keeper **out, struct identity *me,
    const struct session_options *options, struct err *e)
{
	struct keeper *k = calloc(1, sizeof *k);
	struct stat st;
	enum rc rc;

	if (k == NULL) {
		identity_free(me);
		return err_nomem(e);
	}
	if ((rc = session_open(&k->session, options, e)) != RC_OK ||
	    (rc = session_learn(k->session, me->member, e)) != RC_OK) {
		identity_free(me);
		goto out;
	}
	k->me = me;
	if ((rc = session_take_keys(k->session, me, e)) != RC_OK ||
	    (rc = look(&st, k->session, e)) != RC_OK ||
	    (rc = own_row(k->row, k->session, e)) != RC_OK)
		goto out;
	k->role = session_me(k->session)->role;
	k->device = st.st_dev;
	k->inode = st.st_ino;
	*out = k;
	return RC_OK;
out:
	keeper_free(k);
	return rc;
}

void keeper_free(struct keeper *k)
{
	if (k == NULL)
		return;
	session_close(k->session);
	free(k);
}

const struct session *keeper_session(const struct keeper *k)
{
	return k->session;
}

bool keeper_owes(const struct keeper *k)
{
	return k->owes && k->over.rc == RC_OK;
}

enum rc keeper_save(struct keeper *k, struct err *e)
{
	k->owes = false;
	return remember_save(k->session->remember, k->session->replay, k->me->mac, e);
}

/* watching */

static enum rc check_member(struct keeper *k, struct err *e)
{
	const struct member *m = session_me(k->session);
	uint8_t row[HASH_SIZE];
	enum rc rc = own_row(row, k->session, e);

	if (rc != RC_OK)
		return rc;
	if (!m->active || m->role != k->role || memcmp(row, k->row, HASH_SIZE) != 0)
		return err_set(e, RC_NOTFOUND,
		    "the agent has ended, because the member has left, or has another role "
		    "or passphrase");
	return RC_OK;
}

enum rc keeper_catch_up(struct keeper *k, struct err *e)
{
	struct session *s = k->session;
	int64_t before = replay_size(s->replay);
	enum rc rc;

	if ((rc = store_begin_read(s->store, e)) != RC_OK)
		return rc;
	rc = session_catch_up(s, e);
	store_rollback(s->store);
	if (rc == RC_OK && replay_size(s->replay) > before) {
		k->owes = true;
		rc = check_member(k, e);
	}
	if (rc != RC_OK && rc != RC_BUSY && rc != RC_IO)
		err_set(&k->over, rc, "%s", e->text);
	return rc;
}

enum rc keeper_check_file(struct keeper *k, struct stat *st, struct err *e)
{
	enum rc rc = look(st, k->session, e);

	if (rc == RC_OK && (st->st_dev != k->device || st->st_ino != k->inode))
		rc = err_set(e, RC_NOTFOUND,
		    "the agent has ended, because another file is in the place of the vault");
	if (rc != RC_OK)
		err_set(&k->over, rc, "%s", e->text);
	return rc;
}

bool keeper_is_over(const struct keeper *k, enum rc *rc, struct err *e)
{
	if (k->over.rc == RC_OK)
		return false;
	*rc = err_set(e, k->over.rc, "%s", k->over.text);
	return true;
}

static enum rc watch(struct keeper *k, struct err *e)
{
	struct stat st;
	enum rc rc;

	if (keeper_is_over(k, &rc, e) || (rc = keeper_check_file(k, &st, e)) != RC_OK)
		return rc;
	if (st.st_mtim.tv_sec == k->changed.tv_sec && st.st_mtim.tv_nsec == k->changed.tv_nsec)
		return RC_OK;
	rc = keeper_catch_up(k, e);
	if (rc == RC_BUSY || rc == RC_IO)
		return RC_OK;
	k->changed = st.st_mtim;
	return rc;
}

/* The sentence is kept, also where the caller does not want it. */
enum rc keeper_watch(struct keeper *k, struct err *e)
{
	struct err why;
	enum rc rc = watch(k, &why);

	return rc == RC_OK ? RC_OK : err_set(e, rc, "%s", why.text);
}
