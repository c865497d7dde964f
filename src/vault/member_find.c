/*
 * member_find: which member a person means.
 */
#include "member_int.h"

#include <string.h>

#include "base/text.h"

enum { NAMED = 5 /* members that an error names */ };

/* Members whose names have the text as a part. */
struct fits {
	size_t n;
	int64_t id;       /* of the last */
	struct buf names; /* of the first few, for an error */
};

struct search {
	struct slice folded;
	int64_t exact;
	struct fits active;
	struct fits left; /* meant only where no active one is */
};

static void add_fit(struct fits *f, int64_t id, struct slice name, const char *mark)
{
	f->id = id;
	if (f->n++ >= NAMED)
		return;
	buf_printf(&f->names, "%s#%lld \"", f->n > 1 ? ", " : "", (long long)id);
	buf_add_slice(&f->names, name);
	buf_printf(&f->names, "\"%s", mark);
}

/* A name that is no text matches nothing; who uses its row is told why. */
static enum rc match(
    struct search *q, int64_t id, struct slice name, bool active, struct err *e)
{
	struct buf fold = {0};
	enum rc rc = text_fold(&fold, name, e);

	if (rc == RC_OK && slice_eq(buf_slice(&fold), q->folded))
		q->exact = id;
	if (rc == RC_OK && fold.n > 0 &&
	    memmem(fold.p, fold.n, q->folded.p, q->folded.n) != NULL)
		add_fit(active ? &q->active : &q->left, id, name, active ? "" : " (left)");
	buf_finish(&fold);
	return rc == RC_INPUT ? RC_OK : rc;
}

static enum rc match_row(void *arg, const void *row, struct err *e)
{
	const struct member_row *r = row;

	return match(arg, r->id, r->name, true, e);
}

/* Once the log is known it tells the names; before, only the rows do. */
static enum rc match_all(struct search *q, struct session *s, struct err *e)
{
	const struct roster *t = s->replay == NULL ? NULL : &s->replay->roster;
	enum rc rc = RC_OK;

	if (t == NULL)
		return store_member_each(s->store, match_row, q, e);
	for (size_t i = 0; i < t->n_members && rc == RC_OK; i++) {
		const struct member *m = &t->members[i];

		if (m->role != ROLE_EMERGENCY)
			rc = match(q, m->id, slice_str(m->name), m->active, e);
	}
	return rc;
}

/* Nobody has such a name: those who are there, as many as an error names. */
static enum rc nobody(struct search *q, struct session *s, const char *name, struct err *e)
{
	struct fits *f = &q->active;
	enum rc rc;

	q->folded = slice_of(name, 0); /* a part of every name */
	if ((rc = match_all(q, s, e)) != RC_OK)
		return rc;
	if (buf_cstr(&f->names) == NULL)
		return err_set(e, RC_NOTFOUND, "no member is called \"%s\"", name);
	return err_set(e, RC_NOTFOUND, "no member is called \"%s\"; there %s %s%s", name,
	    f->n == 1 ? "is only" : "are", buf_cstr(&f->names),
	    f->n > NAMED ? " …; \"strongroom member ls\" shows all" : "");
}

static enum rc found(int64_t *id, struct search *q, const char *name, struct err *e)
{
	struct fits *f = q->active.n > 0 ? &q->active : &q->left;
	const char *names;

	if (q->exact != 0 || f->n == 1) {
		*id = q->exact != 0 ? q->exact : f->id;
		return RC_OK;
	}
	names = buf_cstr(&f->names);
	return err_set(e, RC_USAGE, "\"%s\" fits %zu members: %s%s; give more of the name",
	    name, f->n, names != NULL ? names : "", f->n > NAMED ? " …" : "");
}

static enum rc by_name(int64_t *id, struct session *s, const char *name, struct err *e)
{
	struct search q = {0};
	struct buf fold = {0};
	enum rc rc;

	if ((rc = text_fold(&fold, slice_str(name), e)) != RC_OK)
		goto out;
	q.folded = buf_slice(&fold);
	if (fold.n == 0)
		rc = err_set(e, RC_USAGE, "the member's name is empty");
	else
		rc = match_all(&q, s, e);
	if (rc == RC_OK && q.exact == 0 && q.active.n + q.left.n == 0)
		rc = nobody(&q, s, name, e);
	else if (rc == RC_OK)
		rc = found(id, &q, name, e);
out:
	buf_finish(&fold);
	buf_finish(&q.active.names);
	buf_finish(&q.left.names);
	return rc;
}

static enum rc count(void *arg, const void *row, struct err *e)
{
	const struct member_row *r = row;
	struct fits *f = arg;

	(void)e;
	f->n++;
	f->id = r->id;
	return RC_OK;
}

/* The only member there is, or the one who was last here. */
static enum rc by_custom(int64_t *id, struct session *s, struct err *e)
{
	struct fits f = {0};
	uint8_t vault_id[VAULT_ID];
	int64_t last;
	enum rc rc;

	if ((rc = store_member_each(s->store, count, &f, e)) != RC_OK)
		return rc;
	if (f.n == 1)
		*id = f.id;
	else if (remember_place(
		     vault_id, &last, s->options->state_dir, store_path(s->store), e) == RC_OK)
		*id = last;
	return RC_OK;
}

/* Where the log is known, the row of who was found has to be the one on it. */
static enum rc check_found(struct session *s, int64_t id, struct err *e)
{
	const struct member *m =
	    s->replay == NULL ? NULL : roster_member(&s->replay->roster, id);
	struct member_row row = {0};
	enum rc rc = RC_NOTFOUND;

	if (s->replay == NULL)
		rc = store_member_get(&row, s->store, id, e);
	else if (m != NULL && m->role != ROLE_EMERGENCY)
		rc = session_member_row(&row, s, id, e);
	if (rc == RC_OK)
		member_row_finish(&row);
	return rc;
}

static enum rc find(int64_t *id, struct session *s, const char *name, struct err *e)
{
	enum rc rc = RC_OK;

	if (name[0] != '#')
		rc = by_name(id, s, name, e);
	else if (!parse_id(id, name))
		rc = RC_NOTFOUND;
	if (rc == RC_OK)
		rc = check_found(s, *id, e);
	if (rc == RC_NOTFOUND && name[0] == '#')
		err_set(e, rc, "there is no member %s", name);
	if (rc == RC_NOTFOUND)
		*id = 0;
	return rc;
}

/*
 * Rows may have been renamed or taken out, and they do not tell who left: what
 * they leave open, the log says.
 */
static enum rc find_on_log(int64_t *id, struct session *s, const char *name, struct err *e)
{
	enum rc rc = session_learn_anew(s, e);

	if (rc == RC_OK)
		rc = session_find_member(id, s, name, e);
	replay_free(s->replay);
	s->replay = NULL;
	return rc;
}

enum rc session_find_member(int64_t *id, struct session *s, const char *name, struct err *e)
{
	/* Outside a transaction, rows may be newer than the log that was read. */
	bool alone = s->replay != NULL && !store_in_transaction(s->store);
	enum rc rc = RC_OK;

	*id = 0;
	if (name == NULL)
		return by_custom(id, s, e);
	if (alone && (rc = store_begin_read(s->store, e)) != RC_OK)
		return rc;
	if (alone)
		rc = session_catch_up(s, e);
	if (rc == RC_OK)
		rc = find(id, s, name, e);
	if (alone)
		store_rollback(s->store);
	if ((rc == RC_NOTFOUND || rc == RC_USAGE) && s->replay == NULL)
		rc = find_on_log(id, s, name, e);
	return rc;
}

enum rc member_check_free(const struct session *s, const char *name, struct err *e)
{
	int64_t id;
	enum rc rc = roster_named(&id, &s->replay->roster, slice_str(name), e);

	if (rc == RC_OK)
		return err_set(e, RC_EXISTS, "there is a member called \"%s\" already", name);
	return rc == RC_NOTFOUND ? RC_OK : rc;
}
