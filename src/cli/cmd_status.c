/* status: the state of the vault, from what the log says in clear. */
#include "app.h"

#include <string.h>

#include "agent.h"
#include "base/clock.h"
#include "commands.h"
#include "crypto/encode.h"

static const char LEVEL[] = "open file";

void json_vault_id(struct buf *hex, const struct app *app)
{
	hex_encode(hex, session_vault_id(app->session), VAULT_ID);
}

const char *level_name(void)
{
	return LEVEL;
}

const char *level_text(void)
{
	return "the vault file is in the members' own reach: the log proves every access made "
	       "to it with this program, but a member with a copy of the file and their own "
	       "passphrase could open it there, with this program or another, and this log "
	       "would not know";
}

json_t *json_restores(const struct app *app)
{
	const struct roster *t = session_roster(app->session);
	json_t *list = json_array();

	for (size_t i = 0; i < t->n_restores; i++) {
		const struct restore *r = &t->restores[i];

		json_array_append_new(
		    list, json_pack("{s:I,s:o,s:o,s:I,s:I}", "seq", (json_int_t)r->seq, "time",
			      json_time(r->time_ms), "by", json_member_name(app, r->actor),
			      "to", (json_int_t)r->seq - 1, "from", (json_int_t)r->size));
	}
	return list;
}

void out_restores(struct buf *out, const struct app *app, const char *before)
{
	const struct roster *t = session_roster(app->session);
	char when[CLOCK_TEXT];

	for (size_t i = 0; i < t->n_restores; i++) {
		const struct restore *r = &t->restores[i];

		clock_local(when, r->time_ms);
		buf_printf(out, "%sPut back to record %lld on %s by ", before,
		    (long long)r->seq - 1, when);
		out_safe(out, roster_member(t, r->actor)->name);
		if (r->size >= r->seq)
			buf_printf(out, "; records %lld to %lld of that time are gone.\n",
			    (long long)r->seq, (long long)r->size);
		else
			buf_add_str(out, "; nothing was lost that was known of.\n");
	}
}

static size_t people(const struct roster *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n_members; i++)
		n += t->members[i].active && t->members[i].role != ROLE_EMERGENCY;
	return n;
}

static int64_t items(const struct roster *t)
{
	int64_t n = 0;

	for (size_t i = 0; i < t->n_collections; i++)
		n += t->collections[i].items;
	return n;
}

static json_t *envelope(const struct envelope *v)
{
	json_t *j;

	if (v->serial == 0)
		return json_null();
	j = json_object();
	json_object_set_new(j, "serial", json_integer(v->serial));
	json_object_set_new(j, "withdrawn", json_boolean(v->withdrawn));
	json_object_set_new(j, "holders", json_string(v->holders));
	json_object_set_new(j, "created", json_time(v->created_ms));
	json_object_set_new(
	    j, "sealed", v->sealed_ms == 0 ? json_null() : json_time(v->sealed_ms));
	json_object_set_new(j, "fresh", json_boolean(v->sealed_seq > v->changed_seq));
	json_object_set_new(
	    j, "opened", v->opened_ms == 0 ? json_null() : json_time(v->opened_ms));
	return j;
}

json_t *json_agent(const struct agent_status *st)
{
	return json_pack("{s:s,s:o,s:I}", "member", st->name, "until",
	    json_time(clock_ms() + st->left_ms), "idle_seconds",
	    (json_int_t)(st->idle_ms / 1000));
}

static json_t *document(struct app *app)
{
	const struct roster *t = session_roster(app->session);
	struct buf hex = {0};
	struct agent_status st;
	json_t *j = json_object();

	json_vault_id(&hex, app);
	json_object_set_new(j, "council", json_string(session_council(app->session)));
	json_object_set_new(j, "vault", json_string(session_path(app->session)));
	json_object_set_new(j, "vault_id", json_slice(buf_slice(&hex)));
	json_object_set_new(j, "level", json_string(LEVEL));
	json_object_set_new(j, "records", json_integer(session_size(app->session)));
	json_object_set_new(j, "members", json_integer((json_int_t)people(t)));
	json_object_set_new(j, "collections", json_integer((json_int_t)t->n_collections));
	json_object_set_new(j, "items", json_integer(items(t)));
	json_object_set_new(j, "envelope", envelope(&t->envelope));
	json_object_set_new(
	    j, "agent", agent_status(&st, app, NULL) == RC_OK ? json_agent(&st) : json_null());
	json_object_set_new(j, "restores", json_restores(app));
	json_object_set_new(j, "attention", json_attention(app));
	buf_finish(&hex);
	return j;
}

static void put_line(struct buf *b, const char *label, const char *value)
{
	buf_printf(b, "  %-12s ", label);
	out_safe(b, value);
	buf_add_char(b, '\n');
}

static void put_envelope(struct buf *b, const struct envelope *v)
{
	char when[CLOCK_TEXT];
	struct buf text = {0};

	if (v->serial == 0) {
		put_line(b, "envelope", "none");
		return;
	}
	if (v->withdrawn) {
		buf_printf(&text, "none: number %lld was withdrawn", (long long)v->serial);
		put_line(b, "envelope", buf_cstr(&text) ? buf_cstr(&text) : "none");
		buf_finish(&text);
		return;
	}
	buf_printf(&text, "number %lld, held by ", (long long)v->serial);
	for (const char *p = v->holders; *p != '\0'; p++)
		if (*p == '\n')
			buf_add_str(&text, ", ");
		else
			buf_add_char(&text, *p);
	if (v->sealed_ms != 0) {
		clock_local(when, v->sealed_ms);
		buf_printf(&text, "; export of %s%s", when,
		    v->sealed_seq > v->changed_seq ? ", fresh" : ", out of date");
	}
	put_line(b, "envelope", buf_cstr(&text) ? buf_cstr(&text) : "?");
	buf_finish(&text);
}

static void put_agent(struct buf *b, struct app *app)
{
	struct agent_status st;
	char when[CLOCK_TEXT];

	if (agent_status(&st, app, NULL) != RC_OK) {
		put_line(b, "agent", "none");
		return;
	}
	clock_local(when, clock_ms() + st.left_ms);
	buf_printf(b, "  %-12s unlocked until %s\n", "agent", when);
}

enum rc cmd_status(struct app *app, struct err *e)
{
	const struct roster *t = session_roster(app->session);
	struct buf b = {0};
	json_t *doc;
	json_t *one;
	size_t i;
	enum rc rc;

	if ((rc = app_record_unlock(app, e)) != RC_OK)
		return rc;
	doc = document(app);
	if (app->json)
		return out_json(doc, e);
	out_safe(&b, session_council(app->session));
	buf_add_char(&b, '\n');
	put_line(&b, "vault", session_path(app->session));
	buf_printf(&b, "  %-12s %s: %s.\n", "level", LEVEL, level_text());
	buf_printf(&b, "  %-12s %lld records, sound\n", "audit log",
	    (long long)session_size(app->session));
	buf_printf(&b, "  %-12s %zu\n", "members", people(t));
	buf_printf(&b, "  %-12s %lld in %zu collection%s\n", "items", (long long)items(t),
	    t->n_collections, t->n_collections == 1 ? "" : "s");
	put_agent(&b, app);
	put_envelope(&b, &t->envelope);
	out_restores(&b, app, "  ");
	if (json_array_size(json_object_get(doc, "attention")) > 0)
		buf_add_str(&b, "What needs attention:\n");
	json_array_foreach(json_object_get(doc, "attention"), i, one)
	{
		buf_add_str(&b, "  - ");
		out_safe(&b, json_string_value(one));
		buf_add_char(&b, '\n');
	}
	rc = out_write(&b, e);
	buf_finish(&b);
	json_decref(doc);
	return rc;
}
