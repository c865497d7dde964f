/* backup: a copy of the vault, and what it is worth. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "commands.h"
#include "transfer/backup.h"
#include "vault/snapshot.h"

enum rc cmd_backup(struct app *app, struct err *e)
{
	const char *file = args_word(&app->args, 0);
	struct backup_report r;
	enum rc rc = backup_write(&r, app->session, file, e);

	if (rc != RC_OK)
		return rc;
	if (app->json)
		return out_json(
		    json_pack("{s:o,s:I,s:I}", "file", json_slice(slice_str(file)), "records",
			(json_int_t)r.records, "items", (json_int_t)r.items),
		    e);
	out_note(app,
	    "The backup %s is written and checked: %lld records and %lld item%s.\n"
	    "Keep it away from this computer, so that one fire or one thief does not take "
	    "both. It opens only with the passphrases of today.",
	    file, (long long)r.records, (long long)r.items, r.items == 1 ? "" : "s");
	return RC_OK;
}

/* The vault at the usual place, its log proved, to compare with; else the reason why not. */
static enum rc open_vault(
    struct session **vault, struct app *app, struct session_options *o, struct err *why)
{
	enum rc rc;

	*o = app->options;
	o->warn = NULL;
	if ((rc = session_open(vault, o, why)) != RC_OK)
		return rc;
	return session_learn(*vault, 0, why);
}

static json_t *whole(const struct backup_report *r, const struct session *s)
{
	return json_pack("{s:b,s:I,s:I,s:o,s:s}", "whole", 1, "records", (json_int_t)r->records,
	    "items", (json_int_t)r->items, "time", json_time(r->time_ms), "council",
	    session_council(s));
}

static void say_age(
    const struct app *app, const struct backup_report *r, int64_t behind, const char *compared)
{
	char when[CLOCK_TEXT];
	char age[64] = "the same as the vault";

	clock_local(when, r->time_ms);
	if (behind > 0)
		snprintf(age, sizeof age, "%lld record%s older than the vault",
		    (long long)behind, behind == 1 ? "" : "s");
	out_note(app, "The backup is whole; %s; made on %s, with %lld records and %lld item%s.",
	    compared == NULL ? age : compared, when, (long long)r->records, (long long)r->items,
	    r->items == 1 ? "" : "s");
}

/* A backup that the vault does not know is as bad as none. */
static enum rc compare(
    int64_t *behind, struct session *backup, struct session *vault, struct err *e)
{
	struct err why;
	int64_t size;
	int64_t last;
	enum rc rc = snapshot_is_earlier(&size, backup, vault, &why);

	if (rc == RC_TAMPER)
		return err_set(e, RC_TAMPER,
		    "the backup is whole by itself, but is no earlier state of the vault %s: "
		    "%s",
		    session_path(vault), why.text);
	if (rc != RC_OK)
		return err_set(e, rc, "%s", why.text);
	if ((rc = snapshot_records(&last, vault, e)) == RC_OK)
		*behind = last - size;
	return rc;
}

static enum rc report_check(
    struct app *app, const struct backup_report *r, struct session *backup, struct err *e)
{
	struct session_options o;
	struct session *vault = NULL;
	struct err why = {0};
	int64_t behind = 0;
	json_t *doc;
	enum rc rc = open_vault(&vault, app, &o, &why);
	bool compared = rc == RC_OK;

	rc = compared ? compare(&behind, backup, vault, e) : RC_OK;
	session_close(vault);
	if (rc != RC_OK)
		return rc;
	if (!compared && why.rc != RC_NOTFOUND)
		out_warn(app, "the backup was not compared with the vault: %s", why.text);
	if (!app->json) {
		say_age(app, r, behind,
		    compared ? NULL : "there is no vault here to compare it with");
		return RC_OK;
	}
	doc = whole(r, backup);
	json_object_set_new(doc, "behind", compared ? json_integer(behind) : json_null());
	return out_json(doc, e);
}

enum rc cmd_backup_check(struct app *app, struct err *e)
{
	const char *file = args_word(&app->args, 0);
	struct session_options o;
	struct session *backup = NULL;
	struct backup_report r;
	struct err why;
	enum rc rc;

	if ((rc = app_prepare(app, false, e)) != RC_OK)
		return rc;
	if ((rc = backup_open(&backup, &r, &o, &app->options, file, &why)) == RC_NOTFOUND)
		rc = err_set(e, rc, "there is no file %s", file);
	else if (rc == RC_TAMPER)
		err_set(
		    e, rc, "the backup %s is not whole: %s; keep another one", file, why.text);
	else if (rc != RC_OK)
		err_set(e, rc, "%s", why.text);
	else
		rc = report_check(app, &r, backup, e);
	session_close(backup);
	return rc;
}
