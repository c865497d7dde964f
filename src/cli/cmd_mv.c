/* mv: items to another collection, all of them or none. */
#include "app.h"

#include "vault/collection.h"
#include "vault/grant.h"

struct moving {
	struct app *app;
	int64_t to;
	size_t n;
	int64_t ids[ARGS_MAX];
	int64_t from[ARGS_MAX];
	json_t *moved; /* what --json prints of each */
};

/*
 * Every item, and the right to each, before anything is written: a refusal is
 * recorded by a commit, which must not keep half of a move.
 */
static enum rc find_item(struct moving *m, const char *text, struct err *e)
{
	struct session *s = m->app->session;
	struct item it = {0};
	enum rc rc;

	if ((rc = item_find(&it, s, text, e)) != RC_OK)
		return rc;
	m->ids[m->n] = it.id;
	m->from[m->n++] = it.collection;
	rc = grant_require_edit(s, it.collection, ACT_ITEM_MOVE, SUB_ITEM, it.id, e);
	item_finish(&it);
	return rc;
}

static enum rc find_all(struct moving *m, struct err *e)
{
	const struct args *a = &m->app->args;
	enum rc rc = grant_to_write(&m->to, m->app->session, args_word(a, a->n_words - 1),
	    ACT_ITEM_MOVE, "move items", e);

	for (size_t i = 0; i + 1 < a->n_words && rc == RC_OK; i++)
		rc = find_item(m, args_word(a, i), e);
	return rc;
}

static enum rc move_one(struct moving *m, int64_t id, struct err *e)
{
	struct session *s = m->app->session;
	struct item it = {0};
	json_t *j;
	enum rc rc = item_get(&it, s, id, e);

	if (rc != RC_OK)
		return rc;
	rc = item_move(s, &it, m->to, args_value(&m->app->args, "reason"), e);
	j = json_pack("{s:I,s:o,s:I}", "id", (json_int_t)id, "title",
	    json_slice(it.content.title), "version", (json_int_t)it.version + 1);
	if (json_array_append_new(m->moved, j) != 0 && rc == RC_OK)
		rc = err_nomem(e);
	item_finish(&it);
	return rc;
}

static enum rc move_all(struct moving *m, struct err *e)
{
	enum rc rc = find_all(m, e);

	for (size_t i = 0; i < m->n && rc == RC_OK; i++)
		rc = move_one(m, m->ids[i], e);
	return rc;
}

static bool held_before(const struct moving *m, const struct roster *t, int64_t member)
{
	for (size_t i = 0; i < m->n; i++)
		if (roster_grant(t, m->from[i], member) != NULL)
			return true;
	return false;
}

static bool held_all_before(const struct moving *m, const struct roster *t, int64_t member)
{
	for (size_t i = 0; i < m->n; i++)
		if (roster_grant(t, m->from[i], member) == NULL)
			return false;
	return true;
}

/* The names of the people who could open it and cannot, or (gain) the other way round. */
static json_t *people(const struct moving *m, bool gain)
{
	const struct roster *t = session_roster(m->app->session);
	json_t *names = json_array();

	for (size_t i = 0; i < t->n_members; i++) {
		const struct member *p = &t->members[i];
		bool now = roster_grant(t, m->to, p->id) != NULL;

		if (p->role != ROLE_EMERGENCY && (gain ? now && !held_all_before(m, t, p->id)
						       : !now && held_before(m, t, p->id)))
			json_array_append_new(names, json_string(p->name));
	}
	return names;
}

/* The export that is about still has what left the sealed collections. */
static bool left_envelope(const struct moving *m)
{
	const struct roster *t = session_roster(m->app->session);

	if (t->envelope.sealed_seq == 0 || roster_collection(t, m->to)->sealed)
		return false;
	for (size_t i = 0; i < m->n; i++)
		if (roster_collection(t, m->from[i])->sealed)
			return true;
	return false;
}

static void note_names(const struct moving *m, const json_t *names, const char *one,
    const char *many, const char *advice)
{
	const size_t n = json_array_size(names);
	struct buf b = {0};
	const char *text;
	json_t *name;
	size_t i;

	json_array_foreach(names, i, name)
	{
		buf_add_str(&b, i > 0 ? ", " : "");
		buf_add_str(&b, json_string_value(name));
	}
	text = buf_cstr(&b);
	if (n > 0)
		out_note(m->app, "%zu %s: %s.%s", n, n == 1 ? one : many,
		    text != NULL ? text : "", advice);
	buf_finish(&b);
}

static void say(const struct moving *m, const json_t *gain, const json_t *lost)
{
	const char *collection = args_word(&m->app->args, m->app->args.n_words - 1);
	json_t *one;
	size_t i;

	json_array_foreach(m->moved, i, one)
	{
		out_note(m->app, "Moved \"%s\" (#%lld) to \"%s\".",
		    json_string_value(json_object_get(one, "title")),
		    (long long)json_integer_value(json_object_get(one, "id")), collection);
	}
	note_names(m, gain, "member can open this now and could not before",
	    "members can open this now and could not before", "");
	note_names(m, lost, "member could open this before and may know it still",
	    "members could open this before and may know it still",
	    " Change the passwords that matter.");
	if (left_envelope(m))
		out_note(m->app, "The export of the envelope still holds this until you seal "
				 "again: \"strongroom seal FILE\".");
}

static enum rc print(struct moving *m, struct err *e)
{
	json_t *gain = people(m, true);
	json_t *lost = people(m, false);
	enum rc rc = RC_OK;

	if (m->app->json)
		rc = out_json(json_pack("{s:o,s:O,s:O,s:O}", "collection",
				  json_collection_name(m->app, m->to), "moved", m->moved,
				  "gained", gain, "lost", lost),
		    e);
	else
		say(m, gain, lost);
	json_decref(gain);
	json_decref(lost);
	return rc;
}

enum rc cmd_mv(struct app *app, struct err *e)
{
	struct moving m = {.app = app};
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	m.moved = json_array();
	if ((rc = session_end(app->session, move_all(&m, e), e)) == RC_OK)
		rc = print(&m, e);
	json_decref(m.moved);
	return rc;
}
