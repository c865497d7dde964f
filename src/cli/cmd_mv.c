/* mv: items to another collection, all of them or none. */
#include "app.h"

#include "commands.h"
#include "vault/collection.h"
#include "vault/grant.h"
#include "vault/policy.h"

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

static void say(
    const struct moving *m, const char *collection, const json_t *gain, const json_t *lost)
{
	json_t *one;
	size_t i;

	json_array_foreach(m->moved, i, one)
	{
		out_note(m->app, "Moved \"%s\" (#%lld) to \"%s\".",
		    json_string_value(json_object_get(one, "title")),
		    (long long)json_integer_value(json_object_get(one, "id")), collection);
	}
	reach_note_gained(m->app, gain);
	reach_note_lost(m->app, lost);
	/* Else it is sealed before this command ends, or its reason not to be is said. */
	if (left_envelope(m) && policy_seal_path(m->app->session) == NULL)
		out_note(m->app, "The export of the envelope still holds this until you seal "
				 "again: \"strongroom seal FILE\".");
}

static enum rc print(struct moving *m, struct err *e)
{
	json_t *gain = reach_change(m->app, m->from, m->n, m->to, true);
	json_t *lost = reach_change(m->app, m->from, m->n, m->to, false);
	json_t *name = json_collection_name(m->app, m->to);
	enum rc rc = RC_OK;

	if (m->app->json)
		rc = out_json(json_pack("{s:O,s:O,s:O,s:O}", "collection", name, "moved",
				  m->moved, "gained", gain, "lost", lost),
		    e);
	else
		say(m, json_string_value(name), gain, lost);
	json_decref(name);
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
