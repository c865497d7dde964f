#include "vault/member.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "period_int.h"
#include "vault/collection.h"
#include "vault/row.h"

enum rc member_check_name(const char *name, struct err *e)
{
	if (text_valid_line(slice_str(name)) && name[0] != '\0' && name[0] != '#' &&
	    name[0] != '-' && strlen(name) <= MEMBER_NAME_MAX)
		return RC_OK;
	return err_set(e, RC_INPUT,
	    "a member's name is 1 to %d bytes of text, and does not begin with \"#\" or \"-\"",
	    MEMBER_NAME_MAX);
}

/* finding */

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

/* policy */

enum rc policy_set(struct session *s, const char *name, const char *value, struct err *e)
{
	const struct public_policy p = {.name = slice_str(name), .value = slice_str(value)};
	struct buf public = {0};
	enum rc rc;

	public_put_policy(&public, &p);
	rc = buf_ok(&public) ? audit_append(s,
				   &(struct draft){.action = ACT_POLICY_SET,
				       .kind = SUB_NONE,
				       .public = buf_slice(&public)},
				   e)
			     : err_nomem(e);
	buf_finish(&public);
	return rc;
}

void member_kdf_text(char out[KDF_TEXT], const struct kdf_cost *c)
{
	snprintf(out, KDF_TEXT, "m=%u,t=%u,p=%u", c->mem_kib, c->passes, c->lanes);
}

struct kdf_cost member_kdf_cost(const struct session *s)
{
	const char *text = roster_policy(&s->replay->roster, "kdf");
	struct kdf_cost c;

	if (text != NULL &&
	    sscanf(text, "m=%10u,t=%10u,p=%10u", &c.mem_kib, &c.passes, &c.lanes) == 3 &&
	    kdf_check(&c, NULL) == RC_OK)
		return c;
	return kdf_default();
}

/* adding */

static enum rc check_free(struct session *s, const char *name, struct err *e)
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

static enum rc write_row(struct session *s, enum action action, int64_t id, struct slice name,
    const struct secret *seed, const struct secret *passphrase, const struct kdf_cost *cost,
    const struct buf *public, struct err *e)
{
	struct member_row row = {0};
	uint8_t digest[HASH_SIZE];
	const struct detail detail = {"name", name};
	enum rc rc;

	if (!buf_ok(public))
		return err_nomem(e);
	if ((rc = identity_lock(&row, id, name, seed, passphrase, cost, s->vault_id, e)) !=
	    RC_OK)
		return rc;
	row_digest_member(digest, &row);
	rc = audit_append(s,
	    &(struct draft){.action = action,
		.kind = SUB_MEMBER,
		.subject = id,
		.digest = digest,
		.public = buf_slice(public),
		.details = &detail,
		.n_details = action == ACT_MEMBER_ADD ? 1 : 0},
	    e);
	if (rc == RC_OK)
		rc = store_member_put(s->store, &row, e);
	member_row_finish(&row);
	return rc;
}

enum rc member_add(int64_t *id, struct session *s, const char *name, enum role role,
    const struct secret *passphrase, const struct kdf_cost *cost, struct err *e)
{
	struct public_member p = {.role = slice_str(role_name(role)), .must_change = true};
	struct secret *seed = NULL;
	struct identity *keys = NULL;
	struct buf public = {0};
	enum rc rc;

	if ((rc = member_check_name(name, e)) != RC_OK ||
	    (rc = check_free(s, name, e)) != RC_OK)
		return rc;
	*id = (int64_t)s->replay->roster.n_members + 1;
	if ((seed = identity_seed()) == NULL)
		return err_nomem(e);
	if ((rc = identity_new(&keys, *id, seed, e)) != RC_OK)
		goto out;
	p.keys = keys->keys;
	public_put_member(&public, &p);
	rc = write_row(
	    s, ACT_MEMBER_ADD, *id, slice_str(name), seed, passphrase, cost, &public, e);
	if (rc == RC_OK)
		rc = sealed_role(s, *id, e);
out:
	identity_free(keys);
	secret_free(seed);
	buf_finish(&public);
	return rc;
}

/* changing the passphrase */

/* New keys; the old ones sign nothing but this, and open what is sealed anew. */
static enum rc rekey(struct session *s, struct slice name, const struct secret *passphrase,
    const struct kdf_cost *cost, struct err *e)
{
	struct secret *seed = identity_seed();
	struct identity *old = s->me;
	struct identity *new = NULL;
	struct buf public = {0};
	enum rc rc;

	if (seed == NULL)
		return err_nomem(e);
	if ((rc = identity_new(&new, s->member, seed, e)) != RC_OK)
		goto out;
	public_put_keys(&public, &new->keys);
	rc =
	    write_row(s, ACT_MEMBER_REKEY, s->member, name, seed, passphrase, cost, &public, e);
	if (rc != RC_OK)
		goto out;
	s->me = new;
	new = NULL;
	rc = sealed_renew(s, old, e);
	identity_free(old);
out:
	identity_free(new);
	secret_free(seed);
	buf_finish(&public);
	return rc;
}

/* The same keys under another passphrase. */
static enum rc relock(struct session *s, const struct member_row *row,
    const struct secret *current, const struct secret *passphrase, const struct kdf_cost *cost,
    struct err *e)
{
	struct secret *seed = NULL;
	struct buf public = {0};
	enum rc rc = identity_unlock(&seed, row, current, s->vault_id, e);

	if (rc == RC_OK)
		rc = write_row(s, ACT_PASSPHRASE_CHANGE, s->member, row->name, seed, passphrase,
		    cost, &public, e);
	secret_free(seed);
	return rc;
}

enum rc member_change_passphrase(struct session *s, const struct secret *current,
    const struct secret *passphrase, struct err *e)
{
	const struct kdf_cost cost = member_kdf_cost(s);
	struct member_row row = {0};
	enum rc rc;

	if ((rc = identity_check_passphrase(passphrase, e)) != RC_OK)
		return rc;
	if (slice_eq(secret_slice(current), secret_slice(passphrase)))
		return err_set(e, RC_INPUT, "that is the old passphrase; choose a new one");
	if ((rc = session_begin(s, e)) != RC_OK)
		return rc;
	if ((rc = session_member_row(&row, s, s->member, e)) == RC_OK)
		rc = session_must_change(s) ? rekey(s, row.name, passphrase, &cost, e)
					    : relock(s, &row, current, passphrase, &cost, e);
	member_row_finish(&row);
	if (rc != RC_OK) {
		session_abort(s);
		return rc;
	}
	return session_commit(s, e);
}

/* founding */

static enum rc first_record(struct session *s, const char *council, const char *founder,
    const struct secret *passphrase, const struct secret *seed, const struct kdf_cost *cost,
    struct err *e)
{
	struct public_vault p = {
	    .council = slice_str(council), .role = slice_str(role_name(ROLE_CLERK))};
	struct buf public = {0};
	enum rc rc;

	random_bytes(p.salt, sizeof p.salt);
	p.keys = s->me->keys;
	replay_vault_id(s->vault_id, &p);
	public_put_vault(&public, &p);
	rc = write_row(
	    s, ACT_VAULT_CREATE, 1, slice_str(founder), seed, passphrase, cost, &public, e);
	buf_finish(&public);
	return rc;
}

static enum rc fill(struct session *s, const char *council, const char *founder,
    const char *collection, const struct secret *passphrase, const struct kdf_cost *cost,
    struct err *e)
{
	struct secret *seed = identity_seed();
	char kdf[KDF_TEXT];
	int64_t id;
	enum rc rc;

	if (seed == NULL)
		return err_nomem(e);
	member_kdf_text(kdf, cost);
	s->member = 1;
	if ((rc = identity_new(&s->me, 1, seed, e)) != RC_OK ||
	    (rc = replay_new(&s->replay, e)) != RC_OK ||
	    (rc = first_record(s, council, founder, passphrase, seed, cost, e)) != RC_OK ||
	    (rc = period_create(s, e)) != RC_OK ||
	    (rc = policy_set(s, "kdf", kdf, e)) != RC_OK ||
	    (rc = collection_add(&id, s, collection, true, e)) != RC_OK)
		goto out;
	s->unlock_recorded = true;
	s->compared = true;
	rc = remember_new(&s->remember, s->options->state_dir, s->vault_id, 1, e);
out:
	secret_free(seed);
	return rc;
}

static enum rc check_council(const char *council, struct err *e)
{
	if (text_valid_line(slice_str(council)) && council[0] != '\0' &&
	    strlen(council) <= MEMBER_NAME_MAX)
		return RC_OK;
	return err_set(
	    e, RC_INPUT, "the council's name is 1 to %d bytes of text", MEMBER_NAME_MAX);
}

enum rc session_create(struct session **out, const struct session_options *o,
    const char *council, const char *founder, const char *collection,
    const struct secret *passphrase, const struct kdf_cost *cost, struct err *e)
{
	struct session *s = NULL;
	enum rc rc;

	if ((rc = check_council(council, e)) != RC_OK ||
	    (rc = member_check_name(founder, e)) != RC_OK ||
	    (rc = kdf_check(cost, e)) != RC_OK ||
	    (rc = identity_check_passphrase(passphrase, e)) != RC_OK)
		return rc;
	if ((s = calloc(1, sizeof *s)) == NULL)
		return err_nomem(e);
	s->options = o;
	if ((rc = store_create(&s->store, o->path, e)) != RC_OK)
		goto out;
	if ((rc = fill(s, council, founder, collection, passphrase, cost, e)) != RC_OK ||
	    (rc = session_commit(s, e)) != RC_OK) {
		store_discard(s->store);
		s->store = NULL;
		goto out;
	}
	if (!store_is_private(s->store))
		session_warn(s,
		    "other users of this computer can read the vault file, for its file system knows "
		    "no permissions; it is encrypted all the same");
	*out = s;
	s = NULL;
out:
	session_close(s);
	return rc;
}
