#include "describe.h"

#include <fts.h>
#include <string.h>

#include "base/file.h"
#include "crypto/secret.h"
#include "envelope/age.h"
#include "envelope/keys.h"
#include "transfer/parse.h"
#include "transfer/unseal.h"
#include "vault/audit.h"
#include "vault/check.h"
#include "vault/item.h"

static void put_content(struct buf *b, const struct content *c)
{
	buf_printf(b, "%.*s", SLICE_ARG(c->title));
	for (size_t i = 0; i < c->n_fields; i++)
		buf_printf(b, " %.*s=%.*s", SLICE_ARG(c->fields[i].label),
		    SLICE_ARG(c->fields[i].value));
	buf_add_char(b, '\n');
}

static void put_roster(struct buf *b, const struct roster *t)
{
	for (size_t i = 0; i < t->n_members; i++)
		buf_printf(b, "member %s %s%s\n", t->members[i].name,
		    role_name(t->members[i].role), t->members[i].must_change ? " new" : "");
	for (size_t i = 0; i < t->n_collections; i++)
		buf_printf(b, "collection %zu, generation %lld, %lld items%s\n", i + 1,
		    (long long)t->collections[i].generation, (long long)t->collections[i].items,
		    t->collections[i].stale ? ", stale" : "");
	for (size_t i = 0; i < t->n_grants; i++)
		buf_printf(b, "grant of %lld to %lld, generation %lld\n",
		    (long long)t->grants[i].collection, (long long)t->grants[i].member,
		    (long long)t->grants[i].generation);
	buf_printf(b, "envelope %lld, sealed %d\n", (long long)t->envelope.serial,
	    t->envelope.sealed_seq > t->envelope.changed_seq);
}

static struct session *session;

static enum rc put_item(void *arg, struct item *it, struct err *e)
{
	struct buf *b = arg;
	enum rc rc = item_open_unseen(it, session, e);

	buf_printf(b, "item %lld:%lld ", (long long)it->id, (long long)it->version);
	put_content(b, &it->content);
	return rc;
}

static enum rc count(void *arg, const struct audit_entry *entry, struct err *e)
{
	long *n = arg;

	n[entry->record.action]++;
	if (entry->opened || is_zero(entry->record.detail_hash, HASH_SIZE))
		return RC_OK;
	return err_set(e, RC_TAMPER, "the detail of record %lld does not open",
	    (long long)entry->record.seq);
}

static enum rc put_log(struct buf *b, struct session *s, struct err *e)
{
	const struct audit_filter all = {0};
	long n[ACT_COUNT] = {0};
	enum rc rc = audit_read(s, &all, count, n, e);

	for (enum action a = 0; a < ACT_COUNT; a++)
		if (n[a] > 0 && a != ACT_UNLOCK && a != ACT_UNLOCK_FAILED)
			buf_printf(b, "%ld %s\n", n[a], action_name(a));
	return rc;
}

static enum rc exported(
    void *arg, const struct content *c, const struct parse_entry *at, struct err *e)
{
	struct buf *b = arg;

	(void)at;
	(void)e;
	buf_add_str(b, "exported ");
	put_content(b, c);
	return RC_OK;
}

static void problem(void *arg, long line, const char *message)
{
	buf_printf(arg, "problem at %ld: %s\n", line, message);
}

/* It is whole, genuine, and opens. */
static enum rc put_export(
    struct buf *b, const struct fixture *f, const struct envelope_keys *keys, struct err *e)
{
	const struct secret *const identities[] = {keys->identity};
	struct age_keys opens = {.identities = identities, .count = 1};
	const struct parse_sink sink = {.item = exported, .problem = problem, .arg = b};
	struct unseal_info info = {0};
	struct buf plain = {0};
	enum rc rc;

	if ((rc = unseal_read(&plain, job_export(f), &opens, e)) == RC_OK &&
	    (rc = unseal_check(&info, buf_slice(&plain), keys->seal_public, e)) == RC_OK)
		rc = unseal_items(buf_slice(&plain), &sink, e);
	unseal_info_finish(&info);
	buf_finish(&plain);
	return rc;
}

/* With the old passphrase or the new one. */
static enum rc open_any(struct buf *b, struct fixture *f, struct err *e)
{
	enum rc rc = fixture_try(&session, f, CLERK, NULL, e);

	if (rc == RC_AUTH) {
		buf_add_str(b, "new passphrase\n");
		rc = fixture_try(&session, f, CLERK, NEW_PASSPHRASE, e);
	}
	return rc;
}

/* The newcomer's, by the first passphrase or another of their own. */
static enum rc put_newcomer(struct buf *b, struct fixture *f, struct err *e)
{
	struct session *s = NULL;
	enum rc rc = fixture_try(&s, f, NEWCOMER, FIRST_PASSPHRASE, e);

	if (rc == RC_AUTH) {
		buf_add_str(b, "own passphrase of the newcomer\n");
		if ((rc = fixture_try(&s, f, NEWCOMER, NULL, e)) == RC_OK)
			rc = session_note_unlock(s, e);
	}
	session_close(s);
	return rc;
}

static enum rc put_vault(struct buf *b, struct session *s, struct err *e)
{
	struct check_envelope found;
	enum rc rc;

	put_roster(b, session_roster(s));
	if ((rc = session_note_unlock(s, e)) != RC_OK ||
	    (rc = item_walk(s, 0, put_item, b, e)) != RC_OK || (rc = put_log(b, s, e)) != RC_OK)
		return rc;
	if ((rc = check_envelope(&found, s, e)) != RC_OK)
		return rc;
	return check_seals(s, e);
}

enum rc describe(struct buf *out, struct fixture *f, const struct envelope_keys *keys,
    enum job j, struct err *e)
{
	enum rc rc;

	session = NULL;
	f->warnings = 0;
	f->warned[0] = '\0';
	if ((rc = open_any(out, f, e)) != RC_OK)
		return rc;
	/* A new vault may be there before its founder's computer could remember it. */
	if (strstr(f->warned, "damaged") != NULL ||
	    (j != JOB_INIT && (!session_compared(session) || f->warnings > 0)))
		rc = err_set(e, RC_TAMPER, "what was remembered does not count: %s", f->warned);
	if (rc == RC_OK)
		rc = put_vault(out, session, e);
	session_close(session);
	if (rc == RC_OK && j == JOB_FIRST)
		rc = put_newcomer(out, f, e);
	if (rc == RC_OK && j == JOB_SEAL)
		rc = put_export(out, f, keys, e);
	return rc;
}

/*
 * The next command of the kind may clear away what the one that failed left;
 * the newcomer, who has changed the passphrase, cannot do it again.
 */
static void next_command(struct fixture *f, enum job j)
{
	struct result r = {0};
	struct err e = {0};
	enum rc rc = RC_OK;

	if (j == JOB_SEAL || j == JOB_FIRST)
		rc = job_run(&r, j, f, &e);
	if (rc != RC_AUTH)
		must(rc, &e, job_name(j));
}

/*
 * Once it has run, only these may be there: a state, and its pages. What was
 * remembered of a vault that was never finished stays, for it has no next command.
 */
static bool no_litter(struct buf *why, struct fixture *f, enum job j)
{
	char *const roots[] = {f->dir, NULL};
	FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	long surplus = 0;
	FTSENT *at;

	while (tree != NULL && (at = fts_read(tree)) != NULL) {
		const char *name = at->fts_name;

		if (at->fts_info != FTS_F || strcmp(name, "vault.db") == 0 ||
		    strcmp(name, "council.age") == 0 || strcmp(name, "lock") == 0)
			continue;
		if (strcmp(name, "state") == 0)
			surplus--;
		else if (strncmp(name, "pages.", 6) == 0)
			surplus++;
		else if (name[0] == '.' || strstr(name, ".place") == NULL)
			buf_printf(why, "%s is left behind", at->fts_path);
	}
	fts_close(tree);
	if (surplus != 0 && j != JOB_INIT)
		buf_printf(why, "%ld files of pages too many", surplus);
	return why->n == 0;
}

static enum rc verify(struct fixture *f, struct err *e)
{
	struct audit_report report;
	struct session *s = NULL;
	enum rc rc = session_open(&s, &f->options, e);

	if (rc == RC_OK && (rc = audit_verify(&report, s, e)) == RC_TAMPER)
		(void)err_set(e, rc, "%s", report.problem);
	session_close(s);
	return rc;
}

bool describe_sound(struct buf *why, struct fixture *f, enum job j)
{
	struct err e = {0};

	if (verify(f, &e) == RC_OK) {
		next_command(f, j);
		return no_litter(why, f, j);
	}
	buf_printf(why, "it does not verify: %s", e.text);
	return false;
}
