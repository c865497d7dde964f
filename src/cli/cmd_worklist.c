/* worklist: what has to be done, by whom, and with which command. */
#include "app.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "commands.h"
#include "report/worklist.h"
#include "vault/emergency.h"

enum { INDENT = 5 };

/* output */

static json_t *names(const struct app *app, const struct work *w)
{
	json_t *list = json_array();

	for (size_t i = 0; i < w->n_who; i++)
		json_array_append_new(list, json_member_name(app, w->who[i]));
	return list;
}

static json_t *document(const struct app *app, const struct worklist *list)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < list->n; i++) {
		const struct work *w = &list->lines[i];

		json_array_append_new(
		    rows, json_pack("{s:s,s:o,s:o,s:o,s:o,s:o,s:b}", "key", w->texts[WORK_KEY],
			      "what", json_slice(slice_str(w->texts[WORK_WHAT])), "why",
			      json_slice(slice_str(w->texts[WORK_WHY])), "since",
			      json_time(w->since_ms), "who", names(app, w), "command",
			      json_slice(slice_str(w->texts[WORK_COMMAND])), "yours",
			      work_can(w, session_me(app->session)->id)));
	}
	return rows;
}

static void put_who(struct buf *out, const struct app *app, const struct work *w)
{
	struct buf line = {0};
	char when[CLOCK_TEXT];

	clock_local(when, w->since_ms);
	buf_printf(&line, "Since %s. Who can: ", when);
	for (size_t i = 0; i < w->n_who; i++)
		buf_printf(&line, "%s%s", i == 0 ? "" : ", ",
		    roster_member(session_roster(app->session), w->who[i])->name);
	if (w->n_who == 0)
		buf_add_str(&line, "no member, as it is");
	buf_add_char(&line, '.');
	out_wrapped(out, buf_cstr(&line) == NULL ? "" : buf_cstr(&line), INDENT);
	buf_finish(&line);
}

static void put_line(
    struct buf *out, const struct app *app, const struct work *w, size_t number)
{
	struct buf head = {0};

	/* The number stands in the margin of the first line. */
	out_wrapped(&head, w->texts[WORK_WHAT], INDENT);
	if (buf_ok(&head) && head.n > INDENT) {
		buf_printf(out, "%3zu. ", number);
		buf_add(out, head.p + INDENT, head.n - INDENT);
	}
	buf_finish(&head);
	out_wrapped(out, w->texts[WORK_WHY], INDENT);
	put_who(out, app, w);
	buf_printf(out, "%*s$ ", INDENT, "");
	out_safe(out, w->texts[WORK_COMMAND]);
	buf_add_char(out, '\n');
}

static enum rc print(const struct app *app, const struct worklist *list, struct err *e)
{
	struct buf out = {0};
	enum rc rc;

	if (app->json)
		return out_json(document(app, list), e);
	if (list->n == 0)
		out_note(app, "Nothing has to be done.");
	for (size_t i = 0; i < list->n; i++) {
		if (i > 0)
			buf_add_char(&out, '\n');
		put_line(&out, app, &list->lines[i], i + 1);
	}
	rc = out_write(&out, e);
	buf_finish(&out);
	return rc;
}

/* ticking off */

static enum rc not_by_hand(const struct work *w, struct err *e)
{
	return err_set(e, RC_USAGE,
	    "that is ticked off by doing it: %s; only a credential that the council decided "
	    "to keep is ticked off with --done",
	    w->texts[WORK_COMMAND]);
}

/* In a transaction; what, empty before, is the line that was ticked off. */
static enum rc tick_off(struct buf *what, struct app *app, struct err *e)
{
	const char *reason = args_value(&app->args, "reason");
	const char *which = args_value(&app->args, "done");
	struct worklist list;
	const struct work *w;
	enum rc rc;

	rc = session_require(
	    app->session, RIGHT_CARE, ACT_WORKLIST_DONE, "tick off what is to be done", e);
	if (rc != RC_OK)
		return rc;
	if ((rc = worklist_make(&list, app->session, clock_ms(), true, e)) != RC_OK)
		goto out;
	if ((w = worklist_find(&list, which)) == NULL) {
		rc = err_set(e, RC_NOTFOUND,
		    "there is no line \"%s\"; \"strongroom worklist\" shows them", which);
	} else if (w->kind != WORK_CREDENTIAL) {
		rc = not_by_hand(w, e);
	} else {
		buf_add_str(what, w->texts[WORK_WHAT]);
		rc = emergency_record_done(app->session, w->about, reason, e);
	}
out:
	worklist_finish(&list);
	return rc;
}

static enum rc done(struct app *app, struct err *e)
{
	struct buf what = {0};
	enum rc rc;

	if ((rc = session_begin(app->session, e)) == RC_OK)
		rc = session_end(app->session, tick_off(&what, app, e), e);
	if (rc == RC_OK)
		out_note(
		    app, "Ticked off: %s.", buf_cstr(&what) == NULL ? "" : buf_cstr(&what));
	buf_finish(&what);
	return rc;
}

enum rc check_worklist(struct app *app, struct err *e)
{
	const char *reason = args_value(&app->args, "reason");

	if (!args_has(&app->args, "done"))
		return reason == NULL
			   ? RC_OK
			   : err_set(e, RC_USAGE, "--reason is why a line is --done");
	if (reason != NULL && !text_valid(slice_str(reason)))
		return err_set(e, RC_INPUT, "the reason is not UTF-8");
	return app_option(
	    &reason, app, "reason", "Why may it stay as it is (such as a minute): ", e);
}

enum rc cmd_worklist(struct app *app, struct err *e)
{
	struct worklist list;
	enum rc rc;

	rc = args_has(&app->args, "done") ? done(app, e) : app_record_unlock(app, e);
	if (rc != RC_OK)
		return rc;
	if ((rc = worklist_make(&list, app->session, clock_ms(), true, e)) == RC_OK)
		rc = print(app, &list, e);
	worklist_finish(&list);
	return rc;
}

/* for other commands */

json_t *json_attention(struct app *app)
{
	json_t *rows = json_array();
	struct worklist list;

	if (worklist_make(&list, app->session, clock_ms(), true, NULL) != RC_OK) {
		json_decref(rows);
		rows = NULL;
	}
	for (size_t i = 0; rows != NULL && i < list.n; i++) {
		const struct work *w = &list.lines[i];

		json_array_append_new(rows, json_sprintf("%s. %s \"%s\"", w->texts[WORK_WHAT],
						w->texts[WORK_WHY], w->texts[WORK_COMMAND]));
	}
	worklist_finish(&list);
	return rows;
}

void note_worklist(const struct app *app)
{
	struct worklist list;
	size_t n;

	if (app->json || app->quiet)
		return;
	if (worklist_make(&list, app->session, clock_ms(), false, NULL) == RC_OK) {
		n = worklist_count(&list, session_me(app->session)->id);
		if (n > 0 && n == list.n)
			out_note(app, "%zu thing%s to do: strongroom worklist", n,
			    n == 1 ? "" : "s");
		else if (n > 0)
			out_note(app, "%zu thing%s to do, of %zu in all: strongroom worklist",
			    n, n == 1 ? "" : "s", list.n);
	}
	worklist_finish(&list);
}
