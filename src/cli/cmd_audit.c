/* audit: the log, read and proved. */
#include "app.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "commands.h"
#include "crypto/encode.h"
#include "vault/audit.h"
#include "vault/public.h"
#include "vault/public_receipt.h"
#include "vault/version.h"

/* log */

struct reading {
	struct app *app;
	json_t *rows;
};

/* The titles of items come from the details; other subjects have their number. */
static json_t *subject(const struct record *r)
{
	if (r->subject_kind == SUB_NONE)
		return json_null();
	return json_pack(
	    "{s:s,s:I}", "kind", subject_name(r->subject_kind), "id", (json_int_t)r->subject);
}

static json_t *detail(const struct audit_entry *entry)
{
	json_t *j;

	if (!entry->opened)
		return json_null();
	j = json_object();
	for (size_t i = 0; i < entry->n_details; i++) {
		char key[64] = "";
		struct slice k = entry->details[i].key;

		if (k.n >= sizeof key)
			continue;
		memcpy(key, k.p, k.n);
		json_object_set_new(j, key, json_slice(entry->details[i].value));
	}
	return j;
}

/* Of an opening without the vault: when it was, and what was shown. */
static void add_receipt(json_t *row, const struct record *r)
{
	struct public_receipt p;

	if (r->action == ACT_AUDIT_MERGE && public_get_receipt(&p, r->public))
		json_object_set_new(row, "receipt",
		    json_pack("{s:o,s:o}", "opened", json_time(p.opened_ms), "shown",
			json_shown(&p)));
}

/* What was decided stands in clear in the record, so that replay can follow it. */
static void add_policy(json_t *row, const struct record *r)
{
	struct public_policy p;

	if (r->action == ACT_POLICY_SET && r->outcome == OUT_OK &&
	    public_get_policy(&p, r->public))
		json_object_set_new(row, "policy",
		    json_pack(
			"{s:o,s:o}", "name", json_slice(p.name), "value", json_slice(p.value)));
}

/* To whom something was granted, or from whom taken; and as what a member was added. */
static void add_member(json_t *row, const struct app *app, const struct record *r)
{
	struct public_member m;
	struct public_grant g;
	int64_t id;

	if (r->outcome != OUT_OK)
		return;
	if (r->action == ACT_GRANT_ADD && public_get_grant(&g, r->public))
		json_object_set_new(row, "grant",
		    json_pack("{s:o,s:b}", "member", json_member_name(app, g.member), "edit",
			g.edit));
	if (r->action == ACT_GRANT_REMOVE && public_get_revoked(&id, r->public))
		json_object_set_new(
		    row, "grant", json_pack("{s:o}", "member", json_member_name(app, id)));
	if (r->action == ACT_MEMBER_ADD && public_get_member(&m, r->public))
		json_object_set_new(row, "role", json_slice(m.role));
}

static enum rc add_row(void *arg, const struct audit_entry *entry, struct err *e)
{
	const struct record *r = &entry->record;
	struct reading *q = arg;
	json_t *row = json_pack("{s:I,s:o,s:o,s:s,s:s,s:o,s:I,s:o,s:b}", "seq",
	    (json_int_t)r->seq, "time", json_time(r->time_ms), "actor",
	    json_member_name(q->app, r->actor), "action", action_name(r->action), "outcome",
	    outcome_name(r->outcome), "subject", subject(r), "version", (json_int_t)r->version,
	    "detail", detail(entry), "authenticated", r->actor != 0);

	add_receipt(row, r);
	add_policy(row, r);
	add_member(row, q->app, r);
	if (entry->fault != NULL)
		json_object_set_new(row, "fault", json_string(entry->fault));
	return json_array_append_new(q->rows, row) == 0 ? RC_OK : err_nomem(e);
}

static enum rc parse_date(
    int64_t *ms, const struct args *a, const char *option, bool end, struct err *e)
{
	const char *text = args_value(a, option);

	if (text == NULL || clock_parse(ms, text, clock_ms(), end))
		return RC_OK;
	return err_set(e, RC_USAGE,
	    "--%s takes a date such as 2026-04-01, or days such as 30d, not \"%s\"", option,
	    text);
}

static enum rc filter_options(struct audit_filter *f, struct app *app, struct err *e)
{
	const struct args *a = &app->args;
	const char *text;
	enum rc rc;

	if ((rc = parse_date(&f->since_ms, a, "since", false, e)) != RC_OK ||
	    (rc = parse_date(&f->until_ms, a, "until", true, e)) != RC_OK)
		return rc;
	f->incidents = args_has(a, "incidents");
	if ((text = args_value(a, "action")) != NULL) {
		f->action = action_of(slice_str(text));
		if (f->action == ACT_UNKNOWN)
			return err_set(e, RC_USAGE,
			    "there is no action \"%s\"; give one as in the column ACTION of "
			    "\"strongroom audit log\", such as item.reveal",
			    text);
	}
	return RC_OK;
}

static enum rc filter_names(struct audit_filter *f, struct app *app, struct err *e)
{
	const char *item = args_value(&app->args, "item");
	const char *of = args_value_at(&app->args, "member", false);
	enum rc rc;

	if (of != NULL && (rc = app_member(&f->member, app, of, e)) != RC_OK)
		return rc;
	if (item == NULL)
		return RC_OK;
	if (item[0] == '#')
		return args_positive(&f->item, item + 1, e);
	return version_find(&f->item, app->session, item, false, e);
}

static void put_receipt(struct buf *b, const json_t *row)
{
	const json_t *receipt = json_object_get(row, "receipt");
	const json_t *shown = json_object_get(receipt, "shown");
	const json_t *one;
	bool all = false;
	size_t i;

	if (receipt == NULL)
		return;
	json_array_foreach(shown, i, one) all |= json_object_get(one, "everything") != NULL;
	buf_printf(b,
	    ", opened %.10s, shown: ", json_string_value(json_object_get(receipt, "opened")));
	if (all)
		buf_add_str(b, "all");
	else if (json_array_size(shown) == 0)
		buf_add_str(b, "titles");
	json_array_foreach(shown, i, one) if (!all) buf_printf(b, "%s#%lld", i > 0 ? " " : "",
	    (long long)json_integer_value(json_object_get(one, "id")));
}

static void put_policy(struct buf *b, const json_t *row)
{
	const json_t *p = json_object_get(row, "policy");

	if (p == NULL)
		return;
	buf_add_str(b, json_string_value(json_object_get(p, "name")));
	buf_add_char(b, '=');
	buf_add_str(b, json_string_value(json_object_get(p, "value")));
}

/* Who came by a grant, or lost it, and what a new member is. */
static void put_member(struct buf *b, const json_t *row)
{
	const json_t *grant = json_object_get(row, "grant");
	const char *name = json_string_value(json_object_get(grant, "member"));
	const char *role = json_string_value(json_object_get(row, "role"));

	if (name != NULL) {
		buf_add_str(
		    b, json_object_get(grant, "edit") == NULL ? ", from \"" : ", to \"");
		buf_add_str(b, name);
		buf_add_str(
		    b, json_is_true(json_object_get(grant, "edit")) ? "\" (edit)" : "\"");
	}
	if (role != NULL)
		buf_printf(b, ", %s", role);
}

/* One line of text for what a record is about. */
static void put_subject(struct buf *b, const json_t *row)
{
	static const char *const KEYS[] = {"title", "name", "sheet", "holder", "sheets",
	    "result", "fields", "from", "to", "restored", "asked", "why", "reason", "file",
	    "present", "minute", "opened by", "opened on"};
	const json_t *s = json_object_get(row, "subject");
	const json_t *d = json_object_get(row, "detail");
	const char *value;

	if (json_is_object(s))
		buf_printf(b, "%s #%lld", json_string_value(json_object_get(s, "kind")),
		    (long long)json_integer_value(json_object_get(s, "id")));
	put_policy(b, row);
	put_member(b, row);
	put_receipt(b, row);
	for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++)
		if ((value = json_string_value(json_object_get(d, KEYS[i]))) != NULL) {
			buf_printf(b, "%s%s%s\"", b->n > 0 ? ", " : "", i == 0 ? "" : KEYS[i],
			    i == 0 ? "" : " ");
			buf_add_str(b, value);
			buf_add_char(b, '"');
		}
}

/* A detail that cannot be believed: the record stands, but somebody tried. */
static void put_fault(struct buf *b, const json_t *row)
{
	const char *fault = json_string_value(json_object_get(row, "fault"));

	if (fault != NULL)
		buf_printf(b, "%s[%s]", b->n > 0 ? " " : "", fault);
}

static enum rc print_log(struct app *app, json_t *rows, struct err *e)
{
	/* A reason or a name that is cut off would be no record for who reads it here. */
	static const struct column COLUMNS[] = {{"seq", "#", 0}, {"time", "TIME (UTC)", 0},
	    {"actor", "WHO", 24}, {"action", "ACTION", 0}, {"outcome", "OUTCOME", 0},
	    {"about", "ABOUT", 1000}};
	json_t *row;
	size_t i;

	if (!app->json)
		json_array_foreach(rows, i, row)
		{
			struct buf b = {0};

			put_subject(&b, row);
			put_fault(&b, row);
			json_object_set_new(row, "about", json_slice(buf_slice(&b)));
			if (json_is_false(json_object_get(row, "authenticated")))
				json_object_set_new(
				    row, "actor", json_string("(nobody signed)"));
			buf_finish(&b);
		}
	return out_table(
	    app, rows, COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0], "No records.", e);
}

static enum rc begin_reading(struct audit_filter *f, struct app *app, struct err *e)
{
	enum rc rc;

	rc = session_require(
	    app->session, RIGHT_READ_LOG, ACT_AUDIT_VIEW, "read the audit log", e);
	if (rc != RC_OK || (rc = filter_names(f, app, e)) != RC_OK)
		return rc;
	return audit_record_view(app->session, e);
}

enum rc check_audit_log(struct app *app, struct err *e)
{
	struct audit_filter f = {0};

	return filter_options(&f, app, e);
}

enum rc cmd_audit_log(struct app *app, struct err *e)
{
	struct audit_filter f = {0};
	struct reading q = {.app = app};
	enum rc rc;

	if ((rc = filter_options(&f, app, e)) != RC_OK ||
	    (rc = session_begin(app->session, e)) != RC_OK ||
	    (rc = session_end(app->session, begin_reading(&f, app, e), e)) != RC_OK)
		return rc;
	q.rows = json_array();
	if ((rc = audit_read(app->session, &f, add_row, &q, e)) != RC_OK) {
		json_decref(q.rows);
		return rc;
	}
	return print_log(app, q.rows, e);
}
