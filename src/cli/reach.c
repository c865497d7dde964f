/* reach: whose access changes by what a move or a restore puts elsewhere. */
#include "app.h"

static bool holds_any(
    const struct roster *t, int64_t member, const int64_t *collections, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (roster_grant(t, collections[i], member) != NULL)
			return true;
	return false;
}

static bool holds_all(
    const struct roster *t, int64_t member, const int64_t *collections, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (roster_grant(t, collections[i], member) == NULL)
			return false;
	return true;
}

json_t *reach_change(
    const struct app *app, const int64_t *from, size_t n, int64_t to, bool gain)
{
	const struct roster *t = session_roster(app->session);
	json_t *names = json_array();

	for (size_t i = 0; i < t->n_members; i++) {
		const struct member *p = &t->members[i];
		bool now = roster_grant(t, to, p->id) != NULL;

		if (p->role != ROLE_EMERGENCY && (gain ? now && !holds_all(t, p->id, from, n)
						       : !now && holds_any(t, p->id, from, n)))
			json_array_append_new(names, json_string(p->name));
	}
	return names;
}

static void note_names(const struct app *app, const json_t *names, const char *one,
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
		out_note(app, "%zu %s: %s.%s", n, n == 1 ? one : many, text != NULL ? text : "",
		    advice);
	buf_finish(&b);
}

void reach_note_gained(const struct app *app, const json_t *names)
{
	note_names(app, names, "member can open this now and could not before",
	    "members can open this now and could not before", "");
}

void reach_note_lost(const struct app *app, const json_t *names)
{
	note_names(app, names, "member could open this before and may know it still",
	    "members could open this before and may know it still",
	    " Change the passwords that matter.");
}
