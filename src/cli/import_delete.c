#include "import_delete.h"

#include <stdio.h>
#include <unistd.h>

#include "choice.h"
#include "transfer/import.h"

/* Nobody else's file, no link to one, and none that has another name as well. */
bool import_may_delete(struct stat *st, const char *path)
{
	return lstat(path, st) == 0 && S_ISREG(st->st_mode) && st->st_uid == geteuid() &&
	       st->st_nlink == 1;
}

static bool is_same(const struct stat *was, const char *path)
{
	struct stat st;

	return import_may_delete(&st, path) && st.st_dev == was->st_dev &&
	       st.st_ino == was->st_ino && st.st_size == was->st_size &&
	       st.st_mtim.tv_sec == was->st_mtim.tv_sec &&
	       st.st_mtim.tv_nsec == was->st_mtim.tv_nsec;
}

static void say_kept(const struct app *app, const char *path)
{
	out_note(app,
	    "%s holds every password in clear: delete it once you have seen that all is well.",
	    path);
}

/* What is in the file and not in the vault. */
static size_t missing(const struct import_report *r)
{
	return r->read - r->added - r->duplicates;
}

static void say_deleted(const struct app *app, const char *path, const struct import_report *r)
{
	const size_t n = missing(r);
	char more[120] = "";

	if (n > 0)
		snprintf(more, sizeof more,
		    ", and with it %zu %s that %s left out or skipped, and %s not in the vault",
		    n, n == 1 ? "entry" : "entries", n == 1 ? "was" : "were",
		    n == 1 ? "is" : "are");
	out_note(app,
	    "Deleted %s%s. What is deleted is not erased: on an SSD or a memory stick it can "
	    "often be brought back for a while. Look also for copies of it in the trash, in "
	    "Downloads, in mail, in backups and in the cloud.",
	    path, more);
}

static enum rc delete_now(const struct app *app, const char *path, const struct stat *was,
    const struct import_report *r, struct err *e)
{
	if (!is_same(was, path))
		return err_set(e, RC_IO,
		    "everything was imported, but %s was not deleted: it has changed since it "
		    "was read, or cannot be deleted safely; look at it, and delete it yourself",
		    path);
	if (unlink(path) != 0)
		return err_errno(e, RC_IO,
		    "everything was imported, but %s could not be deleted; delete it yourself",
		    path);
	say_deleted(app, path, r);
	return RC_OK;
}

/* The question says what is lost with the file. */
static enum rc ask(
    bool *yes, struct app *app, const char *path, const struct import_report *r, struct err *e)
{
	const size_t n = missing(r);
	char question[200] = "Delete it now? Type yes to delete it: ";

	term_say(app, "%s holds every password in clear.\n", path);
	if (n > 0) {
		term_say(app, "%zu of its entries %s not taken: %s in this file alone.\n", n,
		    n == 1 ? "was" : "were", n == 1 ? "it is" : "they are");
		snprintf(question, sizeof question,
		    "Delete it now, and %s %zu with it? Type yes to delete it: ",
		    n == 1 ? "that" : "those", n);
	} else if (r->n_problems > 0) {
		term_say(app, "Not all of it came over as it was: see above.\n");
	}
	return choice_yes(yes, app, question, e);
}

/* But for what was left out on purpose, everything is in the vault as it was. */
static bool is_whole(const struct import_report *r)
{
	return r->n_problems == 0 && r->read == r->added + r->duplicates + r->left_out;
}

enum rc import_delete(struct app *app, const char *path, const struct stat *was,
    const struct import_report *r, struct err *e)
{
	bool yes = args_has(&app->args, "delete");
	enum rc rc = RC_OK;

	if (yes && !is_whole(r))
		return err_set(e, RC_IO,
		    "%s was not deleted: not all of it was taken as it was, and the file may "
		    "be "
		    "the only place that has the rest; look at what is said above, and delete "
		    "it yourself",
		    path);
	if (!yes && (!is_same(was, path) || !term_open(app))) {
		say_kept(app, path);
		return RC_OK;
	}
	if (!yes)
		rc = ask(&yes, app, path, r, e);
	if (rc == RC_OK && yes)
		return delete_now(app, path, was, r, e);
	if (rc == RC_OK)
		say_kept(app, path);
	return rc;
}
