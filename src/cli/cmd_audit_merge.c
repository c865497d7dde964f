/* audit merge: the receipt of an opening without the vault, into the log. */
#include "app.h"

#include "base/clock.h"
#include "base/file.h"
#include "commands.h"
#include "transfer/receipt.h"
#include "vault/merge.h"

static enum rc read_receipt(struct receipt *r, const struct app *app, struct err *e)
{
	const char *path = args_word(&app->args, 0);
	struct buf text = {0};
	enum rc rc;

	*r = (struct receipt){0};
	if ((rc = file_read(&text, path, RECEIPT_MAX, e)) == RC_OK)
		rc = receipt_get(r, buf_slice(&text), e);
	buf_finish(&text);
	return rc;
}

/* Before anybody is asked for a passphrase. */
enum rc check_audit_merge(struct app *app, struct err *e)
{
	struct receipt r;
	enum rc rc = read_receipt(&r, app, e);

	receipt_finish(&r);
	return rc;
}

json_t *json_shown(const struct public_receipt *p)
{
	json_t *shown = json_array();

	for (size_t i = 0; i < public_shown_count(p->shown); i++) {
		struct public_shown one = public_shown_at(p->shown, i);

		json_array_append_new(shown,
		    one.item == 0
			? json_pack(
			      "{s:o,s:b}", "time", json_time(one.time_ms), "everything", 1)
			: json_pack("{s:o,s:I,s:I}", "time", json_time(one.time_ms), "id",
			      (json_int_t)one.item, "version", (json_int_t)one.version));
	}
	return shown;
}

static enum rc report(
    const struct app *app, const struct receipt *r, size_t known, struct err *e)
{
	const struct public_receipt p = receipt_public(r);
	size_t fresh = public_shown_count(p.shown) - known;
	char when[CLOCK_TEXT];

	if (app->json)
		return out_json(json_pack("{s:I,s:o,s:o,s:I}", "envelope",
				    (json_int_t)r->serial, "opened", json_time(p.opened_ms),
				    "shown", json_shown(&p), "new", (json_int_t)fresh),
		    e);
	clock_local(when, p.opened_ms);
	out_note(app,
	    "The opening of %s is on the audit log, with %zu %s that it did not have. Every "
	    "member is told until it was reported to a meeting.",
	    when, fresh, fresh == 1 ? "line" : "lines");
	return RC_OK;
}

static enum rc merge(
    size_t *known, bool *given_up, struct app *app, const struct receipt *r, struct err *e)
{
	struct detail notes[RECEIPT_NOTES];
	struct merge m = {.vault_id = r->vault_id,
	    .serial = r->serial,
	    .public = receipt_public(r),
	    .notes = notes};
	enum rc rc;

	for (int i = 0; i < RECEIPT_NOTES; i++)
		if (r->notes[i] != NULL)
			notes[m.n_notes++] = (struct detail){
			    receipt_note_name((enum receipt_note)i), slice_str(r->notes[i])};
	if ((rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	return session_end(
	    app->session, merge_receipt(known, given_up, app->session, &m, e), e);
}

enum rc cmd_audit_merge(struct app *app, struct err *e)
{
	struct receipt r;
	size_t known;
	bool given_up;
	enum rc rc;

	if ((rc = read_receipt(&r, app, e)) != RC_OK)
		goto out;
	if ((rc = merge(&known, &given_up, app, &r, e)) != RC_OK)
		goto out;
	if (given_up)
		out_warn(app,
		    "the export was sealed after a record that this log does not have: "
		    "it may have been given up when a backup was put back");
	rc = report(app, &r, known, e);
out:
	receipt_finish(&r);
	return rc;
}
