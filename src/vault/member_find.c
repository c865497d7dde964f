/*
 * member_find: which member a person means.
 */
#include "member_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "vault/row.h"

struct search {
	struct session *session;
	struct slice folded;
	int64_t exact;
	int64_t part;
	size_t parts;
	size_t people;
};

/* Once the log is known, a name counts only if it is the one on the log. */
static enum rc check_logged(struct session *s, const struct member_row *r, struct err *e)
{
	uint8_t digest[HASH_SIZE];

	if (s->replay == NULL)
		return RC_OK;
	row_digest_member(digest, r);
	return session_pinned(s, PIN_MEMBER, r->id, 0, 0, digest, "member", e);
}

static enum rc match(void *arg, const void *row, struct err *e)
{
	const struct member_row *r = row;
	struct search *q = arg;
	struct buf fold = {0};
	enum rc rc;

	if ((rc = check_logged(q->session, r, e)) != RC_OK)
		return rc;
	q->people++;
	/* A row that is no name matches nothing; who uses it is told why. */
	if ((rc = text_fold(&fold, r->name, e)) == RC_INPUT)
		return RC_OK;
	if (rc == RC_OK && slice_eq(buf_slice(&fold), q->folded))
		q->exact = r->id;
	if (rc == RC_OK && fold.n > 0 &&
	    memmem(fold.p, fold.n, q->folded.p, q->folded.n) != NULL) {
		q->part = r->id;
		q->parts++;
	}
	buf_finish(&fold);
	return rc;
}

static enum rc by_name(int64_t *id, struct session *s, const char *name, struct err *e)
{
	struct search q = {.session = s};
	struct buf fold = {0};
	enum rc rc;

	if ((rc = text_fold(&fold, slice_str(name), e)) != RC_OK)
		goto out;
	q.folded = buf_slice(&fold);
	if (fold.n == 0)
		rc = err_set(e, RC_USAGE, "the member's name is empty");
	else
		rc = store_member_each(s->store, match, &q, e);
	if (rc != RC_OK)
		goto out;
	if (q.exact != 0)
		*id = q.exact;
	else if (q.parts == 1)
		*id = q.part;
	else if (q.parts > 1)
		rc = err_set(e, RC_USAGE, "\"%s\" fits %zu members; give more of the name",
		    name, q.parts);
	else
		rc = err_set(e, RC_NOTFOUND, "no member is called \"%s\"", name);
out:
	buf_finish(&fold);
	return rc;
}

static enum rc count(void *arg, const void *row, struct err *e)
{
	const struct member_row *r = row;
	struct search *q = arg;

	(void)e;
	q->people++;
	q->part = r->id;
	return RC_OK;
}

/* The only member there is, or the one who was last here. */
static enum rc by_custom(int64_t *id, struct session *s, struct err *e)
{
	struct search q = {0};
	uint8_t vault_id[VAULT_ID];
	int64_t last;
	enum rc rc;

	if ((rc = store_member_each(s->store, count, &q, e)) != RC_OK)
		return rc;
	if (q.people == 1)
		*id = q.part;
	else if (remember_place(
		     vault_id, &last, s->options->state_dir, store_path(s->store), e) == RC_OK)
		*id = last;
	return RC_OK;
}

static enum rc by_number(int64_t *id, struct session *s, const char *name, struct err *e)
{
	struct member_row row = {0};
	char *end;
	enum rc rc;

	*id = strtoll(name + 1, &end, 10);
	if (*end != '\0' || end == name + 1 || *id < 1)
		rc = RC_NOTFOUND;
	else
		rc = store_member_get(&row, s->store, *id, e);
	if (rc == RC_OK)
		rc = check_logged(s, &row, e);
	member_row_finish(&row);
	if (rc == RC_NOTFOUND) {
		*id = 0;
		return err_set(e, rc, "there is no member %s", name);
	}
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
		rc = name[0] == '#' ? by_number(id, s, name, e) : by_name(id, s, name, e);
	if (alone)
		store_rollback(s->store);
	return rc;
}

enum rc member_check_free(struct session *s, const char *name, struct err *e)
{
	struct search q = {.session = s};
	struct buf fold = {0};
	enum rc rc;

	if ((rc = text_fold(&fold, slice_str(name), e)) == RC_OK) {
		q.folded = buf_slice(&fold);
		rc = store_member_each(s->store, match, &q, e);
	}
	buf_finish(&fold);
	if (rc == RC_OK && q.exact != 0)
		return err_set(e, RC_EXISTS, "there is a member called \"%s\" already", name);
	return rc;
}
