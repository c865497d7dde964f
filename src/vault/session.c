#include "session_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "crypto/secret.h"
#include "spool_int.h"
#include "vault/row.h"

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

enum rc session_over(
    struct session **out, struct store *store, const struct session_options *o, struct err *e)
{
	struct session *s = calloc(1, sizeof *s);
	enum rc rc;

	if (s == NULL) {
		store_close(store);
		return err_nomem(e);
	}
	s->options = o;
	s->store = store;
	if ((rc = read_vault_id(s, e)) != RC_OK || (rc = check_place(s, e)) != RC_OK) {
		session_close(s);
		return rc;
	}
	*out = s;
	return RC_OK;
}

enum rc session_open(struct session **s, const struct session_options *o, struct err *e)
{
	struct store *store;
	enum rc rc = store_open(&store, o->path, e);

	return rc == RC_OK ? session_over(s, store, o, e) : rc;
}

void session_close(struct session *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->n_keys; i++) {
		secret_free(s->keys[i].key);
		buf_finish(&s->keys[i].name);
	}
	free(s->keys);
	for (size_t i = 0; i < s->n_tried; i++)
		secret_free(s->tried[i].key);
	free(s->tried);
	identity_free(s->me);
	remember_free(s->remember);
	spool_free(s->spool);
	replay_free(s->replay);
	roster_finish(&s->known.restores);
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
		    "%s #%lld has no record on the log: it was added to the file without this "
		    "program",
		    what, (long long)a);
	if (rc != RC_OK)
		return rc;
	if (is_zero(pin.digest, HASH_SIZE) || memcmp(pin.digest, digest, HASH_SIZE) != 0)
		return err_set(e, RC_TAMPER,
		    "%s #%lld is not the one that the log recorded: it was altered or put back",
		    what, (long long)a);
	return RC_OK;
}

enum rc session_check_named(
    const struct session *s, const struct member_row *row, struct err *e)
{
	const struct member *m = roster_member(&s->replay->roster, row->id);

	if (m != NULL && slice_eq_str(row->name, m->name))
		return RC_OK;
	return err_set(e, RC_TAMPER,
	    "the row of member #%lld has another name than the log, where it is %s",
	    (long long)row->id, m == NULL ? "nobody's" : m->name);
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
	if ((rc = session_pinned(s, PIN_MEMBER, id, 0, 0, digest, "member", e)) != RC_OK ||
	    (rc = session_check_named(s, row, e)) != RC_OK)
		member_row_finish(row);
	return rc;
}

bool session_must_change(const struct session *s)
{
	return roster_member(&s->replay->roster, s->member)->must_change;
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

const char *const SESSION_BESIDE[] = {"-journal", "-wal", "-shm", NULL};

/* Is it the vault's own name with this at its end, in the same folder? */
static bool is_beside(const char *path, const char *vault, const char *end)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	const char *own = strrchr(vault, '/') == NULL ? vault : strrchr(vault, '/') + 1;
	char *there = file_dirname(path);
	char *here = file_dirname(vault);
	size_t n = strlen(own);
	bool is = strncmp(name, own, n) == 0 && strcmp(name + n, end) == 0 && there != NULL &&
		  here != NULL && file_same(there, here);

	free(there);
	free(here);
	return is;
}

enum rc session_check_name(
    const struct session *s, const char *path, const char *what, struct err *e)
{
	if (file_same(path, session_path(s)))
		return err_set(e, RC_USAGE, "%s is the vault itself; give %s a name of its own",
		    path, what);
	for (size_t i = 0; SESSION_BESIDE[i] != NULL; i++)
		if (is_beside(path, session_path(s), SESSION_BESIDE[i]))
			return err_set(e, RC_USAGE,
			    "%s is a name that the vault itself uses; give %s another one",
			    path, what);
	return RC_OK;
}

bool session_compared(const struct session *s)
{
	return s->compared;
}

enum rc session_member_name(struct buf *out, struct session *s, int64_t id, struct err *e)
{
	const struct member *m = roster_member(&s->replay->roster, id);

	if (m == NULL)
		return err_set(
		    e, RC_TAMPER, "member #%lld has no record on the log", (long long)id);
	buf_add_str(out, m->name);
	return buf_ok(out) ? RC_OK : err_nomem(e);
}
