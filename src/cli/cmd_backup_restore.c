/* backup restore: a backup in the place of the vault, by a clerk, on the record. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "commands.h"
#include "crypto/encode.h"
#include "crypto/secret.h"
#include "transfer/backup.h"

/* "134:" and 64 hexadecimal digits, as the message about a restore gives it. */
static enum rc parse_seen(struct head *h, struct app *app, struct err *e)
{
	const char *text = args_value(&app->args, "seen");
	const char *colon = text == NULL ? NULL : strchr(text, ':');
	char number[24];

	*h = (struct head){0};
	if (text == NULL)
		return RC_OK;
	if (colon != NULL && (size_t)(colon - text) < sizeof number) {
		snprintf(number, sizeof number, "%.*s", (int)(colon - text), text);
		if (args_positive(&h->size, number, NULL) == RC_OK &&
		    hex_decode(h->leaf, sizeof h->leaf, slice_str(colon + 1)))
			return RC_OK;
	}
	return err_set(e, RC_USAGE,
	    "--seen takes the number of a record, a colon and the 64 digits of its leaf, as "
	    "the "
	    "other computer shows them, not \"%s\"",
	    text);
}

enum rc check_backup_restore(struct app *app, struct err *e)
{
	struct head h;

	return parse_seen(&h, app, e);
}

static enum rc ask_passphrase(
    struct app *app, const struct backup_report *r, int64_t id, struct err *e)
{
	struct buf name = {0};
	char when[CLOCK_TEXT];
	char prompt[400];
	enum rc rc;

	if (args_has(&app->args, "passphrase-fd"))
		return input_line(&app->passphrase, app, "passphrase-fd", e);
	if (!term_open(app))
		return err_set(e, RC_AUTH,
		    "a clerk's passphrase is needed, as it was when the backup was made, and "
		    "%s; give it with --passphrase-fd N",
		    term_missing(app));
	clock_local(when, r->time_ms);
	if ((rc = session_member_name(&name, app->session, id, e)) == RC_OK) {
		snprintf(prompt, sizeof prompt,
		    "Passphrase of %.*s as it was on %s, when the backup was made (nothing "
		    "shows while you type): ",
		    SLICE_ARG(buf_slice(&name)), when);
		/* Until it is seen whether it is right. */
		term_hush(app);
		rc = term_secret(&app->passphrase, app, prompt, e);
	}
	buf_finish(&name);
	return rc;
}

static enum rc unlock(struct app *app, const struct backup_report *r, struct err *e)
{
	struct err why;
	int64_t id;
	enum rc rc;

	if ((rc = app_choose_member(&id, app, e)) != RC_OK ||
	    (rc = session_learn(app->session, id, e)) != RC_OK ||
	    /* Its refusal would be recorded in the copy, which nobody keeps. */
	    (rc = restore_check_right(app->session, e)) != RC_OK ||
	    (rc = ask_passphrase(app, r, id, e)) != RC_OK ||
	    (rc = wrong_words_check(app, app->passphrase, e)) != RC_OK)
		return rc;
	rc = session_unlock(app->session, app->passphrase, &why);
	term_unhush();
	if (rc == RC_AUTH)
		return err_set(e, rc,
		    "that is not the passphrase that this member had when the backup was made; "
		    "nothing was changed. Try again");
	return rc == RC_OK ? rc : err_set(e, rc, "%s", why.text);
}

static int64_t lost(const struct restore_plan *p)
{
	return p->newest.size - p->backup.records;
}

static void put_losses(struct buf *b, const struct restore_plan *p)
{
	char from[CLOCK_TEXT];
	char to[CLOCK_TEXT];

	clock_local(from, p->backup.time_ms);
	if (lost(p) == 0) {
		buf_printf(b,
		    "The backup is of %s, and nothing later is known: no record will "
		    "be lost that this computer knows of.",
		    from);
		return;
	}
	buf_printf(b, "The backup is of %s. %lld record%s of what was done since", from,
	    (long long)lost(p), lost(p) == 1 ? "" : "s");
	if (p->newest.time_ms != 0) {
		clock_local(to, p->newest.time_ms);
		buf_printf(b, ", up to %s,", to);
	}
	buf_printf(b, " will be lost: %lld to %lld.", (long long)p->backup.records + 1,
	    (long long)p->newest.size);
}

/* What a clerk has to know before saying yes. */
static void say_plan(struct app *app, const struct restore_plan *p)
{
	struct buf b = {0};
	struct buf leaf = {0};

	put_losses(&b, p);
	if (buf_cstr(&b) != NULL)
		out_note(app, "%s", buf_cstr(&b));
	if (p->problem != NULL)
		out_note(
		    app, "The file in the place of the vault is not whole: %s.", p->problem);
	if (p->there)
		out_note(app, "The file that is there now will be kept under another name.");
	if (p->rumoured.size != 0) {
		hex_encode(&leaf, p->rumoured.leaf, HASH_SIZE);
		out_warn(app,
		    "another member has seen record %lld on this computer, which only that "
		    "member can prove; who has seen it will not be able to use the restored "
		    "vault, unless you go on with --seen %lld:%.*s",
		    (long long)p->rumoured.size, (long long)p->rumoured.size,
		    SLICE_ARG(buf_slice(&leaf)));
	}
	buf_finish(&leaf);
	buf_finish(&b);
}

static enum rc report(
    struct app *app, const struct restore_plan *p, const char *kept, struct err *e)
{
	if (app->json)
		return out_json(
		    json_pack("{s:o,s:I,s:I,s:I,s:o}", "vault",
			json_slice(slice_str(app->vault_path)), "records",
			(json_int_t)p->backup.records + 1, "named", (json_int_t)p->newest.size,
			"lost", (json_int_t)lost(p), "kept",
			kept == NULL ? json_null() : json_slice(slice_str(kept))),
		    e);
	out_note(app,
	    "The backup is the vault %s now, and its audit log says so: record %lld. Every "
	    "member is told at the next unlock. Tell them before that, and do again what was "
	    "lost.",
	    app->vault_path, (long long)p->backup.records + 1);
	if (kept != NULL)
		out_note(app, "What was there before is kept as %s.", kept);
	return RC_OK;
}

static enum rc restore(struct app *app, struct restoring *r, struct err *e)
{
	struct restore_plan plan = {0};
	struct head given;
	const char *kept;
	enum rc rc;

	if ((rc = parse_seen(&given, app, e)) != RC_OK)
		return rc;
	app->session = backup_session(r);
	rc = unlock(app, backup_restore_report(r), e);
	/* It belongs to r, and what it may record is not for the backup. */
	app->session = NULL;
	if (rc != RC_OK || (rc = backup_restore_plan(&plan, r, &given, e)) != RC_OK)
		return rc;
	say_plan(app, &plan);
	if ((rc = app_confirm(
		 app, "Put the backup in the place of the vault? Type yes to go on: ", e)) !=
		RC_OK ||
	    (rc = backup_restore_finish(&kept, r, e)) != RC_OK)
		return rc;
	return report(app, &plan, kept, e);
}

/* On a new computer not even the folder is there; one that was named has to be. */
static void make_usual_folder(const struct app *app)
{
	const char *given = getenv("STRONGROOM_VAULT");
	char *dir;

	if (args_has(&app->args, "vault") || (given != NULL && given[0] != '\0') ||
	    (dir = file_dirname(app->vault_path)) == NULL)
		return;
	(void)!file_mkdirs(dir, NULL);
	free(dir);
}

enum rc cmd_backup_restore(struct app *app, struct err *e)
{
	const char *file = args_word(&app->args, 0);
	struct restoring *r = NULL;
	struct err why;
	enum rc rc;

	if ((rc = app_prepare(app, false, e)) != RC_OK)
		return rc;
	make_usual_folder(app);
	if ((rc = backup_restore_begin(&r, &app->options, file, &why)) == RC_NOTFOUND &&
	    access(file, F_OK) != 0)
		return err_set(e, rc, "there is no file %s", file);
	if (rc == RC_TAMPER)
		return err_set(e, rc, "the backup %s is not whole, and was not put back: %s",
		    file, why.text);
	if (rc != RC_OK)
		return err_set(e, rc, "%s", why.text);
	rc = restore(app, r, e);
	backup_restore_free(r);
	return rc;
}
