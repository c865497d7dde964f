/* envelope status: who holds it, how long nobody has looked, how old each export is. */
#include "app.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "commands.h"
#include "crypto/encode.h"
#include "report/copies.h"

static const char *file_name(enum copy_file f)
{
	static const char *const NAMES[] = {[COPY_SAME] = "same",
	    [COPY_OTHER] = "other",
	    [COPY_GONE] = "gone",
	    [COPY_UNREADABLE] = "unreadable"};

	return NAMES[f];
}

static json_t *time_or_null(int64_t ms)
{
	return ms == 0 ? json_null() : json_time(ms);
}

static json_t *sheets(const struct envelope *v)
{
	const char *p = v->holders;
	json_t *list = json_array();

	for (size_t i = 0; i < v->n_holders; i++) {
		size_t n = strcspn(p, "\n");

		json_array_append_new(
		    list, json_pack("{s:I,s:o,s:o,s:o}", "number", (json_int_t)i + 1, "holder",
			      json_slice(slice_of(p, n)), "seen", time_or_null(v->seen_ms[i]),
			      "taken_out", time_or_null(v->taken_ms[i])));
		p += n + (p[n] == '\n');
	}
	return list;
}

static json_t *copies(const struct app *app, const struct copies *c)
{
	json_t *list;

	if (!roster_may(session_me(app->session), RIGHT_READ_LOG))
		return json_null();
	list = json_array();
	for (size_t i = 0; i < c->n; i++) {
		const struct copy *x = &c->list[i];

		json_array_append_new(list,
		    json_pack("{s:o,s:o,s:o,s:b,s:I,s:s}", "path",
			json_slice(buf_slice(&x->path)), "sealed", json_time(x->sealed_ms),
			"by", json_member_name(app, x->member), "fresh", x->fresh,
			"items_changed", (json_int_t)x->items, "file", file_name(x->file)));
	}
	return list;
}

static json_t *document(const struct app *app, const struct copies *c)
{
	const struct envelope *v = &session_roster(app->session)->envelope;
	json_t *j = json_object();

	json_object_set_new(j, "serial", json_integer(v->serial));
	json_object_set_new(j, "need", json_integer(v->need));
	json_object_set_new(j, "made", json_time(v->created_ms));
	json_object_set_new(j, "by", json_member_name(app, v->maker));
	json_object_set_new(j, "withdrawn", json_boolean(v->withdrawn));
	json_object_set_new(j, "sheets", sheets(v));
	json_object_set_new(j, "drilled", time_or_null(v->drilled_ms));
	json_object_set_new(
	    j, "opened", time_or_null(v->opened_serial == v->serial ? v->opened_ms : 0));
	json_object_set_new(j, "unreported", time_or_null(v->unreported_ms));
	json_object_set_new(j, "sealed", time_or_null(v->sealed_ms));
	json_object_set_new(j, "fresh", json_boolean(v->sealed_seq > v->changed_seq));
	json_object_set_new(j, "copies", copies(app, c));
	return j;
}

/* text */

static void put_label(struct buf *b, const char *label)
{
	buf_printf(b, "  %-10s ", label);
}

static const char *local(char when[CLOCK_TEXT], int64_t ms, const char *never)
{
	if (ms == 0)
		return never;
	clock_local(when, ms);
	return when;
}

static void put_sheets(struct buf *b, const struct envelope *v)
{
	const char *p = v->holders;
	char when[CLOCK_TEXT];
	char label[32];

	for (size_t i = 0; i < v->n_holders; i++) {
		size_t n = strcspn(p, "\n");

		snprintf(label, sizeof label, "sheet %zu", i + 1);
		put_label(b, label);
		text_safe(b, slice_of(p, n), false);
		buf_printf(
		    b, "; last seen: %s", local(when, v->seen_ms[i], "when it was made"));
		if (v->taken_ms[i] != 0)
			buf_printf(b, "; taken out for a drill on %s",
			    local(when, v->taken_ms[i], "?"));
		buf_add_char(b, '\n');
		p += n + (p[n] == '\n');
	}
}

static void put_age(struct buf *b, bool fresh, int64_t items)
{
	if (fresh)
		buf_add_str(b, "fresh");
	else if (items > 0)
		buf_printf(
		    b, "%lld item%s changed since", (long long)items, items == 1 ? "" : "s");
	else
		buf_add_str(b, "out of date");
}

static void put_copies(struct buf *b, const struct app *app, const struct copies *c)
{
	static const char *const FILES[] = {
	    [COPY_SAME] = "the file is there, as it was written",
	    [COPY_OTHER] = "there is another file now",
	    [COPY_GONE] = "the file is not there now",
	    [COPY_UNREADABLE] = "the file cannot be read"};
	char when[CLOCK_TEXT];

	for (size_t i = 0; i < c->n; i++) {
		const struct copy *x = &c->list[i];

		put_label(b, i == 0 ? "copies" : "");
		text_safe(b, buf_slice(&x->path), false);
		buf_add_char(b, '\n');
		put_label(b, "");
		buf_printf(b, "  of %s by ", local(when, x->sealed_ms, ""));
		out_safe(b, roster_member(session_roster(app->session), x->member)->name);
		buf_add_str(b, ": ");
		put_age(b, x->fresh, x->items);
		buf_printf(b, "; %s\n", FILES[x->file]);
	}
}

/* When its export was last opened, as receipts tell that were merged; 0: never. */
static int64_t export_opened(const struct roster *r)
{
	int64_t ms = 0;

	for (size_t i = 0; i < r->n_receipts; i++)
		if (r->receipts[i].serial == r->envelope.serial &&
		    r->receipts[i].opened_ms > ms)
			ms = r->receipts[i].opened_ms;
	return ms;
}

static void put_opened(struct buf *b, const struct roster *r)
{
	const struct envelope *v = &r->envelope;
	const int64_t afar = export_opened(r);
	char when[CLOCK_TEXT];

	put_label(b, "opened");
	if (v->opened_serial == v->serial || afar == 0)
		buf_printf(b, "%s",
		    local(when, v->opened_serial == v->serial ? v->opened_ms : 0, "no"));
	else
		buf_printf(b, "the export, on %s", local(when, afar, ""));
	buf_printf(
	    b, "%s\n", v->unreported_serial == v->serial ? ", which no meeting was told" : "");
}

static void put_text(struct buf *b, const struct app *app, const struct copies *c)
{
	const struct envelope *v = &session_roster(app->session)->envelope;
	char when[CLOCK_TEXT];

	buf_printf(b, "Envelope %lld, to be opened with %u of %zu sheet%s%s\n",
	    (long long)v->serial, v->need, v->n_holders, v->n_holders == 1 ? "" : "s",
	    v->withdrawn ? "; it was withdrawn, and opens nothing more" : "");
	put_label(b, "made");
	buf_printf(b, "%s by ", local(when, v->created_ms, ""));
	out_safe(b, roster_member(session_roster(app->session), v->maker)->name);
	buf_add_char(b, '\n');
	put_sheets(b, v);
	put_label(b, "drill");
	buf_printf(b, "%s\n", local(when, v->drilled_ms, "none yet"));
	put_opened(b, session_roster(app->session));
	put_label(b, "export");
	if (v->sealed_seq == 0) {
		buf_add_str(b, "none yet\n");
	} else {
		buf_printf(b, "of %s, ", local(when, v->sealed_ms, ""));
		put_age(b, v->sealed_seq > v->changed_seq, 0);
		buf_add_char(b, '\n');
	}
	put_copies(b, app, c);
}

static enum rc print(const struct app *app, const struct copies *c, struct err *e)
{
	struct buf b = {0};
	enum rc rc;

	if (app->json)
		return out_json(document(app, c), e);
	put_text(&b, app, c);
	rc = out_write(&b, e);
	buf_finish(&b);
	return rc;
}

enum rc cmd_envelope_status(struct app *app, struct err *e)
{
	struct copies c;
	enum rc rc;

	if ((rc = app_record_unlock(app, e)) != RC_OK)
		return rc;
	if (session_roster(app->session)->envelope.serial == 0) {
		if (app->json)
			return out_json(json_pack("{s:n}", "serial"), e);
		out_note(app, "There is no envelope yet: strongroom envelope create");
		return RC_OK;
	}
	if ((rc = copies_read(&c, app->session, e)) == RC_OK)
		rc = print(app, &c, e);
	copies_finish(&c);
	return rc;
}
