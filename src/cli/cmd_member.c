/* member: people and their roles. */
#include "app.h"

#include "base/text.h"
#include "commands.h"
#include "crypto/secret.h"
#include "password/generate.h"
#include "vault/care.h"
#include "vault/member.h"

static enum rc role_option(enum role *role, struct app *app, struct err *e)
{
	const char *text;
	enum rc rc;

	rc = app_option(
	    &text, app, "role", "Role (clerk, deputy, chair, councillor or auditor): ", e);
	if (rc != RC_OK)
		return rc;
	*role = role_of(slice_str(text));
	if (*role == ROLE_NONE)
		return err_set(e, RC_USAGE,
		    "there is no role \"%s\": clerk, deputy, chair, councillor or auditor",
		    text);
	return RC_OK;
}

enum rc member_first_passphrase(struct secret **out, struct err *e)
{
	struct generate_spec spec;
	enum rc rc = generate_parse(&spec, GENERATE_PASSPHRASE, e);

	if (rc == RC_OK && generate_make(out, &spec) != RC_OK)
		return err_nomem(e);
	return rc;
}

/* The slip for the new member, once. */
enum rc member_slip(struct app *app, int64_t id, const char *name, enum role role,
    const struct secret *first, struct err *e)
{
	struct buf words = {0};
	struct buf b = {0};
	enum rc rc;

	app_check_words(&words, app);
	if (app->json) {
		rc = out_json(json_pack("{s:I,s:s,s:s,s:o,s:o}", "id", (json_int_t)id, "name",
				  name, "role", role_name(role), "first_passphrase",
				  json_slice(secret_slice(first)), "words",
				  json_slice(buf_slice(&words))),
		    e);
	} else {
		buf_add_str(&b, "For ");
		out_safe(&b, name);
		buf_printf(&b, " (%s, member #%lld) of ", role_name(role), (long long)id);
		out_safe(&b, session_council(app->session));
		buf_add_str(&b, "\n\n  first passphrase   ");
		buf_add_slice(&b, secret_slice(first));
		buf_add_str(&b, "\n  check words        ");
		buf_add_slice(&b, buf_slice(&words));
		buf_add_str(&b, "\n\nHand this over in person. It has to be changed at the "
				"first unlock, with\n"
				"\"strongroom passphrase\"; the check words are compared then. "
				"It is not shown again.\n");
		rc = out_write(&b, e);
	}
	buf_finish(&words);
	buf_finish(&b);
	return rc;
}

/*
 * The slip is printed before the commit: a slip of a member who came to
 * nothing does no harm, a member whose slip was lost could never come in.
 */
static enum rc add(struct app *app, const char *name, enum role role,
    const struct secret *first, struct err *e)
{
	const struct kdf_cost cost = member_kdf_cost(app->session);
	int64_t id;
	enum rc rc;

	rc = session_require(app->session, RIGHT_ADMINISTER, ACT_MEMBER_ADD, "add members", e);
	if (rc == RC_OK)
		rc = member_add(&id, app->session, name, role, first, &cost, e);
	return rc == RC_OK ? member_slip(app, id, name, role, first, e) : rc;
}

enum rc check_member_add(struct app *app, struct err *e)
{
	enum role role;
	enum rc rc = role_option(&role, app, e);

	return rc == RC_OK ? member_check_name(args_word(&app->args, 0), e) : rc;
}

enum rc cmd_member_add(struct app *app, struct err *e)
{
	const char *name = args_word(&app->args, 0);
	struct secret *first = NULL;
	enum role role;
	enum rc rc;

	if ((rc = role_option(&role, app, e)) != RC_OK ||
	    (rc = member_first_passphrase(&first, e)) != RC_OK)
		return rc;
	if ((rc = session_begin(app->session, e)) == RC_OK)
		rc = session_end(app->session, add(app, name, role, first, e), e);
	secret_free(first);
	return rc;
}

struct leaving {
	int64_t id;
	bool made_envelope;  /* and so has seen its words */
	bool sealed_exports; /* held the key that signs them */
	int64_t new_keys;    /* of collections */
	json_t *held;        /* the collections that the member held */
};

static int64_t generations(const struct roster *t)
{
	int64_t n = 0;

	for (size_t i = 0; i < t->n_collections; i++)
		n += t->collections[i].generation;
	return n;
}

static json_t *held_by(const struct roster *t, int64_t member)
{
	json_t *list = json_array();

	for (size_t i = 0; i < t->n_grants; i++)
		if (t->grants[i].member == member)
			json_array_append_new(list, json_integer(t->grants[i].collection));
	return list;
}

static bool is_held(const struct roster *t, int64_t collection)
{
	for (size_t i = 0; i < t->n_grants; i++)
		if (t->grants[i].collection == collection)
			return true;
	return false;
}

/* Of those, the ones that nobody can open any more; the others that nobody changes are told of.
 */
static json_t *lost(const struct app *app, const struct leaving *l, const char *name)
{
	const struct roster *t = session_roster(app->session);
	json_t *list = json_array();
	json_t *one;
	size_t i;

	json_array_foreach(l->held, i, one)
	{
		const long long id = json_integer_value(one);
		const struct collection *c = roster_collection(t, id);
		const int64_t keeper = roster_keeper(t, id, 0);

		if (!c->orphaned)
			continue;
		if (!is_held(t, id)) {
			json_array_append(list, one);
			out_warn(app,
			    "collection #%lld is lost: it was private, and only %s could open "
			    "it. It has %lld items",
			    id, name, (long long)c->items);
		} else if (keeper != 0) {
			out_note(app,
			    "Collection #%lld takes no change until %s, who holds it, is next "
			    "at work.",
			    id, roster_member(t, keeper)->name);
		} else {
			out_warn(app,
			    "collection #%lld can be opened by those who hold it, but no clerk "
			    "is left who could change or grant it",
			    id);
		}
	}
	return list;
}

static enum rc leave(struct leaving *l, struct app *app, struct err *e)
{
	const struct roster *t = session_roster(app->session);
	int64_t before = generations(t);
	enum rc rc;

	rc = session_require(
	    app->session, RIGHT_ADMINISTER, ACT_MEMBER_LEAVE, "record that a member leaves", e);
	if (rc != RC_OK || (rc = app_member(&l->id, app, args_word(&app->args, 0), e)) != RC_OK)
		return rc;
	l->made_envelope = roster_has_envelope(t) && t->envelope.maker == l->id;
	l->held = held_by(t, l->id);
	l->sealed_exports =
	    roster_has_envelope(t) && roster_may(roster_member(t, l->id), RIGHT_SEAL);
	rc = member_leave(app->session, l->id, e);
	l->new_keys = generations(t) - before;
	return rc;
}

/* What a leaver knows of the envelope, or has at home. */
static void say_envelope(const struct app *app, const struct leaving *l, const char *name)
{
	unsigned sheet;

	if (l->made_envelope)
		out_note(app,
		    "%s made the envelope, and so has seen its words: a new one comes first of "
		    "all that is to be done now, and heads the worklist: strongroom envelope "
		    "create",
		    name);
	else if (l->sealed_exports)
		out_note(app,
		    "%s could sign exports, so that a false one would look genuine. Make a new "
		    "envelope: strongroom envelope create",
		    name);
	if (care_sheet(&sheet, app->session, name, NULL) == RC_OK)
		out_note(app,
		    "Sheet %u of the envelope is kept by %.*s. If that is %s, hand it over: "
		    "strongroom envelope handover %u --to NAME",
		    sheet, SLICE_ARG(care_holder(session_roster(app->session), sheet)), name,
		    sheet);
}

enum rc cmd_member_leave(struct app *app, struct err *e)
{
	struct leaving l = {0};
	json_t *gone = NULL;
	const char *name;
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK ||
	    (rc = session_end(app->session, leave(&l, app, e), e)) != RC_OK)
		goto out;
	name = roster_member(session_roster(app->session), l.id)->name;
	gone = lost(app, &l, name);
	if (app->json) {
		rc = out_json(json_pack("{s:I,s:s,s:I,s:b,s:O}", "id", (json_int_t)l.id, "left",
				  name, "new_keys", (json_int_t)l.new_keys, "made_envelope",
				  l.made_envelope, "lost", gone),
		    e);
		goto out;
	}
	out_note(app,
	    "%s has left, and can open nothing that is added or changed from now on; %lld "
	    "collection%s got a new key.\n"
	    "Passwords that were known before stay known. See which, and change them: "
	    "strongroom audit log --action item.reveal --member \"#%lld\"",
	    name, (long long)l.new_keys, l.new_keys == 1 ? "" : "s", (long long)l.id);
	say_envelope(app, &l, name);
out:
	json_decref(l.held);
	json_decref(gone);
	return rc;
}

enum rc cmd_member_ls(struct app *app, struct err *e)
{
	static const struct column COLUMNS[] = {{"id", "#", 0}, {"name", "NAME", 40},
	    {"role", "ROLE", 0}, {"status", "STATUS", 0},
	    {"must_change_passphrase", "FIRST PASSPHRASE", 0}};
	const struct roster *t = session_roster(app->session);
	json_t *rows;
	enum rc rc;

	if ((rc = app_record_unlock(app, e)) != RC_OK)
		return rc;
	rows = json_array();
	for (size_t i = 0; i < t->n_members; i++) {
		const struct member *m = &t->members[i];

		if (m->role == ROLE_EMERGENCY)
			continue;
		json_array_append_new(
		    rows, json_pack("{s:I,s:o,s:s,s:s,s:b}", "id", (json_int_t)m->id, "name",
			      json_member_name(app, m->id), "role", role_name(m->role),
			      "status", m->active ? "active" : "left", "must_change_passphrase",
			      m->must_change));
	}
	return out_table(
	    app, rows, COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0], "No members.", e);
}
