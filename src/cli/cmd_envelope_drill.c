/* envelope drill: would the sheets open the envelope? It stays shut. */
#include "unseal.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "commands.h"
#include "crypto/secret.h"
#include "envelope/keys.h"
#include "transfer/export.h"
#include "transfer/export_check.h"
#include "vault/care.h"
#include "vault/policy.h"

struct drill {
	int64_t serial;
	unsigned only;               /* the one sheet that is tried; 0: as many as are needed */
	struct public_sheets sheets; /* that were given */
	struct envelope_keys *keys;  /* NULL: they are too few */
	const char *file;            /* of the export that was tried as well; NULL: none */
	struct export_found export;
};

/* before anything is typed */

static enum rc check_may(struct drill *d, struct app *app, struct err *e)
{
	const char *sheet = args_word(&app->args, 0);
	enum rc rc = session_require(
	    app->session, RIGHT_CARE, ACT_ENVELOPE_DRILL, "care for the envelope", e);

	if (rc != RC_OK || (rc = emergency_check_exists(app->session, e)) != RC_OK)
		return rc;
	d->serial = session_roster(app->session)->envelope.serial;
	return sheet == NULL ? RC_OK : care_sheet(&d->only, app->session, sheet, e);
}

/* what was typed */

static int ascending(const void *a, const void *b)
{
	return *(const uint8_t *)a - *(const uint8_t *)b;
}

static enum rc take_seen(
    struct drill *d, const struct app *app, const struct sheet_seen *seen, struct err *e)
{
	const struct envelope *v = &session_roster(app->session)->envelope;

	d->sheets.n = seen->n;
	memcpy(d->sheets.numbers, seen->numbers, seen->n);
	qsort(d->sheets.numbers, d->sheets.n, 1, ascending);
	if (seen->need != v->need || d->sheets.numbers[d->sheets.n - 1] > v->n_holders)
		return err_set(e, RC_INPUT,
		    "a sheet claims to be of this envelope, but it has no such sheet");
	if (d->only != 0 && (d->sheets.n != 1 || d->sheets.numbers[0] != d->only))
		return err_set(e, RC_INPUT, "that is not sheet %u, but sheet %u", d->only,
		    d->sheets.numbers[0] == d->only ? d->sheets.numbers[1]
						    : d->sheets.numbers[0]);
	return RC_OK;
}

static enum rc read_sheets(struct drill *d, struct app *app, struct err *e)
{
	struct secret *secret = NULL;
	struct sheet_seen seen;
	enum rc rc = sheet_input_secret(&secret, &seen, app, d->only != 0, e);

	if (rc == RC_OK && (rc = take_seen(d, app, &seen, e)) == RC_OK && secret != NULL)
		rc = envelope_keys_derive(&d->keys, secret, e);
	secret_free(secret);
	return rc;
}

/* on the record */

static enum rc record(const struct drill *d, struct app *app, struct err *e)
{
	struct emergency typed = {0};

	if (session_roster(app->session)->envelope.serial != d->serial)
		return err_set(
		    e, RC_BUSY, "somebody made a new envelope in the meantime; try its sheets");
	if (d->keys != NULL)
		export_emergency(&typed, d->keys);
	return care_drill(app->session, &d->sheets, d->keys == NULL ? NULL : &typed, e);
}

/* Words that are wrong may be guesses: they do not go unnoticed. */
static enum rc record_failed(struct app *app, const char *why, struct err *e)
{
	enum rc rc = session_begin(app->session, e);

	if (rc != RC_OK)
		return rc;
	return session_end(app->session, care_drill_failed(app->session, why, e), e);
}

static enum rc try_sheets(struct drill *d, struct app *app, struct err *e)
{
	struct err why;
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK ||
	    (rc = session_end(app->session, check_may(d, app, e), e)) != RC_OK)
		return rc;
	if ((rc = read_sheets(d, app, &why)) == RC_INPUT)
		return record_failed(app, why.text, e);
	if (rc != RC_OK)
		return err_set(e, rc, "%s", why.text);
	if ((rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	return session_end(app->session, record(d, app, e), e);
}

/* the export */

/* A stick that is not there is none, unless it was named. */
static enum rc try_export(struct drill *d, struct app *app, struct err *e)
{
	const char *given = args_value(&app->args, "export");
	struct err why;
	enum rc rc;

	if (d->keys == NULL && given != NULL)
		return err_set(e, RC_USAGE,
		    "these sheets are too few to try an export with; the drill is on the "
		    "audit log");
	/* Without the keys none is tried, and none may be said to have been. */
	if (d->keys == NULL)
		return RC_OK;
	d->file = given != NULL ? given : policy_seal_path(app->session);
	if (d->file == NULL)
		return RC_OK;
	rc = export_check(&d->export, d->file, d->keys->identity, d->keys->seal_public, &why);
	if (rc == RC_OK)
		return rc;
	if (given == NULL && rc == RC_NOTFOUND) {
		out_note(app, "The export %s is not there, and was not tried.", d->file);
		d->file = NULL;
		return RC_OK;
	}
	return err_set(e, rc,
	    "the sheets would open the envelope, but not the export %s: %s; write it anew "
	    "with \"strongroom seal FILE\"",
	    d->file, why.text);
}

/* what came of it */

static json_t *json_export(const struct drill *d)
{
	if (d->file == NULL)
		return json_null();
	return json_pack("{s:o,s:b,s:I,s:o}", "file", json_slice(slice_str(d->file)), "genuine",
	    1, "size", (json_int_t)d->export.size, "sealed", json_time(d->export.time_ms));
}

static json_t *json_drill(const struct drill *d, const struct app *app)
{
	json_t *sheets = json_array();

	for (size_t i = 0; i < d->sheets.n; i++)
		json_array_append_new(sheets, json_integer(d->sheets.numbers[i]));
	return json_pack("{s:I,s:o,s:I,s:b,s:o}", "serial", (json_int_t)d->serial, "sheets",
	    sheets, "need", (json_int_t)session_roster(app->session)->envelope.need, "opens",
	    d->keys != NULL, "export", json_export(d));
}

/* "sheet 2", "sheets 1, 2 and 3" */
static void put_sheets(struct buf *b, const struct public_sheets *p)
{
	buf_add_str(b, p->n == 1 ? "Sheet " : "Sheets ");
	for (size_t i = 0; i < p->n; i++)
		buf_printf(b, "%s%u",
		    i == 0         ? ""
		    : i + 1 < p->n ? ", "
				   : " and ",
		    p->numbers[i]);
}

static void say_export(const struct drill *d, const struct app *app)
{
	char when[CLOCK_TEXT];

	if (d->file == NULL)
		return;
	clock_local(when, d->export.time_ms);
	out_note(app,
	    "The export %s opens with them and is genuine: sealed on %s, at record %lld of "
	    "the audit log.",
	    d->file, when, (long long)d->export.size);
}

static void say(const struct drill *d, const struct app *app)
{
	const struct envelope *v = &session_roster(app->session)->envelope;
	const bool one = d->sheets.n == 1;
	struct buf b = {0};

	put_sheets(&b, &d->sheets);
	if (d->keys != NULL)
		buf_printf(
		    &b, " would open envelope %lld. Nothing was opened.", (long long)d->serial);
	else
		buf_printf(&b,
		    " of envelope %lld %s right as far as %s checksum and set go. That they "
		    "open it takes %u together to show.",
		    (long long)d->serial, one ? "is" : "are", one ? "its" : "their", v->need);
	out_note(app, "%s", buf_cstr(&b) == NULL ? "" : buf_cstr(&b));
	say_export(d, app);
	out_note(app,
	    "Now put %s into a new envelope, seal it, and have it signed across the flap; "
	    "then say so%s: strongroom envelope seen SHEET",
	    one ? "the sheet" : "each sheet", one ? "" : " for each");
	buf_finish(&b);
}

enum rc cmd_envelope_drill(struct app *app, struct err *e)
{
	struct drill d = {0};
	enum rc rc;

	if ((rc = try_sheets(&d, app, e)) == RC_OK && (rc = try_export(&d, app, e)) == RC_OK) {
		if (app->json)
			rc = out_json(json_drill(&d, app), e);
		else
			say(&d, app);
	}
	envelope_keys_free(d.keys);
	return rc;
}
