#include "transfer/backup.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file_out.h"
#include "vault/roster.h"
#include "vault/snapshot.h"

/* Nothing lies below it, so nothing is remembered of what is opened with it. */
static const char NOWHERE[] = "/dev/null";

static int64_t count_items(const struct session *s)
{
	const struct roster *t = session_roster(s);
	int64_t n = 0;

	for (size_t i = 0; i < t->n_collections; i++)
		n += t->collections[i].items;
	return n;
}

enum rc backup_open(struct session **out, struct backup_report *report,
    struct session_options *o, const struct session_options *base, const char *path,
    struct err *e)
{
	struct audit_report proof;
	struct session *s = NULL;
	enum rc rc;

	*o = *base;
	o->path = path;
	o->state_dir = NOWHERE;
	o->warn = NULL;
	if ((rc = session_open(&s, o, e)) != RC_OK)
		return rc;
	if ((rc = audit_verify(&proof, s, e)) != RC_OK) {
		session_close(s);
		return rc;
	}
	*report = (struct backup_report){
	    .records = proof.records, .items = count_items(s), .time_ms = proof.time_ms};
	*out = s;
	return RC_OK;
}

/* Is the file that is there one that may be replaced: an earlier backup? */
static enum rc check_earlier(struct session *s, const char *path, struct err *e)
{
	struct session_options o = {.path = path, .state_dir = NOWHERE};
	struct session *old = NULL;
	int64_t size;
	struct err why;
	enum rc rc;

	if ((rc = session_open(&old, &o, &why)) == RC_OK)
		rc = snapshot_is_earlier(&size, old, s, &why);
	session_close(old);
	if (rc == RC_OK)
		return RC_OK;
	return err_set(e, RC_EXISTS,
	    "there is a file %s already, and it is no earlier backup of this vault (%s); give "
	    "another name",
	    path, why.text);
}

static enum rc check_place(struct session *s, const char *path, struct err *e)
{
	struct stat st;

	if (session_check_name(s, path, "the backup", e) != RC_OK)
		return RC_USAGE;
	if (lstat(path, &st) != 0)
		return errno == ENOENT ? RC_OK : err_errno(e, RC_IO, "cannot look at %s", path);
	if (S_ISDIR(st.st_mode))
		return err_set(
		    e, RC_USAGE, "%s is a folder; give the name of a file in it", path);
	if (!S_ISREG(st.st_mode))
		return err_set(e, RC_EXISTS,
		    "%s is a link or a device, which a backup does not replace; give another "
		    "name",
		    path);
	return check_earlier(s, path, e);
}

/* The copy must be, as a whole, the very state that the session has learned. */
static enum rc prove_copy(
    struct backup_report *report, const struct session *s, const char *path, struct err *e)
{
	struct session_options o;
	struct session *copy = NULL;
	struct err why;
	enum rc rc = backup_open(&copy, report, &o, &(struct session_options){0}, path, &why);

	if (rc == RC_OK && (report->records != session_size(s) ||
			       memcmp(session_leaf(copy), session_leaf(s), HASH_SIZE) != 0))
		rc = err_set(&why, RC_TAMPER, "it is not the state that was copied");
	session_close(copy);
	if (rc == RC_OK)
		return RC_OK;
	return err_set(e, rc,
	    "the copy is not sound, so it was not kept; check the vault with \"strongroom "
	    "verify\", and keep older backups: %s",
	    why.text);
}

static void warn_if_open(const struct session *s, const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0 || (st.st_mode & (S_IRWXG | S_IRWXO)) == 0)
		return;
	session_warn(s, "other users of this computer can read the backup, for its file system "
			"knows no permissions; it is encrypted all the same");
}

static enum rc write_copy(struct backup_report *report, struct session *s,
    struct file_out *file, const char *path, struct err *e)
{
	enum rc rc;

	if ((rc = snapshot_copy(s, file_out_temp(file), e)) != RC_OK ||
	    (rc = prove_copy(report, s, file_out_temp(file), e)) != RC_OK) {
		file_out_abort(file);
		return rc;
	}
	if ((rc = file_out_commit(file, e)) == RC_OK)
		warn_if_open(s, path);
	return rc;
}

/* What can be known to fail is tried before the record says that it is begun. */
static enum rc record(
    struct file_out **file, struct session *s, const char *path, struct err *e)
{
	enum rc rc;

	if ((rc = session_require(s, RIGHT_ADMINISTER, ACT_BACKUP, "make a backup", e)) !=
		RC_OK ||
	    (rc = check_place(s, path, e)) != RC_OK ||
	    (rc = file_out_open(file, path, e)) != RC_OK)
		return rc;
	return snapshot_record(s, path, e);
}

enum rc backup_write(
    struct backup_report *report, struct session *s, const char *path, struct err *e)
{
	struct file_out *file = NULL;
	struct err why;
	enum rc rc;

	*report = (struct backup_report){0};
	if ((rc = session_begin(s, e)) != RC_OK)
		return rc;
	rc = record(&file, s, path, e);
	if ((rc = session_end(s, rc, e)) != RC_OK) {
		file_out_abort(file);
		return rc;
	}
	if ((rc = write_copy(report, s, file, path, &why)) == RC_OK)
		return RC_OK;
	return err_set(e, rc,
	    "%s. There is no new backup, though the audit log says that one was begun; "
	    "\"strongroom backup check\" proves those that there are",
	    why.text);
}
