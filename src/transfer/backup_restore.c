/*
 * backup_restore: a backup in the place of the vault.
 *
 * All is done to a copy beside the vault, which then takes its name in one
 * step while nobody else can use the vault: whatever stops this, there is the
 * vault as it was, or the restored one with the record that says so.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/file_out.h"
#include "transfer/backup.h"
#include "vault/snapshot.h"

enum { GIVEN_AHEAD = 100000 };

struct restoring {
	const struct session_options *options;
	const char *path; /* of the vault */
	const char *from; /* the backup, as given */
	struct file_out *file;
	struct session_options copy_options;
	struct session *copy;
	struct session_options vault_options;
	struct session *vault; /* NULL: there is none, or none that opens */
	bool there;
	struct err damage; /* rc 0: there is nothing, or it is whole */
	struct backup_report report;
	struct head newest;
	char *kept;
};

static enum rc check_file(const char *file, const char *vault, struct err *e)
{
	struct stat st;

	if (file_same(file, vault))
		return err_set(e, RC_USAGE,
		    "%s is the vault itself; give the backup that is to take its place", file);
	if (file_is_left(file, vault))
		return err_set(e, RC_USAGE,
		    "%s has the name of a temporary file of the vault's, which would be "
		    "removed; rename it, and give that name",
		    file);
	if (lstat(vault, &st) == 0 && !S_ISREG(st.st_mode))
		return err_set(e, RC_EXISTS,
		    "%s is a folder, a link or a device; give another place with --vault",
		    vault);
	return RC_OK;
}

/* One state of the backup, in a file beside the vault. */
static enum rc copy_backup(struct restoring *r, struct err *e)
{
	struct session_options o;
	struct backup_report report;
	struct session *s = NULL;
	enum rc rc;

	if ((rc = backup_open(&s, &report, &o, r->options, r->from, e)) != RC_OK)
		return rc;
	if ((rc = file_out_open(&r->file, r->path, e)) == RC_OK)
		rc = snapshot_copy(s, file_out_temp(r->file), e);
	session_close(s);
	if (rc != RC_OK)
		return rc;
	return backup_open(
	    &r->copy, &r->report, &r->copy_options, r->options, file_out_temp(r->file), e);
}

static enum rc another_vault(const struct restoring *r, struct err *e)
{
	return err_set(e, RC_EXISTS,
	    "the vault at %s is another one than the backup is of; give another place with "
	    "--vault",
	    r->path);
}

/* What is in the place may be damaged in any way: that is what backups are for. */
static enum rc look_at_vault(struct restoring *r, struct err *e)
{
	struct audit_report proof;
	struct stat st;
	enum rc rc;

	r->there = lstat(r->path, &st) == 0;
	if (!r->there)
		return RC_OK;
	r->vault_options = r->copy_options;
	r->vault_options.path = r->path;
	rc = session_open(&r->vault, &r->vault_options, &r->damage);
	if (rc == RC_OK &&
	    memcmp(session_vault_id(r->vault), session_vault_id(r->copy), VAULT_ID) != 0)
		return another_vault(r, e);
	if (rc == RC_OK)
		rc = audit_verify(&proof, r->vault, &r->damage);
	if (rc == RC_OK)
		r->damage.rc = RC_OK;
	if (rc == RC_BUSY || rc == RC_FAIL)
		return err_set(e, rc, "%s", r->damage.text);
	return RC_OK;
}

enum rc backup_restore_begin(struct restoring **out, const struct session_options *options,
    const char *file, struct err *e)
{
	struct restoring *r;
	enum rc rc;

	if ((rc = check_file(file, options->path, e)) != RC_OK)
		return rc;
	if ((r = calloc(1, sizeof *r)) == NULL)
		return err_nomem(e);
	r->options = options;
	r->path = options->path;
	r->from = file;
	if ((rc = copy_backup(r, e)) != RC_OK || (rc = look_at_vault(r, e)) != RC_OK) {
		backup_restore_free(r);
		return rc;
	}
	*out = r;
	return RC_OK;
}

void backup_restore_free(struct restoring *r)
{
	if (r == NULL)
		return;
	session_close(r->copy);
	session_close(r->vault);
	file_out_abort(r->file);
	free(r->kept);
	free(r);
}

struct session *backup_session(struct restoring *r)
{
	return r->copy;
}

const struct backup_report *backup_restore_report(const struct restoring *r)
{
	return &r->report;
}

/*
 * What somebody else has seen counts beside what is proved here, but a slip of
 * the pen must not cover whatever may ever be seen.
 */
static enum rc take_given(struct head *newest, const struct head *given, struct err *e)
{
	if (given->size == 0)
		return RC_OK;
	if (given->size < newest->size)
		return err_set(e, RC_USAGE,
		    "record %lld is before record %lld, which is known here and named, and so "
		    "it is covered already; nothing was changed: go on without --seen",
		    (long long)given->size, (long long)newest->size);
	if (given->size - newest->size > GIVEN_AHEAD)
		return err_set(e, RC_USAGE,
		    "record %lld is more than %d records later than any that is known here; "
		    "nothing was changed: compare the number with the message that gave it",
		    (long long)given->size, (int)GIVEN_AHEAD);
	if (given->size == newest->size && memcmp(given->leaf, newest->leaf, HASH_SIZE) == 0)
		return RC_OK;
	newest->size = given->size;
	newest->time_ms = given->time_ms;
	newest->hearsay = true;
	memcpy(newest->leaf, given->leaf, sizeof newest->leaf);
	return RC_OK;
}

enum rc backup_restore_plan(
    struct restore_plan *plan, struct restoring *r, const struct head *given, struct err *e)
{
	struct head rumoured = {0};
	const char *state = r->options->state_dir;
	enum rc rc;

	if ((rc = restore_check_right(r->copy, e)) != RC_OK)
		return rc;
	r->newest = (struct head){0};
	restore_newest_of(&r->newest, r->copy);
	if (r->vault != NULL && r->damage.rc == RC_OK)
		restore_newest_of(&r->newest, r->vault);
	if ((rc = restore_remembered(&r->newest, r->copy, state, e)) != RC_OK)
		return rc;
	if ((rc = take_given(&r->newest, given, e)) != RC_OK)
		return rc;
	rumoured.size = r->newest.size;
	if ((rc = restore_rumoured(&rumoured, r->copy, state, e)) != RC_OK)
		return rc;
	if (rumoured.size == r->newest.size)
		rumoured.size = 0;
	*plan = (struct restore_plan){.backup = r->report,
	    .newest = r->newest,
	    .rumoured = rumoured,
	    .there = r->there,
	    .problem = r->damage.rc == RC_OK ? NULL : r->damage.text};
	return RC_OK;
}

/* "vault.db.before-restore-20261122T005258Z", and a number if need be. */
static enum rc name_kept(struct restoring *r, struct err *e)
{
	char when[CLOCK_TEXT];
	char *to = when;
	struct stat st;

	clock_rfc3339(when, clock_ms());
	for (const char *from = when; *from != '\0'; from++)
		if (*from != '-' && *from != ':')
			*to++ = *from;
	*to = '\0';
	for (int i = 1; i < 1000; i++) {
		char number[16] = "";

		if (i > 1)
			snprintf(number, sizeof number, "-%d", i);
		free(r->kept);
		if (asprintf(&r->kept, "%s.before-restore-%s%s", r->path, when, number) < 0) {
			r->kept = NULL;
			return err_nomem(e);
		}
		if (lstat(r->kept, &st) != 0)
			return errno == ENOENT
				   ? RC_OK
				   : err_errno(
					 e, RC_IO, "cannot keep what is there as %s", r->kept);
	}
	return err_set(e, RC_EXISTS, "%s is there already, and 998 more like it", r->kept);
}

/* What is not there need not move. */
static enum rc move_beside(const char *from, const char *to, const char *end, struct err *e)
{
	char *source = NULL;
	char *target = NULL;
	enum rc rc = RC_OK;

	if (asprintf(&source, "%s%s", from, end) < 0)
		source = NULL;
	if (asprintf(&target, "%s%s", to, end) < 0)
		target = NULL;
	if (source == NULL || target == NULL)
		rc = err_nomem(e);
	else if (rename(source, target) != 0 && errno != ENOENT)
		rc = err_errno(e, RC_IO, "cannot move %s away", source);
	free(source);
	free(target);
	return rc;
}

/*
 * What SQLite left beside a vault that could not be opened would be taken for
 * the restored one's, and destroy it: it goes where that vault goes, or back.
 */
static enum rc move_journals(const char *from, const char *to, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; SESSION_BESIDE[i] != NULL; i++) {
		if ((rc = move_beside(from, to, SESSION_BESIDE[i], e)) == RC_OK)
			continue;
		for (; i > 0; i--)
			(void)!move_beside(to, from, SESSION_BESIDE[i - 1], NULL);
		break;
	}
	return rc;
}

/* One that was altered may not even let itself be locked; then nobody uses it. */
static enum rc hold_vault(struct restoring *r, struct err *e)
{
	enum rc rc;

	if (r->vault == NULL)
		return RC_OK;
	rc = snapshot_hold(r->vault, r->damage.rc == RC_OK, e);
	return rc == RC_OK || rc == RC_BUSY || r->damage.rc == RC_OK ? rc : RC_OK;
}

static enum rc put_in_place(struct restoring *r, struct err *e)
{
	struct stat copy;
	struct stat now;
	const char *kept;
	enum rc rc;

	/* SQLite has to be done with the copy before its name changes. */
	session_close(r->copy);
	r->copy = NULL;
	if (stat(file_out_temp(r->file), &copy) != 0)
		return err_errno(e, RC_IO, "cannot look at %s", file_out_temp(r->file));
	if ((rc = name_kept(r, e)) != RC_OK ||
	    (rc = move_journals(r->path, r->kept, e)) != RC_OK)
		return rc;
	kept = strrchr(r->kept, '/');
	rc = file_out_replace(r->file, kept == NULL ? r->kept : kept + 1, e);
	r->file = NULL;
	/* Beside the copy, where that is in the place all the same, they must not be. */
	if (rc != RC_OK && (stat(r->path, &now) != 0 || now.st_ino != copy.st_ino))
		(void)!move_journals(r->kept, r->path, NULL);
	return rc;
}

enum rc backup_restore_finish(const char **kept, struct restoring *r, struct err *e)
{
	enum rc rc;

	if ((rc = hold_vault(r, e)) != RC_OK ||
	    (rc = restore_record(r->copy, &r->newest, r->from, e)) != RC_OK ||
	    (rc = put_in_place(r, e)) != RC_OK)
		return rc;
	*kept = r->there ? r->kept : NULL;
	return RC_OK;
}
